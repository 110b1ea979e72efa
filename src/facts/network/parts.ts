import { effectiveRouteTable } from '#network';
import type { NetworkAround } from './around.ts';
import type { NetworkPlace } from './place.ts';

/**
 * Ids of all that a place's packets pass: by them the changes of a network that bear on it are found. Targets of routes
 * count also when they are gone, as a NAT gateway that was deleted.
 */
export function partsOf(place: NetworkPlace, network: NetworkAround): readonly string[] {
  const subnets = place.subnets ?? [];
  const tables = subnets.flatMap((subnet) => effectiveRouteTable(subnet, network) ?? []);
  const acls = (network.networkAcls ?? []).filter((acl) => acl.subnets.some((subnet) => subnets.includes(subnet)));
  const vpcs = new Set([place.vpc, ...subnets.map((id) => network.subnets?.find((subnet) => subnet.id === id)?.vpc)]);
  const endpoints = (network.vpcEndpoints ?? []).filter(({ vpc }) => vpcs.has(vpc));
  const targets = tables.flatMap(({ routes }) => routes.map(({ target }) => target)).filter((id) => id !== 'local');
  return [
    ...new Set([
      ...[...vpcs].filter((vpc) => typeof vpc === 'string'),
      ...subnets,
      ...(place.securityGroups ?? []),
      ...tables.map(({ id }) => id),
      ...acls.map(({ id }) => id),
      ...targets,
      ...endpoints.flatMap(({ id, groups }) => [id, ...groups]),
    ]),
  ];
}
