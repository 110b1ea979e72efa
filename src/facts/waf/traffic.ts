import { fact } from '#playbook';
import * as cloudwatch from '#aws/cloudwatch';
import type { Series } from '#aws/cloudwatch';
import { window } from '../window.ts';
import { minuteAfter, minuteOf, minutesAfter } from '../words.ts';
import type { Tally } from './rises.ts';
import { identity, webAcl } from './web-acl.ts';

/** Before the window, to know what is usual. Samples reach no further back either. */
export const LOOKBACK_MINUTES = 120;

/** What WAF counts. Challenges and CAPTCHAs are counted on their own: they never raise the blocked ones. */
const METRICS = {
  blocked: 'BlockedRequests',
  allowed: 'AllowedRequests',
  counted: 'CountedRequests',
  captcha: 'CaptchaRequests',
  challenged: 'ChallengeRequests',
} as const;

export type Metric = keyof typeof METRICS;
const names: readonly Metric[] = ['blocked', 'allowed', 'counted', 'captcha', 'challenged'];

/** Counts per minute of what was published; a count is published only when it is not zero. */
export type Counts = Readonly<Record<Metric, readonly Tally[]>>;

/**
 * What WAF did, minute by minute. Metrics of a web ACL carry its metric's name, and of CloudFront no region.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
 */
export interface Traffic {
  /** Whatever decided. */
  readonly all: Counts;
  /** Where no rule decided, so that the default action was taken. */
  readonly byDefault: Counts;
  /** By the rule's metric. */
  readonly byRule: Readonly<Record<string, Counts>>;
  /** The time looked at; `until` is the end of the newest minute in which anything was published. */
  readonly from: Date;
  readonly until: Date;
}

export const traffic = fact({
  id: 'waf.traffic',
  title: 'What WAF blocked, allowed and counted',
  step: 'Metrics',
  from: { identity, webAcl, window },
  reads: [cloudwatch.metrics],
  learn: async ({ identity, webAcl, window }, { read, now }): Promise<Traffic> => {
    const from = minuteOf(minutesAfter(window.from, -LOOKBACK_MINUTES));
    const to = minuteAfter(minutesAfter(window.to, 1));
    const days = (now.getTime() - from.getTime()) / 86_400_000;
    const place = identity.scope === 'CLOUDFRONT' ? {} : { Region: identity.region };
    // The default action goes by the web ACL's own metric, or by a reserved name.
    const rules = ['ALL', webAcl.metric, 'Default_Action', ...webAcl.rules.map(({ metric }) => metric)];
    const queries = rules.flatMap((Rule) =>
      names.map((name) => ({
        namespace: 'AWS/WAFV2',
        metric: METRICS[name],
        dimensions: { WebACL: webAcl.metric, Rule, ...place },
        stat: 'Sum',
      })),
    );
    const periodSeconds = days > 15 ? 300 : 60;
    const series = await read(cloudwatch.metrics, { queries, from, to, periodSeconds, region: identity.region });
    const counts = rules.map((_, index) => countsOf(series.slice(index * names.length, (index + 1) * names.length)));
    const [all = none, byMetric = none, byReserved = none, ...ofRules] = counts;
    const published = [all, byMetric, byReserved, ...ofRules].flatMap((one) => names.flatMap((name) => one[name]));
    const newest = Math.max(from.getTime(), ...published.map(({ at }) => at.getTime() + periodSeconds * 1000));
    return {
      all,
      byDefault: isEmpty(byMetric) ? byReserved : byMetric,
      byRule: Object.fromEntries(webAcl.rules.map(({ metric }, index) => [metric, ofRules[index] ?? none])),
      from,
      until: new Date(Math.min(newest, to.getTime())),
    };
  },
});

const none: Counts = { blocked: [], allowed: [], counted: [], captcha: [], challenged: [] };

function isEmpty(counts: Counts): boolean {
  return names.every((name) => counts[name].length === 0);
}

function countsOf(series: readonly Series[]): Counts {
  const of = (index: number): readonly Tally[] =>
    (series[index]?.points ?? []).map(({ at, value }) => ({ at, count: value }));
  return { blocked: of(0), allowed: of(1), counted: of(2), captcha: of(3), challenged: of(4) };
}

/** Requests that a rule turned away, in whatever manner. */
export function turnedAway(counts: Counts | undefined): readonly Tally[] {
  return counts ? [...counts.blocked, ...counts.captcha, ...counts.challenged] : [];
}

/** Counts of a window. */
export function total(tallies: readonly Tally[], from: Date, to: Date): number {
  let all = 0;
  for (const { at, count } of tallies) if (at >= minuteOf(from) && at <= to) all += count;
  return all;
}
