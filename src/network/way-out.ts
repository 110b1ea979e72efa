import { covers, parseBlock } from './address.ts';
import type { Block } from './address.ts';
import type { Hop } from './hop.ts';
import type { End, NatGateway, Network } from './model.ts';
import { judgeAcl } from './network-acl.ts';
import type { Place } from './place.ts';
import { answersTo } from './protocol.ts';
import type { Traffic } from './protocol.ts';
import { chooseRoute, effectiveRouteTable, isBlackhole } from './route.ts';
import { subnetClass } from './subnet-class.ts';

/** A packet that leaves a subnet for somewhere else. */
export interface Departure {
  readonly kind: 'route' | 'route-back';
  readonly subnet: string;
  readonly from: Block;
  readonly to: Place;
  readonly network: Network;
}

/** Where the effective route table of the subnet sends it. */
export function judgeRoute({ kind, subnet, to, network }: Departure): { hop: Hop; target: string | null } {
  const table = effectiveRouteTable(subnet, network);
  const destination = to.span.prefix === 0 ? 'the internet' : to.span.text;
  const none = (resource: string | null, says: string): { hop: Hop; target: null } => ({
    hop: { kind, verdict: 'unknown', resource, decidedBy: resource ?? 'nothing that could be read', says },
    target: null,
  });
  if (table === null) return none(null, `the route table of ${subnet} could not be read`);
  if (to.where.kind === 'unread' && to.span.prefix === 0)
    return none(table.id, 'the address of the other end is not known');
  const choice = chooseRoute(table, to.span, network);
  if (choice.found === 'unknown') return none(table.id, `route table ${table.id} of ${subnet}: ${choice.why}`);
  const base = { kind, resource: table.id };
  if (choice.found === 'none') {
    const says = `route table ${table.id} of ${subnet} has no route to ${destination}`;
    return { hop: { ...base, verdict: 'fail', extent: 'all', decidedBy: `${table.id}: no route`, says }, target: null };
  }
  const { route, matched } = choice.chosen;
  const decidedBy = `${table.id}: ${matched.text} to ${route.target}`;
  const about = `route table ${table.id} of ${subnet} sends ${destination} to ${route.target}`;
  if (isBlackhole(route)) {
    return {
      hop: { ...base, verdict: 'fail', extent: 'all', decidedBy, says: `${about}, which is gone (blackhole)` },
      target: null,
    };
  }
  const doubt = doubtOf(route.target, to, network);
  if (doubt === null) return { hop: { ...base, verdict: 'pass', decidedBy, says: about }, target: route.target };
  return { hop: { ...base, ...doubt.judgement, decidedBy, says: `${about}, ${doubt.says}` }, target: null };
}

interface Doubt {
  readonly judgement: { readonly verdict: 'unknown' } | { readonly verdict: 'fail'; readonly extent: 'all' };
  readonly says: string;
}

const blocked = { verdict: 'fail', extent: 'all' } as const;
const outside = 'which leads to the internet, where private addresses are not reached';

/** Whether packets for a private address of ours are sent out to the internet. A private NAT gateway sends them on. */
function leadsOut(target: string, to: Place, network: Network): boolean {
  if (to.where.kind !== 'subnet' || !privateBlocks.some((block) => covers(block, to.span))) return false;
  if (!target.startsWith('nat-')) return true;
  const home = network.natGateways?.find(({ id }) => id === target)?.subnet ?? null;
  const table = home === null ? null : effectiveRouteTable(home, network);
  if (table === null) return false;
  const choice = chooseRoute(table, to.span, network);
  return choice.found === 'none' || (choice.found === 'route' && /^e?igw-/.test(choice.chosen.route.target));
}

/** RFC 1918, carrier-grade NAT (RFC 6598) and unique local addresses (RFC 4193). */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].flatMap(
  (text) => parseBlock(text) ?? [],
);

/** What keeps us from calling a route good; null when nothing does. */
function doubtOf(target: string, to: Place, network: Network): Doubt | null {
  if (target === 'local') return null;
  if (/^(igw|nat|eigw)-/.test(target))
    return leadsOut(target, to, network) ? { judgement: blocked, says: outside } : null;
  if (target.startsWith('pcx-') && to.where.kind === 'subnet') return null;
  const gateway = network.vpcEndpoints?.find(({ id, type }) => id === target && type.toLowerCase() === 'gateway');
  if (gateway !== undefined) {
    if (gateway.state.toLowerCase() === 'available') return null;
    return { judgement: { verdict: 'fail', extent: 'all' }, says: `which is ${gateway.state.toLowerCase()}` };
  }
  return { judgement: { verdict: 'unknown' }, says: 'beyond which we cannot see' };
}

/** What stands between the subnet and the internet behind the route's target. */
export function judgeGateway(departure: Departure, target: string, end: End, traffic: Traffic): Hop[] {
  const { subnet, network } = departure;
  if (target.startsWith('igw-')) {
    const address = departure.from.family === 4 ? [judgePublicIp(end, target, subnet)] : [];
    return [...address, ...judgeBlock(subnet, target, network)];
  }
  if (target.startsWith('nat-')) return judgeNat(departure, target, traffic);
  return target.startsWith('eigw-') ? judgeBlock(subnet, target, network) : [];
}

function judgePublicIp(end: End, target: string, subnet: string): Hop {
  const base = { kind: 'public-ip', resource: target, decidedBy: 'the public IP address of the interface' } as const;
  const publicIp = end.publicIp ?? null;
  if (publicIp === null) {
    return {
      ...base,
      verdict: 'unknown',
      says: `${target} serves only interfaces with a public IP address, which is not known here`,
    };
  }
  if (publicIp) return { ...base, verdict: 'pass', says: `it has a public IP address for ${target}` };
  const says = `it has no public IP address in ${subnet}, and ${target} serves no other`;
  return { ...base, verdict: 'fail', extent: 'all', says };
}

/** VPC Block Public Access: `block-bidirectional` stops the internet and NAT gateways too, `block-ingress` only what comes in. */
function judgeBlock(subnet: string, target: string, network: Network): Hop[] {
  const mode = network.subnets?.find(({ id }) => id === subnet)?.internetBlock ?? 'off';
  if (mode.toLowerCase() !== 'block-bidirectional') return [];
  const says = `VPC Block Public Access (${mode}) stops ${subnet} from using ${target}`;
  return [{ kind: 'block-public-access', verdict: 'fail', extent: 'all', resource: subnet, decidedBy: mode, says }];
}

/** Whether connections from the internet are stopped at a subnet. */
export function judgeInboundBlock(subnet: string, network: Network): Hop[] {
  const mode = network.subnets?.find(({ id }) => id === subnet)?.internetBlock ?? 'off';
  if (mode.toLowerCase() === 'off') return [];
  const says = `VPC Block Public Access (${mode}) stops connections from the internet to ${subnet}`;
  return [{ kind: 'block-public-access', verdict: 'fail', extent: 'all', resource: subnet, decidedBy: mode, says }];
}

function judgeNat({ subnet, from, to, network }: Departure, id: string, traffic: Traffic): Hop[] {
  const nat = network.natGateways?.find((gateway) => gateway.id === id);
  const hop = { kind: 'nat-gateway', resource: id, decidedBy: id } as const;
  if (nat === undefined) return [{ ...hop, verdict: 'unknown', says: `NAT gateway ${id} could not be read` }];
  if (nat.state.toLowerCase() !== 'available') {
    return [{ ...hop, verdict: 'fail', extent: 'all', says: `NAT gateway ${id} is ${nat.state.toLowerCase()}` }];
  }
  const home = homeOf(nat);
  if (home === null) return [{ ...hop, verdict: 'pass', says: `NAT gateway ${id} is available` }];
  const blocked = [...judgeBlock(subnet, id, network), ...(home === subnet ? [] : judgeBlock(home, id, network))];
  return [
    judgeNatSubnet(nat.id, home, network),
    ...blocked,
    ...(home === subnet ? [] : natAcl(home, from, to.span, traffic, network)),
  ];
}

/** The subnet a NAT gateway stands in; a regional one stands in none. */
function homeOf(nat: NatGateway): string | null {
  return nat.availabilityMode?.toLowerCase() === 'regional' ? null : nat.subnet;
}

function judgeNatSubnet(id: string, home: string, network: Network): Hop {
  const found = subnetClass(home, network);
  const base = { kind: 'nat-gateway', resource: id, decidedBy: found.says } as const;
  if (found.class === 'public')
    return { ...base, verdict: 'pass', says: `NAT gateway ${id} is available in public subnet ${home}` };
  if (found.class === 'unknown' || found.class === 'appliance') {
    return {
      ...base,
      verdict: 'unknown',
      says: `whether NAT gateway ${id} in ${home} reaches the internet is not known: ${found.says}`,
    };
  }
  const says = `NAT gateway ${id} stands in ${home}, which has no internet gateway: ${found.says}`;
  return { ...base, verdict: 'fail', extent: 'all', says };
}

/** The network ACL of the NAT gateway's own subnet, which is easily forgotten; only what it does not let pass. */
function natAcl(home: string, from: Block, to: Block, traffic: Traffic, network: Network): Hop[] {
  const answers = answersTo(traffic);
  const kind = 'nat-gateway';
  return [
    judgeAcl({ kind, subnet: home, direction: 'ingress', peer: from, traffic }, network),
    judgeAcl({ kind, subnet: home, direction: 'egress', peer: to, traffic }, network),
    judgeAcl({ kind, subnet: home, direction: 'ingress', peer: to, traffic: answers }, network),
    judgeAcl({ kind, subnet: home, direction: 'egress', peer: from, traffic: answers }, network),
  ].filter(({ verdict }) => verdict !== 'pass');
}
