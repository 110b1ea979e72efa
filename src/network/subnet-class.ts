import { everywhere } from './address.ts';
import type { Network } from './model.ts';
import { chooseRoute, effectiveRouteTable, isBlackhole } from './route.ts';
import type { ChosenRoute } from './route.ts';

/**
 * How a subnet reaches the internet, read off its effective route table and nothing else (tags and
 * `MapPublicIpOnLaunch` say what somebody meant):
 * - `public`: by an internet gateway.
 * - `nat`: outwards only, by a NAT gateway or an egress-only internet gateway.
 * - `appliance`: by something we cannot follow, such as a transit gateway or a firewall endpoint.
 * - `isolated`: not at all; a default route whose target is gone counts as none.
 */
export type SubnetClass = 'public' | 'nat' | 'appliance' | 'isolated' | 'unknown';

export interface ClassifiedSubnet {
  readonly subnet: string;
  readonly class: SubnetClass;
  readonly route: ChosenRoute | null;
  /** Id of the effective route table, where it is known. */
  readonly table: string | null;
  /** One plain sentence with the route that decided. */
  readonly says: string;
}

export function subnetClass(subnet: string, network: Network): ClassifiedSubnet {
  const table = effectiveRouteTable(subnet, network);
  if (table === null) {
    return {
      subnet,
      class: 'unknown',
      route: null,
      table: null,
      says: `the route table of ${subnet} could not be read`,
    };
  }
  const choices = [everywhere[4], everywhere[6]].map((all) => chooseRoute(table, all, network));
  const base = { subnet, table: table.id };
  const live = choices.find((choice) => choice.found === 'route' && !isBlackhole(choice.chosen.route));
  const any =
    live ?? choices.find((choice) => choice.found === 'route') ?? choices.find(({ found }) => found === 'unknown');
  if (any === undefined || any.found === 'none') {
    return { ...base, class: 'isolated', route: null, says: `${table.id} of ${subnet} has no default route` };
  }
  if (any.found === 'unknown') return { ...base, class: 'unknown', route: null, says: `in ${table.id}, ${any.why}` };
  const { route, matched } = any.chosen;
  if (isBlackhole(route)) {
    const says = `the default route of ${table.id} of ${subnet} leads to ${route.target}, which is gone (blackhole)`;
    return { ...base, class: 'isolated', route: any.chosen, says };
  }
  const says = `${table.id} of ${subnet} sends ${matched.text} to ${route.target}`;
  return { ...base, class: classOf(route.target), route: any.chosen, says };
}

function classOf(target: string): SubnetClass {
  if (target.startsWith('igw-')) return 'public';
  return target.startsWith('nat-') || target.startsWith('eigw-') ? 'nat' : 'appliance';
}
