import type * as sdk from '@aws-sdk/client-rds';
import type { DBClusterEndpoint } from '@aws-sdk/client-rds';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { events } from './rds-events.ts';
import { filteredRds } from './rds-filters.ts';
import { pagedRds } from './rds-pages.ts';

export const rds: Answers<typeof sdk> = {
  DescribeDBClusters(account, input) {
    const named = byName(account.rds?.clusters, input.DBClusterIdentifier, 'DBClusterIdentifier', 'DBClusterArn');
    if (!named) throw notFound('DBCluster', 'DBClusterNotFoundFault', input.DBClusterIdentifier);
    const wanted = filteredRds(named, input.Filters, {
      'clone-group-id': ({ CloneGroupId }) => [CloneGroupId],
      'db-cluster-id': ({ DBClusterIdentifier, DBClusterArn }) => [DBClusterIdentifier, DBClusterArn],
      'db-cluster-resource-id': ({ DbClusterResourceId }) => [DbClusterResourceId],
      domain: () => [],
      engine: ({ Engine }) => [Engine],
    });
    const { items, next } = pagedRds(account, wanted, input);
    return { DBClusters: items, Marker: next };
  },

  DescribeDBInstances(account, input) {
    const named = byName(account.rds?.instances, input.DBInstanceIdentifier, 'DBInstanceIdentifier', 'DBInstanceArn');
    if (!named) throw notFound('DBInstance', 'DBInstanceNotFoundFault', input.DBInstanceIdentifier);
    const clusters = account.rds?.clusters ?? [];
    const wanted = filteredRds(named, input.Filters, {
      'db-cluster-id': ({ DBClusterIdentifier: id }) => [
        id,
        clusters.find(({ DBClusterIdentifier }) => id !== undefined && DBClusterIdentifier === id)?.DBClusterArn,
      ],
      'db-instance-id': ({ DBInstanceIdentifier, DBInstanceArn }) => [DBInstanceIdentifier, DBInstanceArn],
      'dbi-resource-id': ({ DbiResourceId }) => [DbiResourceId],
      domain: () => [],
      engine: ({ Engine }) => [Engine],
    });
    const { items, next } = pagedRds(account, wanted, input);
    return { DBInstances: items, Marker: next };
  },

  DescribeDBClusterEndpoints(account, input) {
    const { DBClusterIdentifier: of, DBClusterEndpointIdentifier: id } = input;
    const clusters = byName(account.rds?.clusters, of, 'DBClusterIdentifier', 'DBClusterArn');
    if (!clusters) throw notFound('DBCluster', 'DBClusterNotFoundFault', of);
    const inCluster = clusterEndpoints(account).filter(
      (each) =>
        clusters.some(({ DBClusterIdentifier }) => DBClusterIdentifier === each.DBClusterIdentifier) &&
        (id === undefined || each.DBClusterEndpointIdentifier === id.toLowerCase()),
    );
    const wanted = filteredRds(inCluster, input.Filters, {
      'db-cluster-endpoint-type': ({ EndpointType }) => [EndpointType?.toLowerCase()],
      'db-cluster-endpoint-custom-type': ({ CustomEndpointType }) => [CustomEndpointType?.toLowerCase()],
      'db-cluster-endpoint-id': ({ DBClusterEndpointIdentifier }) => [DBClusterEndpointIdentifier],
      'db-cluster-endpoint-status': ({ Status }) => [Status],
    });
    const { items, next } = pagedRds(account, wanted, input);
    return { DBClusterEndpoints: items, Marker: next };
  },

  DescribeGlobalClusters(account, input) {
    const named = byName(account.rds?.globalClusters, input.GlobalClusterIdentifier, 'GlobalClusterIdentifier');
    if (!named) throw notFound('GlobalCluster', 'GlobalClusterNotFoundFault', input.GlobalClusterIdentifier);
    const wanted = filteredRds(named, input.Filters, {
      'db-cluster-id': ({ GlobalClusterMembers }) => (GlobalClusterMembers ?? []).map((each) => each.DBClusterArn),
    });
    const { items, next } = pagedRds(account, wanted, input);
    return { GlobalClusters: items, Marker: next };
  },

  DescribeDBSubnetGroups(account, input) {
    const named = byName(account.rds?.subnetGroups, input.DBSubnetGroupName, 'DBSubnetGroupName');
    if (!named) throw notFound('DBSubnetGroup', 'DBSubnetGroupNotFoundFault', input.DBSubnetGroupName);
    const { items, next } = pagedRds(account, named, input);
    return { DBSubnetGroups: items, Marker: next };
  },

  DescribeDBClusterParameters(account, input) {
    const { DBClusterParameterGroupName: group = '', Source } = input;
    const found = account.rds?.clusterParameters?.[group];
    if (!found) throw notFound('DBClusterParameterGroup', 'DBParameterGroupNotFoundFault', group);
    const wanted = found.filter((each) => Source === undefined || each.Source === Source);
    const { items, next } = pagedRds(account, wanted, input);
    return { Parameters: items, Marker: next };
  },

  DescribeDBParameters(account, input) {
    const { DBParameterGroupName: group = '', Source } = input;
    const found = account.rds?.parameters?.[group];
    if (!found) throw notFound('DBParameterGroup', 'DBParameterGroupNotFoundFault', group);
    const wanted = found.filter((each) => Source === undefined || each.Source === Source);
    const { items, next } = pagedRds(account, wanted, input);
    return { Parameters: items, Marker: next };
  },

  DescribeDBProxies(account, input) {
    const { items, next } = pagedRds(account, proxies(account, input.DBProxyName), input);
    return { DBProxies: items, Marker: next };
  },

  DescribeDBProxyTargetGroups(account, input) {
    const [proxy] = proxies(account, input.DBProxyName ?? '');
    const all = account.rds?.proxyTargetGroups?.[proxy?.DBProxyName ?? ''] ?? [];
    const wanted = all.filter(inGroup(input.TargetGroupName));
    if (wanted.length === 0) throw new AwsError('DBProxyTargetGroupNotFoundFault', 'No such target group.');
    const { items, next } = pagedRds(account, wanted, input);
    return { TargetGroups: items, Marker: next };
  },

  DescribeDBProxyTargets(account, input) {
    const [proxy] = proxies(account, input.DBProxyName ?? '');
    const name = proxy?.DBProxyName ?? '';
    const groups = account.rds?.proxyTargetGroups?.[name] ?? [];
    if (!groups.some(inGroup(input.TargetGroupName))) {
      throw new AwsError('DBProxyTargetGroupNotFoundFault', 'No such target group.');
    }
    const { items, next } = pagedRds(account, account.rds?.proxyTargets?.[name] ?? [], input);
    return { Targets: items, Marker: next };
  },

  DescribeEvents: events,

  ListTagsForResource(account, { ResourceName: arn }) {
    const cluster = account.rds?.clusters?.find(({ DBClusterArn }) => DBClusterArn === arn);
    const instance = account.rds?.instances?.find(({ DBInstanceArn }) => DBInstanceArn === arn);
    if (cluster) return { TagList: cluster.TagList ?? [] };
    if (instance) return { TagList: instance.TagList ?? [] };
    throw notFound('DBCluster', 'DBClusterNotFoundFault', arn);
  },

  DescribePendingMaintenanceActions(account, input) {
    const { ResourceIdentifier: arn } = input;
    const { clusters = [], instances = [], pendingMaintenance = [] } = account.rds ?? {};
    const known = [
      ...clusters.map(({ DBClusterArn }) => DBClusterArn),
      ...instances.map(({ DBInstanceArn }) => DBInstanceArn),
    ];
    if (arn !== undefined && !known.includes(arn)) {
      throw new AwsError('ResourceNotFoundFault', `The specified resource name does not match an RDS resource: ${arn}`);
    }
    const named = pendingMaintenance.filter((each) => arn === undefined || each.ResourceIdentifier === arn);
    const wanted = filteredRds(named, input.Filters, {
      'db-cluster-id': (each) => idsOf(each.ResourceIdentifier),
      'db-instance-id': (each) => idsOf(each.ResourceIdentifier),
    });
    const { items, next } = pagedRds(account, wanted, input);
    return { PendingMaintenanceActions: items, Marker: next };
  },
};

/** Names are lower-cased by RDS when things are made, and may be asked for in any case; ARNs too are taken. */
function byName<T extends object>(
  all: readonly T[] = [],
  asked: string | undefined,
  ...members: readonly (keyof T)[]
): readonly T[] | null {
  if (asked === undefined) return all;
  const found = all.filter((each) =>
    members.some((member) => String(each[member]) === asked || String(each[member]) === asked.toLowerCase()),
  );
  return found.length > 0 ? found : null;
}

function notFound(what: string, code: string, name: string | undefined): AwsError {
  return new AwsError(code, `${what} ${name} not found.`);
}

/** Every cluster has a writer endpoint, and a reader endpoint as soon as it has an instance; the rest are custom. */
function clusterEndpoints(account: Account): readonly DBClusterEndpoint[] {
  const { clusters = [], clusterEndpoints: custom = [] } = account.rds ?? {};
  const own = clusters.flatMap(({ DBClusterIdentifier, Endpoint, ReaderEndpoint, Status }) => {
    const state = Status === 'available' ? 'available' : 'inactive';
    const made = (endpoint: string | undefined, EndpointType: string) =>
      endpoint === undefined ? [] : [{ DBClusterIdentifier, Endpoint: endpoint, Status: state, EndpointType }];
    return [...made(Endpoint, 'WRITER'), ...made(ReaderEndpoint, 'READER')];
  });
  return [...own, ...custom];
}

function proxies(account: Account, name: string | undefined) {
  const named = byName(account.rds?.proxies, name, 'DBProxyName');
  if (!named) throw new AwsError('DBProxyNotFoundFault', `DBProxy ${name} not found.`);
  return named;
}

function inGroup(name: string | undefined) {
  return (group: { readonly TargetGroupName?: string | undefined }) =>
    name === undefined || group.TargetGroupName === name;
}

function idsOf(arn: string | undefined): readonly (string | undefined)[] {
  return [arn, arn?.split(':').at(-1)];
}
