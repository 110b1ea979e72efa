import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import type { MetricQuery, Series } from '#aws/cloudwatch';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesAfter } from '../words.ts';
import { identity, loadBalancer } from './load-balancer.ts';
import { targetGroups } from './targets.ts';

/** Before the window, to know what is usual. */
const LOOKBACK_MINUTES = 180;
const NAMESPACE = 'AWS/ApplicationELB';

/** What is read of the whole load balancer: our name, CloudWatch's name, statistic. */
const METRICS = {
  requests: ['RequestCount', 'Sum'],
  consumed: ['ConsumedLCUs', 'Sum'],
  elb500: ['HTTPCode_ELB_500_Count', 'Sum'],
  elb502: ['HTTPCode_ELB_502_Count', 'Sum'],
  elb503: ['HTTPCode_ELB_503_Count', 'Sum'],
  elb504: ['HTTPCode_ELB_504_Count', 'Sum'],
  elb5xx: ['HTTPCode_ELB_5XX_Count', 'Sum'],
  elb4xx: ['HTTPCode_ELB_4XX_Count', 'Sum'],
  target4xx: ['HTTPCode_Target_4XX_Count', 'Sum'],
  target5xx: ['HTTPCode_Target_5XX_Count', 'Sum'],
  connectionErrors: ['TargetConnectionErrorCount', 'Sum'],
  tlsErrors: ['TargetTLSNegotiationErrorCount', 'Sum'],
  clientTlsErrors: ['ClientTLSNegotiationErrorCount', 'Sum'],
  rejected: ['RejectedConnectionCount', 'Sum'],
  newConnections: ['NewConnectionCount', 'Sum'],
  fixedResponses: ['HTTP_Fixed_Response_Count', 'Sum'],
  lambdaUserErrors: ['LambdaUserError', 'Sum'],
  lambdaInternalErrors: ['LambdaInternalError', 'Sum'],
  authErrors: ['ELBAuthError', 'Sum'],
  responseP50: ['TargetResponseTime', 'p50'],
  responseP99: ['TargetResponseTime', 'p99'],
} as const;

export type Metric = keyof typeof METRICS;

/**
 * One period of the load balancer's metrics. ELB publishes a count only when it is not zero, so an absent count is
 * zero in a period in which requests were published, and unknown in any other. Response times in seconds.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export interface Minute extends Readonly<Record<Metric, number>> {
  readonly at: Date;
  /** 5xx of the load balancer with another code: 501, 505, 561. */
  readonly elbOther: number;
  /** Whether the load balancer published anything at all in this period. */
  readonly published: boolean;
}

export interface Traffic {
  /** Ascending; includes the time before the window. */
  readonly minutes: readonly Minute[];
  /** Seconds a period lasts. */
  readonly period: number;
}

export const traffic = fact({
  id: 'alb.traffic',
  title: 'Requests and errors',
  step: 'Metrics',
  from: { identity, window },
  reads: [cloudwatch.metrics],
  learn: async ({ identity, window }, { read, now }): Promise<Traffic> => {
    const span = spanOf(window, now);
    const dimensions = { LoadBalancer: identity.id };
    const queries = Object.values(METRICS).map(([metric, stat]) => query(metric, stat, dimensions));
    const series = await read(cloudwatch.metrics, { queries, ...span });
    return { minutes: table(series), period: span.periodSeconds };
  },
});

function table(series: readonly Series[]): Minute[] {
  const names = Object.keys(METRICS);
  const byTime = new Map<number, Map<string, number>>();
  series.forEach(({ points }, index) => {
    for (const { at, value } of points) {
      const row = byTime.get(at.getTime()) ?? new Map<string, number>();
      byTime.set(at.getTime(), row.set(names[index] ?? '', value));
    }
  });
  return [...byTime]
    .toSorted(([a], [b]) => a - b)
    .map(([at, row]) => ({ at: new Date(at), published: row.size > 0, ...minuteOf(row) }));
}

function minuteOf(row: ReadonlyMap<string, number>): Record<Metric | 'elbOther', number> {
  const of = (name: Metric) => row.get(name) ?? 0;
  const elb = of('elb500') + of('elb502') + of('elb503') + of('elb504');
  return {
    requests: of('requests'),
    consumed: of('consumed'),
    elb500: of('elb500'),
    elb502: of('elb502'),
    elb503: of('elb503'),
    elb504: of('elb504'),
    elb5xx: Math.max(elb, of('elb5xx')),
    elbOther: Math.max(0, of('elb5xx') - elb),
    elb4xx: of('elb4xx'),
    target4xx: of('target4xx'),
    target5xx: of('target5xx'),
    connectionErrors: of('connectionErrors'),
    tlsErrors: of('tlsErrors'),
    clientTlsErrors: of('clientTlsErrors'),
    rejected: of('rejected'),
    newConnections: of('newConnections'),
    fixedResponses: of('fixedResponses'),
    lambdaUserErrors: of('lambdaUserErrors'),
    lambdaInternalErrors: of('lambdaInternalErrors'),
    authErrors: of('authErrors'),
    responseP50: of('responseP50'),
    responseP99: of('responseP99'),
  };
}

/** Sums over the window by target group ARN; counts that were not published are zero. */
export interface GroupTraffic {
  readonly requests: number;
  readonly target5xx: number;
  readonly connectionErrors: number;
  readonly tlsErrors: number;
  readonly unhealthyRouting: number;
  readonly lambdaUserErrors: number;
  readonly lambdaInternalErrors: number;
  /** Highest p99 of any period, seconds. */
  readonly responseP99: number;
  /** Lowest number of healthy hosts in any period, or null when none was published. */
  readonly leastHealthy: number | null;
}

const GROUP_METRICS = [
  ['RequestCount', 'Sum'],
  ['HTTPCode_Target_5XX_Count', 'Sum'],
  ['TargetConnectionErrorCount', 'Sum'],
  ['TargetTLSNegotiationErrorCount', 'Sum'],
  ['UnhealthyRoutingRequestCount', 'Sum'],
  ['LambdaUserError', 'Sum'],
  ['LambdaInternalError', 'Sum'],
  ['TargetResponseTime', 'p99'],
  ['HealthyHostCount', 'Minimum'],
] as const;

export const groupTraffic = fact({
  id: 'alb.target-group-traffic',
  title: 'Errors by target group',
  step: 'Metrics',
  from: { identity, targetGroups, window },
  reads: [cloudwatch.metrics],
  learn: async ({ identity, targetGroups, window }, { read, now }) => {
    const span = { ...spanOf(window, now), from: minuteFloor(window.from) };
    const queries = targetGroups.flatMap(({ id }) =>
      GROUP_METRICS.map(([metric, stat]) => query(metric, stat, { TargetGroup: id, LoadBalancer: identity.id })),
    );
    const series = queries.length > 0 ? await read(cloudwatch.metrics, { queries, ...span }) : [];
    const byGroup: Record<string, GroupTraffic> = {};
    targetGroups.forEach(({ arn }, index) => {
      const own = series.slice(index * GROUP_METRICS.length, (index + 1) * GROUP_METRICS.length);
      byGroup[arn] = groupOf(own);
    });
    return byGroup;
  },
});

function groupOf(series: readonly Series[]): GroupTraffic {
  const values = (index: number) => (series[index]?.points ?? []).map(({ value }) => value);
  const total = (index: number) => values(index).reduce((all, value) => all + value, 0);
  const healthy = values(8);
  return {
    requests: total(0),
    target5xx: total(1),
    connectionErrors: total(2),
    tlsErrors: total(3),
    unhealthyRouting: total(4),
    lambdaUserErrors: total(5),
    lambdaInternalErrors: total(6),
    responseP99: Math.max(0, ...values(7)),
    leastHealthy: healthy.length > 0 ? Math.min(...healthy) : null,
  };
}

/** Errors and requests by zone name, per period. */
export interface ZoneTraffic {
  readonly zone: string;
  readonly errors: number;
  readonly requests: number;
}

export const zoneTraffic = fact({
  id: 'alb.zone-traffic',
  title: 'Errors by Availability Zone',
  step: 'Metrics',
  from: { loadBalancer, window },
  reads: [cloudwatch.metrics],
  learn: async ({ loadBalancer, window }, { read, now }): Promise<readonly ZoneTraffic[]> => {
    const names = [
      'HTTPCode_ELB_5XX_Count',
      'HTTPCode_ELB_502_Count',
      'HTTPCode_ELB_503_Count',
      'HTTPCode_ELB_504_Count',
      'HTTPCode_Target_5XX_Count',
      'RequestCount',
    ];
    const span = { ...spanOf(window, now), from: minuteFloor(window.from) };
    const zones = loadBalancer.zones.map(({ zone }) => zone);
    const queries = zones.flatMap((zone) =>
      names.map((metric) => query(metric, 'Sum', { AvailabilityZone: zone, LoadBalancer: loadBalancer.id })),
    );
    const series = await read(cloudwatch.metrics, { queries, ...span });
    const total = (index: number) => (series[index]?.points ?? []).reduce((all, { value }) => all + value, 0);
    return zones.map((zone, index) => {
      const at = index * names.length;
      return {
        zone,
        errors: Math.max(total(at), total(at + 1) + total(at + 2) + total(at + 3)) + total(at + 4),
        requests: total(at + 5),
      };
    });
  },
});

function query(metric: string, stat: string, dimensions: Readonly<Record<string, string>>): MetricQuery {
  return { namespace: NAMESPACE, metric, stat, dimensions };
}

/**
 * Full minutes, so that simultaneous investigations ask the same. CloudWatch keeps one-minute points for 15 days and
 * five-minute points for 63.
 */
function spanOf(window: Window, now: Date): { from: Date; to: Date; periodSeconds: number } {
  const from = minuteFloor(minutesAfter(window.from, -LOOKBACK_MINUTES));
  const days = (now.getTime() - from.getTime()) / 86_400_000;
  return { from, to: minuteFloor(minutesAfter(window.to, 1)), periodSeconds: days > 15 ? 300 : 60 };
}

function minuteFloor(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 60_000) * 60_000);
}
