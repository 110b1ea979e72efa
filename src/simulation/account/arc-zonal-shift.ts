import type { ZonalShiftSummary } from '../../arc-zonal-shift/index.ts';

/** Zonal shifts of the account's region. */
export interface ArcZonalShift {
  /** Those that have ended are listed with their status. */
  readonly shifts: readonly ZonalShiftSummary[];
}
