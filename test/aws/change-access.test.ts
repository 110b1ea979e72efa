import { LambdaClient, GetFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CannotChange } from '#playbook';
import { liftLimit } from '#remediations/lambda/lift-limit';
import { limitConcurrency } from '#remediations/lambda/limit-concurrency';
import type { Account } from '#simulation/account';
import { startSimulation } from '#simulation/simulation';
import { reservedConcurrency } from '../../src/aws/lambda.ts';
import { freeConcurrency, reserveConcurrency } from '../../src/aws/lambda-writes.ts';
import { changeAccess } from '../../src/aws/change-access.ts';
import type { AttemptOf } from '../../src/changes/aws-access.ts';
import type { AccountSettings } from '../../src/aws/accounts.ts';

const id = '123456789012';
const region = 'eu-west-1';
const where = { account: id, region };
const arn = `arn:aws:lambda:${region}:${id}:function:checkout`;
const other = `arn:aws:lambda:${region}:${id}:function:search`;
const role = (name: string) => `arn:aws:iam::${id}:role/${name}`;
const begin = new Date('2026-11-22T10:00:30Z');
const digest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const attempt: AttemptOf = {
  change: '01KBN0C4T6Q4XV8Z2Y7M9R3W5E',
  n: 2,
  digest,
  requester: 'T0SHOP.U0ASKS',
  approvers: ['T0SHOP.U0FIRST', 'T0SHOP.U0LAST'],
  remediation: limitConcurrency,
  step: 'apply',
  resources: [arn],
};

const account: Account = {
  id,
  region,
  lambda: {
    functions: [arn, other].map((each) => ({
      FunctionName: each.split(':')[6],
      FunctionArn: each,
      Version: '$LATEST',
    })),
    reservedConcurrency: { search: 20 },
  },
};

interface Settings {
  readonly account?: Partial<Account>;
  readonly settings?: Partial<AccountSettings>;
  readonly clockAheadMs?: number;
}

async function start({ account: more = {}, settings = {}, clockAheadMs = 0 }: Settings = {}) {
  let present = begin;
  const now = () => present;
  const simulation = await startSimulation({ accounts: { [id]: { ...account, ...more } }, clock: now, clockAheadMs });
  onTestFinished(() => simulation.close());
  const bot = simulation.credentialsFor(id);
  const access = changeAccess({
    accounts: [
      {
        id,
        name: 'shop',
        regions: [region],
        readRole: role('OpsMedicRead'),
        changeRole: role('OpsMedicChange'),
        ...settings,
      },
    ],
    env: {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_ACCESS_KEY_ID: bot.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bot.secretAccessKey,
      AWS_SESSION_TOKEN: bot.sessionToken,
    },
    now,
    random: () => 0,
  });
  const { signal } = new AbortController();
  return {
    access,
    simulation,
    bot,
    signal,
    pass: (ms: number) => {
      present = new Date(present.getTime() + ms);
    },
    assumptions: () =>
      simulation
        .record()
        .calls.filter((call) => call.operation === 'AssumeRole')
        .map((call) => Object(call.input)),
    writes: () => simulation.record().calls.filter((call) => call.wrote),
    /** Whatever has a key, as a program other than ours would use it. */
    as: (credentials: typeof bot) => ({ endpoint: simulation.url, region, credentials, maxAttempts: 1 }),
  };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('the credentials of an attempt', () => {
  test('are asked for in the name of who approved, for these calls on this function, for 25 seconds', async () => {
    const { access, assumptions, signal } = await start();
    const writer = await access.writer(where, attempt, signal);
    expect(writer.deadline).toEqual(new Date('2026-11-22T10:00:55Z'));
    const [assumed] = assumptions();
    expect({ ...assumed, Policy: JSON.parse(assumed.Policy) }).toEqual({
      RoleArn: role('OpsMedicChange'),
      RoleSessionName: `opsmedic-${attempt.change}-2`,
      DurationSeconds: 900,
      SourceIdentity: 'T0SHOP.U0LAST',
      Tags: [
        { Key: 'opsmedic:approval', Value: attempt.change },
        { Key: 'opsmedic:plan', Value: digest },
        { Key: 'opsmedic:requester', Value: 'T0SHOP.U0ASKS' },
        { Key: 'opsmedic:approvers', Value: 'T0SHOP.U0FIRST T0SHOP.U0LAST' },
      ],
      TransitiveTagKeys: ['opsmedic:approval'],
      Policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'lambda:PutFunctionConcurrency',
            Resource: arn,
            Condition: { DateLessThan: { 'aws:CurrentTime': '2026-11-22T10:00:55Z' } },
          },
        ],
      },
    });
  });

  test('of a change cannot undo it, and those of its undo cannot make it', async () => {
    const { access, assumptions, writes, signal } = await start();
    const making = await access.writer(where, attempt, signal);
    expect(await failure(making.write(freeConcurrency, { arn }))).toBeInstanceOf(TypeError);
    await access.writer(where, { ...attempt, remediation: liftLimit, step: 'apply' }, signal);
    await access.writer(where, { ...attempt, remediation: liftLimit, step: 'undo' }, signal);
    expect(assumptions().map(({ Policy }) => JSON.parse(Policy).Statement[0].Action)).toEqual([
      'lambda:PutFunctionConcurrency',
      'lambda:DeleteFunctionConcurrency',
      'lambda:PutFunctionConcurrency',
    ]);
    expect(writes()).toEqual([]);
  });

  test('are for that attempt alone: the next one has its own', async () => {
    const { access, assumptions, writes, signal } = await start();
    for (const n of [1, 2, 3]) {
      const { write } = await access.writer(where, { ...attempt, n }, signal);
      await write(reserveConcurrency, { arn, reserved: n });
    }
    expect(assumptions()).toHaveLength(3);
    expect(new Set(writes().map(({ accessKeyId }) => accessKeyId)).size).toBe(3);
    expect(writes().map(({ caller }) => caller.split('/').at(-1))).toEqual(
      [1, 2, 3].map((n) => `opsmedic-${attempt.change}-${n}`),
    );
  });

  test('name of many approvers as many as a tag holds, the deciding one always', async () => {
    const { access, assumptions, signal } = await start();
    const approvers = Array.from({ length: 30 }, (_, index) => `T0SHOP.U0APPROVER${index}`);
    await access.writer(where, { ...attempt, approvers }, signal);
    const [{ SourceIdentity, Tags }] = assumptions() as [{ SourceIdentity: string; Tags: { Value: string }[] }];
    const tagged = Tags[3]?.Value ?? '';
    expect(SourceIdentity).toBe('T0SHOP.U0APPROVER29');
    expect(tagged.length).toBeLessThanOrEqual(256);
    expect(approvers).toEqual(expect.arrayContaining(tagged.split(' ')));
    expect(tagged.endsWith('T0SHOP.U0APPROVER29')).toBe(true);
  });

  test('carry the external id where one is configured', async () => {
    const { access, signal } = await start({
      account: { externalId: 'opsmedic-7' },
      settings: { externalId: 'opsmedic-7' },
    });
    expect((await access.writer(where, attempt, signal)).deadline).toBeInstanceOf(Date);
    const { access: without } = await start({ account: { externalId: 'opsmedic-7' } });
    expect(await failure(without.writer(where, attempt, signal))).toBeInstanceOf(CannotChange);
  });
});

describe.each([0, 3_600_000, -3_600_000])('with AWS %d ms ahead of us', (clockAheadMs) => {
  test('the deadline is by the clock of AWS', async () => {
    const { access, signal } = await start({ clockAheadMs });
    const { deadline, skewMs } = await access.writer(where, attempt, signal);
    expect(deadline.getTime()).toBe(begin.getTime() + clockAheadMs + 25_000);
    expect(skewMs).toBe(clockAheadMs);
    expect((await access.time(where, signal)).getTime()).toBe(begin.getTime() + clockAheadMs);
  });

  test('a call in time is carried out', async () => {
    const { access, simulation, pass, signal } = await start({ clockAheadMs });
    const { write } = await access.writer(where, attempt, signal);
    pass(24_000);
    await write(reserveConcurrency, { arn, reserved: 5 });
    expect(simulation.account(id).lambda?.reservedConcurrency).toEqual({ checkout: 5, search: 20 });
  });

  test('a call that comes late is refused by AWS', async () => {
    const { access, simulation, pass, signal } = await start({ clockAheadMs });
    const { write } = await access.writer(where, attempt, signal);
    pass(25_000);
    const error = await failure(write(reserveConcurrency, { arn, reserved: 5 }));
    expect(error).toMatchObject({
      name: 'WriteFailure',
      outcome: 'refused',
      message: expect.stringContaining('no session policy allows the lambda:PutFunctionConcurrency action'),
    });
    expect(simulation.account(id)).toEqual(account);
  });
});

describe('with a stolen key of an attempt', () => {
  async function stolen() {
    const running = await start();
    // What the process holds in memory.
    const sts = new STSClient(running.as(running.bot));
    const { access, signal, assumptions } = running;
    await access.writer(where, attempt, signal);
    const { Credentials: own } = await sts.send(new AssumeRoleCommand(assumptions()[0]));
    const key = {
      accessKeyId: own?.AccessKeyId ?? '',
      secretAccessKey: own?.SecretAccessKey ?? '',
      sessionToken: own?.SessionToken ?? '',
    };
    return { ...running, lambda: new LambdaClient(running.as(key)), key };
  }

  test('another function cannot be changed', async () => {
    const { lambda, writes } = await stolen();
    const sent = lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: other, ReservedConcurrentExecutions: 1 }),
    );
    await expect(sent).rejects.toThrow('because no session policy allows');
    expect(writes()).toEqual([]);
  });

  test('nothing can be read', async () => {
    const { lambda } = await stolen();
    const sent = lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: arn }));
    await expect(sent).rejects.toThrow('because no session policy allows');
  });

  test('no other role can be assumed', async () => {
    const { key, as, assumptions } = await stolen();
    const sent = new STSClient(as(key)).send(new AssumeRoleCommand(assumptions()[0]));
    await expect(sent).rejects.toThrow('not authorized to perform: sts:AssumeRole');
  });
});

describe('the read role', () => {
  test('can change nothing, even through a client that nobody guards', async () => {
    const { simulation, bot, as, writes } = await start();
    const sts = new STSClient(as(bot));
    const { Credentials: own } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role('OpsMedicRead'), RoleSessionName: 'opsmedic' }),
    );
    const key = {
      accessKeyId: own?.AccessKeyId ?? '',
      secretAccessKey: own?.SecretAccessKey ?? '',
      sessionToken: own?.SessionToken ?? '',
    };
    const write = new PutFunctionConcurrencyCommand({ FunctionName: arn, ReservedConcurrentExecutions: 1 });
    await expect(new LambdaClient(as(key)).send(write)).rejects.toThrow('because no identity-based policy allows');
    await expect(new LambdaClient(as(bot)).send(write)).rejects.toThrow('because no identity-based policy allows');
    expect(writes()).toEqual([]);
    expect(simulation.account(id)).toEqual(account);
  });

  test('cannot assume the change role', async () => {
    const { bot, as, access, assumptions, signal } = await start();
    await access.writer(where, attempt, signal);
    const asked = assumptions()[0];
    const { Credentials: own } = await new STSClient(as(bot)).send(
      new AssumeRoleCommand({ RoleArn: role('OpsMedicRead'), RoleSessionName: 'opsmedic' }),
    );
    const key = {
      accessKeyId: own?.AccessKeyId ?? '',
      secretAccessKey: own?.SecretAccessKey ?? '',
      sessionToken: own?.SessionToken ?? '',
    };
    await expect(new STSClient(as(key)).send(new AssumeRoleCommand(asked))).rejects.toThrow('not authorized');
  });

  test('reads afresh each time', async () => {
    const { access, signal } = await start();
    const read = async () =>
      (await (await access.reader(where, signal))(reservedConcurrency, { name: arn }, signal)).value;
    expect(await read()).toEqual({ reserved: null });
    const { write } = await access.writer(where, attempt, signal);
    await write(reserveConcurrency, { arn, reserved: 5 });
    expect(await read()).toEqual({ reserved: 5 });
    const undo = await access.writer(where, { ...attempt, n: 3, step: 'undo' }, signal);
    await undo.write(freeConcurrency, { arn });
    expect(await read()).toEqual({ reserved: null });
  });
});

describe('the trial before somebody is asked to approve', () => {
  const who = 'T0SHOP.U0ASKS';

  test('finds nothing in the way, and nothing can be done with what it was given', async () => {
    const { access, assumptions, signal } = await start();
    expect(await access.trial(where, who, signal)).toBeNull();
    const [{ Policy, SourceIdentity }] = assumptions() as [{ Policy: string; SourceIdentity: string }];
    expect(JSON.parse(Policy).Statement).toEqual([{ Effect: 'Deny', Action: '*', Resource: '*' }]);
    expect(SourceIdentity).toBe(who);
  });

  test.each<[string, Settings, RegExp]>([
    ['a role that does not let us in', { account: { denies: ['sts:AssumeRole'] } }, /could not be assumed/],
    ['an external id that is missing', { account: { externalId: 'x' } }, /could not be assumed/],
    ['no role', { settings: { changeRole: undefined } as never }, /Changes are off/],
    ['expired credentials', { account: { faults: [{ kind: 'expired-token' }] } }, /session has expired/],
  ])('tells of %s', async (_what, settings, says) => {
    const { access, signal } = await start(settings);
    expect(await access.trial(where, who, signal)).toMatch(says);
  });

  test.each(['throttling', 'drop', 'server-error'] as const)('says nothing where nobody can tell: %s', async (kind) => {
    const { access, signal } = await start({ account: { faults: [{ kind, operation: 'AssumeRole' }] } });
    expect(await access.trial(where, who, signal)).toBeNull();
    expect(await access.tried(where, who, signal)).toMatchObject({ outcome: 'cannot-tell' });
  });
});

describe('no change can be made', () => {
  test('in an account without a change role, and it is said', async () => {
    const { access, assumptions, signal } = await start({ settings: { changeRole: undefined } as never });
    expect(access.mayChange(id)).toMatch(/^Changes are off in shop \(123456789012\): it has no changeRole/);
    expect(await failure(access.writer(where, attempt, signal))).toBeInstanceOf(CannotChange);
    expect(assumptions()).toEqual([]);
  });

  test('in an account that is not configured', async () => {
    const { access, signal } = await start();
    expect(access.mayChange('999999999999')).toContain('Changes are off in 999999999999');
    expect(await failure(access.writer({ account: '999999999999', region }, attempt, signal))).toBeInstanceOf(
      CannotChange,
    );
  });

  test('and in one with a change role nothing stands against it', async () => {
    expect((await start()).access.mayChange(id)).toBeNull();
  });

  test('with a change role that cannot be assumed: it says what its trust policy must allow', async () => {
    const { access, signal } = await start({ account: { denies: ['sts:AssumeRole'] } });
    const error = await failure(access.writer(where, attempt, signal));
    expect(error).toBeInstanceOf(CannotChange);
    expect(String(error)).toMatch(/OpsMedicChange could not be assumed: .*sts:SetSourceIdentity and sts:TagSession/);
  });

  test('with a change role of another account', async () => {
    const { access, signal, simulation } = await start({
      settings: { changeRole: 'arn:aws:iam::999999999999:role/OpsMedicChange' },
    });
    await simulation.set('999999999999', { id: '999999999999', region });
    const error = await failure(access.writer(where, attempt, signal));
    expect(error).toBeInstanceOf(CannotChange);
    expect(String(error)).toContain('belongs to account 999999999999, not to 123456789012');
  });

  test('without credentials of our own', async () => {
    const { access, signal } = await start({ account: { faults: [{ kind: 'expired-token' }] } });
    const error = await failure(access.writer(where, attempt, signal));
    expect(error).toBeInstanceOf(CannotChange);
    expect(String(error)).toContain('The AWS session has expired');
  });

  test('on a resource that the change does not know', async () => {
    const { access, assumptions, signal } = await start();
    const error = await failure(access.writer(where, { ...attempt, resources: ['arn:aws:sqs:eu-west-1:1:q'] }, signal));
    expect(error).toBeInstanceOf(CannotChange);
    expect(assumptions()).toEqual([]);
  });
});
