import type { DBCluster } from '@aws-sdk/client-rds';
import type { Account, MetricSeries } from '#simulation/account';

export const clusterArn = 'arn:aws:rds:eu-west-1:123456789012:cluster:orders';

/** When AWS starts a cluster by itself that is stopped at the time of these tests. */
const AutomaticRestartTime = new Date('2026-11-29T10:00:30Z');

export interface ShopOptions {
  readonly cluster?: DBCluster;
  readonly metrics?: readonly MetricSeries[];
}

/** A cluster with a writer and a reader. */
export function shop({ cluster = {}, metrics = [] }: ShopOptions = {}): Account {
  const status = cluster.Status ?? 'available';
  return {
    id: '123456789012',
    region: 'eu-west-1',
    rds: {
      clusters: [
        {
          DBClusterIdentifier: 'orders',
          DBClusterArn: clusterArn,
          Engine: 'aurora-postgresql',
          Status: status,
          DBClusterMembers: [
            { DBInstanceIdentifier: 'orders-1', IsClusterWriter: true },
            { DBInstanceIdentifier: 'orders-2' },
          ],
          TagList: [{ Key: 'aws:cloudformation:stack-name', Value: 'orders-db' }],
          ...(status === 'stopped' && { AutomaticRestartTime }),
          ...cluster,
        },
      ],
      instances: ['orders-1', 'orders-2'].map((id) => ({
        DBInstanceIdentifier: id,
        DBInstanceArn: `arn:aws:rds:eu-west-1:123456789012:db:${id}`,
        DBClusterIdentifier: 'orders',
        DBInstanceStatus: status,
      })),
    },
    metrics,
  };
}

/** A metric of the writer, one value a minute up to the minute before the tests begin, or up to `until`. */
export function ofWriter(metric: string, values: readonly number[], until?: Date): MetricSeries {
  return {
    namespace: 'AWS/RDS',
    metric,
    dimensions: { DBInstanceIdentifier: 'orders-1' },
    values,
    ...(until && { until }),
  };
}

/** The account with its cluster otherwise. */
export const cluster =
  (part: DBCluster) =>
  (account: Account): Account => ({
    ...account,
    rds: { ...account.rds, clusters: (account.rds?.clusters ?? []).map((own) => ({ ...own, ...part })) },
  });

/** Limits of Serverless v2. */
export const limits = (MinCapacity: number, MaxCapacity: number, SecondsUntilAutoPause?: number): DBCluster => ({
  ServerlessV2ScalingConfiguration: {
    MinCapacity,
    MaxCapacity,
    ...(SecondsUntilAutoPause !== undefined && { SecondsUntilAutoPause }),
  },
});
