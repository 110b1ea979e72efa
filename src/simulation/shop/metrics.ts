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
  const derived = [
    ...requestMetrics(shop, requests),
    ...hostCounts(shop),
    ...shop.services.filter(({ loose, light }) => !loose && !light).flatMap((service) => utilization(shop, service)),
  ];
  const key = ({ namespace, metric, dimensions, stat }: MetricSeries) =>
    `${namespace}/${metric}/${JSON.stringify(dimensions)}/${stat ?? ''}`;
  const replaced = new Set(shop.series.map(key));
  return [...derived.filter((series) => !replaced.has(key(series))), ...shop.series];
}

/** All that is counted for one set of dimensions, by minute. */
interface Meter {
  readonly dimensions: Dimensions;
  readonly counts: Map<string, (number | null)[]>;
  /** Response times. */
  readonly times: number[][];
}

/** Where a request counts: for its load balancer, for its target group, each with and without the zone. */
interface Meters {
  readonly balancer: readonly Meter[];
  readonly group: readonly Meter[];
}

function requestMetrics(shop: Shop, requests: readonly Request[]): MetricSeries[] {
  const { minutes, metricLag } = shop.history;
  const end = thisMinute(shop);
  const start = end - minutes * 60_000;
  const all = new Map<string, Meter>();
  const meter = (dimensions: Dimensions) => {
    const key = Object.values(dimensions).join('|');
    const known = all.get(key);
    if (known) return known;
    const made = { dimensions, counts: new Map(), times: Array.from({ length: minutes }, () => []) };
    all.set(key, made);
    return made;
  };
  const places = new Map<string, Meters>();
  const metersOf = ({ balancer, group, zone }: Request): Meters => {
    const key = `${balancer.path}|${group?.path ?? ''}|${zone}`;
    const known = places.get(key);
    if (known) return known;
    const LoadBalancer = balancer.path;
    const made = {
      balancer: [meter({ LoadBalancer }), meter({ AvailabilityZone: zone, LoadBalancer })],
      group: group
        ? [
            meter({ TargetGroup: group.path, LoadBalancer }),
            meter({ TargetGroup: group.path, AvailabilityZone: zone, LoadBalancer }),
          ]
        : [],
    };
    places.set(key, made);
    return made;
  };
  for (const request of requests) {
    const minute = Math.floor((request.done - start) / 60_000);
    if (minute >= 0 && minute < minutes) count(metersOf(request), request, minute, minutes);
  }
  const until = new Date(end - metricLag * 60_000);
  return [...all.values()].flatMap((one) => seriesOf(one, minutes - metricLag, until));
}

function seriesOf({ dimensions, counts, times }: Meter, length: number, until: Date): MetricSeries[] {
  const sums = [...counts]
    .map(([metric, values]) => ({ metric, values: values.slice(0, length).map(whole(metric)) }))
    .filter(({ values }) => values.some((value) => value !== null))
    .map(({ metric, values }) => ({ namespace: ELB, metric, dimensions, values, until }));
  const sorted = times.slice(0, length).map((inMinute) => inMinute.toSorted((a, b) => a - b));
  if (sorted.every((inMinute) => inMinute.length === 0)) return sums;
  const responses = Object.entries(statistics).map(([stat, of]) => ({
    namespace: ELB,
    metric: 'TargetResponseTime',
    dimensions,
    stat,
    values: sorted.map((inMinute) => (inMinute.length > 0 ? of(inMinute) : null)),
    until,
  }));
  return [...sums, ...responses];
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

function count(meters: Meters, request: Request, minute: number, minutes: number): void {
  const { outcome, group, target } = request;
  const add = (metric: string, to: readonly Meter[], amount = 1) => {
    for (const { counts } of to) {
      let values = counts.get(metric);
      if (!values) counts.set(metric, (values = Array.from({ length: minutes }, () => null)));
      values[minute] = (values[minute] ?? 0) + amount;
    }
  };
  const { balancer } = meters;
  const both = meters.group.length > 0 ? [...balancer, ...meters.group] : balancer;
  add('ConsumedLCUs', balancer.slice(0, 1), 0.000_9);
  add('ProcessedBytes', balancer, outcome.sent + 420);
  add('NewConnectionCount', balancer, 0.25);
  add('ActiveConnectionCount', balancer, 0.4);
  // Counted only where a target was chosen: a 503 for want of targets is not.
  if (target) {
    add('RequestCount', both);
    if (request.failedOpen) add('UnhealthyRoutingRequestCount', both);
    if (group && group.raw.TargetType !== 'lambda') add('RequestCountPerTarget', meters.group, 1 / inUse(group));
    if (outcome.times[1] >= 0) for (const { times } of both) times[minute]?.push(outcome.times[1]);
  }
  if (outcome.link === 'tls') add('TargetTLSNegotiationErrorCount', both);
  else if (outcome.link) add('TargetConnectionErrorCount', both);
  if (outcome.actions?.endsWith('fixed-response')) add('HTTP_Fixed_Response_Count', balancer);
  if (outcome.reason?.startsWith('Lambda')) add(lambdaMetric(outcome.reason), meters.group);
  if (outcome.reason?.startsWith('Auth')) add('ELBAuthError', balancer);
  if (outcome.target !== null && outcome.target === outcome.elb)
    add(`HTTPCode_Target_${String(outcome.elb).charAt(0)}XX_Count`, both);
  else for (const metric of ownCodes(outcome.elb)) add(metric, balancer);
}

function inUse({ targets }: Group): number {
  return Math.max(targets.filter(({ until }) => until === undefined).length, 1);
}

/** In which metrics an answer of the load balancer's own counts. */
function ownCodes(status: number): readonly string[] {
  const family = `${String(status).charAt(0)}XX`;
  if (family !== '3XX' && family !== '4XX' && family !== '5XX') return [];
  const exact = [500, 502, 503, 504].includes(status) ? [`HTTPCode_ELB_${status}_Count`] : [];
  return [`HTTPCode_ELB_${family}_Count`, ...exact];
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
