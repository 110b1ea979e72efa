import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { askFrom, commandOf } from '../../src/app/ask.ts';
import type { App } from '../../src/app/app.ts';
import { diagnose, diagnoseAgain } from '../../src/app/diagnose.ts';
import type { Investigation, Update } from '../../src/app/investigation.ts';
import { noStore } from '../../src/app/no-store.ts';
import { splitWords } from '../../src/app/words.ts';
import { CannotInvestigate, ReadFailure } from '../../src/playbook/index.ts';
import { failureOf } from '../../src/aws/failures.ts';
import type { Store } from '../../src/store/index.ts';
import { app, arnOf, at, balancer, broken, denied, healthy, now } from './small-account.ts';
import type { Answers } from './small-account.ts';
import { production, staging } from './small-config.ts';

const place = { team: 'T1', channel: 'C1', thread: null };
const by = 'U1';

function ask(line: string) {
  return askFrom(splitWords(line), place);
}

async function start(line: string, on: App, signal?: AbortSignal) {
  const reply = await diagnose(ask(line), { by, place, ...(signal && { signal }) }, on);
  if (reply.kind !== 'investigation') throw new Error(`expected an investigation, not ${JSON.stringify(reply)}`);
  return reply;
}

async function all(updates: AsyncIterable<Update>): Promise<Update[]> {
  const seen: Update[] = [];
  for await (const update of updates) seen.push(update);
  return seen;
}

async function run(
  line: string,
  on: App,
): Promise<{ investigation: Investigation; assumed: string | null; last: Update | undefined }> {
  const { investigation, assumed, updates } = await start(line, on);
  return { investigation, assumed, last: (await all(updates)).at(-1) };
}

async function choose(line: string, on: App) {
  return diagnose(ask(line), { by, place }, on);
}

describe('an investigation', () => {
  test('tells how far it is, and ends with the report, which is stored', async () => {
    const on = app();
    const { investigation, assumed, updates } = await start('small-502 checkout since=30m', on);
    expect(investigation).toMatchObject({
      state: 'running',
      askedBy: by,
      place,
      startedAt: now.toISOString(),
      repeats: null,
    });
    expect(investigation.id).toMatch(/^inv_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(await on.store.find(investigation.id)).toEqual(investigation);
    expect(assumed).toBeNull();

    const seen = await all(updates);
    expect(seen[0]).toMatchObject({ state: 'running', progress: { of: 5 } });
    expect(seen.at(-1)).toMatchObject({
      state: 'finished',
      changedSince: null,
      report: {
        id: investigation.id,
        playbook: 'small-502',
        subject: { name: 'checkout', arn: arnOf('checkout'), from: 'typed' },
        account: '111122223333',
        region: 'eu-west-1',
        window: { from: '2026-11-22T10:30:00.000Z', to: '2026-11-22T11:00:00.000Z' },
        diagnosis: { kind: 'diagnosed', rootCause: 'bad-rollout' },
        next: ['other-502'],
      },
    });
    expect(await on.store.find(investigation.id)).toMatchObject({
      state: 'finished',
      report: { id: investigation.id },
      failure: null,
      finishedAt: now.toISOString(),
    });
  });

  test.each([
    ['small-502 check', 'checkout, the only load balancer like “check”'],
    ['small-502 checkout-api', 'checkout, through target group checkout-api'],
    ['small-502', 'checkout, the only load balancer here'],
    ['SMALL502 checkout', null],
  ])('%s states what it assumed', async (line, assumed) => {
    expect((await start(line, app())).assumed).toBe(assumed);
  });

  test('of an account with nothing in it says so', async () => {
    const on = app({ answers: { ...healthy, 'elbv2.DescribeLoadBalancers': [], 'elbv2.DescribeTargetGroups': [] } });
    const { investigation, last } = await run('small-502', on);
    expect(last).toMatchObject({
      state: 'finished',
      report: {
        diagnosis: {
          kind: 'not-happening',
          rootCause: null,
          says: 'There is no load balancer in eu-west-1 of account 111122223333.',
        },
        symptom: { known: true, seen: false },
        facts: [{ sources: [{ call: 'elbv2.DescribeLoadBalancers' }, { call: 'elbv2.DescribeTargetGroups' }] }],
      },
    });
    expect(await on.store.find(investigation.id)).toMatchObject({ state: 'finished' });
  });

  test('runs on the typed name when the names may not be listed, and reports the gap', async () => {
    const answers = {
      ...broken,
      'elbv2.DescribeLoadBalancers': denied('elasticloadbalancing:DescribeLoadBalancers'),
      'elbv2.DescribeTargetHealth': denied('elasticloadbalancing:DescribeTargetHealth'),
    };
    const { assumed, last } = await run('small-502 shop', app({ answers }));
    expect(assumed).toBe(
      'the load balancers could not be listed (elasticloadbalancing:DescribeLoadBalancers): the name “shop” is taken as it is',
    );
    expect(last).toMatchObject({
      state: 'finished',
      report: {
        subject: { name: 'shop', arn: null },
        blindSpots: [{ action: 'elasticloadbalancing:DescribeTargetHealth' }],
      },
    });
  });

  test('logs calls by name, duration and outcome, and nothing of what was said', async () => {
    const lines: string[] = [];
    const sink = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) });
    const answers = { ...broken, 'cloudtrail.LookupEvents': denied('cloudtrail:LookupEvents') };
    const { investigation } = await run(
      'small-502 checkout',
      app({ answers, log: pino({ level: 'debug', base: null }, sink) }),
    );
    const logged = lines.map((line): Record<string, unknown> => JSON.parse(line));
    expect(logged.every((line) => line['investigation'] === investigation.id && line['by'] === by)).toBe(true);
    const reads = logged
      .filter(({ msg }) => msg === 'read')
      .map(({ call, outcome }) => `${String(call)} ${String(outcome)}`);
    expect(reads.toSorted()).toEqual([
      'cloudtrail.LookupEvents denied',
      'cloudwatch.GetMetricData answered',
      'elbv2.DescribeTargetHealth answered',
    ]);
    expect(lines.join('')).not.toContain('Health checks failed');
  });
});

describe('asking back', () => {
  test('which playbook, when there was none', async () => {
    expect(await choose('', app())).toEqual({
      kind: 'choice',
      question: 'What is going wrong?',
      options: [{ label: 'The small load balancer answers 502', command: 'diagnose small-502' }],
    });
  });

  test('which playbook, naming the nearest', async () => {
    expect(await choose('smal-503 checkout since=2h', app())).toEqual({
      kind: 'choice',
      question: 'There is no playbook “smal-503”. Did you mean small-502?',
      options: [{ label: 'small-502', command: 'diagnose small-502 checkout since=2h' }],
    });
  });

  test('which playbook, keeping what was typed as the name', async () => {
    expect(await choose('checkout prod', app())).toMatchObject({
      question: 'There is no playbook “checkout”. What is going wrong?',
      options: [{ command: 'diagnose small-502 "checkout prod"' }],
    });
  });

  test('which account', async () => {
    expect(await choose('small-502 checkout', app({ config: { accounts: [production, staging] } }))).toEqual({
      kind: 'choice',
      question: 'In which account?',
      options: [
        { label: 'prod (111122223333)', command: 'diagnose small-502 checkout account=prod' },
        { label: 'staging (444455556666)', command: 'diagnose small-502 checkout account=staging' },
      ],
    });
  });

  test('which resource, with commands that leave no doubt', async () => {
    const answers = { ...broken, 'elbv2.DescribeLoadBalancers': [balancer('checkout-prod'), balancer('checkout-dev')] };
    const on = app({ answers });
    const reply = await choose('small-502 checkout since=2h', on);
    expect(reply).toEqual({
      kind: 'choice',
      question: 'Several could be meant by “checkout”. Which load balancer?',
      options: [
        { label: 'checkout-dev', command: `diagnose small-502 ${arnOf('checkout-dev')} since=2h` },
        { label: 'checkout-prod', command: `diagnose small-502 ${arnOf('checkout-prod')} since=2h` },
      ],
    });
    const chosen = reply.kind === 'choice' ? (reply.options[1]?.command ?? '') : '';
    expect((await start(chosen.replace('diagnose ', ''), on)).investigation.ask.subject).toBe(arnOf('checkout-prod'));
  });

  test('whether the one that is nearly called so is meant', async () => {
    expect(await choose('small-502 chekout', app())).toMatchObject({
      question: 'Nothing is called exactly “chekout”. Did you mean this load balancer?',
      options: [{ label: 'checkout' }],
    });
  });

  test('among more than anybody reads through', async () => {
    const many = Array.from({ length: 80 }, (_, index) => balancer(`checkout-${String(index).padStart(2, '0')}`));
    const reply = await choose(
      'small-502 checkout',
      app({ answers: { ...broken, 'elbv2.DescribeLoadBalancers': many } }),
    );
    expect(reply.kind === 'choice' && reply.options).toHaveLength(25);
    expect(reply).toMatchObject({ question: expect.stringContaining('These are the first 25 of 80') });
  });
});

describe('what was asked wrongly', () => {
  test.each([
    [
      'small-502 payments',
      'There is no load balancer “payments” in eu-west-1 of account 111122223333. If it is elsewhere, add region=us-east-1 or account=staging.',
    ],
    [
      'small-502 chkout',
      'There is no load balancer “chkout” in eu-west-1 of account 111122223333. The nearest names: checkout. If it is elsewhere, add region=us-east-1 or account=staging.',
    ],
    ['small-502 checkout since=tomorrow', '“tomorrow” is not a length of time: say for instance 90s, 30m, 2h or 1d.'],
    ['small-502 checkout snice=1h', 'There is no option “snice”: did you mean “since”?'],
    [
      'small-502 checkout save=/etc/passwd',
      'There is no option “save”: there is subject, since, from, to, account, region.',
    ],
    [
      'small-502 checkout profile=admin',
      'There is no option “profile”: there is subject, since, from, to, account, region.',
    ],
    ['small-502 checkout subject=orders', 'The subject was given twice: “checkout” and “orders”.'],
  ])('%s', async (line, message) => {
    const on = app({ config: { accounts: [production, staging] } });
    await expect(choose(`${line} account=prod`, on)).rejects.toMatchObject({ name: 'UsageError', message });
    expect(await on.store.recent({ limit: 1 })).toEqual([]);
  });

  test('a name in a region that has nothing', async () => {
    const answers = { ...broken, 'elbv2.DescribeLoadBalancers': [], 'elbv2.DescribeTargetGroups': [] };
    await expect(choose('small-502 checkout region=eu-north-1', app({ answers }))).rejects.toThrow(
      'There is no load balancer “checkout” in eu-north-1 of account 111122223333. There is no load balancer at all there. If it is elsewhere, add region=….',
    );
  });
});

describe('an investigation that cannot be carried out', () => {
  const expired = 'The session has expired: run aws sso login.';

  test.each<[string, Parameters<typeof app>[0]]>([
    ['when the account is opened', { openAccount: () => Promise.reject(new CannotInvestigate(expired)) }],
    [
      'when names are listed',
      { answers: { ...broken, 'elbv2.DescribeLoadBalancers': new CannotInvestigate(expired) } },
    ],
    ['in the middle', { answers: { ...broken, 'elbv2.DescribeTargetHealth': new CannotInvestigate(expired) } }],
  ])('%s says why in one sentence, and is stored as failed', async (_, parts) => {
    const on = app(parts);
    const { investigation, last } = await run('small-502 checkout', on);
    expect(last).toEqual({ state: 'failed', says: expired });
    expect(await on.store.find(investigation.id)).toMatchObject({ state: 'failed', failure: expired, report: null });
  });

  test('because AWS is out of reach says so instead of counting blind spots', async () => {
    const refused = Object.assign(new Error('no'), { code: 'ENOTFOUND', hostname: 'x' });
    const gone = failureOf(refused, { action: 'x:Y', region: 'eu-west-1' });
    const answers: Answers = {
      'elbv2.DescribeLoadBalancers': gone,
      'elbv2.DescribeTargetGroups': gone,
      'cloudwatch.GetMetricData': gone,
      'elbv2.DescribeTargetHealth': gone,
      'cloudtrail.LookupEvents': gone,
    };
    const { last } = await run('small-502 checkout', app({ answers }));
    expect(last).toEqual({
      state: 'failed',
      says: 'AWS could not be reached at x (ENOTFOUND): look at the network, the proxy (HTTPS_PROXY) and AWS_ENDPOINT_URL.',
    });
    const slow = { ...answers, 'cloudtrail.LookupEvents': new ReadFailure('timeout', 'no answer in time') };
    expect((await run('small-502 checkout', app({ answers: slow }))).last).toEqual(last);
    const broke = new ReadFailure('failed', 'Internal error (500)');
    const partly = await run('small-502 checkout', app({ answers: { ...answers, 'cloudtrail.LookupEvents': broke } }));
    expect(partly.last).toMatchObject({ state: 'finished', report: { diagnosis: { kind: 'blind' } } });
  });

  test('because of a fault of ours gives the id under which it was logged', async () => {
    const lines: string[] = [];
    const sink = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) });
    const on = app({ openAccount: () => Promise.reject(new TypeError('oops')), log: pino({ base: null }, sink) });
    const { investigation, last } = await run('small-502 checkout', on);
    expect(last).toEqual({
      state: 'failed',
      says: `Something went wrong inside OpsMedic. Its log has the details under ${investigation.id}.`,
    });
    expect(lines.join('')).toContain('oops');
    expect(lines.join('')).toContain(investigation.id);
  });

  test('because nobody wants it any more is stored as interrupted', async () => {
    const on = app({ answers: { ...broken, 'elbv2.DescribeTargetHealth': new Promise<never>(() => {}) } });
    const stop = new AbortController();
    const { investigation, updates } = await start('small-502 checkout', on, stop.signal);
    const seen: Update[] = [];
    for await (const update of updates) {
      seen.push(update);
      stop.abort();
    }
    expect(seen.at(-1)).toEqual({ state: 'failed', says: 'It was stopped before it was done.' });
    expect(await on.store.find(investigation.id)).toMatchObject({
      state: 'interrupted',
      failure: 'It was stopped before it was done.',
    });
  });

  test('because its reader went away is stored as interrupted', async () => {
    const on = app({ answers: { ...broken, 'elbv2.DescribeTargetHealth': new Promise<never>(() => {}) } });
    const { investigation, updates } = await start('small-502 checkout', on);
    for await (const _ of updates) break;
    expect(await on.store.find(investigation.id)).toMatchObject({ state: 'interrupted' });
  });
});

test('a store that cannot be written keeps nobody from an answer', async () => {
  const down = () => Promise.reject(new Error('the database is gone'));
  const store: Store = { ...noStore(), begin: down, finish: down, find: down };
  expect((await run('small-502 checkout', app({ store }))).last).toMatchObject({ state: 'finished' });
});

describe('asking again', () => {
  test('tells what has changed since', async () => {
    const store = noStore();
    const { investigation } = await run('small-502 checkout', app({ store }));
    const errors = { failed: 83, of: 100, since: at('10:21'), until: at('10:50') };
    const later = app({ store, answers: { ...broken, 'cloudwatch.GetMetricData': errors } });
    const reply = await diagnoseAgain(investigation, { by: 'U2', place }, later);
    if (reply.kind !== 'investigation') throw new Error('no investigation');
    expect(reply.investigation).toMatchObject({ repeats: investigation.id, askedBy: 'U2', ask: investigation.ask });
    expect((await all(reply.updates)).at(-1)).toMatchObject({
      state: 'finished',
      changedSince: ['It has ended, at 10:50 UTC: 83 of 100 requests failed.'],
    });
  });

  test('reads nothing that others have read before, as the first time may', async () => {
    const opened: (boolean | undefined)[] = [];
    const store = noStore();
    const on = app({ store });
    const counted = app({
      store,
      openAccount: (which, signal) => {
        opened.push(which.afresh);
        return on.openAccount(which, signal);
      },
    });
    const { investigation } = await run('small-502 checkout', counted);
    await diagnoseAgain(investigation, { by, place }, counted);
    expect(opened).toEqual([undefined, true]);
  });

  test('of what never finished compares with nothing', async () => {
    const store = noStore();
    const failing = app({ store, openAccount: () => Promise.reject(new CannotInvestigate('No.')) });
    const { investigation } = await run('small-502 checkout', failing);
    const reply = await diagnoseAgain(investigation, { by, place }, app({ store }));
    if (reply.kind !== 'investigation') throw new Error('no investigation');
    expect((await all(reply.updates)).at(-1)).toMatchObject({ state: 'finished', changedSince: null });
  });
});

test('a question survives being written as a command', () => {
  const typed = 'small-502 "checkout prod" since=30m account=prod region=eu-west-1';
  const words = splitWords(commandOf(ask(typed))).slice(1);
  expect(askFrom(words, place)).toEqual(ask(typed));
});
