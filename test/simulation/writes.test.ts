import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Account, Fault } from '../../src/simulation/account.ts';
import { seenBack, seenFrom } from '../../src/simulation/accounts.ts';
import type { AccountSource } from '../../src/simulation/accounts.ts';
import { startSimulation } from '../../src/simulation/simulation.ts';
import type { SimulationOptions } from '../../src/simulation/simulation.ts';
import { now, region } from './small-account.ts';

const id = '123456789012';
const arn = `arn:aws:lambda:${region}:${id}:function:checkout`;
const ambient = { accessKeyId: 'AKIAAMBIENT', secretAccessKey: 'anything' };

function shop(more: Partial<Account> = {}): Account {
  return {
    id,
    region,
    lambda: { functions: [{ FunctionName: 'checkout', FunctionArn: arn, Version: '$LATEST' }] },
    ...more,
  };
}

const trusted: AssumeRoleCommandInput = {
  RoleArn: `arn:aws:iam::${id}:role/OpsMedicChange`,
  RoleSessionName: 'opsmedic-1',
  SourceIdentity: 'T0SHOP.U0LAST',
  Tags: [
    { Key: 'opsmedic:approval', Value: '1' },
    { Key: 'opsmedic:plan', Value: 'abc' },
  ],
};

async function running(source: AccountSource, options: Partial<SimulationOptions> = {}) {
  let time = now.getTime();
  const simulation = await startSimulation({ accounts: { [id]: source }, clock: () => new Date(time), ...options });
  onTestFinished(() => simulation.close());
  const config = { endpoint: simulation.url, region, credentials: ambient, maxAttempts: 1 };
  const assume = async (more: Partial<AssumeRoleCommandInput> = {}) => {
    const { Credentials: own } = await new STSClient(config).send(new AssumeRoleCommand({ ...trusted, ...more }));
    return {
      accessKeyId: own?.AccessKeyId ?? '',
      secretAccessKey: own?.SecretAccessKey ?? '',
      sessionToken: own?.SessionToken ?? '',
    };
  };
  const changing = new LambdaClient({ ...config, credentials: await assume() });
  const reading = new LambdaClient(config);
  return {
    simulation,
    config,
    assume,
    changing,
    reading,
    pass: (ms: number) => {
      time += ms;
    },
    put: (most: number) =>
      changing.send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'checkout', ReservedConcurrentExecutions: most }),
      ),
    seen: async () =>
      (await reading.send(new GetFunctionConcurrencyCommand({ FunctionName: arn }))).ReservedConcurrentExecutions,
  };
}

describe('what was written', () => {
  test('is there for whoever asks next, and the record says which call did it', async () => {
    const { put, seen, simulation } = await running(shop());
    await put(5);
    expect(await seen()).toBe(5);
    expect(simulation.account(id).lambda?.reservedConcurrency).toEqual({ checkout: 5 });
    const wrote = simulation.record().calls.filter((call) => call.wrote);
    expect(wrote).toMatchObject([
      {
        operation: 'PutFunctionConcurrency',
        caller: `arn:aws:sts::${id}:assumed-role/OpsMedicChange/opsmedic-1`,
        input: { FunctionName: 'checkout', ReservedConcurrentExecutions: 5 },
      },
    ]);
  });

  test('is done again when the data are made anew, and forgotten by a reset', async () => {
    const made: Date[] = [];
    const { put, seen, pass, simulation } = await running(
      (at) => {
        made.push(at);
        return shop();
      },
      { renewAfterMs: 900_000 },
    );
    await put(5);
    pass(1_000_000);
    expect(await seen()).toBe(5);
    expect(made).toHaveLength(2);
    simulation.reset();
    expect(await seen()).toBeUndefined();
  });

  test('is left out where the new data have no such thing any more', async () => {
    const { put, reading, pass, simulation } = await running(
      (at) => (at > now ? { id, region, lambda: { functions: [] } } : shop()),
      { renewAfterMs: 900_000 },
    );
    await put(5);
    pass(1_000_000);
    const sent = reading.send(new GetFunctionConcurrencyCommand({ FunctionName: arn }));
    await expect(sent).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(simulation.account(id).lambda).toEqual({ functions: [] });
  });

  test('is forgotten where another account is put in its place', async () => {
    const { put, seen, simulation } = await running(shop());
    await put(5);
    await simulation.set(id, shop());
    expect(await seen()).toBeUndefined();
  });

  test('is felt: what is seen follows it, and its undo', async () => {
    const symptom = (account: Account) => account.lambda?.reservedConcurrency?.['checkout'] === 0;
    const { put, changing, reading } = await running({
      account: () => shop(),
      remedied: (changed) => ({
        ...changed,
        lambda: { functions: [], ...changed.lambda, concurrencyLimit: symptom(changed) ? 100 : 5_000 },
      }),
    });
    const limit = async () => {
      const { GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
      return (await reading.send(new GetAccountSettingsCommand({}))).AccountLimit?.ConcurrentExecutions;
    };
    expect(await limit()).toBe(1_000);
    await put(0);
    expect(await limit()).toBe(100);
    await changing.send(new DeleteFunctionConcurrencyCommand({ FunctionName: arn }));
    expect(await limit()).toBe(5_000);
  });

  test('in another region than its own belongs to that region', () => {
    const metrics = [{ namespace: 'A', metric: 'B', dimensions: {}, values: [1] }];
    const account = shop({ elsewhere: { 'us-east-1': { metrics } } });
    const there = seenFrom(account, 'us-east-1');
    const wafv2 = { webAcls: [] };
    expect(seenBack(account, 'us-east-1', { ...there, wafv2 })).toEqual({
      ...account,
      elsewhere: { 'us-east-1': { metrics, wafv2 } },
    });
    expect(seenBack(account, region, shop())).toEqual(shop());
  });
});

describe('on its way to AWS', () => {
  const failing = async (fault: Fault) => {
    const own = await running(shop({ faults: [{ ...fault, operation: 'PutFunctionConcurrency' }] }));
    return { ...own, error: await own.put(5).catch((reason: unknown) => reason) };
  };

  test('a request may be lost: nothing is changed', async () => {
    const { error, seen } = await failing({ kind: 'drop' });
    expect(error).toBeInstanceOf(Error);
    expect(await seen()).toBeUndefined();
  });

  test('an answer may be lost: it was carried out', async () => {
    const { error, seen, simulation } = await failing({ kind: 'lost-answer' });
    expect(error).toBeInstanceOf(Error);
    expect(await seen()).toBe(5);
    expect(simulation.record().calls.filter(({ wrote }) => wrote)).toMatchObject([
      { error: 'lost-answer', status: null },
    ]);
  });

  test.each(['throttling', 'denied', 'server-error'] as const)('%s: nothing is changed', async (kind) => {
    const { error, seen } = await failing({ kind });
    expect(error).toBeInstanceOf(Error);
    expect(await seen()).toBeUndefined();
  });
});

describe('the clock of AWS', () => {
  test.each([0, 3_600_000, -3_600_000])('%d ms ahead: every answer says what time it is', async (clockAheadMs) => {
    const { simulation } = await running(shop(), { clockAheadMs });
    const { headers } = await fetch(simulation.url);
    expect(headers.get('date')).toBe(new Date(now.getTime() + clockAheadMs).toUTCString());
  });

  test('ends a session when its time is over', async () => {
    const { put, pass } = await running(shop(), { clockAheadMs: 3_600_000 });
    await put(5);
    pass(3_600_000);
    await expect(put(6)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });
});

describe('the change role lets nobody in', () => {
  test.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['without a name', { SourceIdentity: undefined }],
    ['under a name that is none', { SourceIdentity: 'somebody else' }],
    ['without the change', { Tags: [{ Key: 'opsmedic:plan', Value: 'abc' }] }],
    ['without a plan', { Tags: [{ Key: 'opsmedic:approval', Value: '1' }] }],
    ['for another account', { RoleArn: 'arn:aws:iam::999999999999:role/OpsMedicChange' }],
  ])('%s', async (_what, more) => {
    const { assume } = await running(shop());
    await expect(assume(more)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('with a policy that is too long', async () => {
    const { assume } = await running(shop());
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [], Sid: 'x'.repeat(2_048) });
    await expect(assume({ Policy })).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('a session policy', () => {
  const allow = { Effect: 'Allow', Action: 'lambda:PutFunctionConcurrency', Resource: arn };
  const until = (time: string) => ({ DateLessThan: { 'aws:CurrentTime': time } });

  test.each<[string, boolean, object]>([
    ['allows what it names', true, allow],
    ['allows it until its time', true, { ...allow, Condition: until('2026-11-22T10:00:31Z') }],
    ['does not allow it from then on', false, { ...allow, Condition: until('2026-11-22T10:00:30Z') }],
    ['does not allow another resource', false, { ...allow, Resource: `${arn}-2` }],
    ['does not allow another action', false, { ...allow, Action: 'lambda:DeleteFunctionConcurrency' }],
    [
      'allows nothing under a condition that is not understood',
      false,
      { ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    ],
    ['allows nothing by forbidding', false, { ...allow, Effect: 'Deny' }],
  ])('%s', async (_what, allowed, statement) => {
    const { assume, config, seen } = await running(shop());
    const credentials = await assume({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
    const write = new PutFunctionConcurrencyCommand({ FunctionName: 'checkout', ReservedConcurrentExecutions: 5 });
    const sent = new LambdaClient({ ...config, credentials }).send(write);
    const error = await sent.then(
      () => null,
      ({ message }: Error) => message,
    );
    expect(error?.includes('because no session policy allows') ?? false).toBe(!allowed);
    expect(error === null).toBe(allowed);
    expect(await seen()).toBe(allowed ? 5 : undefined);
  });
});
