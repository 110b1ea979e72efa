import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import type { Series } from '#aws/cloudwatch';
import * as elbv2 from '#aws/elbv2';
import * as s3 from '#aws/s3';
import { readAccessLog } from '../alb/access-log.ts';
import type { AccessLog } from '../alb/access-log.ts';
import { window } from '../window.ts';
import { minuteAfter, minuteOf, minutesAfter } from '../words.ts';
import { courseOf } from './rises.ts';
import type { Course, Tally } from './rises.ts';
import { LOOKBACK_MINUTES } from './traffic.ts';
import { cloudfrontRegion, protection } from './web-acl.ts';
import type { Protected } from './web-acl.ts';

/** How a protected resource answers: what WAF does not make, and what it makes when it fails. */
export interface Front {
  readonly resource: Protected;
  /** 500s of a load balancer itself: WAF that gives no answer is one of few reasons. Null elsewhere. */
  readonly own500: Course | null;
  /** 4xx of the application behind a load balancer; of a distribution all 4xx, or only 403s where those are counted. */
  readonly behind4xx: Course;
  /** Whether these are 403s and nothing else. */
  readonly only403: boolean;
}

const MOST_FRONTS = 10;
/** Metrics of CloudFront are published in this region only. */
const EDGE = 'us-east-1';

export const fronts = fact({
  id: 'waf.fronts',
  title: 'What the protected resources answer',
  step: 'Protected resources',
  from: { protection, window },
  reads: [cloudwatch.metrics],
  learn: async ({ protection, window }, { read, now, place }): Promise<readonly Front[]> => {
    const from = minuteOf(minutesAfter(window.from, -LOOKBACK_MINUTES));
    const to = minuteAfter(minutesAfter(window.to, 1));
    const days = (now.getTime() - from.getTime()) / 86_400_000;
    const span = { from, to, periodSeconds: days > 15 ? 300 : 60 };
    const known = protection.filter(({ kind }) => kind === 'load balancer' || kind === 'distribution');
    return Promise.all(
      known.slice(0, MOST_FRONTS).map(async (resource): Promise<Front> => {
        const course = (tallies: readonly Tally[], all: readonly Tally[]) =>
          courseOf(tallies, window, from, endOf(all, to));
        if (resource.kind === 'load balancer') {
          const queries = balancerQueries(resource.arn);
          const [requests, own500, behind] = tallied(await read(cloudwatch.metrics, { queries, ...span }));
          const all = requests ?? [];
          return {
            resource,
            own500: course(own500 ?? [], all),
            behind4xx: course(behind ?? [], all),
            only403: false,
          };
        }
        const region = cloudfrontRegion(place.partition) ?? EDGE;
        const queries = distributionQueries(resource.arn);
        const [requests = [], all4xx = [], only403 = []] = tallied(
          await read(cloudwatch.metrics, { queries, ...span, region }),
        );
        const rates = only403.length > 0 ? only403 : all4xx;
        return {
          resource,
          own500: null,
          behind4xx: course(ofRates(rates, requests), requests),
          only403: only403.length > 0,
        };
      }),
    );
  },
});

function balancerQueries(arn: string) {
  const dimensions = { LoadBalancer: arn.split(':loadbalancer/')[1] ?? '' };
  return ['RequestCount', 'HTTPCode_ELB_500_Count', 'HTTPCode_Target_4XX_Count'].map((metric) => ({
    namespace: 'AWS/ApplicationELB',
    metric,
    dimensions,
    stat: 'Sum',
  }));
}

/** Rates are percentages; the one of 403s alone is published only where additional metrics are turned on. */
function distributionQueries(arn: string) {
  const dimensions = { DistributionId: arn.split('/').at(-1) ?? '', Region: 'Global' };
  const of = (metric: string, stat: string) => ({ namespace: 'AWS/CloudFront', metric, dimensions, stat });
  return [of('Requests', 'Sum'), of('4xxErrorRate', 'Average'), of('403ErrorRate', 'Average')];
}

function tallied(series: readonly Series[]): readonly (readonly Tally[])[] {
  return series.map(({ points }) => points.map(({ at, value }) => ({ at, count: value })));
}

function ofRates(rates: readonly Tally[], requests: readonly Tally[]): readonly Tally[] {
  const byTime = new Map(requests.map(({ at, count }) => [at.getTime(), count]));
  return rates.map(({ at, count }) => ({ at, count: (count / 100) * (byTime.get(at.getTime()) ?? 0) }));
}

/** The end of the newest minute that was published. */
function endOf(tallies: readonly Tally[], to: Date): Date {
  const newest = tallies.at(-1);
  return newest ? minutesAfter(newest.at, 1) : to;
}

/** The access log of the load balancer whose own 500s, or whose targets' 4xx, rose; null where none did. */
export type FrontLog = { readonly resource: Protected; readonly log: AccessLog } | null;

/** The one to look into: WAF's failures come first, since they are its own. */
export function suspect(fronts: readonly Front[]): Front | null {
  const balancers = fronts.filter(({ resource }) => resource.kind === 'load balancer');
  const by = (of: (front: Front) => Course | null) =>
    balancers
      .filter((front) => of(front)?.risen)
      .toSorted((a, b) => (of(b)?.count ?? 0) - (of(a)?.count ?? 0))
      .at(0);
  return by(({ own500 }) => own500) ?? by(({ behind4xx }) => behind4xx) ?? null;
}

export const frontLog = fact({
  id: 'waf.front-log',
  title: 'Access log of the load balancer',
  step: 'Access log',
  from: { fronts, window },
  reads: [elbv2.loadBalancerAttributes, s3.objects, s3.accessLogFile],
  withinMs: 12_000,
  learn: async ({ fronts, window }, context): Promise<FrontLog> => {
    const front = suspect(fronts);
    if (!front) return null;
    const { resource } = front;
    const { accessLogs } = await context.read(elbv2.loadBalancerAttributes, { loadBalancer: resource.arn });
    if (!accessLogs) return { resource, log: null };
    const { since, until } = front.own500?.risen ? front.own500 : front.behind4xx;
    const identity = { arn: resource.arn, id: resource.arn.split(':loadbalancer/')[1] ?? '' };
    const from = minuteOf(minutesAfter(since, -1));
    const to = minuteAfter(until ? minutesAfter(until, 2) : window.to);
    return { resource, log: await readAccessLog({ identity, logs: accessLogs, from, to }, context) };
  },
});
