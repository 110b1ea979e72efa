import { clusterOf, endpointOf, instanceOf, subnetsOf } from './rds-clusters.ts';
import type { DbCluster, DbEndpoint, DbInstance, DbSubnet } from './rds-clusters.ts';
import { pages } from './pages.ts';
import { read } from './service.ts';

export type { DbCluster, DbEndpoint, DbInstance, DbMember, DbSubnet, ServerlessLimits } from './rds-clusters.ts';

const MaxRecords = 100;

/** All clusters, or the one of this identifier or ARN: a `ReadFailure` `absent` when there is none. */
export const clusters = read(
  'rds',
  'DescribeDBClusters',
  async (send, { id }: { readonly id?: string }): Promise<readonly DbCluster[]> =>
    pages(
      (Marker) => send({ DBClusterIdentifier: id, MaxRecords, Marker }),
      (page) => page.Marker,
      (page) => page.DBClusters?.map(clusterOf),
    ),
);

/** The instances of a cluster. */
export const instances = read(
  'rds',
  'DescribeDBInstances',
  async (send, { cluster }: { readonly cluster: string }): Promise<readonly DbInstance[]> =>
    pages(
      (Marker) => send({ Filters: [{ Name: 'db-cluster-id', Values: [cluster] }], MaxRecords, Marker }),
      (page) => page.Marker,
      (page) => page.DBInstances?.map(instanceOf),
    ),
);

/** The tags of a cluster. */
export const clusterTags = read(
  'rds',
  'ListTagsForResource',
  async (send, { arn }: { readonly arn: string }): Promise<Readonly<Record<string, string>>> => {
    const { TagList = [] } = await send({ ResourceName: arn });
    return Object.fromEntries(TagList.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  },
);

/** The endpoints of a cluster, custom ones included; those of its instances stand with these. */
export const endpoints = read(
  'rds',
  'DescribeDBClusterEndpoints',
  async (send, { cluster }: { readonly cluster: string }): Promise<readonly DbEndpoint[]> =>
    pages(
      (Marker) => send({ DBClusterIdentifier: cluster, MaxRecords, Marker }),
      (page) => page.Marker,
      (page) => page.DBClusterEndpoints?.map(endpointOf),
    ),
);

/** The subnets that the instances of a subnet group may stand in, and their VPC. */
export interface SubnetGroup {
  readonly name: string;
  readonly vpc: string | null;
  readonly subnets: readonly DbSubnet[];
}

export const subnetGroup = read(
  'rds',
  'DescribeDBSubnetGroups',
  async (send, { name }: { readonly name: string }): Promise<SubnetGroup | null> => {
    const { DBSubnetGroups } = await send({ DBSubnetGroupName: name });
    const [found] = DBSubnetGroups ?? [];
    return found
      ? { name: found.DBSubnetGroupName ?? name, vpc: found.VpcId ?? null, subnets: subnetsOf(found.Subnets) }
      : null;
  },
);

/** A global database: clusters in several regions of which one takes writes. */
export interface GlobalCluster {
  readonly id: string;
  readonly status: string | null;
  readonly members: readonly { readonly cluster: string; readonly writer: boolean }[];
}

/** The global database that a cluster is part of, by the cluster's ARN; none for most. */
export const globalClusters = read(
  'rds',
  'DescribeGlobalClusters',
  async (send, { cluster }: { readonly cluster: string }): Promise<readonly GlobalCluster[]> =>
    pages(
      (Marker) => send({ Filters: [{ Name: 'db-cluster-id', Values: [cluster] }], MaxRecords, Marker }),
      (page) => page.Marker,
      (page) =>
        page.GlobalClusters?.map((wire) => ({
          id: wire.GlobalClusterIdentifier ?? '',
          status: wire.Status ?? null,
          members: (wire.GlobalClusterMembers ?? []).map(({ DBClusterArn, IsWriter }) => ({
            cluster: DBClusterArn ?? '',
            writer: IsWriter ?? false,
          })),
        })),
    ),
);
