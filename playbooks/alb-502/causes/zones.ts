import { cause, maybe, offer } from '#playbook';
import { episode } from '#facts/alb/episode';
import { attributes, identity } from '#facts/alb/load-balancer';
import { zoneTraffic } from '#facts/alb/traffic';
import { count, percent, sum } from '#facts/words';
import { zonalShift } from '#remediations/load-balancing/zonal-shift';
import { connectTimeout } from './connecting.ts';
import { targetConnRefused } from './connection.ts';

export const singleAz = cause({
  id: 'single-az',
  title: 'Errors come from one Availability Zone',
  recognised: 'Four in five of the errors come from one zone of the load balancer, and the other zones are as usual.',
  fix: 'Check network ACLs, routes and targets of that zone and AWS Health; if zonal shift is enabled, shift away from the zone.',
  remedies: [zonalShift],
  layer: 'dependency',
  refines: [connectTimeout, targetConnRefused],
  from: { episode, zones: zoneTraffic, identity, attributes: maybe(attributes) },
  judge: ({ episode, zones, identity, attributes }, say) => {
    const errors = sum(zones.map((zone) => zone.errors));
    const [worst, ...others] = zones.toSorted((a, b) => b.errors - a.errors);
    if (episode.rises.length === 0 || !worst || others.length === 0 || errors === 0)
      return say.ruledOut({ zones: 'no zone has more errors than the others' });
    const requests = sum(zones.map((zone) => zone.requests));
    const rate = (zone: { errors: number; requests: number }) => zone.errors / Math.max(1, zone.requests + zone.errors);
    const apart =
      worst.errors >= 0.8 * errors &&
      worst.requests < 0.8 * Math.max(1, requests) &&
      others.every((zone) => rate(zone) <= 0.2 * rate(worst));
    if (!apart) return say.ruledOut({ zones: `${worst.zone} has ${percent(worst.errors, errors)} of the errors` });
    return say.confirmed(
      `Requests that enter through ${worst.zone} fail; the other zones serve as usual.`,
      {
        zones: {
          says: `${worst.zone}: ${count(worst.errors, 'error')} (${percent(worst.errors, errors)} of all); others: ${others.map((zone) => `${zone.zone} ${zone.errors}`).join(', ')}`,
          quotes: [worst.zone],
        },
      },
      {
        share: worst.errors / errors,
        resources: [worst.zone],
        offers:
          attributes.known && attributes.value.zonalShift
            ? [offer(zonalShift, { loadBalancer: identity.arn, zone: worst.zone })]
            : [],
      },
    );
  },
});
