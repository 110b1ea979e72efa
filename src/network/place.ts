import { covers, everywhere, parseBlock } from './address.ts';
import type { Block } from './address.ts';
import type { End, Network, Subnet } from './model.ts';

/** One address of an end, or the block it lies in, and where that is. */
export interface Place {
  readonly span: Block;
  readonly where:
    | { readonly kind: 'subnet'; readonly id: string; readonly vpc: string | null }
    | { readonly kind: 'outside' }
    | { readonly kind: 'unread' };
}

const anywhere: readonly Block[] = [everywhere[4], everywhere[6]];

/**
 * The places of an end: each address in its subnet, and each listed subnet of which no address is known with its
 * CIDRs, since any node there may take part.
 */
export function placesOf(end: End, network: Network): Place[] {
  const addresses = blocksOf(end.ips);
  if (end.subnets === null) return unlisted(addresses, network);
  if (end.subnets.length === 0) {
    return addresses.length > 0
      ? addresses.map((span) => ({ span, where: { kind: 'outside' } }))
      : anywhere.map((span) => ({ span, where: { kind: 'unread' } }));
  }
  const listed = end.subnets.map((id) => ({ id, subnet: network.subnets?.find((subnet) => subnet.id === id) ?? null }));
  const homed = addresses.map((span) => {
    const home = listed.find(({ subnet }) => subnet !== null && holds(subnet, span));
    return { span, home: home ?? (listed.length === 1 ? listed[0] : undefined) };
  });
  return [
    ...homed.map(({ span, home }) => ({ span, where: home === undefined ? unread : inSubnet(home.id, home.subnet) })),
    ...listed
      .filter((each) => !homed.some(({ home }) => home?.id === each.id))
      .flatMap(({ id, subnet }) => spansOf(subnet).map((span) => ({ span, where: inSubnet(id, subnet) }))),
  ];
}

const unread: Place['where'] = { kind: 'unread' };

function inSubnet(id: string, subnet: Subnet | null): Place['where'] {
  return { kind: 'subnet', id, vpc: subnet?.vpc ?? null };
}

function unlisted(addresses: readonly Block[], network: Network): Place[] {
  const spans = addresses.length > 0 ? addresses : anywhere;
  return spans.map((span) => {
    const homes = network.subnets?.filter((subnet) => holds(subnet, span)) ?? [];
    const [home] = homes;
    return { span, where: home !== undefined && homes.length === 1 ? inSubnet(home.id, home) : unread };
  });
}

function blocksOf(texts: readonly string[]): Block[] {
  return texts.flatMap((text) => parseBlock(text) ?? []);
}

function spansOf(subnet: Subnet | null): Block[] {
  return subnet === null ? [...anywhere] : blocksOf([subnet.cidr, ...subnet.ipv6Cidrs]);
}

function holds(subnet: Subnet, span: Block): boolean {
  return spansOf(subnet).some((block) => covers(block, span));
}

/** Two places that may talk to each other. */
export interface Pair {
  readonly from: Place;
  readonly to: Place;
}

/**
 * Each place of one end with each of the other that has the same family of addresses. Where addresses of only one end
 * are known, or of none, IPv4 is taken for what they use if they can.
 */
export function pairsOf(from: End, to: End, network: Network): Pair[] {
  const sources = placesOf(from, network);
  const destinations = placesOf(to, network);
  const families = ([4, 6] as const).filter(
    (family) =>
      sources.some(({ span }) => span.family === family) && destinations.some(({ span }) => span.family === family),
  );
  const both = from.ips.length > 0 && to.ips.length > 0;
  const used = both ? families : families.slice(0, 1);
  return sources.flatMap((source) =>
    destinations
      .filter(({ span }) => used.some((family) => family === span.family && family === source.span.family))
      .map((destination) => ({ from: source, to: destination })),
  );
}
