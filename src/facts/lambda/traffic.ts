import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import type { MetricQuery, Series } from '#aws/cloudwatch';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesAfter, sum } from '../words.ts';
import { aliases, identity } from './function.ts';

/** Before the window, to know what is usual. */
const LOOKBACK_MINUTES = 180;
const NAMESPACE = 'AWS/Lambda';

/** Counts of the function: our name, CloudWatch's. An absent count is zero: nothing of it happened in that minute. */
const COUNTS = {
  invocations: 'Invocations',
  errors: 'Errors',
  throttles: 'Throttles',
  asyncDropped: 'AsyncEventsDropped',
  deadLetterErrors: 'DeadLetterErrors',
  destinationFailures: 'DestinationDeliveryFailures',
  spillover: 'ProvisionedConcurrencySpilloverInvocations',
  recursionsDropped: 'RecursiveInvocationsDropped',
} as const;

/** Levels of the function: our name, CloudWatch's, statistic. Null in a minute in which nothing was published. */
const LEVELS = {
  durationP50: ['Duration', 'p50'],
  durationP95: ['Duration', 'p95'],
  durationMax: ['Duration', 'Maximum'],
  concurrent: ['ConcurrentExecutions', 'Maximum'],
  iteratorAge: ['IteratorAge', 'Maximum'],
  asyncAge: ['AsyncEventAge', 'Maximum'],
} as const;

type Count = keyof typeof COUNTS;
type Level = keyof typeof LEVELS;

/**
 * One minute of the function. Durations and ages in milliseconds. Everything stands at the minute in which the
 * invocation began: what fails now shows up to its timeout ago.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export interface FunctionMinute extends Readonly<Record<Count, number>>, Readonly<Record<Level, number | null>> {
  readonly at: Date;
  /** Executions of all functions of the account and region, at the most. */
  readonly accountConcurrent: number | null;
  /** Executions of functions without reserved concurrency, at the most. */
  readonly accountUnreserved: number | null;
  /** Whether the function itself published anything in this minute. */
  readonly published: boolean;
}

export interface FunctionTraffic {
  /** Ascending; includes the time before the window. */
  readonly minutes: readonly FunctionMinute[];
  /** Seconds a period lasts. */
  readonly period: number;
}

export const traffic = fact({
  id: 'lambda.traffic',
  title: 'Invocations, errors and durations',
  step: 'Metrics',
  from: { identity, window },
  reads: [cloudwatch.metrics],
  learn: async ({ identity: { name, qualifier }, window }, { read, now }): Promise<FunctionTraffic> => {
    const span = spanOf(window, now);
    // Of an alias or a version that was asked about, its own: what fails under another name is another matter.
    const own = { FunctionName: name, ...(qualifier === null ? {} : { Resource: `${name}:${qualifier}` }) };
    const queries = [
      ...Object.values(COUNTS).map((metric) => query(metric, 'Sum', own)),
      ...Object.values(LEVELS).map(([metric, stat]) => query(metric, stat, own)),
      query('ConcurrentExecutions', 'Maximum', {}),
      query('UnreservedConcurrentExecutions', 'Maximum', {}),
    ];
    const series = await read(cloudwatch.metrics, { queries, ...span });
    return { minutes: table(series), period: span.periodSeconds };
  },
});

function table(series: readonly Series[]): FunctionMinute[] {
  const own = Object.keys(COUNTS).length + Object.keys(LEVELS).length;
  const names = [...Object.keys(COUNTS), ...Object.keys(LEVELS), 'accountConcurrent', 'accountUnreserved'];
  const byTime = new Map<number, Map<string, number>>();
  const published = new Set<number>();
  series.forEach(({ points }, index) => {
    for (const { at, value } of points) {
      const row = byTime.get(at.getTime()) ?? new Map<string, number>();
      byTime.set(at.getTime(), row.set(names[index] ?? '', value));
      if (index < own) published.add(at.getTime());
    }
  });
  return [...byTime]
    .toSorted(([a], [b]) => a - b)
    .map(([at, row]) => ({ at: new Date(at), published: published.has(at), ...minuteOf(row) }));
}

function minuteOf(row: ReadonlyMap<string, number>): Omit<FunctionMinute, 'at' | 'published'> {
  const count = (name: Count) => row.get(name) ?? 0;
  const level = (name: Level | 'accountConcurrent' | 'accountUnreserved') => row.get(name) ?? null;
  return {
    invocations: count('invocations'),
    errors: count('errors'),
    throttles: count('throttles'),
    asyncDropped: count('asyncDropped'),
    deadLetterErrors: count('deadLetterErrors'),
    destinationFailures: count('destinationFailures'),
    spillover: count('spillover'),
    recursionsDropped: count('recursionsDropped'),
    durationP50: level('durationP50'),
    durationP95: level('durationP95'),
    durationMax: level('durationMax'),
    concurrent: level('concurrent'),
    iteratorAge: level('iteratorAge'),
    asyncAge: level('asyncAge'),
    accountConcurrent: level('accountConcurrent'),
    accountUnreserved: level('accountUnreserved'),
  };
}

/** What one version did behind one alias, over the window. */
export interface VersionTraffic {
  readonly alias: string;
  readonly version: string;
  readonly invocations: number;
  readonly errors: number;
}

const MOST_ALIASES = 6;

/** Versions behind aliases: a bad one shows beside the good one that still takes a part. */
export const versionTraffic = fact({
  id: 'lambda.version-traffic',
  title: 'Errors by version',
  step: 'Metrics',
  from: { identity, aliases, window },
  reads: [cloudwatch.metrics],
  learn: async ({ identity: { name }, aliases, window }, { read, now }): Promise<readonly VersionTraffic[]> => {
    const rows = aliases
      .slice(0, MOST_ALIASES)
      .flatMap(({ name: alias, version, others }) =>
        [version, ...Object.keys(others)].map((each) => ({ alias, version: each })),
      );
    if (rows.length === 0) return [];
    const queries = rows.flatMap(({ alias, version }) => {
      const dimensions = { FunctionName: name, Resource: `${name}:${alias}`, ExecutedVersion: version };
      return [query('Invocations', 'Sum', dimensions), query('Errors', 'Sum', dimensions)];
    });
    const span = { ...spanOf(window, now), from: minuteFloor(window.from) };
    const series = await read(cloudwatch.metrics, { queries, ...span });
    const total = (index: number) => sum((series[index]?.points ?? []).map(({ value }) => value));
    return rows.map((row, index) => ({ ...row, invocations: total(2 * index), errors: total(2 * index + 1) }));
  },
});

function query(metric: string, stat: string, dimensions: Readonly<Record<string, string>>): MetricQuery {
  return { namespace: NAMESPACE, metric, stat, dimensions };
}

/** Full minutes, so that simultaneous investigations ask the same. */
export function spanOf(window: Window, now: Date): { from: Date; to: Date; periodSeconds: number } {
  const from = minuteFloor(minutesAfter(window.from, -LOOKBACK_MINUTES));
  const days = (now.getTime() - from.getTime()) / 86_400_000;
  return { from, to: minuteFloor(minutesAfter(window.to, 1)), periodSeconds: days > 15 ? 300 : 60 };
}

function minuteFloor(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 60_000) * 60_000);
}
