import type { Window } from '../window.ts';
import { minutesAfter, sum } from '../words.ts';

/** How often something was counted in one minute; minutes without a count may be left out. */
export interface Tally {
  readonly at: Date;
  readonly count: number;
}

/** How counts went in a window, against the hours before it. */
export interface Course {
  /** Within the window. */
  readonly count: number;
  /** Per minute, before. */
  readonly usual: number;
  /** Well above what is usual; else it has always been so. */
  readonly risen: boolean;
  /** Its onset, or the window's begin where it has always been so. */
  readonly since: Date;
  /** The last of it, where it has ended. */
  readonly until: Date | null;
  readonly tallies: readonly Tally[];
}

/** Counts above this many times the usual are a rise. */
const TIMES = 3;
/** Fewer than this in the whole window are none. */
const FEW = 5;
/** Minutes over which counts are added up: single requests come in no even stream. */
const SPAN = 5;
const QUIET_MINUTES = 6;
/** A pause this long separates what went before from this rise. */
const PAUSE_MINUTES = 12;

/**
 * How something went, from counts per minute. `begin` is the first minute that was looked at and `end` the end of the
 * last: what was not published in between is zero.
 */
export function courseOf(tallies: readonly Tally[], window: Window, begin: Date, end: Date): Course {
  const counted = tallies.filter(({ count }) => count > 0).toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const usual = usualOf(counted, begin, window.from);
  const inWindow = counted.filter(({ at }) => at >= minuteFloor(window.from) && at <= window.to);
  const count = sum(inWindow.map((one) => one.count));
  const minutes = Math.max(1, (Math.min(end.getTime(), window.to.getTime()) - window.from.getTime()) / 60_000);
  const limit = Math.max(1, TIMES * usual * SPAN);
  const burst = inWindow.some(({ at }) => around(counted, at) >= Math.max(2 * FEW, 1.5 * limit));
  const risen = count >= FEW && (count / minutes >= TIMES * usual || burst);
  const isHot = ({ at }: Tally) => around(counted, at) >= limit;
  const hot = inWindow.filter(isHot);
  const [first] = hot;
  const last = (risen ? hot : inWindow).at(-1);
  const since = risen && first ? onsetOf(first.at, counted.filter(isHot)) : window.from;
  const over = last && end.getTime() - last.at.getTime() >= quietAfter(hot) * 60_000;
  return {
    count: sum(counted.filter(({ at }) => at >= minuteFloor(since) && at <= window.to).map((one) => one.count)),
    usual,
    risen: risen && first !== undefined,
    since,
    until: over ? last.at : null,
    tallies: counted.filter(({ at }) => at >= minuteFloor(since) && at <= window.to),
  };
}

/** Per minute, from the middle one of the half hours before: an earlier incident does not pass for usual. */
function usualOf(counted: readonly Tally[], begin: Date, from: Date): number {
  const minutes = (from.getTime() - begin.getTime()) / 60_000;
  if (minutes < 2 * SPAN) return 0;
  const halves = Math.max(1, Math.round(minutes / 30));
  const length = minutes / halves;
  const rates = Array.from({ length: halves }, (_, index) => {
    const start = minutesAfter(begin, index * length);
    const end = minutesAfter(start, length);
    return sum(counted.filter(({ at }) => at >= start && at < end).map(({ count }) => count)) / length;
  });
  return rates.toSorted((a, b) => a - b)[Math.floor((halves - 1) / 2)] ?? 0;
}

/** In the five minutes around one. */
function around(counted: readonly Tally[], at: Date): number {
  const reach = (SPAN / 2) * 60_000;
  return sum(counted.filter((one) => Math.abs(one.at.getTime() - at.getTime()) < reach).map(({ count }) => count));
}

/** A rise that was under way when the window began started before it. */
function onsetOf(first: Date, hot: readonly Tally[]): Date {
  let since = first;
  for (const { at } of hot.toReversed()) {
    if (at >= since) continue;
    if (since.getTime() - at.getTime() > PAUSE_MINUTES * 60_000) break;
    since = at;
  }
  return since;
}

function quietAfter(hot: readonly Tally[]): number {
  const gaps = hot.map(({ at }, index) => at.getTime() - (hot[index - 1]?.at.getTime() ?? at.getTime()));
  return Math.max(QUIET_MINUTES, (2 * Math.max(0, ...gaps)) / 60_000);
}

function minuteFloor(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 60_000) * 60_000);
}
