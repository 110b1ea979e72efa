import { fact } from '#playbook';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesBetween, quantile, sum } from '../words.ts';
import { traffic } from './traffic.ts';
import type { Minute, Traffic } from './traffic.ts';

/** The kinds of 5xx, by who made them. */
export type Family = 'elb500' | 'elb502' | 'elb503' | 'elb504' | 'elbOther' | 'target5xx';

export const families: readonly Family[] = ['elb502', 'elb503', 'elb504', 'elb500', 'elbOther', 'target5xx'];

/** A rise of one kind of error above its usual level. */
export interface Rise {
  readonly family: Family;
  /** Errors from the onset to the end. */
  readonly count: number;
  readonly since: Date;
  /** The last period with a raised level, when enough quiet time has passed since; else null. */
  readonly until: Date | null;
  /** It has always been so, and is an incident only for being so much. */
  readonly chronic: boolean;
}

/** What went wrong, from the load balancer's own counts. `rises` is empty when nothing did. */
export interface Episode {
  readonly rises: readonly Rise[];
  /** Errors of the risen kinds, and all requests meant for the load balancer, from onset to end. */
  readonly errors: number;
  readonly requests: number;
  readonly since: Date;
  readonly until: Date | null;
  /** When kinds of errors rose, and when they rose once more to what they are: causes are looked for at each. */
  readonly onsets: readonly Date[];
  /** Errors per risen kind; zero for the others. */
  readonly by: Readonly<Record<Family, number>>;
  /** Periods from onset to end. */
  readonly minutes: readonly Minute[];
  /** All 5xx in the window, risen or not. */
  readonly inWindow: number;
  readonly requestsInWindow: number;
}

export const episode = fact({
  id: 'alb.episode',
  title: 'When errors rose, and which',
  step: 'Metrics',
  from: { traffic, window },
  learn: ({ traffic, window }): Episode => episodeOf(traffic, window),
});

/** A level is raised when it is three times the usual part of requests and at least this part. */
const LEAST_PART = 0.001;
/** Below this many errors the part must be larger to count: two failures at night are not an incident. */
const FEW = 10;
const LEAST_PART_OF_FEW = 0.2;
/** An always present level this high is an incident all the same. */
const CHRONIC_PART = 0.01;
/** How far before the window metrics must reach back for the usual level to be told. Minutes. */
const ENOUGH_BEFORE = 20;
/** And in how many minutes of that time something must have been published. */
const LEAST_BEFORE = 10;
/** Quiet minutes after which an episode is over, unless its own pauses are longer. */
const QUIET_MINUTES = 5;

export function episodeOf({ minutes }: Traffic, window: Window): Episode {
  const published = minutes.filter((minute) => minute.published);
  const inWindow = published.filter(({ at }) => at >= startOf(window) && at <= window.to);
  const rises = withoutOld(
    families.flatMap((family) => riseOf(family, published, inWindow) ?? []),
    published,
  );
  const since = new Date(Math.min(...rises.map((rise) => rise.since.getTime()), window.to.getTime()));
  const open = rises.some(({ until }) => until === null);
  const until =
    rises.length === 0 || open ? null : new Date(Math.max(...rises.map((rise) => rise.until?.getTime() ?? 0)));
  const during = published.filter(({ at }) => rises.length > 0 && at >= since && (until === null || at <= until));
  const by: Record<Family, number> = { elb500: 0, elb502: 0, elb503: 0, elb504: 0, elbOther: 0, target5xx: 0 };
  for (const { family, count } of rises) by[family] = count;
  return {
    rises: rises.toSorted((a, b) => b.count - a.count),
    errors: sum(Object.values(by)),
    requests: sum(during.map(meant)),
    since,
    until,
    onsets: onsetsOf(rises, during),
    by,
    minutes: during,
    inWindow: sum(inWindow.map((minute) => sum(families.map((family) => minute[family])))),
    requestsInWindow: sum(inWindow.map(meant)),
  };
}

/** The period in which the window begins belongs to it. */
function startOf({ from }: Window): Date {
  return new Date(Math.floor(from.getTime() / 60_000) * 60_000);
}

/** RequestCount leaves out requests for which no target was chosen, so errors of the balancer's own are added. */
export function meant({ requests, elb5xx }: Minute): number {
  return requests + elb5xx;
}

function riseOf(family: Family, published: readonly Minute[], inWindow: readonly Minute[]): Rise | null {
  const errors = sum(inWindow.map((minute) => minute[family]));
  const requests = sum(inWindow.map(meant));
  const part = errors / Math.max(1, requests);
  const { usual, known } = usualPart(family, published, inWindow);
  const raised = errors >= FEW ? part >= LEAST_PART : errors >= 3 && part >= LEAST_PART_OF_FEW;
  const burst = burstOf(family, inWindow, usual);
  // Without a time before the window nothing says that errors are usual, so they are not taken for it.
  if (!(burst || (raised && (!known || part >= 3 * usual || part >= CHRONIC_PART)))) return null;
  const chronic = usual * 3 > part && !burst;
  const isHot = (minute: Minute) => {
    const own = minute[family] / Math.max(1, meant(minute));
    return minute[family] > 0 && (chronic || own >= Math.max(3 * usual, LEAST_PART / 2));
  };
  const hot = inWindow.filter(isHot);
  const [first] = hot;
  const last = hot.at(-1);
  if (!first || !last) return null;
  const since = onsetBefore(first, published, isHot);
  const until = endOf(hot, last, published);
  const during = published.filter(({ at }) => at >= since && (until === null || at <= until));
  return { family, count: sum(during.map((minute) => minute[family])), since, until, chronic };
}

/** What is always there counts from where something new began: it is not how that began. */
function withoutOld(rises: readonly Rise[], published: readonly Minute[]): Rise[] {
  const begin = Math.min(...rises.flatMap(({ chronic, since }) => (chronic ? [] : since.getTime())));
  return rises.flatMap((rise) => {
    if (!rise.chronic || rise.since.getTime() >= begin || begin === Number.POSITIVE_INFINITY) return rise;
    const since = new Date(begin);
    const during = published.filter(({ at }) => at >= since && (rise.until === null || at <= rise.until));
    const count = sum(during.map((minute) => minute[rise.family]));
    return count > 0 ? { ...rise, since, count } : [];
  });
}

/** A level this many times below where most errors lie is a lesser trouble that went before. */
const STEP = 4;

function onsetsOf(rises: readonly Rise[], during: readonly Minute[]): Date[] {
  const counts = during.map((minute) => sum(rises.map(({ family }) => minute[family])));
  // The level of the minute in which the middle one of the errors fell.
  let left = sum(counts) / 2;
  const level = counts.toSorted((a, b) => b - a).find((count) => (left -= count) <= 0) ?? 0;
  const step = during[counts.findIndex((count) => count > 0 && count >= level / STEP)];
  const times = [...rises.map(({ since }) => since), ...(step ? [step.at] : [])].map((at) => at.getTime());
  return [...new Set(times)].toSorted((a, b) => a - b).map((time) => new Date(time));
}

/**
 * The part of requests that fails on an ordinary minute: from half hours before the window, or from its quieter half.
 * The middle one of the half hours stands for them, so that an earlier incident, or this one where it began before the
 * window, does not pass for what is usual.
 */
function usualPart(
  family: Family,
  published: readonly Minute[],
  inWindow: readonly Minute[],
): { readonly usual: number; readonly known: boolean } {
  const [begin] = inWindow;
  const before = begin ? published.filter(({ at }) => at < begin.at) : [];
  const [oldest] = before;
  // By the clock, not by how many there are: minutes in which nothing was published are no less usual.
  const known =
    begin && oldest && minutesBetween(oldest.at, begin.at) >= ENOUGH_BEFORE && before.length >= LEAST_BEFORE;
  if (known) {
    const halfHours = Map.groupBy(before, ({ at }) => Math.ceil(minutesBetween(at, begin.at) / 30));
    const parts = [...halfHours.values()].map((minutes) => calmPart(family, minutes)).toSorted((a, b) => a - b);
    return { usual: parts[Math.floor((parts.length - 1) / 2)] ?? 0, known };
  }
  const parts = inWindow.map((minute) => minute[family] / Math.max(1, meant(minute)));
  return { usual: inWindow.length >= 20 ? quantile(parts, 0.25) : 0, known: false };
}

/** The part that fails, but for the worst tenth of the minutes. */
function calmPart(family: Family, minutes: readonly Minute[]): number {
  const most = quantile(
    minutes.map((minute) => minute[family]),
    0.9,
  );
  const calm = minutes.filter((minute) => minute[family] <= most);
  return sum(calm.map((minute) => minute[family])) / Math.max(1, sum(calm.map(meant)));
}

/** A short rise that an hour's average would hide: at least ten errors, and one in a hundred, within five minutes. */
function burstOf(family: Family, inWindow: readonly Minute[], usual: number): boolean {
  return inWindow.some((_, index) => {
    const five = inWindow.slice(index, index + 5);
    const errors = sum(five.map((minute) => minute[family]));
    return errors >= FEW && errors / Math.max(1, sum(five.map(meant))) >= Math.max(0.01, 5 * usual);
  });
}

/** An episode that was under way when the window began started before it. */
function onsetBefore(first: Minute, published: readonly Minute[], isHot: (minute: Minute) => boolean): Date {
  let { at } = first;
  for (const minute of published.toReversed()) {
    if (minute.at >= at) continue;
    if (at.getTime() - minute.at.getTime() > 3 * 60_000) break;
    if (isHot(minute)) at = minute.at;
  }
  return at;
}

function endOf(hot: readonly Minute[], last: Minute, published: readonly Minute[]): Date | null {
  const newest = published.at(-1);
  if (!newest) return null;
  const gaps = hot.map(({ at }, index) => at.getTime() - (hot[index - 1]?.at.getTime() ?? at.getTime()));
  const pause = Math.max(QUIET_MINUTES * 60_000, 2 * Math.max(0, ...gaps));
  return newest.at.getTime() - last.at.getTime() >= pause ? last.at : null;
}
