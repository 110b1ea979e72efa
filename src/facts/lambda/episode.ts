import { fact, maybe } from '#playbook';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesAfter, quantile, sum } from '../words.ts';
import { timeout } from './function.ts';
import { riseOf } from './rise.ts';
import type { Rise } from './rise.ts';
import { traffic } from './traffic.ts';
import type { FunctionMinute, FunctionTraffic } from './traffic.ts';

/**
 * What can go wrong with a function, as its metrics tell. `undelivered`: what it could not process could not be put
 * aside either. `lag`: events of a stream wait longer and longer. `slow`: it succeeds, and takes much longer.
 */
export type TroubleKind = 'errors' | 'throttles' | 'dropped' | 'undelivered' | 'recursion' | 'lag' | 'slow';

export interface Trouble extends Rise {
  readonly kind: TroubleKind;
}

/** What went wrong, from the function's own metrics. `troubles` is empty when nothing did. */
export interface FunctionEpisode {
  readonly troubles: readonly Trouble[];
  readonly since: Date;
  readonly until: Date | null;
  /** When troubles began: causes are looked for at each. */
  readonly onsets: readonly Date[];
  /** Invocations that failed or were refused, as far as that rose. */
  readonly failed: number;
  /** Minutes from onset to end. */
  readonly minutes: readonly FunctionMinute[];
  /** Later than this metrics do not tell yet: an invocation that runs may still time out. */
  readonly toldUntil: Date;
  readonly invocationsInWindow: number;
  readonly errorsInWindow: number;
  /** Milliseconds that half of the invocations took before the window; null where there were too few. */
  readonly usualMs: number | null;
}

export const episode = fact({
  id: 'lambda.episode',
  title: 'When it went wrong, and how',
  step: 'Metrics',
  from: { traffic, window, timeout: maybe(timeout) },
  learn: ({ traffic, window, timeout }): FunctionEpisode =>
    episodeOf(traffic, window, timeout.known ? timeout.value.ms : 60_000),
});

const COUNTED: readonly (readonly [TroubleKind, (minute: FunctionMinute) => readonly [count: number, of: number]])[] = [
  ['errors', ({ errors, invocations }) => [errors, Math.max(errors, invocations)]],
  ['throttles', ({ throttles, invocations }) => [throttles, throttles + invocations]],
  ['dropped', ({ asyncDropped, invocations }) => [asyncDropped, Math.max(asyncDropped, invocations)]],
  [
    'undelivered',
    ({ deadLetterErrors, destinationFailures, errors }) => {
      const lost = deadLetterErrors + destinationFailures;
      return [lost, Math.max(lost, errors)];
    },
  ],
  ['recursion', ({ recursionsDropped }) => [recursionsDropped, recursionsDropped]],
];

export function episodeOf({ minutes }: FunctionTraffic, window: Window, timeoutMs: number): FunctionEpisode {
  const patience = Math.ceil(timeoutMs / 60_000);
  const published = minutes.filter((minute) => minute.published);
  const counted = COUNTED.flatMap(([kind, tally]): Trouble[] => {
    const tallies = published.map((minute) => {
      const [count, of] = tally(minute);
      return { at: minute.at, count, of };
    });
    const rise = riseOf(tallies, window, 5 + patience);
    return rise === null ? [] : [{ kind, ...rise }];
  });
  const inWindow = published.filter(({ at }) => at >= minutesAfter(window.from, -1) && at <= window.to);
  const before = published.filter(({ at }) => at < window.from);
  const usualMs = usualOf(before, ({ durationP50 }) => durationP50);
  const limitP50 = limitOf(before, ({ durationP50 }) => durationP50);
  const limitP95 = limitOf(before, ({ durationP95 }) => durationP95);
  const isSlow = ({ durationP50, durationP95 }: FunctionMinute) =>
    (durationP50 ?? 0) >= limitP50 || (durationP95 ?? 0) >= limitP95;
  const troubles = [...counted, ...lagOf(inWindow), ...slownessOf(inWindow, isSlow, window)];
  const since = new Date(Math.min(...troubles.map((one) => one.since.getTime()), window.to.getTime()));
  const open = troubles.some(({ until }) => until === null);
  const until =
    troubles.length === 0 || open ? null : new Date(Math.max(...troubles.map((one) => one.until?.getTime() ?? 0)));
  return {
    troubles,
    since,
    until,
    onsets: [...new Set(troubles.map((one) => one.since.getTime()))]
      .toSorted((a, b) => a - b)
      .map((at) => new Date(at)),
    failed: sum(troubles.filter(({ kind }) => kind === 'errors' || kind === 'throttles').map(({ count }) => count)),
    minutes: minutes.filter(({ at }) => troubles.length > 0 && at >= since && at <= (until ?? window.to)),
    toldUntil: new Date(window.to.getTime() - timeoutMs),
    invocationsInWindow: sum(inWindow.map(({ invocations }) => invocations)),
    errorsInWindow: sum(inWindow.map(({ errors }) => errors)),
    usualMs,
  };
}

export function troubleOf({ troubles }: FunctionEpisode, kind: TroubleKind): Trouble | null {
  return troubles.find((one) => one.kind === kind) ?? null;
}

const LEAST_LAG_MS = 60_000;
const LAG_BINS = 3;

/** The oldest event of a stream is older in each of three five-minute stretches, and older than a minute. */
function lagOf(inWindow: readonly FunctionMinute[]): Trouble[] {
  const bins = Map.groupBy(
    inWindow.filter(({ iteratorAge }) => iteratorAge !== null),
    ({ at }) => Math.floor(at.getTime() / 300_000),
  );
  const ages = [...bins].map(([bin, minutes]) => ({
    at: new Date(Math.max(bin * 300_000, minutes[0]?.at.getTime() ?? 0)),
    age: Math.max(...minutes.map(({ iteratorAge }) => iteratorAge ?? 0)),
  }));
  const last = ages.at(-1);
  if (!last || last.age < LEAST_LAG_MS) return [];
  let first = ages.length - 1;
  while (first > 0 && (ages[first - 1]?.age ?? 0) < (ages[first]?.age ?? 0)) first--;
  const begin = ages[first];
  if (!begin || ages.length - first < LAG_BINS + 1 || last.age < 2 * Math.max(1, begin.age)) return [];
  return [{ kind: 'lag', count: last.age, of: last.age, since: begin.at, until: null, chronic: false }];
}

const LEAST_SLOW_MS = 1_000;
const SLOW_FACTOR = 3;
const SELDOM_FACTOR = 1.5;
const SLOW_MINUTES = 4;
/** A few slow minutes here and there are no trouble. */
const MOSTLY = 0.6;

/** Longer than three times what is usual, and than what happens now and then. */
function limitOf(before: readonly FunctionMinute[], level: (minute: FunctionMinute) => number | null): number {
  const known = before.flatMap((minute) => level(minute) ?? []);
  if (known.length < LEAST_BEFORE) return Infinity;
  return Math.max(LEAST_SLOW_MS, SLOW_FACTOR * quantile(known, 0.5), SELDOM_FACTOR * quantile(known, 0.95));
}

function slownessOf(
  inWindow: readonly FunctionMinute[],
  isSlow: (minute: FunctionMinute) => boolean,
  window: Window,
): Trouble[] {
  const slow = inWindow.filter(isSlow);
  const [first] = slow;
  const last = slow.at(-1);
  if (!first || !last || slow.length < SLOW_MINUTES) return [];
  const meanwhile = inWindow.filter(({ at, durationMax }) => at >= first.at && at <= last.at && durationMax !== null);
  if (slow.length < MOSTLY * meanwhile.length) return [];
  const over = window.to.getTime() - last.at.getTime() > 10 * 60_000;
  const count = sum(slow.map(({ invocations }) => invocations));
  const of = sum(inWindow.map(({ invocations }) => invocations));
  return [{ kind: 'slow', count, of, since: first.at, until: over ? last.at : null, chronic: false }];
}

const LEAST_BEFORE = 6;

function usualOf(before: readonly FunctionMinute[], level: (minute: FunctionMinute) => number | null): number | null {
  const known = before.flatMap((minute) => level(minute) ?? []);
  return known.length < LEAST_BEFORE ? null : quantile(known, 0.5);
}
