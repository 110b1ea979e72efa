import { fact, ReadFailure } from '#playbook';
import type { BlindReason, Read } from '#playbook';
import * as wafv2 from '#aws/wafv2';
import type { SampledRequest, Samples, WebAcl } from '#aws/wafv2';
import { window } from '../window.ts';
import { minuteAfter, minuteOf, minutesAfter } from '../words.ts';
import { LOOKBACK_MINUTES, total, traffic, turnedAway } from './traffic.ts';
import type { Traffic } from './traffic.ts';
import { webAcl } from './web-acl.ts';

/** Samples are kept so long. */
const KEPT_MINUTES = 179;
/** Rules sampled at most, those first that turned away most: five calls a second are allowed. */
const MOST_RULES = 16;
/** A full population says nothing of what came after its last request: these last minutes are sampled as well. */
const FULL = 5_000;
const LAST_MINUTES = 10;

/** Requests that one rule matched, or why they could not be seen. */
export type Seen =
  | { readonly kind: 'sampled'; readonly requests: readonly SampledRequest[]; readonly population: number }
  | { readonly kind: 'off' }
  | { readonly kind: 'unread'; readonly why: BlindReason; readonly detail: string };

export interface Sampled {
  /** By the rule's metric; only of rules that turned requests away, and such as have no metrics. */
  readonly byRule: Readonly<Record<string, Seen>>;
  /** Requests that no rule decided about. */
  readonly byDefault: Seen;
  /** What was let through: the traffic to compare with. Empty where it could not be seen. */
  readonly allowed: readonly SampledRequest[];
  readonly from: Date;
  readonly to: Date;
}

export const samples = fact({
  id: 'waf.samples',
  title: 'Sampled requests',
  step: 'Sampled requests',
  from: { webAcl, traffic, window },
  reads: [wafv2.samples],
  learn: async ({ webAcl, traffic, window }, { read, now, unseen }): Promise<Sampled> => {
    const oldest = minutesAfter(now, -KEPT_MINUTES);
    const from = minuteOf(new Date(Math.max(oldest.getTime(), minutesAfter(window.from, -LOOKBACK_MINUTES).getTime())));
    const to = minuteAfter(new Date(Math.min(now.getTime(), window.to.getTime())));
    if (window.to < oldest) throw new ReadFailure('absent', 'AWS WAF keeps sampled requests for three hours only');
    const take = async (metric: string): Promise<Seen> => {
      try {
        return { kind: 'sampled', ...(await sampled(webAcl.arn, metric, { from, to }, read)) };
      } catch (error) {
        if (!(error instanceof ReadFailure) || error.why === 'denied') throw error;
        unseen(error);
        return { kind: 'unread', why: error.why, detail: error.message };
      }
    };
    const off: Seen = { kind: 'off' };
    const rules = rulesToSample(webAcl, traffic, window.from, window.to);
    const [byDefault, taken, letThrough] = await Promise.all([
      webAcl.sampled ? take(webAcl.metric) : off,
      Promise.all(rules.map(async ({ metric, sampled: on }) => [metric, on ? await take(metric) : off] as const)),
      Promise.all(allowRules(webAcl, traffic, window.from, window.to).map(({ metric }) => take(metric))),
    ]);
    const baseline = [byDefault, ...letThrough].flatMap((seen) => (seen.kind === 'sampled' ? seen.requests : []));
    return {
      byRule: Object.fromEntries(taken),
      byDefault,
      allowed: baseline.filter(({ action }) => action === 'ALLOW'),
      from,
      to,
    };
  },
});

async function sampled(
  arn: string,
  metric: string,
  { from, to }: { readonly from: Date; readonly to: Date },
  read: Read,
): Promise<Pick<Samples, 'requests' | 'population'>> {
  const first = await read(wafv2.samples, { arn, metric, from, to });
  const late = minutesAfter(to, -LAST_MINUTES);
  if (first.population < FULL || first.to >= late) return first;
  const last = await read(wafv2.samples, { arn, metric, from: late, to });
  return { requests: [...first.requests, ...last.requests], population: first.population + last.population };
}

function rulesToSample({ rules }: WebAcl, { byRule }: Traffic, from: Date, to: Date) {
  const counted = rules
    .map((rule) => ({ ...rule, count: total(turnedAway(byRule[rule.metric]), from, to) }))
    .filter(({ count, measured, action }) => count > 0 || (!measured && action !== 'Allow' && action !== 'Count'));
  return counted.toSorted((a, b) => b.count - a.count).slice(0, MOST_RULES);
}

/** Where the default is to block, or a rule lets most through, that rule's requests are the ordinary traffic. */
function allowRules({ rules }: WebAcl, { byRule }: Traffic, from: Date, to: Date) {
  return rules
    .filter(({ action, sampled: on }) => action === 'Allow' && on)
    .map((rule) => ({ ...rule, count: total(byRule[rule.metric]?.allowed ?? [], from, to) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 2);
}
