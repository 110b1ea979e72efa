import { parseBlock } from './address.ts';
import { mergePaths, pathOf } from './hop.ts';
import type { Hop, Path } from './hop.ts';
import type { End, Network, RouteTable } from './model.ts';
import { judgeAcl } from './network-acl.ts';
import { pairsOf } from './place.ts';
import type { Pair, Place } from './place.ts';
import { answersTo, trafficOf } from './protocol.ts';
import type { Traffic } from './protocol.ts';
import { chooseRoute, effectiveRouteTable } from './route.ts';
import { judgeGroups } from './security-group.ts';
import { judgeGateway, judgeInboundBlock, judgeRoute } from './way-out.ts';

export interface PathQuestion {
  readonly from: End;
  readonly to: End;
  /** A name or number: `tcp`, `udp`, `6`. */
  readonly protocol: string;
  /** Null where the protocol has no ports. */
  readonly port: number | null;
  readonly network: Network;
}

/**
 * Whether one end can open a connection to the other, hop by hop: security groups, network ACLs there and back, and
 * routes there and back. What could not be read makes hops `unknown`, never `fail`.
 */
export function evaluatePath({ from, to, protocol, port, network }: PathQuestion): Path {
  const traffic = trafficOf(protocol, port);
  const pairs = pairsOf(from, to, network);
  const once = judgeOnce();
  return mergePaths(pairs.map((pair) => pathOf(hopsOf({ pair, from, to, traffic, network, once }))));
}

/** Many pairs ask the same of a group, a network ACL or a table: it is judged once for each address it is asked about. */
type Once = (question: string, judge: () => readonly Hop[]) => readonly Hop[];

function judgeOnce(): Once {
  const judged = new Map<string, readonly Hop[]>();
  return (question, judge) => {
    const hops = judged.get(question) ?? judge();
    judged.set(question, hops);
    return hops;
  };
}

interface Connection {
  readonly pair: Pair;
  readonly from: End;
  readonly to: End;
  readonly traffic: Traffic;
  readonly network: Network;
  readonly once: Once;
}

function hopsOf(connection: Connection): Hop[] {
  const { pair, traffic, network, once } = connection;
  if (sameSubnet(pair)) return groupHops(connection);
  const answers = answersTo(traffic);
  const acl = (leg: AclLeg, at: Place, peer: Place, packets: Traffic): readonly Hop[] =>
    once(`${leg} ${placeKey(at)} ${peer.span.text}`, () => aclHops(leg, at, peer, packets, network));
  return [
    ...groupHops(connection),
    ...acl('nacl-source-egress', pair.from, pair.to, traffic),
    ...routeHops(connection),
    ...acl('nacl-destination-ingress', pair.to, pair.from, traffic),
    ...acl('nacl-destination-egress', pair.to, pair.from, answers),
    ...routeBackHops(connection),
    ...acl('nacl-source-ingress', pair.from, pair.to, answers),
  ];
}

/** The subnet, since its network ACL and its table are the same for all of it; else the address. */
function placeKey({ where, span }: Place): string {
  return where.kind === 'subnet' ? where.id : `${where.kind} ${span.text}`;
}

/** Within a subnet there is neither a network ACL nor a route to pass. */
function sameSubnet({ from, to }: Pair): boolean {
  return from.where.kind === 'subnet' && to.where.kind === 'subnet' && from.where.id === to.where.id;
}

function groupHops({ pair, from, to, traffic, network, once }: Connection): Hop[] {
  const egress = { direction: 'egress', groups: from.securityGroups, peerGroups: to.securityGroups } as const;
  const ingress = { direction: 'ingress', groups: to.securityGroups, peerGroups: from.securityGroups } as const;
  return [
    ...once(`egress ${pair.to.span.text}`, () =>
      from.securityGroups?.length === 0 ? [] : [judgeGroups({ ...egress, peer: pair.to.span, traffic }, network)],
    ),
    ...once(`ingress ${pair.from.span.text}`, () =>
      to.securityGroups?.length === 0 ? [] : [judgeGroups({ ...ingress, peer: pair.from.span, traffic }, network)],
    ),
  ];
}

type AclLeg = Extract<Hop['kind'], `nacl-${string}`>;

function aclHops(kind: AclLeg, place: Place, peer: Place, traffic: Traffic, network: Network): Hop[] {
  if (place.where.kind === 'outside') return [];
  if (place.where.kind === 'unread') {
    const says = `the subnet of ${place.span.text} is not known, so neither is its network ACL`;
    return [{ kind, verdict: 'unknown', resource: null, decidedBy: 'nothing that could be read', says }];
  }
  const direction = kind.endsWith('egress') ? 'egress' : 'ingress';
  return [judgeAcl({ kind, subnet: place.where.id, direction, peer: peer.span, traffic }, network)];
}

function routeHops({ pair: { from, to }, from: end, traffic, network, once }: Connection): readonly Hop[] {
  if (from.where.kind !== 'subnet') return [];
  const local = once(localKey({ from, to }), () => localRoute({ from, to }, network));
  if (local.length > 0) return local;
  const departure = { kind: 'route', subnet: from.where.id, from: from.span, to, network } as const;
  const { hop, target } = judgeRoute(departure);
  return [hop, ...(target === null ? [] : judgeGateway(departure, target, end, traffic))];
}

/** Answers need a way back only where the ends are not in one VPC; from the internet, also the way in. */
function routeBackHops({ pair: { from, to }, network, once }: Connection): Hop[] {
  if (to.where.kind !== 'subnet') return [];
  if (once(localKey({ from, to }), () => localRoute({ from, to }, network)).length > 0) return [];
  const { hop, target } = judgeRoute({ kind: 'route-back', subnet: to.where.id, from: to.span, to: from, network });
  if (from.where.kind !== 'outside' || target === null) return [hop];
  if (target.startsWith('igw-')) return [hop, ...judgeInboundBlock(to.where.id, network)];
  if (!target.startsWith('nat-') && !target.startsWith('eigw-')) return [hop];
  const says = `${to.where.id} has no internet gateway: ${target} lets nothing in from outside`;
  return [{ ...hop, verdict: 'fail', extent: 'all', says }];
}

/**
 * Within a VPC the route is there without anybody having made it, and it stands in every table; only a more specific
 * route, to a firewall say, can take its place. None when the ends are not in one VPC, or such a route decides.
 */
function localRoute({ from, to }: Pair, network: Network): Hop[] {
  if (from.where.kind !== 'subnet' || to.where.kind !== 'subnet') return [];
  if (from.where.vpc === null || from.where.vpc !== to.where.vpc) return [];
  const table = effectiveRouteTable(from.where.id, network);
  if (table !== null && namesLocal(table, to.span.family)) {
    const choice = chooseRoute(table, to.span, network);
    if (choice.found === 'unknown' || (choice.found === 'route' && choice.chosen.route.target !== 'local')) return [];
  }
  const says = `${from.where.id} and ${to.where.id} are in one VPC, ${from.where.vpc}`;
  return [{ kind: 'route', verdict: 'pass', resource: table?.id ?? null, decidedBy: 'the local route', says }];
}

function localKey({ from, to }: Pair): string {
  return `local ${placeKey(from)} ${placeKey(to)} ${to.span.text}`;
}

function namesLocal(table: RouteTable, family: 4 | 6): boolean {
  return table.routes.some(
    ({ target, destination }) => target === 'local' && parseBlock(destination)?.family === family,
  );
}
