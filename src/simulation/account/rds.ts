import type {
  DBCluster,
  DBClusterEndpoint,
  DBInstance,
  DBProxy,
  DBProxyTarget,
  DBProxyTargetGroup,
  DBSubnetGroup,
  Event,
  GlobalCluster,
  Parameter,
  ResourcePendingMaintenanceActions,
} from '@aws-sdk/client-rds';

/** What RDS knows: Aurora clusters, and whatever else answers to `DescribeDBClusters` (Neptune, DocumentDB, Multi-AZ). */
export interface Rds {
  readonly clusters?: readonly DBCluster[];
  readonly instances?: readonly DBInstance[];
  /** Custom endpoints; the writer and reader endpoints are made from the clusters. */
  readonly clusterEndpoints?: readonly DBClusterEndpoint[];
  readonly globalClusters?: readonly GlobalCluster[];
  readonly subnetGroups?: readonly DBSubnetGroup[];
  /** Parameters by name of a DB cluster parameter group. */
  readonly clusterParameters?: { readonly [group: string]: readonly Parameter[] };
  /** Parameters by name of a DB parameter group. */
  readonly parameters?: { readonly [group: string]: readonly Parameter[] };
  readonly proxies?: readonly DBProxy[];
  /** By name of the proxy. */
  readonly proxyTargetGroups?: { readonly [proxy: string]: readonly DBProxyTargetGroup[] };
  /** By name of the proxy. */
  readonly proxyTargets?: { readonly [proxy: string]: readonly DBProxyTarget[] };
  readonly events?: readonly Event[];
  readonly pendingMaintenance?: readonly ResourcePendingMaintenanceActions[];
}
