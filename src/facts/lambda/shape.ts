import { quantile, sum } from '../words.ts';

/** One run of a function: when it began and how long it took, in milliseconds, and whether it failed. */
export interface Run {
  readonly start: number;
  readonly duration: number;
  readonly failed: boolean;
}

/** What the durations of many runs look like. Each part is null where it is not so, or there are too few to tell. */
export interface Shape {
  /** Fast ones and slow ones, and nothing in between. */
  readonly bimodal: {
    readonly fast: number;
    readonly slow: number;
    readonly fastMs: number;
    readonly slowMs: number;
  } | null;
  /** Runs that began together, the largest such group. */
  readonly wave: { readonly size: number; readonly failed: number } | null;
  /** In waves the first so many succeed at once and all the others hang equally long: a limit that they share. */
  readonly split: { readonly waves: number; readonly succeeded: number; readonly failed: number } | null;
  /** Nearly all failures take equally long. */
  readonly plateau: { readonly ms: number; readonly part: number } | null;
  /** Failures take all kinds of time, or come between successes: load or chance, no hard limit. */
  readonly random: boolean;
}

const LEAST_RATIO = 5;
const LEAST_PART = 0.1;
const WAVE_SIZE = 4;
const WAVE_MS = 2_000;
const SPLIT_RATIO = 5;
const SPLIT_VARIATION = 0.15;
const PLATEAU_WIDTH = 0.02;
const PLATEAU_PART = 0.9;
const RANDOM_VARIATION = 0.3;

export function shapeOf(runs: readonly Run[]): Shape {
  const waves = wavesOf(runs);
  const failures = runs.filter(({ failed }) => failed).map(({ duration }) => duration);
  const split = splitOf(waves);
  const [largest] = waves.toSorted((a, b) => b.length - a.length);
  return {
    bimodal: bimodalOf(runs),
    wave: largest ? { size: largest.length, failed: largest.filter(({ failed }) => failed).length } : null,
    split,
    plateau: plateauOf(failures),
    random:
      failures.length >= 3 && split === null && (variation(failures) >= RANDOM_VARIATION || waves.some(isInterleaved)),
  };
}

/** The widest gap between neighbouring durations, if it is wide and both sides hold enough. */
function bimodalOf(runs: readonly Run[]): Shape['bimodal'] {
  const sorted = runs.map(({ duration }) => Math.max(1, duration)).toSorted((a, b) => a - b);
  const least = Math.max(2, LEAST_PART * sorted.length);
  let widest = { ratio: 0, at: 0 };
  for (let at = 1; at < sorted.length; at++) {
    const ratio = (sorted[at] ?? 1) / (sorted[at - 1] ?? 1);
    if (ratio > widest.ratio) widest = { ratio, at };
  }
  const [fast, slow] = [sorted.slice(0, widest.at), sorted.slice(widest.at)];
  if (widest.ratio < LEAST_RATIO || fast.length < least || slow.length < least) return null;
  return { fast: fast.length, slow: slow.length, fastMs: quantile(fast, 0.5), slowMs: quantile(slow, 0.5) };
}

/** Groups of runs that began within two seconds of the first of them. */
function wavesOf(runs: readonly Run[]): Run[][] {
  const waves: Run[][] = [];
  for (const run of runs.toSorted((a, b) => a.start - b.start)) {
    const wave = waves.at(-1);
    if (wave?.[0] && run.start - wave[0].start <= WAVE_MS) wave.push(run);
    else waves.push([run]);
  }
  return waves.filter(({ length }) => length >= WAVE_SIZE);
}

function splitOf(waves: readonly Run[][]): Shape['split'] {
  const failing = waves.filter((wave) => wave.some(({ failed }) => failed));
  const split = failing.filter(isSplit);
  // One wave may split by chance; where others fail in another way it did.
  if (split.length === 0 || split.length < failing.length / 2) return null;
  const all = split.flat();
  const failed = all.filter((run) => run.failed).length;
  return { waves: split.length, succeeded: all.length - failed, failed };
}

function isSplit(wave: readonly Run[]): boolean {
  const [bad, good] = [wave.filter(({ failed }) => failed), wave.filter(({ failed }) => !failed)];
  if (bad.length < 2 || good.length < 2) return false;
  const slowest = Math.max(...good.map(({ duration }) => duration));
  return (
    bad.every(({ duration }) => duration >= SPLIT_RATIO * slowest) &&
    variation(bad.map(({ duration }) => duration)) < SPLIT_VARIATION &&
    Math.max(...good.map(endOf)) < Math.min(...bad.map(endOf))
  );
}

/** Some failure ended before some success did. */
function isInterleaved(wave: readonly Run[]): boolean {
  const [bad, good] = [wave.filter(({ failed }) => failed), wave.filter(({ failed }) => !failed)];
  return bad.length > 0 && good.length > 0 && Math.min(...bad.map(endOf)) < Math.max(...good.map(endOf));
}

function endOf({ start, duration }: Run): number {
  return start + duration;
}

function plateauOf(failures: readonly number[]): Shape['plateau'] {
  if (failures.length < 2) return null;
  const ms = quantile(failures, 0.5);
  const near = failures.filter((duration) => Math.abs(duration - ms) <= PLATEAU_WIDTH * ms).length;
  const part = near / failures.length;
  return part >= PLATEAU_PART ? { ms, part } : null;
}

/** Standard deviation over mean; 0 for fewer than two. */
export function variation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = sum(values) / values.length;
  if (mean === 0) return 0;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length) / mean;
}

/** Limits that a duration may give away: milliseconds, and what has it. */
const KNOWN_LIMITS: readonly { readonly ms: number; readonly what: string }[] = [
  { ms: 29_000, what: 'the 29 s that API Gateway waits' },
  { ms: 60_000, what: 'the 60 s after which botocore gives up a connection' },
  { ms: 127_000, what: 'the 127 s after which Linux gives up connecting' },
  { ms: 300_000, what: 'five tries of 60 s by botocore' },
  { ms: 350_000, what: 'the 350 s after which NAT forgets an idle connection' },
];

/** Which limit a duration is within 2 % of: the function's own timeout first, then those of clients and gateways. */
export function limitAt(ms: number, timeoutMs: number | null): string | null {
  const near = (limit: number) => Math.abs(ms - limit) <= PLATEAU_WIDTH * limit;
  if (timeoutMs !== null && near(timeoutMs)) return 'the timeout of the function';
  return KNOWN_LIMITS.find((limit) => near(limit.ms))?.what ?? null;
}
