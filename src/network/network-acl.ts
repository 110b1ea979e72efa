import { halves, parseBlock, relation } from './address.ts';
import type { Block } from './address.ts';
import type { Hop, HopKind } from './hop.ts';
import type { Network, NetworkAcl, NetworkAclEntry } from './model.ts';
import { matchTraffic, rangeText, rulePorts, trafficText } from './protocol.ts';
import type { PortRange, Traffic } from './protocol.ts';

/** One way through the network ACL of one subnet. */
export interface AclQuestion {
  readonly kind: HopKind;
  readonly subnet: string;
  readonly direction: 'egress' | 'ingress';
  /** The other end: for egress where the packet goes, for ingress where it comes from. */
  readonly peer: Block;
  readonly traffic: Traffic;
}

/** The number of the last entry, which every list has and nobody can remove. */
const lastEntry = 32_767;

/**
 * Whether a subnet's network ACL lets packets through. Entries are tried in the order of their numbers and the first
 * that matches decides; they remember nothing, so answers need an entry of their own.
 */
export function judgeAcl(question: AclQuestion, network: Network): Hop {
  const { kind, subnet, direction, peer, traffic } = question;
  const acl = network.networkAcls?.find(({ subnets }) => subnets.includes(subnet));
  const way = `${trafficText(traffic)} ${direction === 'egress' ? 'to' : 'from'} ${peer.prefix === 0 ? 'the internet' : peer.text}`;
  if (acl === undefined) {
    const says = `the network ACL of ${subnet} could not be read`;
    return { kind, verdict: 'unknown', resource: null, decidedBy: 'nothing that could be read', says };
  }
  const pieces = decide(entriesOf(acl, direction), peer, traffic);
  const passing = pieces.filter(({ actions }) => actions.every(({ action }) => action === 'allow'));
  const denied = pieces.filter(({ actions }) => actions.every(({ action }) => action === 'deny'));
  const about = `network ACL ${acl.id} of ${subnet}`;
  const base = { kind, resource: acl.id };

  if (passing.length === pieces.length) {
    return { ...base, verdict: 'pass', decidedBy: decidedBy(acl, pieces), says: `${about} allows ${way}` };
  }
  if (denied.length === pieces.length) {
    const says = `${about} denies ${way} (${entryText(denied[0]?.actions[0])})`;
    return { ...base, verdict: 'fail', extent: 'all', decidedBy: decidedBy(acl, denied), says };
  }
  if (denied.length > 0) {
    const open = passing.length > 0 ? `only for ports ${portsText(passing)}` : 'for a part of the addresses at most';
    const says = `${about} allows ${way} ${open}; ports ${portsText(denied)} are denied (${entryText(denied[0]?.actions[0])})`;
    return { ...base, verdict: 'fail', extent: 'some', decidedBy: decidedBy(acl, denied), says };
  }
  const mixed = pieces.filter((piece) => !passing.includes(piece));
  const says = `${about} allows ${way} for a part of these addresses or of this traffic only`;
  return { ...base, verdict: 'unknown', decidedBy: decidedBy(acl, mixed), says };
}

function entriesOf(acl: NetworkAcl, direction: AclQuestion['direction']): NetworkAclEntry[] {
  return acl.entries.filter(({ egress }) => egress === (direction === 'egress')).sort((a, b) => a.number - b.number);
}

interface Decided {
  readonly action: 'allow' | 'deny';
  /** Null when no entry matched: the implicit denial at the end. */
  readonly number: number | null;
}

/** What happens to the packets of one stretch of ports; several decisions when that depends on the address. */
interface Piece {
  readonly ports: PortRange | null;
  readonly actions: readonly Decided[];
}

/** Splits the traffic where any entry begins or ends, so that each piece meets each entry wholly or not at all. */
function decide(entries: readonly NetworkAclEntry[], peer: Block, traffic: Traffic): Piece[] {
  const relevant = entries.flatMap((entry) => {
    const block = parseBlock(entry.cidr);
    return block === null || relation(block, peer) === 'apart' ? [] : [{ entry, block }];
  });
  return piecesOf(
    traffic,
    relevant.map(({ entry }) => entry),
  ).map((ports) => ({
    ports,
    actions: decideAddresses(relevant, peer, { ...traffic, ports }),
  }));
}

function piecesOf({ ports }: Traffic, entries: readonly NetworkAclEntry[]): (PortRange | null)[] {
  if (ports === null) return [null];
  const starts = entries.flatMap((entry) => {
    const range = rulePorts(entry);
    return range === null ? [] : [range.from, range.to + 1];
  });
  const inside = starts.filter((start) => start > ports.from && start <= ports.to);
  const cuts = [...new Set([ports.from, ...inside])].sort((a, b) => a - b);
  return cuts.map((from, index) => ({ from, to: (cuts[index + 1] ?? ports.to + 1) - 1 }));
}

function decideAddresses(
  entries: readonly { entry: NetworkAclEntry; block: Block }[],
  peer: Block,
  traffic: Traffic,
): Decided[] {
  for (const [index, { entry, block }] of entries.entries()) {
    const match = matchTraffic(entry, traffic);
    const where = relation(block, peer);
    if (match === 'none' || where === 'apart') continue;
    const here: Decided = { action: entry.action, number: entry.number };
    if (where === 'inside') return halves(peer).flatMap((half) => decideAddresses(entries.slice(index), half, traffic));
    if (match === 'some') return [here, ...decideAddresses(entries.slice(index + 1), peer, traffic)];
    return [here];
  }
  return [{ action: 'deny', number: null }];
}

function decidedBy(acl: NetworkAcl, pieces: readonly Piece[]): string {
  const entries = new Set(pieces.flatMap(({ actions }) => actions.map(entryText)));
  return `${acl.id} ${[...entries].slice(0, 4).join(', ')}`;
}

function entryText(decided: Decided | undefined): string {
  const number = decided?.number ?? null;
  return `rule ${number === null || number === lastEntry ? '*' : number}`;
}

function portsText(pieces: readonly Piece[]): string {
  const joined: PortRange[] = [];
  for (const { ports } of pieces) {
    if (ports === null) continue;
    const last = joined.at(-1);
    if (last !== undefined && last.to + 1 === ports.from) joined[joined.length - 1] = { from: last.from, to: ports.to };
    else joined.push(ports);
  }
  return joined.map(rangeText).join(', ');
}
