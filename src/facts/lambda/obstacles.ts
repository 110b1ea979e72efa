import { fact } from '#playbook';
import type { BlindSpot } from '#playbook';
import type { NetworkAround } from '../network/around.ts';
import { serviceFrom } from '../network/service.ts';
import type { Hop, Path } from '../network/hops.ts';
import type { NetworkPlace } from '../network/place.ts';
import { place } from './function.ts';
import { egress, network, ways } from './ways.ts';
import type { Destination, Way } from './ways.ts';

/**
 * Why packets do not get out of a subnet. `endpoint-missing`: no route to the internet and no endpoint for the service.
 * `endpoint-detached`: there is a gateway endpoint, which the subnet's route table does not use. `endpoint-blocked`: the
 * endpoint takes the service's name and lets nothing in.
 */
export type ObstacleKind = 'nat-gone' | 'endpoint-missing' | 'endpoint-detached' | 'endpoint-blocked' | 'no-egress';

/** A subnet from which a destination cannot be reached, and the hop that stops it. */
export interface Cut {
  readonly subnet: string;
  readonly kind: ObstacleKind;
  readonly hop: Hop;
  readonly table: string | null;
  /** The endpoint in question, where one is. */
  readonly endpoint: string | null;
}

/** What stands between the function and a destination; of the internet at large where `destination` is null. */
export interface Obstacle {
  readonly destination: Destination | null;
  readonly cuts: readonly Cut[];
  /** Subnets of the function in all. */
  readonly subnets: number;
  /** What keeps the rest from being known; null when it is. */
  readonly hidden: BlindSpot | null;
}

/** Null for a function outside of any VPC. Destinations that nothing stands before are left out. */
export const obstacles = fact({
  id: 'lambda.obstacles',
  title: 'What stands between the function and where it calls',
  step: 'Network path',
  from: { place, network, ways, egress },
  learn: ({ place, network, ways, egress }): readonly Obstacle[] | null => {
    if (!place || !network) return null;
    const named = (ways ?? []).map((way) => obstacleOf(way, place, network));
    const general = egress
      ? {
          destination: null,
          subnets: egress.subnets.length,
          hidden: egress.hidden,
          cuts: egress.subnets.flatMap(({ subnet, table, path }) => cutOf(subnet, path, { table })),
        }
      : null;
    return [...named, ...(general ? [general] : [])].filter(({ cuts, hidden }) => cuts.length > 0 || hidden !== null);
  },
});

function obstacleOf(way: Way, place: NetworkPlace, network: NetworkAround): Obstacle {
  const { destination } = way;
  if (way.by === 'unknown') return { destination, cuts: [], subnets: 0, hidden: null };
  if (way.by === 'address') {
    const { endpoint } = way;
    const about = { table: null, by: 'interface-endpoint', endpoint: endpoint?.id ?? null };
    // What else stands in the VPC is no way out of it.
    const cuts = endpoint ? cutOf(way.to.subnet, way.way.path, about) : [];
    const unread = network.unread.find(({ action }) => action === 'ec2:DescribeVpcEndpoints') ?? null;
    return { destination, cuts, subnets: 1, hidden: endpoint ? way.way.hidden : unread };
  }
  const base = { destination, subnets: way.way.subnets.length, hidden: way.way.hidden };
  if (way.by === 'internet')
    return { ...base, cuts: way.way.subnets.flatMap(({ subnet, table, path }) => cutOf(subnet, path, { table })) };
  const { service } = way.way.ask;
  const gateway = (network.vpcEndpoints ?? []).find(
    (one) => one.service.endsWith(`.${service}`) && /^gateway$/i.test(one.type) && /^available$/i.test(one.state),
  );
  const detour = serviceFrom(place, { service }, network).subnets;
  return {
    ...base,
    cuts: detour.flatMap(({ subnet, by, endpoint, path }) =>
      cutOf(subnet, path, { table: tableOf(subnet, network), service, by, endpoint, gateway: gateway?.id ?? null }),
    ),
  };
}

interface About {
  readonly table: string | null;
  readonly service?: string;
  readonly by?: string;
  readonly endpoint?: string | null;
  readonly gateway?: string | null;
}

function cutOf(subnet: string, path: Path, about: About): Cut[] {
  if (path.verdict !== 'blocked' || path.extent !== 'all') return [];
  const fails = path.hops.filter((hop) => hop.verdict === 'fail');
  const hop = fails.find(({ extent }) => extent === 'all') ?? fails[0];
  if (!hop) return [];
  const kind = kindOf(hop, about);
  const endpoint = kind === 'endpoint-detached' ? (about.gateway ?? null) : (about.endpoint ?? null);
  return [{ subnet, kind, hop, table: about.table, endpoint }];
}

function kindOf(hop: Hop, { service, by, gateway }: About): ObstacleKind {
  if (by === 'interface-endpoint' && hop.kind !== 'sg-egress') return 'endpoint-blocked';
  if (by === 'internet' && gateway) return 'endpoint-detached';
  if (isNatGone(hop)) return 'nat-gone';
  return service !== undefined && hop.kind === 'route' ? 'endpoint-missing' : 'no-egress';
}

/** Deleted or failed, or a route that still leads to it. */
function isNatGone({ kind, decidedBy, says }: Hop): boolean {
  return kind === 'nat-gateway' || (kind === 'route' && /blackhole/i.test(says) && /\bnat-/.test(decidedBy));
}

function tableOf(subnet: string, { routeTables, subnets }: NetworkAround): string | null {
  const vpc = subnets?.find(({ id }) => id === subnet)?.vpc;
  const own = routeTables?.find((table) => table.subnets.includes(subnet));
  return (own ?? routeTables?.find((table) => table.main && table.vpc === vpc))?.id ?? null;
}

/** Ids in a hop's sentences: what to mend. */
export function idsOf({ resource, decidedBy, says }: Hop): readonly string[] {
  const named = `${decidedBy} ${says}`.match(/\b(?:nat|rtb|sg|acl|vpce|igw|subnet)-[0-9a-z]+/g) ?? [];
  return [...new Set([...(resource === null ? [] : [resource]), ...named])];
}
