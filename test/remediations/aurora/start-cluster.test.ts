import { expect, test } from 'vitest';
import type { Account } from '#simulation/account';
import { startStopped } from '#remediations/aurora/start-cluster';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { cluster, clusterArn, ofWriter, shop } from './shop-cluster.ts';

const given = { cluster: 'orders' };
const stopped = () => shop({ cluster: { Status: 'stopped' } });

/** Every instance of it starts with it. */
function available(account: Account): Account {
  const { clusters = [], instances = [], ...rest } = account.rds ?? {};
  return {
    ...account,
    rds: {
      ...rest,
      clusters: clusters.map(({ AutomaticRestartTime: _itself, ...own }) => ({ ...own, Status: 'available' })),
      instances: instances.map((each) => ({ ...each, DBInstanceStatus: 'available' })),
    },
  };
}

describeRemediation(
  startStopped,
  [
    {
      title: 'by name',
      given,
      account: stopped(),
      changes: [{ resource: clusterArn, field: 'status', before: 'stopped', after: 'available' }],
      made: available,
      drift: cluster({ Status: 'starting' }),
      others: null,
    },
    {
      title: 'by ARN',
      given: { cluster: clusterArn },
      account: stopped(),
      changes: [{ resource: clusterArn, field: 'status', before: 'stopped', after: 'available' }],
      made: available,
      drift: available,
      others: null,
    },
  ],
  [
    { title: 'one that runs', given, account: shop(), says: /orders is available, not stopped/ },
    { title: 'no such cluster', given: { cluster: 'basket' }, account: shop(), says: /no cluster basket in account/ },
    {
      title: 'another database',
      given,
      account: shop({ cluster: { Status: 'stopped', Engine: 'neptune' } }),
      says: /orders is neptune, not Aurora/,
    },
    {
      title: 'one of another region',
      given: { cluster: clusterArn.replace('eu-west-1', 'us-east-1') },
      account: stopped(),
      says: /not in account 123456789012, eu-west-1/,
    },
  ],
);

test('an approver reads what it costs, and when AWS would start it anyway', async () => {
  const { preview } = await approved(startStopped, given, { account: stopped() });
  expect(preview.blastRadius).toBe(
    'The 2 instances of orders cost again from now on. AWS would start it by itself on 29 Nov 10:00 UTC.',
  );
  expect(preview.managedBy).toBe('the CloudFormation stack orders-db');
});

test.each([
  [
    'clients are connected',
    [0, 12, 12, 12, 12],
    '12 connections to an instance of it: stopping orders would take the database away from them.',
  ],
  ['nobody is connected', [0, 0, 0, 0, 0, 0], null],
  ['CloudWatch does not tell', [], 'How many clients are connected CloudWatch does not tell.'],
])('at its end, when %s', async (_title, values, says) => {
  const metrics = [ofWriter('DatabaseConnections', values)];
  const own = await approved(startStopped, given, { account: { ...stopped(), metrics } });
  await own.bound.apply(await own.doing(startStopped, own.resources));
  const objection = await own.bound.objection(await own.look(startStopped));
  expect(objection).toBe(says);
});

test('it is not stopped by itself while its clients cannot be seen', async () => {
  const own = await approved(startStopped, given, { account: stopped() });
  await own.bound.apply(await own.doing(startStopped, own.resources));
  await own.others((account) => ({ ...account, denies: ['cloudwatch:GetMetricData'] }));
  expect(await own.bound.objection(await own.look(startStopped))).toBe(
    'Whether clients are connected could not be seen (cloudwatch:GetMetricData).',
  );
});

test.each([
  ['starting', 'took-effect', 'not-seen', /is starting: that takes minutes/],
  ['available', 'took-effect', 'seen', /is available; 3 connections to an instance/],
  ['stopped', 'did-not', 'worse', /is stopped/],
])('what %s means', async (Status, outcome, effect, says) => {
  const own = await approved(startStopped, given, { account: stopped() });
  const since = own.now();
  await own.others((account) => ({
    ...cluster({ Status })(account),
    metrics: [ofWriter('DatabaseConnections', [3, 3], new Date('2026-11-22T10:02:00Z'))],
  }));
  own.pass(120_000);
  expect(await own.bound.readBack(await own.look(startStopped))).toMatchObject({ outcome });
  const verified = await own.bound.verify(since, await own.look(startStopped));
  expect(verified).toEqual({ effect, says: expect.stringMatching(says) });
});

test.each([
  [[3, 3], 'seen', /; 3 connections to an instance/],
  [[0, 0], 'cannot-tell', /; 0 connections to an instance/],
  [[], 'cannot-tell', /; how many clients are connected CloudWatch does not tell/],
] as const)('it helps where clients are seen to be connected: %j', async (values, effect, says) => {
  const own = await approved(startStopped, given, { account: stopped() });
  const since = own.now();
  const until = new Date('2026-11-22T10:02:00Z');
  await own.others((account) => ({
    ...cluster({ Status: 'available' })(account),
    metrics: [ofWriter('DatabaseConnections', values, until)],
  }));
  own.pass(120_000);
  const verified = await own.bound.verify(since, await own.look(startStopped));
  expect(verified).toEqual({ effect, says: expect.stringMatching(says) });
});
