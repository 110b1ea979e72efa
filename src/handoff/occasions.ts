import type { Config } from '#config';
import type { Person } from '../approval/standing.ts';
import { TimeZone, changesOf, isGap, turns } from '../on-call/index.ts';
import type { Shift, Turn } from '../on-call/index.ts';

/** A change of shift. */
export interface Occasion {
  readonly at: Date;
  /** The change before it, or as long as is looked back. */
  readonly since: Date;
  readonly outgoing: readonly Person[];
  /** Empty where it is not known who takes over. */
  readonly incoming: readonly Person[];
}

const dayMs = 24 * 60 * 60_000;
/** A handoff tells of no more than that: CloudWatch keeps the history of alarms for 14 days. */
export const longestMs = 14 * dayMs;

/**
 * The changes of shift after one moment and until another: at the configured times of day, or when the people on call
 * change. `shifts` is null where no schedule could be read; they have to reach 14 days back. At configured times at which
 * the same people go on, nothing changes hands.
 */
export function occasionsIn(
  { times, timeZone }: Pick<NonNullable<Config['handoff']>, 'times' | 'timeZone'>,
  shifts: readonly Shift[] | null,
  after: Date,
  until: Date,
): readonly Occasion[] {
  const start = new Date(after.getTime() - longestMs);
  const end = new Date(until.getTime() + dayMs);
  const known = shifts === null ? null : turns(shifts, start, end);
  const all = times ? atTimes(times, new TimeZone(timeZone), start, end, known) : byPeople(known ?? []);
  return all
    .map((one, index) => ({ ...one, since: all[index - 1]?.at ?? new Date(one.at.getTime() - longestMs) }))
    .map((one) => ({ ...one, since: new Date(Math.max(one.since.getTime(), one.at.getTime() - longestMs)) }))
    .filter(({ at }) => at > after && at <= until);
}

type Change = Omit<Occasion, 'since'>;

function byPeople(known: readonly Turn[]): readonly Change[] {
  return changesOf(known).map(({ at, outgoing, incoming }) => ({
    at,
    outgoing: outgoing.people,
    incoming: incoming.people,
  }));
}

function atTimes(
  times: readonly string[],
  zone: TimeZone,
  start: Date,
  end: Date,
  known: readonly Turn[] | null,
): readonly Change[] {
  const moments: Date[] = [];
  const { year, month, day } = zone.wallTime(start);
  for (let days = 0; days * dayMs <= end.getTime() - start.getTime() + dayMs; days++) {
    for (const time of times) {
      const [hour = 0, minute = 0] = time.split(':').map(Number);
      moments.push(zone.moment({ year, month, day: day + days, hour, minute, second: 0 }));
    }
  }
  const distinct = [...new Set(moments.map((at) => at.getTime()))].toSorted((a, b) => a - b);
  return distinct.flatMap((time) => {
    const at = new Date(time);
    if (at <= start || at >= end) return [];
    const before = known?.findLast((turn) => turn.from < at && !isGap(turn));
    const then = known?.find((turn) => turn.to > at && !isGap(turn));
    if (before && then && key(before) === key(then)) return [];
    return [{ at, outgoing: before?.people ?? [], incoming: then?.people ?? [] }];
  });
}

function key({ people, unknown }: Turn): string {
  return JSON.stringify([people.toSorted(), unknown.toSorted()]);
}
