import type { Shop } from './model.ts';
import { network } from './network.ts';
import type { Place } from './place.ts';
import { noSupplies } from './supplies.ts';

/** A network with nothing in it yet: what every simulated account begins with. */
export function emptyShop(
  now: Date,
  place: Place,
  { seed, zones = 3, minutes = 90 }: { readonly seed: string; readonly zones?: number; readonly minutes?: number },
): Shop {
  return {
    now,
    seed,
    place,
    network: network(place, seed, zones),
    balancers: [],
    groups: [],
    routes: [],
    services: [],
    functions: [],
    troubles: [],
    trail: [],
    series: [],
    objects: [],
    denies: [],
    faults: [],
    supplies: noSupplies(),
    history: { minutes, metricLag: 1, pageSize: undefined },
  };
}
