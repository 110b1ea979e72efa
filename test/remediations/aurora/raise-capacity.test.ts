import { expect, test } from 'vitest';
import { raiseCapacity } from '#remediations/aurora/raise-capacity';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { cluster, clusterArn, limits, ofWriter, shop } from './shop-cluster.ts';

const given = { cluster: 'orders', max: '16' };
const serverless = (...given: Parameters<typeof limits>) => shop({ cluster: limits(...given) });
const row = (before: number, after: number) => [{ resource: clusterArn, field: 'MaxCapacity', before, after }];

describeRemediation(
  raiseCapacity,
  [
    {
      title: 'of a cluster that never pauses',
      given,
      account: serverless(0.5, 8),
      changes: row(8, 16),
      made: cluster(limits(0.5, 16)),
      drift: cluster(limits(0.5, 9)),
      others: cluster(limits(0.5, 32)),
    },
    {
      title: 'of a cluster that pauses, which keeps how soon it does',
      given: { cluster: clusterArn, max: '10.5' },
      account: serverless(0, 4, 900),
      changes: row(4, 10.5),
      made: cluster(limits(0, 10.5, 900)),
      drift: cluster(limits(0, 4, 300)),
      others: cluster(limits(0, 12, 900)),
    },
  ],
  [
    { title: 'no more than now', given, account: serverless(0.5, 16), says: /may grow to 16 ACUs already/ },
    { title: 'too much at once', given, account: serverless(0.5, 3), says: /12 at most/ },
    { title: 'not serverless', given, account: shop(), says: /orders is not serverless/ },
    {
      title: 'not available',
      given,
      account: shop({ cluster: { ...limits(0.5, 8), Status: 'modifying' } }),
      says: /orders is modifying/,
    },
  ],
);

test('an approver reads what it may cost, and what it does not do', async () => {
  const { preview } = await approved(raiseCapacity, given, { account: serverless(0.5, 8) });
  expect(preview.blastRadius).toBe(
    'orders may cost up to 8 ACUs more for each of its 2 instances. How many may connect at once stays as it is until its instances are rebooted.',
  );
  expect(preview.call).toBe(
    `aws rds modify-db-cluster --db-cluster-identifier orders --serverless-v2-scaling-configuration '{"MinCapacity":0.5,"MaxCapacity":16}' --apply-immediately --region eu-west-1`,
  );
});

test.each([
  [[6, 12, 12, 12], '12 ACUs are in use, more than the 8 that it would go back to.'],
  [[6, 7.5, 7, 7], null],
  [[], 'How much capacity is in use CloudWatch does not tell.'],
])('at its end, with %j ACUs in use', async (values, says) => {
  const metrics = [ofWriter('ServerlessDatabaseCapacity', values)];
  const own = await approved(raiseCapacity, given, { account: { ...serverless(0.5, 8), metrics } });
  await own.bound.apply(await own.doing(raiseCapacity, own.resources));
  expect(await own.bound.objection(await own.look(raiseCapacity))).toBe(says);
});

test.each([
  [[70, 75], [11, 12], 'seen', '75% of 16 ACUs in use at most, 12 ACUs.'],
  [[100, 99], [16, 16], 'not-seen', '100% of 16 ACUs in use at most, 16 ACUs.'],
  [[], [], 'cannot-tell', 'CloudWatch has no numbers since then.'],
])('whether it helped is how much of it is in use: %j', async (used, capacity, effect, says) => {
  const own = await approved(raiseCapacity, given, { account: serverless(0.5, 8) });
  await own.bound.apply(await own.doing(raiseCapacity, own.resources));
  const since = own.now();
  const until = new Date('2026-11-22T10:02:00Z');
  await own.others((account) => ({
    ...account,
    metrics: [ofWriter('ACUUtilization', used, until), ofWriter('ServerlessDatabaseCapacity', capacity, until)],
  }));
  own.pass(120_000);
  expect(await own.bound.verify(since, await own.look(raiseCapacity))).toEqual({ effect, says });
});

test.each(['', '0', '0.5', '16.2', '300', 'many'])('"%s" is no maximum', (max) => {
  expect(raiseCapacity.parse({ cluster: 'orders', max })).toMatchObject({
    ok: false,
    wrong: { max: expect.stringMatching(/from 1 to 256, in steps of 0.5/) },
  });
});

test.each([
  ['the minimum', limits(2, 16), limits(2, 8)],
  ['when it pauses', limits(0, 16, 600), limits(0, 8, 600)],
])('the undo puts back the maximum alone, when somebody has set %s since', async (_, present, left) => {
  const own = await approved(raiseCapacity, given, { account: serverless(0.5, 8) });
  await own.bound.apply(await own.doing(raiseCapacity, own.resources));
  await own.others(cluster(present));
  await own.bound.undo?.(await own.doing(raiseCapacity, own.resources, 'undo'));
  expect(own.account()).toEqual(cluster(left)(own.account()));
});
