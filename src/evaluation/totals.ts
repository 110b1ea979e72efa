import type { Confidence } from '#playbook';
import { classes } from './classes.ts';
import type { Class } from './classes.ts';
import type { Result } from './run.ts';

/** Part of a whole; a whole of 0 has no percentage. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

/** What many scenarios came to, of one playbook or of all. Times in milliseconds. */
export interface Totals {
  readonly scenarios: number;
  /** Right in everything that can be held against a report. */
  readonly strict: Share;
  readonly rootFirst: Share;
  readonly rootWithinThree: Share;
  /** Scenarios with a finding said to be confirmed that is not true. */
  readonly wrongConfirmations: Share;
  /** Healthy accounts in which something was claimed. */
  readonly falseAlarms: Share;
  readonly calledHealthy: Share;
  readonly cannotTell: { readonly precision: Share; readonly recall: Share };
  readonly contributing: { readonly found: Share; readonly invented: number };
  /** Of the findings with this word, how many were right. */
  readonly words: Readonly<Record<Confidence, Share>>;
  readonly utility: Share;
  readonly calls: { readonly median: number; readonly most: number };
  readonly ms: { readonly median: number; readonly p95: number };
  readonly retries: number;
  readonly writes: number;
  readonly outsidePolicy: number;
}

export function totalsOf(results: readonly Result[]): Totals {
  const marks = results.flatMap((result) => result.marks ?? []);
  const rooted = marks.filter(({ rootFirst }) => rootFirst !== null);
  const told = marks.map(({ cannotTell }) => cannotTell);
  const words = marks.flatMap((one) => one.words);
  const found = sum(marks.map(({ contributing }) => contributing.found));
  const wordShare = (word: Confidence) =>
    share(
      words.filter((one) => one.word === word),
      ({ right }) => right,
    );
  return {
    scenarios: results.length,
    strict: share(results, ({ problems }) => problems.length === 0),
    rootFirst: share(rooted, ({ rootFirst }) => rootFirst === true),
    rootWithinThree: share(rooted, ({ rootWithinThree }) => rootWithinThree === true),
    wrongConfirmations: share(marks, ({ wrongConfirmations }) => wrongConfirmations.length > 0),
    falseAlarms: share(
      results.filter(({ kind }) => kind === 'not-happening'),
      (result) => (result.marks?.falseAlarms ?? []).length > 0,
    ),
    calledHealthy: share(
      results.filter(({ kind }) => kind === 'diagnosed'),
      (result) => result.marks?.calledHealthy === true,
    ),
    cannotTell: {
      precision: share(
        told.filter(({ said }) => said),
        ({ inTruth }) => inTruth,
      ),
      recall: share(
        told.filter(({ inTruth }) => inTruth),
        ({ said }) => said,
      ),
    },
    contributing: {
      found: { part: found, of: found + sum(marks.map(({ contributing }) => contributing.missed)) },
      invented: sum(marks.map(({ contributing }) => contributing.invented)),
    },
    words: { confirmed: wordShare('confirmed'), likely: wordShare('likely'), possible: wordShare('possible') },
    utility: { part: sum(marks.map(({ utility }) => utility)), of: results.length },
    calls: { median: quantile(results, 0.5, ({ calls }) => calls), most: quantile(results, 1, ({ calls }) => calls) },
    ms: { median: quantile(results, 0.5, ({ ms }) => ms), p95: quantile(results, 0.95, ({ ms }) => ms) },
    retries: sum(results.map(({ retries }) => retries)),
    writes: sum(results.map(({ writes }) => writes.length)),
    outsidePolicy: sum(results.map(({ outsidePolicy }) => outsidePolicy.length)),
  };
}

/** How many scenarios of each class, and how many of those are strictly right. */
export function byClass(results: readonly Result[]): readonly (readonly [Class, Share])[] {
  return classes.map((one) => [
    one,
    share(
      results.filter((result) => result.classes.includes(one)),
      ({ problems }) => problems.length === 0,
    ),
  ]);
}

function share<T>(all: readonly T[], is: (one: T) => boolean): Share {
  return { part: all.filter(is).length, of: all.length };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The value that this part (0 to 1) of all do not exceed; 0 of none. */
function quantile(results: readonly Result[], part: number, value: (result: Result) => number): number {
  const sorted = results.map(value).toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
