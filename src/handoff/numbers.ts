import type { Investigation } from '#app';
import type { Dimension } from '#aws/cloudwatch-ringing';
import type { TimeZone } from '../on-call/index.ts';
import { isAbout } from './alarms-part.ts';
import type { Figure, Numbers } from './handoff.ts';

/** Time an alarm began to ring, and what it is about as far as that is known. */
export interface Rung {
  readonly alarm: string;
  readonly at: Date;
  readonly about: readonly Dimension[];
}

interface Span {
  readonly from: Date;
  readonly to: Date;
}

const mostFlapping = 5;
/** Later than that, an investigation was made for another reason. */
const longestMs = 24 * 60 * 60_000;

/** The time as long just before a window: what its numbers are compared with. */
export function spanBefore({ from, to }: Span): Span {
  return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
}

/**
 * The load of a shift in numbers. `rung` and `investigations` are null where they could not be read wholly, and `since`
 * is how far back investigations reach: what began before cannot be counted.
 */
export function numbersOf(
  window: Span,
  rung: readonly Rung[] | null,
  investigations: readonly Investigation[] | null,
  since: Date,
  zone: TimeZone,
): Numbers {
  const before = spanBefore(window);
  const figure = (of: (span: Span) => number | null): Figure => ({
    now: of(window),
    before: before.from >= since ? of(before) : null,
  });
  const rings = (span: Span) => rung?.filter(({ at }) => isIn(at, span)) ?? null;
  const times = Map.groupBy(rings(window) ?? [], ({ alarm }) => alarm);
  return {
    alarms: figure((span) => rings(span)?.length ?? null),
    offHours: figure((span) => rings(span)?.filter(({ at }) => isOffHours(at, zone)).length ?? null),
    flapping: [...times]
      .map(([alarm, all]) => ({ alarm, times: all.length }))
      .filter(({ times: often }) => often > 1)
      .toSorted((a, b) => b.times - a.times || (a.alarm < b.alarm ? -1 : 1))
      .slice(0, mostFlapping),
    firstDiagnosisMs: figure((span) => medianToDiagnosis(rings(span) ?? [], investigations ?? [])),
    investigations: figure(
      (span) => investigations?.filter(({ startedAt }) => isIn(new Date(startedAt), span)).length ?? null,
    ),
  };
}

/** Nights, and Saturdays and Sundays. */
function isOffHours(at: Date, zone: TimeZone): boolean {
  const { year, month, day, hour } = zone.wallTime(at);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return weekday === 0 || weekday === 6 || hour < 9 || hour >= 18;
}

/** From the first ring of each alarm to the first investigation after it that was about the same. */
function medianToDiagnosis(rings: readonly Rung[], investigations: readonly Investigation[]): number | null {
  const firsts = [...Map.groupBy(rings, ({ alarm }) => alarm).values()].map((all) =>
    all.reduce((first, ring) => (ring.at < first.at ? ring : first)),
  );
  const waits = firsts.flatMap(({ at, about }) => {
    const after = investigations
      .filter((one) => isAbout(one, about))
      .map(({ startedAt }) => Date.parse(startedAt) - at.getTime())
      .filter((wait) => wait >= 0 && wait <= longestMs);
    return after.length > 0 ? [Math.min(...after)] : [];
  });
  const sorted = waits.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}

function isIn(at: Date, { from, to }: Span): boolean {
  return at >= from && at < to;
}
