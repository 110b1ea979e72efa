import { fact, maybe, ReadFailure } from '#playbook';
import type { FactContext } from '#playbook';
import * as cloudtrail from '#aws/cloudtrail';
import type { TrailEvent } from '#aws/cloudtrail';
import { window } from '../window.ts';
import { minuteAfter, minuteOf, minutesAfter } from '../words.ts';
import { blocks } from './blocks.ts';
import { identity, webAcl } from './web-acl.ts';

/** What changes the rules of a web ACL, or what they refer to. */
const RULES = ['UpdateWebACL', 'UpdateIPSet', 'UpdateRuleGroup', 'UpdateRegexPatternSet', 'AssociateWebACL'];
/** New versions of what is protected: they may send what was never sent before. */
const RELEASES = ['UpdateService', 'CreateDeployment', 'UpdateDistribution', 'UpdateFunctionCode20150331v2'];
const MINUTES_BEFORE = 45;
const MINUTES_AFTER = 5;

/** Changes around the onset: to the rules by name, and releases, as far as the newest hundred events tell. */
export interface Trail {
  readonly rules: readonly TrailEvent[];
  readonly releases: readonly TrailEvent[];
}

/**
 * Asked where the web ACL is: what is done to one for CloudFront is recorded in us-east-1. CloudTrail lags by up to
 * about fifteen minutes.
 */
export const trail = fact({
  id: 'waf.trail',
  title: 'Changes around the onset',
  step: 'Recent changes',
  from: { identity, webAcl, blocks: maybe(blocks), window },
  reads: [cloudtrail.events],
  withinMs: 6_000,
  learn: async ({ identity, webAcl, blocks, window }, context): Promise<Trail> => {
    const onsets = (blocks.known ? blocks.value : [])
      .filter(({ course }) => course.risen)
      .map(({ course }) => course.since);
    const times = onsets.length > 0 ? onsets.map((at) => at.getTime()) : [window.from.getTime()];
    const last = onsets.length > 0 ? minutesAfter(new Date(Math.max(...times)), MINUTES_AFTER) : window.to;
    const span = {
      from: minuteOf(minutesAfter(new Date(Math.min(...times)), -MINUTES_BEFORE)),
      to: minuteAfter(last < context.now ? last : context.now),
      region: identity.region,
    };
    const { events, cut } = await context.read(cloudtrail.events, {
      lookup: { ReadOnly: 'false' },
      ...span,
      maxPages: 2,
    });
    const named = cut ? await byName(span, context) : [];
    const all = [...new Map([...events, ...named].map((event) => [event.id, event])).values()];
    const names = [
      identity.arn,
      identity.id,
      ...webAcl.rules.flatMap((rule) => referredTo(JSON.stringify(rule.statement))),
    ];
    const done = all.filter(({ errorCode }) => errorCode === null);
    return {
      rules: done.filter((event) => RULES.includes(event.name) && mentions(event, names)),
      releases: done.filter((event) => RELEASES.includes(event.name)),
    };
  },
});

/** Ids of the IP sets and rule groups in a statement: calls name them by name and id, events by ARN as well. */
function referredTo(statement: string): readonly string[] {
  return [...statement.matchAll(/(?:ipset|rulegroup|regexpatternset)\/[^/"]+\/([^/"]+)/g)].map(([, id = '']) => id);
}

function mentions(event: TrailEvent, names: readonly string[]): boolean {
  const text = `${event.resources.join(' ')} ${JSON.stringify(event.requestParameters ?? '')}`;
  return names.some((name) => name !== '' && text.includes(name));
}

/** In a busy account the newest hundred events may reach back minutes only: then the telling names are asked singly. */
async function byName(
  span: { readonly from: Date; readonly to: Date; readonly region: string },
  { read, unseen }: FactContext,
): Promise<TrailEvent[]> {
  const found = await Promise.allSettled(
    RULES.slice(0, 3).map((EventName) => read(cloudtrail.events, { lookup: { EventName }, ...span, maxPages: 1 })),
  );
  const failure = found.find((one) => one.status === 'rejected')?.reason;
  if (failure instanceof ReadFailure) unseen(failure);
  return found.flatMap((one) => (one.status === 'fulfilled' ? one.value.events : []));
}
