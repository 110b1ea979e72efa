import type { Seeker } from '#playbook';
import { zonalShifts } from '#aws/zonal-shift';

/** Load balancers whose traffic is kept away from a zone. */
export const shiftedBalancers: Seeker = {
  kind: 'zonal-shift',
  reads: [zonalShifts],
  seek: async ({ read }) => {
    const shifts = await read(zonalShifts, {});
    return shifts.map(({ resource, awayFrom, startedAt, expiresAt }) => ({
      kind: 'zonal-shift',
      resource,
      says: `Traffic of ${nameOf(resource)} is kept away from ${awayFrom}.`,
      since: startedAt,
      until: expiresAt,
      madeBy: ['alb.zonal-shift'],
      recorded: { name: resource, events: ['StartZonalShift', 'UpdateZonalShift'] },
    }));
  },
};

/** `…:loadbalancer/app/checkout/50dc6c495c0c9188` → `checkout` */
function nameOf(arn: string): string {
  return arn.split('/').at(-2) ?? arn;
}
