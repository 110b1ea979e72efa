import type { MetricSeries } from '../account.ts';
import type { Site } from './model.ts';
import { answerOf } from './samples.ts';
import { HISTORY_MINUTES } from './traffic.ts';
import type { Hit } from './traffic.ts';

type Dimensions = Readonly<Record<string, string>>;

const COUNTED = {
  BLOCK: 'BlockedRequests',
  ALLOW: 'AllowedRequests',
  COUNT: 'CountedRequests',
  CAPTCHA: 'CaptchaRequests',
  CHALLENGE: 'ChallengeRequests',
} as const;

/** Sums per minute, with no data point where there was nothing to count. */
class Meter {
  readonly #series = new Map<
    string,
    { namespace: string; metric: string; dimensions: Dimensions; values: (number | null)[] }
  >();
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  add(namespace: string, metric: string, dimensions: Dimensions, minute: number, amount = 1): void {
    const key = `${namespace}|${metric}|${JSON.stringify(dimensions)}`;
    let series = this.#series.get(key);
    if (!series) {
      const values = Array.from<number | null>({ length: this.#length }).fill(null);
      this.#series.set(key, (series = { namespace, metric, dimensions, values }));
    }
    series.values[minute] = (series.values[minute] ?? 0) + amount;
  }

  all(lag: number, until: Date): MetricSeries[] {
    return [...this.#series.values()].map((one) => ({
      ...one,
      values: one.values.slice(0, this.#length - lag),
      until: new Date(until.getTime() - lag * 60_000),
    }));
  }
}

/** What CloudWatch shows of WAF, and of what stands behind it, by the region in which it is published. */
export function metricsOf(site: Site, hits: readonly Hit[]): Record<string, MetricSeries[]> {
  const end = Math.floor(site.now.getTime() / 60_000) * 60_000;
  const start = end - HISTORY_MINUTES * 60_000;
  const [waf, front] = [new Meter(HISTORY_MINUTES), new Meter(HISTORY_MINUTES)];
  for (const hit of hits) {
    const minute = Math.floor((hit.at - start) / 60_000);
    if (minute < 0 || minute >= HISTORY_MINUTES) continue;
    if (!hit.unguarded) countInWaf(site, hit, waf, minute);
    countInFront(site, hit, front, minute);
  }
  const made = (meter: Meter) => meter.all(site.settings.metricLag, new Date(end));
  const { aclPlace, place } = site;
  // Metrics of CloudFront are where its web ACL is.
  const fronts = site.distributions.length > 0 ? aclPlace.region : place.region;
  const byRegion: Record<string, MetricSeries[]> = { [place.region]: [...site.series] };
  (byRegion[aclPlace.region] ??= []).push(...made(waf));
  (byRegion[fronts] ??= []).push(...(site.distributions.length > 0 ? rates(made(front), site) : made(front)));
  return byRegion;
}

function countInWaf(site: Site, hit: Hit, meter: Meter, minute: number): void {
  const WebACL = site.acl.VisibilityConfig?.MetricName ?? '';
  const region = site.distributions.length > 0 ? {} : { Region: site.place.region };
  const add = (metric: string, Rule: string) => meter.add('AWS/WAFV2', metric, { WebACL, Rule, ...region }, minute);
  const ofRule = (rule: string, action: keyof typeof COUNTED) => {
    const watch = watchOf(site, rule);
    if (watch?.CloudWatchMetricsEnabled && watch.MetricName) add(COUNTED[action], watch.MetricName);
    add(COUNTED[action], 'ALL');
  };
  for (const { rule } of hit.counted) ofRule(rule, 'COUNT');
  if (hit.ended) return ofRule(hit.ended.rule, hit.ended.action);
  const action = site.acl.DefaultAction?.Block ? 'BLOCK' : 'ALLOW';
  if (site.acl.VisibilityConfig?.CloudWatchMetricsEnabled) add(COUNTED[action], WebACL);
  add(COUNTED[action], 'ALL');
}

/** Names of rules in front of and behind one's own are Firewall Manager's. */
function watchOf({ acl }: Site, rule: string) {
  const all = [
    ...acl.Rules,
    ...(acl.PreProcessFirewallManagerRuleGroups ?? []),
    ...(acl.PostProcessFirewallManagerRuleGroups ?? []),
  ];
  const found = all.find(({ Name }) => Name === rule);
  if (!found) throw new RangeError(`There is no rule ${rule} in this web ACL`);
  return found.VisibilityConfig;
}

/** What reached the application: what WAF let through. */
export function isThrough({ ended, unguarded }: Hit, site: Site): boolean {
  if (unguarded) return false;
  return ended ? ended.action === 'ALLOW' : !site.acl.DefaultAction?.Block;
}

function countInFront(site: Site, hit: Hit, meter: Meter, minute: number): void {
  const through = isThrough(hit, site);
  const status = hit.unguarded ? 500 : through ? hit.stream.status : answerOf(hit.ended);
  const [balancer] = site.balancers;
  if (balancer) {
    const add = (metric: string) => meter.add('AWS/ApplicationELB', metric, { LoadBalancer: balancer.path }, minute);
    meter.add('AWS/ApplicationELB', 'ConsumedLCUs', { LoadBalancer: balancer.path }, minute, 0.001);
    if (through) add('RequestCount');
    add(`HTTPCode_${through ? 'Target' : 'ELB'}_${String(status).charAt(0)}XX_Count`);
    if (status === 500 && !through) add('HTTPCode_ELB_500_Count');
  }
  const [distribution] = site.distributions;
  if (distribution?.Id !== undefined) {
    const dimensions = { DistributionId: distribution.Id, Region: 'Global' };
    const add = (metric: string) => meter.add('AWS/CloudFront', metric, dimensions, minute);
    add('Requests');
    if (status >= 400 && status < 500) add('4xxErrorRate');
    if (status === 403 && site.settings.edgeMetrics) add('403ErrorRate');
  }
}

/** CloudFront publishes parts of a hundred, in every minute that had requests. */
function rates(series: readonly MetricSeries[], site: Site): MetricSeries[] {
  const requests = series.find(({ metric }) => metric === 'Requests');
  if (!requests) return [...series];
  const names = ['4xxErrorRate', ...(site.settings.edgeMetrics ? ['403ErrorRate'] : [])];
  const made = names.map((metric): MetricSeries => {
    const counts = series.find((one) => one.metric === metric)?.values ?? [];
    const values = requests.values.map((all, index) => (all === null ? null : (100 * (counts[index] ?? 0)) / all));
    return { ...requests, metric, stat: 'Average', values };
  });
  return [requests, ...made];
}
