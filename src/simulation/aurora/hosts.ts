import { hex } from '../shop/dice.ts';
import { domain } from '../shop/place.ts';
import type { Place } from '../shop/place.ts';

/** The part that host names of one account and region have in common: `c9akciq32rgw`. */
export function hostZone(place: Place): string {
  return `c${hex(`${place.account}/${place.region}/rds`, 11)}`;
}

/** `orders.cluster-c9akciq32rgw.eu-west-1.rds.amazonaws.com`; China puts `rds` before the region. */
export function hostName(
  place: Place,
  name: string,
  kind: '' | 'cluster-' | 'cluster-ro-' | 'cluster-custom-' | 'proxy-',
) {
  const tail = place.partition === 'aws-cn' ? `rds.${place.region}` : `${place.region}.rds`;
  return `${name}.${kind}${hostZone(place)}.${tail}.${domain(place)}`;
}
