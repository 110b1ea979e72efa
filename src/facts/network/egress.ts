import type { BlindSpot } from '#playbook';
import { egressOf } from '#network';
import type { Path, SubnetClass } from '#network';
import type { NetworkAround } from './around.ts';
import { hiddenOf } from './hops.ts';
import { endOf } from './place.ts';
import type { NetworkPlace } from './place.ts';

/** One subnet of a place, and whether it reaches the internet from there. */
export interface SubnetEgress {
  readonly subnet: string;
  /** Null when the subnet could not be read. */
  readonly zone: string | null;
  readonly freeIps: number | null;
  readonly cidr: string | null;
  readonly class: SubnetClass;
  /** Its route table, where known, and a sentence with the route that decides its class. */
  readonly table: string | null;
  readonly says: string;
  readonly path: Path;
}

/** Whether a place reaches the internet, over all of its subnets and from each. */
export interface PlaceEgress {
  readonly path: Path;
  readonly subnets: readonly SubnetEgress[];
  /** What keeps `path` from being known; null when it is. */
  readonly hidden: BlindSpot | null;
}

/** @param ask TCP to port 443 unless said otherwise. */
export function egressFrom(
  place: NetworkPlace,
  network: NetworkAround,
  ask: { readonly protocol?: string; readonly port?: number } = {},
): PlaceEgress {
  const { path, subnets } = egressOf(endOf(place), network, ask);
  return {
    path,
    subnets: subnets.map(({ subnet: { subnet, class: kind, table, says }, path }) => {
      const known = network.subnets?.find(({ id }) => id === subnet);
      const { zone = null, freeIps = null, cidr = null } = known ?? {};
      return { subnet, zone, freeIps, cidr, class: kind, table, says, path };
    }),
    hidden: hiddenOf(path, network),
  };
}
