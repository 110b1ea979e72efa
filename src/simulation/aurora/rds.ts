import type { Rds } from '../account/rds.ts';
import { arn } from '../shop/place.ts';
import type { Database, Estate } from './model.ts';

/** The estate as RDS describes it. */
export function rdsOf(estate: Estate): Rds {
  const { databases, proxies, otherClusters, otherInstances } = estate;
  const byProxy = <T>(of: (proxy: Estate['proxies'][number]) => T) =>
    Object.fromEntries(proxies.map((proxy) => [proxy.name, of(proxy)]));
  return {
    clusters: [...databases.map(({ raw }) => raw), ...otherClusters],
    instances: [...databases.flatMap(({ instances }) => instances.map(({ raw }) => raw)), ...otherInstances],
    clusterEndpoints: estate.customEndpoints,
    globalClusters: estate.globalClusters,
    subnetGroups: databases.map((database) => subnetGroup(estate, database)),
    clusterParameters: Object.fromEntries(
      databases.map(({ id, clusterParameters }) => [`${id}-cluster`, clusterParameters]),
    ),
    parameters: Object.fromEntries(
      databases.map(({ id, instanceParameters }) => [`${id}-instance`, instanceParameters]),
    ),
    proxies: proxies.map(({ raw }) => raw),
    proxyTargetGroups: byProxy(({ targetGroup }) => [targetGroup]),
    proxyTargets: byProxy(({ targets }) => targets),
    events: estate.events,
    pendingMaintenance: estate.maintenance,
  };
}

function subnetGroup({ shop }: Estate, { id, segments }: Database) {
  const { network, place } = shop;
  return {
    DBSubnetGroupName: `${id}-subnets`,
    DBSubnetGroupDescription: `Subnets of ${id}`,
    DBSubnetGroupArn: arn(place, 'rds', `subgrp:${id}-subnets`),
    VpcId: network.ec2.subnets.find(({ SubnetId }) => SubnetId === segments[0]?.id)?.VpcId,
    SubnetGroupStatus: 'Complete',
    SupportedNetworkTypes: ['IPV4'],
    Subnets: segments.map((segment, index) => ({
      SubnetIdentifier: segment.id,
      SubnetAvailabilityZone: { Name: network.zones[index % network.zones.length]?.name },
      SubnetOutpost: {},
      SubnetStatus: 'Active',
    })),
  };
}
