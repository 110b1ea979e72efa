import type { MetricSeries } from '../account.ts';
import { thisMinute } from '../shop/time.ts';
import type { Run } from './invocations.ts';
import type { Fleet, Func } from './model.ts';

const LAMBDA = 'AWS/Lambda';
type Dimensions = Readonly<Record<string, string>>;

/** A function and its invocations. */
export interface Ran {
  readonly func: Func;
  readonly runs: readonly Run[];
}

/**
 * What CloudWatch shows of the invocations. They count in the minute in which they began, errors too; a minute without
 * any has no data point. A timeout lasts as long as it may. Source: Lambda developer guide, "Types of metrics".
 */
export function metricsOf(fleet: Fleet, all: readonly Ran[]): MetricSeries[] {
  const derived = [...all.flatMap((one) => ofFunction(fleet, one)), ...ofAccount(fleet, all)];
  const replaced = new Set(fleet.series.map(key));
  return [...derived.filter((series) => !replaced.has(key(series))), ...fleet.series];
}

function key({ namespace, metric, dimensions, stat }: MetricSeries): string {
  return `${namespace}/${metric}/${JSON.stringify(dimensions)}/${stat ?? ''}`;
}

/** By function, by the alias or version that was called, and by the version that an alias led to. */
function ofFunction(fleet: Fleet, { func, runs }: Ran): MetricSeries[] {
  const { name, live, throttles } = func;
  const FunctionName = name;
  const whole = meter(fleet, { FunctionName }, runs, throttles);
  if (!live) return whole;
  const Resource = `${name}:${live.alias}`;
  // Whoever calls $LATEST does not come by the alias.
  const byAlias = runs.filter(({ invocation }) => invocation.version !== '$LATEST');
  const versions = [...new Set(byAlias.map(({ invocation }) => invocation.version))];
  return [
    ...whole,
    ...meter(fleet, { FunctionName, Resource }, byAlias, throttles),
    ...versions.flatMap((ExecutedVersion) =>
      meter(
        fleet,
        { FunctionName, Resource, ExecutedVersion },
        byAlias.filter(({ invocation }) => invocation.version === ExecutedVersion),
        () => 0,
      ),
    ),
  ];
}

function meter(
  fleet: Fleet,
  dimensions: Dimensions,
  runs: readonly Run[],
  throttles: (minute: number) => number,
): MetricSeries[] {
  const { minutes, metricLag } = fleet.history;
  const length = minutes - metricLag;
  const end = thisMinute(fleet);
  const until = new Date(end - metricLag * 60_000);
  const byMinute: Run[][] = Array.from({ length }, () => []);
  for (const run of runs) byMinute[minutes + Math.floor((run.invocation.start - end) / 60_000)]?.push(run);
  const refused = byMinute.map((_, index) => throttles(minutes - index));
  const seen = byMinute.map((inMinute, index) => inMinute.length > 0 || (refused[index] ?? 0) > 0);
  if (!seen.some(Boolean)) return [];
  const series = (metric: string, of: (inMinute: readonly Run[], index: number) => number | null, stat?: string) => ({
    namespace: LAMBDA,
    metric,
    dimensions,
    ...(stat === undefined ? {} : { stat }),
    values: byMinute.map((inMinute, index) => (seen[index] ? of(inMinute, index) : null)),
    until,
  });
  const durations = byMinute.map((inMinute) => inMinute.map(milliseconds).toSorted((a, b) => a - b));
  return [
    series('Invocations', (inMinute) => inMinute.length),
    series('Errors', (inMinute) => inMinute.filter(({ outcome }) => outcome.kind !== 'ok').length),
    series('Throttles', (_, index) => refused[index] ?? 0),
    ...Object.entries(statistics).map(([stat, of]) =>
      series('Duration', (_, index) => ((durations[index]?.length ?? 0) > 0 ? of(durations[index] ?? []) : null), stat),
    ),
    series('ConcurrentExecutions', (inMinute) => (inMinute.length > 0 ? atOnce(inMinute, runs) : null)),
  ];
}

function milliseconds({ outcome, invocation: { func } }: Run): number {
  return outcome.kind === 'timeout' ? (func.configuration.Timeout ?? 3) * 1_000 : outcome.seconds * 1_000;
}

/** How many ran at the same time, at the most, while one of these began. */
function atOnce(inMinute: readonly Run[], runs: readonly Run[]): number {
  const [first, last] = [inMinute[0]?.invocation.start ?? 0, inMinute.at(-1)?.invocation.start ?? 0];
  const near = runs.filter(({ invocation, end }) => invocation.start <= last && end >= first);
  const changes = near
    .flatMap(({ invocation, end }) => [
      { at: invocation.start, by: 1 },
      { at: end, by: -1 },
    ])
    .toSorted((a, b) => a.at - b.at || a.by - b.by);
  let [now, most] = [0, 0];
  for (const { by } of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

type Sorted = readonly number[];
const percentile = (part: number) => (values: Sorted) =>
  values[Math.min(Math.ceil(values.length * part), values.length) - 1] ?? 0;
const statistics: Readonly<Record<string, (values: Sorted) => number>> = {
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Minimum: (values) => values[0] ?? 0,
  Maximum: (values) => values.at(-1) ?? 0,
  p50: percentile(0.5),
  p90: percentile(0.9),
  p95: percentile(0.95),
  p99: percentile(0.99),
};

/** All functions of the region together. */
function ofAccount(fleet: Fleet, all: readonly Ran[]): MetricSeries[] {
  const [one] = all.flatMap((ran) => ofFunction(fleet, ran));
  if (!one) return [];
  const each = all.flatMap((ran) => ofFunction(fleet, ran).filter(isOwnConcurrency));
  const sum = (series: readonly MetricSeries[]) =>
    one.values.map((_, index) => {
      const values = series.map(({ values: own }) => own[index] ?? null);
      return values.every((value) => value === null)
        ? null
        : values.reduce<number>((all, value) => all + (value ?? 0), 0);
    });
  const unreserved = each.filter(({ dimensions }) => fleet.reserved[dimensions['FunctionName'] ?? ''] === undefined);
  const made = (metric: string, series: readonly MetricSeries[]) => ({
    ...one,
    metric,
    dimensions: {},
    values: sum(series),
  });
  return [made('ConcurrentExecutions', each), made('UnreservedConcurrentExecutions', unreserved)];
}

function isOwnConcurrency({ metric, dimensions }: MetricSeries): boolean {
  return metric === 'ConcurrentExecutions' && Object.keys(dimensions).length === 1;
}
