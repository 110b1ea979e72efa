import type { MetricSeries } from '../account.ts';
import type { Group, Service, Shop } from './model.ts';
import { thisMinute } from './time.ts';
import { isOpen, isSick } from './traffic.ts';
import type { Request } from './traffic.ts';
import { dice } from './dice.ts';

const ELB = 'AWS/ApplicationELB';
type Dimensions = Readonly<Record<string, string>>;

/**
 * What CloudWatch shows of the requests: sums per minute for a load balancer, its zones and its target groups, with no
 * data point where nothing was to be counted. Source of names, dimensions and reporting criteria: ALB user guide,
 * "CloudWatch metrics for your Application Load Balancer".
 */
export function metricsOf(shop: Shop, requests: readonly Request[]): MetricSeries[] {
  const counted = tally(shop);
  for (const request of requests) count(counted, request);
  const derived = [
    ...counted.series(),
    ...hostCounts(shop),
    ...shop.services.flatMap((service) => utilization(shop, service)),
  ];
  const key = ({ namespace, metric, dimensions, stat }: MetricSeries) =>
    `${namespace}/${metric}/${JSON.stringify(Object.entries(dimensions).toSorted())}/${stat ?? ''}`;
  const replaced = new Set(shop.series.map(key));
  return [...derived.filter((series) => !replaced.has(key(series))), ...shop.series];
}

interface Tally {
  readonly add: (metric: string, dimensions: readonly Dimensions[], time: number, amount?: number) => void;
  readonly sample: (dimensions: readonly Dimensions[], time: number, seconds: number) => void;
  readonly series: () => MetricSeries[];
}

function tally(shop: Shop): Tally {
  const { minutes, metricLag } = shop.history;
  const end = thisMinute(shop);
  const start = end - minutes * 60_000;
  const slot = (time: number) => Math.floor((time - start) / 60_000);
  const sums = new Map<string, { metric: string; dimensions: Dimensions; values: (number | null)[] }>();
  const samples = new Map<string, { dimensions: Dimensions; values: number[][] }>();
  const until = new Date(end - metricLag * 60_000);
  const shown = <T>(values: readonly T[]) => values.slice(0, minutes - metricLag);
  return {
    add(metric, all, time, amount = 1) {
      for (const dimensions of all) {
        const key = `${metric}|${Object.values(dimensions).join('|')}`;
        let one = sums.get(key);
        if (!one) sums.set(key, (one = { metric, dimensions, values: Array.from({ length: minutes }, () => null) }));
        const index = slot(time);
        if (index >= 0 && index < minutes) one.values[index] = (one.values[index] ?? 0) + amount;
      }
    },
    sample(all, time, seconds) {
      for (const dimensions of all) {
        const key = Object.values(dimensions).join('|');
        let one = samples.get(key);
        if (!one) samples.set(key, (one = { dimensions, values: Array.from({ length: minutes }, () => []) }));
        one.values[slot(time)]?.push(seconds);
      }
    },
    series() {
      const counts = [...sums.values()]
        .map(({ metric, dimensions, values }) => ({
          namespace: ELB,
          metric,
          dimensions,
          values: shown(values).map(whole(metric)),
          until,
        }))
        .filter(({ values }) => values.some((value) => value !== null));
      const times = [...samples.values()].flatMap(({ dimensions, values }) =>
        Object.entries(statistics).map(([stat, of]) => ({
          namespace: ELB,
          metric: 'TargetResponseTime',
          dimensions,
          stat,
          values: shown(values).map((inMinute) =>
            inMinute.length > 0 ? of(inMinute.toSorted((a, b) => a - b)) : null,
          ),
          until,
        })),
      );
      return [...counts, ...times];
    },
  };
}

/** Connections are counted whole, though only a part of one falls to each request. */
function whole(metric: string): (value: number | null) => number | null {
  return metric.endsWith('ConnectionCount')
    ? (value) => (value === null ? null : Math.max(Math.round(value), 1))
    : (value) => value;
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

function count({ add, sample }: Tally, request: Request): void {
  const { outcome, balancer, group, target, zone, done } = request;
  const LoadBalancer = balancer.path;
  const ofBalancer: Dimensions[] = [{ LoadBalancer }, { AvailabilityZone: zone, LoadBalancer }];
  const ofGroup: Dimensions[] = group
    ? [
        { TargetGroup: group.path, LoadBalancer },
        { TargetGroup: group.path, AvailabilityZone: zone, LoadBalancer },
      ]
    : [];
  const both = [...ofBalancer, ...ofGroup];
  const lambda = group?.raw.TargetType === 'lambda';
  add('ConsumedLCUs', [{ LoadBalancer }], done, 0.000_9);
  add('ProcessedBytes', ofBalancer, done, outcome.sent + 420);
  add('NewConnectionCount', ofBalancer, done, 0.25);
  add('ActiveConnectionCount', ofBalancer, done, 0.4);
  // Counted only where a target was chosen: a 503 for want of targets is not.
  if (target) {
    add('RequestCount', both, done);
    if (!lambda && group)
      add(
        'RequestCountPerTarget',
        [{ TargetGroup: group.path }, { TargetGroup: group.path, LoadBalancer }],
        done,
        1 / Math.max(group.targets.filter(({ until }) => until === undefined).length, 1),
      );
    if (request.failedOpen) add('UnhealthyRoutingRequestCount', both, done);
  }
  if (outcome.times[1] >= 0 && target) sample(both, done, outcome.times[1]);
  if (outcome.link === 'tls') add('TargetTLSNegotiationErrorCount', both, done);
  else if (outcome.link) add('TargetConnectionErrorCount', both, done);
  if (outcome.actions?.endsWith('fixed-response')) add('HTTP_Fixed_Response_Count', ofBalancer, done);
  if (outcome.reason?.startsWith('Lambda')) add(lambdaMetric(outcome.reason), ofGroup, done);
  if (outcome.reason?.startsWith('Auth')) add('ELBAuthError', ofBalancer, done);
  const passedOn = outcome.target !== null && outcome.target === outcome.elb;
  if (passedOn) add(`HTTPCode_Target_${String(outcome.elb).charAt(0)}XX_Count`, both, done);
  else countOwn(add, outcome.elb, ofBalancer, done);
}

function countOwn(add: Tally['add'], status: number, dimensions: readonly Dimensions[], time: number): void {
  const family = `${String(status).charAt(0)}XX`;
  if (family !== '3XX' && family !== '4XX' && family !== '5XX') return;
  add(`HTTPCode_ELB_${family}_Count`, dimensions, time);
  if ([500, 502, 503, 504].includes(status)) add(`HTTPCode_ELB_${status}_Count`, dimensions, time);
}

/** User guide, "Error reason codes": which of the two metrics a code counts in. */
function lambdaMetric(reason: string): string {
  const internal = [
    'LambdaConnectionTimeout',
    'LambdaConnectionError',
    'LambdaServiceException',
    'LambdaUnhandledException',
  ];
  return internal.includes(reason) ? 'LambdaInternalError' : 'LambdaUserError';
}

function hostCounts(shop: Shop): MetricSeries[] {
  const { minutes, metricLag } = shop.history;
  const until = new Date(thisMinute(shop) - metricLag * 60_000);
  const made = (group: Group, dimensions: Dimensions, zone?: string) => {
    const targets = zone === undefined ? group.targets : group.targets.filter((target) => target.zone === zone);
    const at = (index: number, healthy: boolean) => {
      const minute = minutes - index - 0.5;
      return targets.filter((target) => isOpen(target, minute) && isSick(target, minute) !== healthy).length;
    };
    const values = (healthy: boolean) => Array.from({ length: minutes - metricLag }, (_, index) => at(index, healthy));
    const base = { namespace: ELB, dimensions, until };
    const state = values(true).map((healthy) => (healthy > 0 ? 1 : 0));
    return [
      { ...base, metric: 'HealthyHostCount', values: values(true) },
      { ...base, metric: 'UnHealthyHostCount', values: values(false) },
      { ...base, metric: 'HealthyStateRouting', values: state },
      { ...base, metric: 'UnhealthyStateRouting', values: state.map((healthy) => 1 - healthy) },
    ];
  };
  return shop.groups
    .filter(({ raw }) => raw.HealthCheckEnabled === true)
    .flatMap((group) => {
      const pair = { TargetGroup: group.path, LoadBalancer: group.balancer.path };
      return [
        ...made(group, pair),
        ...shop.network.zones.flatMap(({ name }) => made(group, { AvailabilityZone: name, ...pair }, name)),
      ];
    });
}

function utilization(shop: Shop, { name, cluster, load }: Service): MetricSeries[] {
  const { minutes, metricLag } = shop.history;
  const chance = dice(`${shop.seed}/load/${name}`);
  const until = new Date(thisMinute(shop) - metricLag * 60_000);
  return (['memory', 'cpu'] as const).flatMap((what) => {
    const average = Array.from({ length: minutes - metricLag }, (_, index) => {
      const minute = minutes - index;
      const surge = load.surges.findLast((one) => minute <= one.from && minute > one.until && one[what] !== undefined);
      return Math.min(Math.round(((surge?.[what] ?? load[what]) + 3 * (chance.next() - 0.5)) * 100) / 100, 100);
    });
    const metric = what === 'memory' ? 'MemoryUtilization' : 'CPUUtilization';
    const base = { namespace: 'AWS/ECS', metric, dimensions: { ClusterName: cluster, ServiceName: name }, until };
    return [
      { ...base, stat: 'Average', values: average },
      { ...base, stat: 'Maximum', values: average.map((value) => Math.min(Math.round(value * 1.06 * 100) / 100, 100)) },
      { ...base, stat: 'Minimum', values: average.map((value) => Math.round(value * 0.93 * 100) / 100) },
    ];
  });
}
