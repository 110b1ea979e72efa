import type { ZonalShift as WireShift } from '../arc-zonal-shift/index.ts';
import { pages } from './pages.ts';
import { read } from './service.ts';
import { writeCall } from './write-call.ts';

/** Traffic of a load balancer is kept away from one zone until a time. */
export interface ZonalShift {
  readonly id: string;
  /** ARN of the load balancer. */
  readonly resource: string;
  /** A zone by its id: `euw1-az1`. */
  readonly awayFrom: string;
  readonly startedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly comment: string;
  /** False once it has ended or was cancelled. */
  readonly active: boolean;
}

/** The shifts that are in force in a region, of one resource or of all; with `ended`, those that are over as well. */
export const zonalShifts = read(
  'arc-zonal-shift',
  'ListZonalShifts',
  async (
    send,
    { resource, ended = false }: { readonly resource?: string; readonly ended?: boolean },
  ): Promise<readonly ZonalShift[]> => {
    const status = ended ? undefined : 'ACTIVE';
    const all = await pages(
      (nextToken) => send({ status, maxResults: 100, resourceIdentifier: resource, nextToken }),
      (page) => page.nextToken,
      (page) => page.items,
    );
    return all.map(shiftOf);
  },
);

/** Where the traffic of a load balancer may go. */
export interface ShiftableResource {
  /** By zone id, whether traffic goes there. */
  readonly zones: Readonly<Record<string, boolean>>;
  /** Zones that AWS itself keeps traffic away from. */
  readonly autoshifted: readonly string[];
}

/** A load balancer as zonal shift knows it. One that it does not know is a `ReadFailure` `absent`. */
export const shiftableResource = read(
  'arc-zonal-shift',
  'GetManagedResource',
  async (send, { arn }: { readonly arn: string }): Promise<ShiftableResource> => {
    const { appliedWeights = {}, autoshifts = [] } = await send({ resourceIdentifier: arn });
    return {
      zones: Object.fromEntries(Object.entries(appliedWeights).map(([zone, weight]) => [zone, weight > 0])),
      autoshifted: autoshifts.flatMap(({ awayFrom, appliedStatus }) =>
        appliedStatus === 'APPLIED' && awayFrom ? [awayFrom] : [],
      ),
    };
  },
);

/** A shift is begun, ended and prolonged with the permission for its load balancer. */
interface OfBalancer {
  /** ARN of the load balancer. */
  readonly arn: string;
}

export const startZonalShift = writeCall(
  'arc-zonal-shift',
  'StartZonalShift',
  (input: OfBalancer & { readonly awayFrom: string; readonly minutes: number; readonly comment: string }) => [
    input.arn,
  ],
  async (send, { arn, awayFrom, minutes, comment }) => {
    await send({ resourceIdentifier: arn, awayFrom, expiresIn: `${minutes}m`, comment });
  },
);

/** Sets another end, counted from now. */
export const prolongZonalShift = writeCall(
  'arc-zonal-shift',
  'UpdateZonalShift',
  ({ arn }: OfBalancer & { readonly shift: string; readonly minutes: number }) => [arn],
  async (send, { shift, minutes }) => {
    await send({ zonalShiftId: shift, expiresIn: `${minutes}m` });
  },
);

export const cancelZonalShift = writeCall(
  'arc-zonal-shift',
  'CancelZonalShift',
  ({ arn }: OfBalancer & { readonly shift: string }) => [arn],
  async (send, { shift }) => {
    await send({ zonalShiftId: shift });
  },
);

function shiftOf(wire: WireShift): ZonalShift {
  return {
    id: wire.zonalShiftId ?? '',
    resource: wire.resourceIdentifier ?? '',
    awayFrom: wire.awayFrom ?? '',
    startedAt: wire.startTime ?? null,
    expiresAt: wire.expiryTime ?? null,
    comment: wire.comment ?? '',
    active: wire.status === 'ACTIVE',
  };
}
