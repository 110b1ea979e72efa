import type { Window } from '../window.ts';
import { minutesBetween, quantile, sum } from '../words.ts';

/** How much there was in one minute, and of how much. */
export interface Tally {
  readonly at: Date;
  readonly count: number;
  readonly of: number;
}

/** More than usual of something, from its onset to its end. */
export interface Rise {
  readonly count: number;
  readonly of: number;
  readonly since: Date;
  /** The last minute of it, when enough quiet time has passed since; else null. */
  readonly until: Date | null;
  /** It has always been so, and is an incident only for being so much. */
  readonly chronic: boolean;
}

/** Of this many a small part is enough; fewer must be a larger part. */
const MANY = 10;
const PART_OF_MANY = 0.002;
const FEW = 3;
const PART_OF_FEW = 0.1;
/** An always present part this large is an incident all the same. */
const CHRONIC_PART = 0.01;
const USUAL_FACTOR = 3;
/** How far back there must be something, and in how many minutes, for the usual level to be told. */
const ENOUGH_BEFORE_MINUTES = 20;
const LEAST_BEFORE = 6;
const QUIET_MINUTES = 5;

/**
 * Whether there is more of something than usual, and since when. A function that runs once a day and fails once is an
 * incident too: where all of it fails, one is enough.
 *
 * @param minutes Ascending, with the time before the window; minutes without anything may be missing.
 * @param patience Minutes that must have passed for it to be over, beyond which it may take longer by its own pauses.
 */
export function riseOf(minutes: readonly Tally[], window: Window, patience = QUIET_MINUTES): Rise | null {
  const begin = new Date(Math.floor(window.from.getTime() / 60_000) * 60_000);
  const inWindow = minutes.filter(({ at }) => at >= begin && at <= window.to);
  const count = sum(inWindow.map((minute) => minute.count));
  const of = sum(inWindow.map((minute) => minute.of));
  if (count === 0) return null;
  const part = count / Math.max(1, of);
  const enough = (count >= MANY && part >= PART_OF_MANY) || (count >= FEW && part >= PART_OF_FEW) || count >= of;
  const before = minutes.filter(({ at }) => at < begin);
  const usual = usualPart(before, begin);
  const burst = isBurst(inWindow, usual ?? 0);
  if (!burst && !(enough && (usual === null || part >= USUAL_FACTOR * usual || part >= CHRONIC_PART))) return null;
  const chronic = usual !== null && part < USUAL_FACTOR * usual && !burst;
  const isHot = (minute: Tally) =>
    minute.count > 0 && (chronic || minute.count / Math.max(1, minute.of) >= USUAL_FACTOR * (usual ?? 0));
  const hot = inWindow.filter(isHot);
  const [first] = hot;
  const last = hot.at(-1);
  if (!first || !last) return null;
  const since = onsetBefore(first, before, isHot);
  const until = endOf(hot, last, window.to, patience);
  const during = minutes.filter(({ at }) => at >= since && at <= (until ?? window.to));
  return {
    count: sum(during.map((minute) => minute.count)),
    of: sum(during.map((minute) => minute.of)),
    since,
    until,
    chronic,
  };
}

/** The part on an ordinary half hour before the window: the middle one stands for them. Null where too little is known. */
function usualPart(before: readonly Tally[], begin: Date): number | null {
  const used = before.filter(({ of }) => of > 0);
  const [oldest] = used;
  if (!oldest || minutesBetween(oldest.at, begin) < ENOUGH_BEFORE_MINUTES || used.length < LEAST_BEFORE) return null;
  const halfHours = Map.groupBy(used, ({ at }) => Math.ceil(minutesBetween(at, begin) / 30));
  const parts = [...halfHours.values()].map(
    (some) => sum(some.map(({ count }) => count)) / Math.max(1, sum(some.map(({ of }) => of))),
  );
  const sorted = parts.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** A short rise that the average of the window would hide. */
function isBurst(inWindow: readonly Tally[], usual: number): boolean {
  return inWindow.some((_, index) => {
    const five = inWindow.slice(index, index + 5);
    const count = sum(five.map((minute) => minute.count));
    return count >= MANY && count / Math.max(1, sum(five.map(({ of }) => of))) >= Math.max(0.01, 5 * usual);
  });
}

/** What was under way when the window began started before it. */
function onsetBefore(first: Tally, before: readonly Tally[], isHot: (minute: Tally) => boolean): Date {
  let { at } = first;
  for (const minute of before.toReversed()) {
    if (minutesBetween(minute.at, at) > 10) break;
    if (isHot(minute)) at = minute.at;
  }
  return at;
}

/** It is over when it has been quiet for longer than its own pauses, and something went well since. */
function endOf(hot: readonly Tally[], last: Tally, to: Date, patience: number): Date | null {
  const gaps = hot.map(({ at }, index) => minutesBetween(hot[index - 1]?.at ?? at, at));
  const pause = Math.max(QUIET_MINUTES, patience, 2 * quantile(gaps, 0.9));
  return minutesBetween(last.at, to) > pause ? last.at : null;
}
