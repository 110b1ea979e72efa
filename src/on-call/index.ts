import type { OnCall } from '#changes';
import type { Schedule } from './schedule.ts';

export { createSchedule } from './schedule.ts';
export type { Schedule, ScheduleParts, Shifts } from './schedule.ts';
export { around, changesOf, isGap, turns } from './shift.ts';
export type { Around, Change, Shift, Turn } from './shift.ts';
export { TimeZone } from './wall-clock.ts';
export type { WallTime } from './wall-clock.ts';

/** Who is on call at a moment: for rights. Null unless the schedule tells for sure; nobody, in a gap. */
export function onCallOf(schedule: Schedule): OnCall {
  return async (at) => {
    const found = await schedule.shifts(at, new Date(at.getTime() + 1));
    return found.ok ? [...new Set(found.shifts.flatMap(({ people }) => people))] : null;
  };
}
