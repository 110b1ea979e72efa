/** `ACTIVE`, `EXPIRED` or `CANCELED`. */
type Status = string;

/** Traffic of a resource is kept away from one zone until a time. */
export interface ZonalShift {
  readonly zonalShiftId?: string | undefined;
  /** ARN of a load balancer. */
  readonly resourceIdentifier?: string | undefined;
  /** A zone by its id: `euw1-az1`. */
  readonly awayFrom?: string | undefined;
  readonly expiryTime?: Date | undefined;
  readonly startTime?: Date | undefined;
  readonly status?: Status | undefined;
  readonly comment?: string | undefined;
}

export interface ZonalShiftSummary extends ZonalShift {
  /** `ZONAL_SHIFT`, `PRACTICE_RUN` or `FIS_EXPERIMENT`. */
  readonly shiftType?: string | undefined;
}

export interface ZonalShiftInResource extends Omit<ZonalShiftSummary, 'status'> {
  /** `APPLIED` or `NOT_APPLIED`. */
  readonly appliedStatus?: string | undefined;
}

/** AWS itself keeps traffic away from a zone. */
export interface AutoshiftInResource {
  readonly appliedStatus?: string | undefined;
  readonly awayFrom?: string | undefined;
  readonly startTime?: Date | undefined;
}

export interface StartZonalShiftRequest {
  readonly resourceIdentifier: string | undefined;
  readonly awayFrom: string | undefined;
  /** A number of minutes or hours, 3 days at most: `90m`, `2h`. */
  readonly expiresIn: string | undefined;
  /** 128 characters at most. */
  readonly comment: string | undefined;
}

export interface UpdateZonalShiftRequest {
  readonly zonalShiftId: string | undefined;
  readonly comment?: string | undefined;
  readonly expiresIn?: string | undefined;
}

export interface CancelZonalShiftRequest {
  readonly zonalShiftId: string | undefined;
}

export interface ListZonalShiftsRequest {
  readonly nextToken?: string | undefined;
  readonly status?: Status | undefined;
  readonly maxResults?: number | undefined;
  readonly resourceIdentifier?: string | undefined;
}

export interface ListZonalShiftsResponse {
  readonly items?: readonly ZonalShiftSummary[] | undefined;
  readonly nextToken?: string | undefined;
}

export interface GetManagedResourceRequest {
  readonly resourceIdentifier: string | undefined;
}

export interface GetManagedResourceResponse {
  readonly arn?: string | undefined;
  readonly name?: string | undefined;
  /** By zone id: 1 where traffic goes to, 0 where it does not. */
  readonly appliedWeights?: Readonly<Record<string, number>> | undefined;
  readonly zonalShifts?: readonly ZonalShiftInResource[] | undefined;
  readonly autoshifts?: readonly AutoshiftInResource[] | undefined;
  /** `ENABLED` or `DISABLED`. */
  readonly zonalAutoshiftStatus?: string | undefined;
}
