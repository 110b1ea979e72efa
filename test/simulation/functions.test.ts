import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/simulation/account.ts';
import { cannotConnect } from '../../src/simulation/functions/exceptions.ts';
import { fleet } from '../../src/simulation/functions/fleet.ts';
import type { FleetOptions } from '../../src/simulation/functions/fleet.ts';
import { suffers } from '../../src/simulation/functions/incidents/invocations.ts';
import { isolated } from '../../src/simulation/functions/incidents/network.ts';
import type { Language } from '../../src/simulation/functions/model.ts';
import { hangs, isKilled, throws } from '../../src/simulation/functions/outcomes.ts';

const now = new Date('2026-11-22T14:25:31.250Z');

function options(more: Partial<FleetOptions['functions'][number]> = {}): FleetOptions {
  return {
    seed: 'test',
    account: '123456789012',
    region: 'eu-west-1',
    functions: [{ name: 'work', perMinute: 9, timeout: 5, vpc: true, ...more }],
  };
}

function textsOf(account: Account): readonly { readonly stream: string; readonly at: number; readonly text: string }[] {
  return (account.logs?.streams ?? []).flatMap(({ stream, lines }) =>
    Array.isArray(lines) ? lines.map(({ at, text }) => ({ stream, at, text })) : [],
  );
}

function sumOf({ metrics = [] }: Account, metric: string, stat?: string): number {
  const found = metrics.find(
    (one) => one.metric === metric && one.dimensions['FunctionName'] === 'work' && one.stat === stat,
  );
  return (found?.values ?? []).reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

describe.each(['Text', 'JSON'] as const)('a function that logs in the format %s', (format) => {
  const account = fleet(
    now,
    options({ format }),
    suffers({ name: 'work', since: 30, share: 0.4, outcome: hangs('asking') }),
    suffers({ name: 'work', since: 20, share: 0.3, outcome: isKilled(1) }),
  );
  const texts = textsOf(account).map(({ text }) => text);
  const count = (pattern: RegExp) => texts.filter((text) => pattern.test(text)).length;

  test('reports every invocation that the metrics count, but for the last minutes', () => {
    const reports = count(format === 'Text' ? /^REPORT / : /platform\.report/);
    expect(sumOf(account, 'Invocations')).toBeGreaterThan(700);
    expect(reports - sumOf(account, 'Invocations')).toBeGreaterThanOrEqual(0);
    expect(reports - sumOf(account, 'Invocations')).toBeLessThan(12);
  });

  test('counts as errors what it reports as timed out or killed', () => {
    const timeouts = count(format === 'Text' ? /Status: timeout/ : /"status":"timeout"/);
    const killed = count(format === 'Text' ? /Status: error/ : /"status":"failure"/);
    const errors = sumOf(account, 'Errors');
    expect(timeouts).toBeGreaterThan(40);
    expect(killed).toBeGreaterThan(20);
    expect(Math.abs(timeouts + killed - errors)).toBeLessThan(12);
  });

  test('says that a task timed out in the text format only', () => {
    expect(count(/Task timed out after 5\.00 seconds/) > 0).toBe(format === 'Text');
  });
});

test('an environment takes one invocation at a time', () => {
  const texts = textsOf(fleet(now, options({ perMinute: 40, seconds: 3 })));
  const marks = texts.filter(({ text }) => /^(START|END) /.test(text)).toSorted((a, b) => a.at - b.at);
  const streams = Map.groupBy(marks, ({ stream }) => stream);
  const orders = [...streams.values()].map((ofOne) => ofOne.map(({ text }) => text.split(' ')[0]).join(' '));
  expect(orders.filter((order) => !/^(START END ?)+$/.test(order))).toEqual([]);
  expect(orders.length).toBeGreaterThan(2);
});

test('durations of timeouts are the timeout itself', () => {
  const account = fleet(now, options(), suffers({ name: 'work', since: 90, outcome: hangs('asking') }));
  const longest = account.metrics?.find(({ metric, stat }) => metric === 'Duration' && stat === 'Maximum');
  expect(new Set(longest?.values.filter((value) => value !== null))).toEqual(new Set([5_000]));
});

test('subnets without a way out have a table of their own, in which nothing leads outside', () => {
  const { ec2 } = fleet(now, options(), isolated([1]));
  const table = ec2?.routeTables?.find(({ Tags }) => Tags?.some(({ Value }) => Value === 'isolated'));
  expect(table?.Associations).toHaveLength(1);
  expect(table?.Routes?.map(({ GatewayId }) => GatewayId)).toEqual(['local']);
  const elsewhere = ec2?.routeTables?.filter((one) => one !== table).flatMap(({ Associations }) => Associations ?? []);
  expect(elsewhere?.map(({ SubnetId }) => SubnetId)).not.toContain(table?.Associations?.[0]?.SubnetId);
});

test.each([
  [
    'python',
    /^\[ERROR\] ConnectTimeoutError: Connect timeout on endpoint URL: "https:\/\/sqs\.eu-west-1\.amazonaws\.com\/"\nTraceback/,
  ],
  ['node', /\tERROR\tInvoke Error \t\{"errorType":"Error","errorMessage":"connect ETIMEDOUT 52\.95\.1\.2:443"/],
  ['java', /\nCaused by: org\.apache\.http\.conn\.ConnectTimeoutException: /],
  ['go', /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d main\.go:52: Post .*dial tcp 52\.95\.1\.2:443: i\/o timeout\n$/],
  ['dotnet', / ---> System\.Net\.Sockets\.SocketException \(110\): Connection timed out\n/],
] satisfies readonly (readonly [Language, RegExp])[])('an exception looks as %s writes it', (language, form) => {
  const peer = { host: 'sqs.eu-west-1.amazonaws.com', ip: '52.95.1.2' };
  const outcome = throws(() => cannotConnect(language, peer), 1);
  const texts = textsOf(fleet(now, options({ language }), suffers({ name: 'work', since: 5, outcome })));
  expect(texts.filter(({ text }) => form.test(text)).length).toBeGreaterThan(20);
});

test('the same seed makes the same world', () => {
  expect(fleet(now, options())).toEqual(fleet(now, options()));
});
