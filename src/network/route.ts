import { coverage, halves, parseBlock, relation, resolve } from './address.ts';
import type { Block } from './address.ts';
import type { Network, Route, RouteTable } from './model.ts';

/** The route that packets take. */
export interface ChosenRoute {
  readonly table: RouteTable;
  readonly route: Route;
  /** The destination that matched: of a prefix list the entry. */
  readonly matched: Block;
}

/** What a route table does with packets for a destination. */
export type RouteChoice =
  | { readonly found: 'route'; readonly chosen: ChosenRoute }
  | { readonly found: 'none'; readonly table: RouteTable }
  /** The answer depends on what could not be read, or on the address within the span that was asked about. */
  | { readonly found: 'unknown'; readonly why: string };

/** The table a subnet uses: its own, else the main one of its VPC. Null when neither is known. */
export function effectiveRouteTable(subnet: string, network: Network): RouteTable | null {
  const own = network.routeTables?.find(({ subnets }) => subnets.includes(subnet));
  if (own !== undefined) return own;
  const vpc = network.subnets?.find(({ id }) => id === subnet)?.vpc;
  return network.routeTables?.find((table) => table.main && table.vpc === vpc) ?? null;
}

/**
 * The route to a destination, one address or a block: the longest prefix wins, where a prefix list competes with its
 * most specific entry, and among equals a CIDR route is taken before a prefix list's. Routes that are blackholes win
 * like any other: packets are lost, not sent another way.
 */
export function chooseRoute(table: RouteTable, destination: Block, network: Network): RouteChoice {
  const candidates = table.routes.flatMap((route) => entriesOf(route, network));
  if (destination.prefix === 0) return chooseDefault(table, destination, candidates);

  const best = mostSpecific(candidates, destination);
  const within = candidates.filter(({ matched }) => relation(matched, destination) === 'inside');
  if (best === null) {
    const [first] = within;
    if (first !== undefined && sameWay(within, destination)) return { found: 'route', chosen: { table, ...first } };
  }
  const stray = within.find(({ route }) => route.target !== best?.route.target || isBlackhole(route));
  if (stray !== undefined) {
    return {
      found: 'unknown',
      why: `a part of ${destination.text}, ${stray.matched.text}, goes to ${stray.route.target}`,
    };
  }
  const certain = best?.route.target === 'local' || best?.matched.prefix === destination.bytes.length * 8;
  const unread = table.routes.find((route) => isUnread(route, network) && route.target !== best?.route.target);
  if (unread !== undefined && !certain) {
    return {
      found: 'unknown',
      why: `prefix list ${unread.destination}, routed to ${unread.target}, could not be read`,
    };
  }
  return best === null ? { found: 'none', table } : { found: 'route', chosen: { table, ...best } };
}

interface Candidate {
  readonly route: Route;
  readonly matched: Block;
}

/** The way to the internet at large, which may also be written as two halves; what is more specific is no default. */
function chooseDefault(table: RouteTable, everything: Block, candidates: readonly Candidate[]): RouteChoice {
  const [lower, upper] = halves(everything).map((half) => mostSpecific(candidates, half));
  if (lower && upper && lower.route.target === upper.route.target)
    return { found: 'route', chosen: { table, ...lower } };
  if (!lower && !upper) return { found: 'none', table };
  const ways = [lower, upper].map((half) => half?.route.target ?? 'nowhere');
  return { found: 'unknown', why: `one half of the internet goes to ${ways[0]}, the other to ${ways[1]}` };
}

function mostSpecific(candidates: readonly Candidate[], destination: Block): Candidate | null {
  const [best] = candidates
    .filter(({ matched }) => relation(matched, destination) === 'covers')
    .sort((a, b) => b.matched.prefix - a.matched.prefix || listLast(a.route) - listLast(b.route));
  return best ?? null;
}

export function isBlackhole(route: Route): boolean {
  return route.state.toLowerCase() === 'blackhole';
}

/** Whether routes that each lead to a part of a block lead all of it one way, as 0.0.0.0/1 and 128.0.0.0/1 do. */
function sameWay(routes: readonly Candidate[], destination: Block): boolean {
  const [first] = routes;
  if (first === undefined || routes.some(({ route }) => route.target !== first.route.target)) return false;
  if (routes.some(({ route }) => isBlackhole(route) !== isBlackhole(first.route))) return false;
  return (
    coverage(
      routes.map(({ matched }) => matched),
      destination,
    ) === 'all'
  );
}

function isList(route: Route): boolean {
  return route.destination.startsWith('pl-');
}

function listLast(route: Route): number {
  return isList(route) ? 1 : 0;
}

function isUnread(route: Route, network: Network): boolean {
  return isList(route) && !Object.hasOwn(network.prefixLists, route.destination);
}

function entriesOf(route: Route, network: Network): Candidate[] {
  if (!isList(route)) {
    const matched = parseBlock(route.destination);
    return matched === null ? [] : [{ route, matched }];
  }
  return resolve([], [route.destination], network.prefixLists).blocks.map((matched) => ({ route, matched }));
}
