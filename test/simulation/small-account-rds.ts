import type { Account } from '../../src/simulation/account.ts';

export const databaseArns = {
  cluster: 'arn:aws:rds:eu-west-1:123456789012:cluster:orders',
  instance: 'arn:aws:rds:eu-west-1:123456789012:db:orders-1',
};

/** One cluster with one instance, a proxy, and one of everything that belongs to them. */
export function smallRds(now: Date): Required<Pick<Account, 'rds'>> {
  return {
    rds: {
      clusters: [
        {
          DBClusterIdentifier: 'orders',
          DBClusterArn: databaseArns.cluster,
          Engine: 'aurora-postgresql',
          Status: 'available',
          Endpoint: 'orders.cluster-c1.eu-west-1.rds.amazonaws.com',
          ReaderEndpoint: 'orders.cluster-ro-c1.eu-west-1.rds.amazonaws.com',
          DBClusterMembers: [{ DBInstanceIdentifier: 'orders-1', IsClusterWriter: true }],
          TagList: [{ Key: 'Team', Value: 'orders' }],
        },
      ],
      instances: [
        {
          DBInstanceIdentifier: 'orders-1',
          DBInstanceArn: databaseArns.instance,
          DBClusterIdentifier: 'orders',
          DBInstanceStatus: 'available',
        },
      ],
      globalClusters: [{ GlobalClusterIdentifier: 'everywhere', GlobalClusterMembers: [] }],
      subnetGroups: [{ DBSubnetGroupName: 'data', VpcId: 'vpc-1' }],
      clusterParameters: { tuned: [{ ParameterName: 'rds.force_ssl', ParameterValue: '1', Source: 'user' }] },
      parameters: { tuned: [{ ParameterName: 'max_connections', ParameterValue: '500', Source: 'user' }] },
      proxies: [{ DBProxyName: 'orders-proxy', Status: 'available' }],
      proxyTargetGroups: { 'orders-proxy': [{ DBProxyName: 'orders-proxy', TargetGroupName: 'default' }] },
      proxyTargets: { 'orders-proxy': [{ RdsResourceId: 'orders-1', TargetHealth: { State: 'AVAILABLE' } }] },
      events: [
        {
          SourceIdentifier: 'orders',
          SourceType: 'db-cluster',
          Message: 'DB cluster started.',
          EventCategories: ['notification'],
          Date: new Date(now.getTime() - 20 * 60_000),
        },
      ],
      pendingMaintenance: [
        { ResourceIdentifier: databaseArns.cluster, PendingMaintenanceActionDetails: [{ Action: 'system-update' }] },
      ],
    },
  };
}
