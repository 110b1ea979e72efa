import { expect, test } from 'vitest';
import { raiseMinimum } from '#remediations/aurora/raise-minimum';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { cluster, clusterArn, limits, ofWriter, shop } from './shop-cluster.ts';

const given = { cluster: 'orders', min: '0.5' };
const serverless = (...of: Parameters<typeof limits>) => shop({ cluster: limits(...of) });
const row = (before: number, after: number) => [{ resource: clusterArn, field: 'MinCapacity', before, after }];

describeRemediation(
  raiseMinimum,
  [
    {
      title: 'of a cluster that pauses, and pauses again afterwards',
      given,
      account: serverless(0, 4, 900),
      changes: row(0, 0.5),
      made: cluster(limits(0.5, 4)),
      drift: cluster(limits(0, 4, 300)),
      others: cluster(limits(1, 4)),
    },
    {
      title: 'of a cluster that never does',
      given: { cluster: clusterArn, min: '4' },
      account: serverless(0.5, 8),
      changes: row(0.5, 4),
      made: cluster(limits(4, 8)),
      drift: cluster(limits(1, 8)),
      others: cluster(limits(2, 8)),
    },
  ],
  [
    { title: 'no more than now', given, account: serverless(0.5, 8), says: /keeps 0.5 ACUs already/ },
    {
      title: 'above its maximum',
      given: { ...given, min: '9' },
      account: serverless(0, 8),
      says: /may grow to 8 ACUs/,
    },
    { title: 'not serverless', given, account: shop(), says: /not serverless/ },
  ],
);

test.each([
  ['the maximum', limits(0.5, 16), limits(0, 16, 900)],
  ['nothing else', limits(0.5, 4), limits(0, 4, 900)],
])('the undo puts back the minimum alone, when somebody has set %s since', async (_, present, left) => {
  const own = await approved(raiseMinimum, given, { account: serverless(0, 4, 900) });
  await own.bound.apply(await own.doing(raiseMinimum, own.resources));
  await own.others(cluster(present));
  await own.bound.undo?.(await own.doing(raiseMinimum, own.resources, 'undo'));
  expect(own.account()).toEqual(cluster(left)(own.account()));
});

test('an approver reads that it costs, and that it pauses again afterwards', async () => {
  const { preview } = await approved(raiseMinimum, given, { account: serverless(0, 4, 900) });
  expect(preview.blastRadius).toBe('Each of its 2 instances costs 0.5 ACUs at least. It does not pause any more.');
  expect(preview.undo).toMatch(/pauses again after 900 s without connections\.$/);
});

test.each([
  [[0.5, 0.5], 'seen', '0.5 ACUs at most since then.'],
  [[0, 0], 'not-seen', '0 ACUs at most since then.'],
  [[], 'cannot-tell', 'CloudWatch has no numbers since then.'],
])('whether it helped is how large it is: %j', async (values, effect, says) => {
  const own = await approved(raiseMinimum, given, { account: serverless(0, 4) });
  await own.bound.apply(await own.doing(raiseMinimum, own.resources));
  const since = own.now();
  const until = new Date('2026-11-22T10:02:00Z');
  await own.others((account) => ({ ...account, metrics: [ofWriter('ServerlessDatabaseCapacity', values, until)] }));
  own.pass(120_000);
  expect(await own.bound.verify(since, await own.look(raiseMinimum))).toEqual({ effect, says });
});
