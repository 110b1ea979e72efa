import {
  DescribeDBClusterEndpointsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeEventsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { DescribeEventsCommandInput } from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import type { Rds } from '../../src/simulation/account/rds.ts';
import { databaseArns, smallRds } from './small-account-rds.ts';
import { minutesAgo, now, simulateSmall } from './small-account.ts';

async function rdsWith(more: Partial<Rds> = {}, pageSize?: number) {
  const running = await simulateSmall({ rds: { ...smallRds(now).rds, ...more }, ...(pageSize && { pageSize }) });
  return { ...running, client: new RDSClient(running.config) };
}

const clusters = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    DBClusterIdentifier: `c${index}`,
    DBClusterArn: `arn:aws:rds:eu-west-1:123456789012:cluster:c${index}`,
    Engine: index % 2 === 0 ? 'aurora-mysql' : 'neptune',
  }));

test('clusters come a hundred at a time, and fewer than twenty cannot be asked for', async () => {
  await using running = await rdsWith({ clusters: clusters(120) });
  const page = (Marker?: string, MaxRecords?: number) =>
    running.client.send(new DescribeDBClustersCommand({ Marker, MaxRecords }));
  const first = await page();
  expect(first.DBClusters).toHaveLength(100);
  const second = await page(first.Marker);
  expect(second.DBClusters?.[0]?.DBClusterIdentifier).toBe('c100');
  expect(second.Marker).toBeUndefined();
  await expect(page(undefined, 19)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(page('made-up')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('a cluster is found by name in any case, by ARN, and by filters; an unknown filter is refused', async () => {
  await using running = await rdsWith({ clusters: clusters(4) });
  const ask = async (input: object) =>
    (await running.client.send(new DescribeDBClustersCommand(input))).DBClusters?.map(
      (each) => each.DBClusterIdentifier,
    );
  const by = (Name: string, ...Values: string[]) => ask({ Filters: [{ Name, Values }] });
  expect(await ask({ DBClusterIdentifier: 'C1' })).toEqual(['c1']);
  expect(await ask({ DBClusterIdentifier: clusters(4)[2]?.DBClusterArn })).toEqual(['c2']);
  expect(await by('engine', 'neptune')).toEqual(['c1', 'c3']);
  expect(await by('db-cluster-id', 'c0', 'arn:aws:rds:eu-west-1:123456789012:cluster:c3')).toEqual(['c0', 'c3']);
  await expect(by('status', 'available')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(ask({ DBClusterIdentifier: 'c' })).rejects.toThrow('DBCluster c not found.');
});

test('instances are filtered by the name of their cluster or by its ARN', async () => {
  const alone = { DBInstanceIdentifier: 'alone', DBInstanceStatus: 'available' };
  await using running = await rdsWith({ instances: [...(smallRds(now).rds.instances ?? []), alone] });
  const of = async (value: string) => {
    const Filters = [{ Name: 'db-cluster-id', Values: [value] }];
    const { DBInstances } = await running.client.send(new DescribeDBInstancesCommand({ Filters }));
    return DBInstances?.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier);
  };
  expect(await of('orders')).toEqual(['orders-1']);
  expect(await of(databaseArns.cluster)).toEqual(['orders-1']);
  expect(await of('alone')).toEqual([]);
});

test('a cluster that does not run has inactive endpoints beside its custom ones', async () => {
  const [cluster] = smallRds(now).rds.clusters ?? [];
  await using running = await rdsWith({
    clusters: [{ ...cluster, Status: 'stopped' }],
    clusterEndpoints: [
      {
        DBClusterIdentifier: 'orders',
        DBClusterEndpointIdentifier: 'reports',
        EndpointType: 'CUSTOM',
        Status: 'available',
      },
    ],
  });
  const { DBClusterEndpoints: all } = await running.client.send(
    new DescribeDBClusterEndpointsCommand({ DBClusterIdentifier: 'orders' }),
  );
  expect(all?.map(({ EndpointType, Status }) => `${EndpointType} ${Status}`)).toEqual([
    'WRITER inactive',
    'READER inactive',
    'CUSTOM available',
  ]);
});

test('events are those of the last hour unless more is asked for, oldest first, of fourteen days at most', async () => {
  const happened = (minutes: number, SourceIdentifier = 'orders') => ({
    SourceIdentifier,
    SourceType: 'db-cluster' as const,
    Message: `${minutes} ${SourceIdentifier}`,
    EventCategories: [minutes > 100 ? 'failover' : 'backup'],
    Date: minutesAgo(minutes),
  });
  await using running = await rdsWith({
    events: [happened(10), happened(50), happened(70, 'ledger'), happened(400), happened(21_000)],
  });
  const ask = async (input: DescribeEventsCommandInput) =>
    (await running.client.send(new DescribeEventsCommand(input))).Events?.map(({ Message }) => Message);
  expect(await ask({})).toEqual(['50 orders', '10 orders']);
  expect(await ask({ Duration: 500 })).toEqual(['400 orders', '70 ledger', '50 orders', '10 orders']);
  expect(await ask({ Duration: 500, SourceType: 'db-cluster', SourceIdentifier: 'ledger' })).toEqual(['70 ledger']);
  expect(await ask({ Duration: 500, EventCategories: ['failover'] })).toEqual(['400 orders']);
  expect(await ask({ StartTime: minutesAgo(80), EndTime: minutesAgo(40) })).toEqual(['70 ledger', '50 orders']);
  expect(await ask({ Duration: 500, SourceType: 'db-instance' })).toEqual([]);
  await expect(ask({ Duration: 30_000 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(ask({ StartTime: minutesAgo(30_000) })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(ask({ SourceIdentifier: 'orders' })).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
});
