import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import type { MetricQuery, Point } from '#aws/cloudwatch';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesAfter } from '../words.ts';
import { cluster } from './cluster.ts';
import { proxies } from './proxies.ts';

export type { Point } from '#aws/cloudwatch';

const NAMESPACE = 'AWS/RDS';
/** Before the window, to know what is usual. */
const LOOKBACK_MINUTES = 180;

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html */
const OF_INSTANCE = {
  connections: ['DatabaseConnections', 'Maximum'],
  cpu: ['CPUUtilization', 'Average'],
  freeMemory: ['FreeableMemory', 'Minimum'],
  freeLocalStorage: ['FreeLocalStorage', 'Minimum'],
  uptime: ['EngineUptime', 'Minimum'],
  acuUsed: ['ACUUtilization', 'Maximum'],
  capacity: ['ServerlessDatabaseCapacity', 'Maximum'],
  leastCapacity: ['ServerlessDatabaseCapacity', 'Minimum'],
  loginFailures: ['LoginFailures', 'Average'],
  attempts: ['ConnectionAttempts', 'Sum'],
  aborted: ['AbortedClients', 'Sum'],
  queries: ['Queries', 'Average'],
  transactionIds: ['MaximumUsedTransactionIDs', 'Maximum'],
} as const;

const OF_CLUSTER = {
  volumeLeft: ['AuroraVolumeBytesLeftTotal', 'Minimum'],
  replicaLag: ['AuroraReplicaLagMaximum', 'Maximum'],
  transactionIds: ['MaximumUsedTransactionIDs', 'Maximum'],
} as const;

const OF_PROXY = {
  borrowLatency: ['DatabaseConnectionsBorrowLatency', 'Average'],
  pinned: ['DatabaseConnectionsCurrentlySessionPinned', 'Maximum'],
  connections: ['DatabaseConnections', 'Maximum'],
  most: ['MaxDatabaseConnectionsAllowed', 'Maximum'],
} as const;

export type Gauge = keyof typeof OF_INSTANCE;
export type ClusterGauge = keyof typeof OF_CLUSTER;
export type ProxyGauge = keyof typeof OF_PROXY;

/** Published points by name, the oldest first. A period in which nothing was published has none: it is not zero. */
export interface Gauges<Name extends string> {
  readonly of: (name: Name) => readonly Point[];
  readonly points: Readonly<Record<string, readonly Point[]>>;
}

export interface Metrics {
  /** By instance. */
  readonly instances: Readonly<Record<string, Gauges<Gauge>>>;
  readonly cluster: Gauges<ClusterGauge>;
  /** Seconds a point stands for. */
  readonly period: number;
}

/** Metrics of the cluster and all its members, from three hours before the window. */
export const metrics = fact({
  id: 'aurora.metrics',
  title: 'Metrics of the database',
  step: 'Metrics',
  from: { cluster, window },
  reads: [cloudwatch.metrics],
  learn: async ({ cluster, window }, { read, now }): Promise<Metrics> => {
    const span = spanOf(window, now);
    const instances = cluster.members.map(({ instance }) => instance);
    const queries = [
      ...instances.flatMap((DBInstanceIdentifier) => queriesOf(OF_INSTANCE, { DBInstanceIdentifier })),
      ...queriesOf(OF_CLUSTER, { DBClusterIdentifier: cluster.id }),
    ];
    const series = (await read(cloudwatch.metrics, { queries, ...span })).map(({ points }) => points);
    const width = Object.keys(OF_INSTANCE).length;
    return {
      instances: Object.fromEntries(
        instances.map((id, index) => [id, named(OF_INSTANCE, series.slice(index * width, (index + 1) * width))]),
      ),
      cluster: named(OF_CLUSTER, series.slice(instances.length * width)),
      period: span.periodSeconds,
    };
  },
});

/** Metrics of each proxy, by its name. */
export const proxyMetrics = fact({
  id: 'aurora.proxy-metrics',
  title: 'Metrics of the RDS proxies',
  step: 'RDS Proxy',
  from: { proxies, window },
  reads: [cloudwatch.metrics],
  learn: async ({ proxies, window }, { read, now }): Promise<Readonly<Record<string, Gauges<ProxyGauge>>>> => {
    const width = Object.keys(OF_PROXY).length;
    const queries = proxies.flatMap(({ name }) => queriesOf(OF_PROXY, { ProxyName: name }));
    if (queries.length === 0) return {};
    const series = (await read(cloudwatch.metrics, { queries, ...spanOf(window, now) })).map(({ points }) => points);
    return Object.fromEntries(
      proxies.map(({ name }, index) => [name, named(OF_PROXY, series.slice(index * width, (index + 1) * width))]),
    );
  },
});

/** Whole minutes, so that more investigations share an answer; five at a time where the window is longer than a day. */
function spanOf(window: Window, now: Date): { from: Date; to: Date; periodSeconds: number } {
  const from = new Date(Math.floor(minutesAfter(window.from, -LOOKBACK_MINUTES).getTime() / 300_000) * 300_000);
  const end = window.to < now ? window.to : now;
  const to = new Date(Math.ceil(end.getTime() / 60_000) * 60_000);
  const long = to.getTime() - from.getTime() > 86_400_000 || now.getTime() - from.getTime() > 14 * 86_400_000;
  return { from, to, periodSeconds: long ? 300 : 60 };
}

type Wanted = Readonly<Record<string, readonly [metric: string, stat: string]>>;

function queriesOf(wanted: Wanted, dimensions: Record<string, string>): MetricQuery[] {
  return Object.values(wanted).map(([metric, stat]) => ({ namespace: NAMESPACE, metric, stat, dimensions }));
}

function named<W extends Wanted>(wanted: W, series: readonly (readonly Point[])[]): Gauges<Extract<keyof W, string>> {
  const points = Object.fromEntries(Object.keys(wanted).map((name, index) => [name, series[index] ?? []]));
  return { points, of: (name) => points[name] ?? [] };
}

/** The points of a span of time. */
export function within(points: readonly Point[], from: Date, to: Date): readonly Point[] {
  return points.filter(({ at }) => at.getTime() >= from.getTime() - 59_999 && at <= to);
}

export function highest(points: readonly Point[]): Point | null {
  return points.reduce<Point | null>((best, each) => (best === null || each.value > best.value ? each : best), null);
}

export function lowest(points: readonly Point[]): Point | null {
  return points.reduce<Point | null>((best, each) => (best === null || each.value < best.value ? each : best), null);
}

/** The first of so many points in a row that all fit. */
export function stretch(points: readonly Point[], count: number, fits: (value: number) => boolean): Point | null {
  let run: Point[] = [];
  for (const point of points) {
    run = fits(point.value) ? [...run, point] : [];
    if (run.length >= count) return run[0] ?? null;
  }
  return null;
}
