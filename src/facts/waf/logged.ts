import { fact, maybe, ReadFailure } from '#playbook';
import type { SampledRequest } from '#aws/wafv2';
import { logged as loggedRequests } from '#aws/wafv2-log';
import { window } from '../window.ts';
import { minuteAfter, minuteOf } from '../words.ts';
import { logging } from './logging.ts';
import { samples } from './samples.ts';
import { total, traffic, turnedAway } from './traffic.ts';
import { identity, webAcl } from './web-acl.ts';

/** Rules looked for in the log at most: filtering looks through all of it each time. */
const MOST_RULES = 3;

/**
 * Requests that rules turned away, from WAF's log in CloudWatch Logs, by the rule's metric: of those rules of which
 * nothing was sampled. Logs in S3 and Firehose are not read.
 */
export const logged = fact({
  id: 'waf.logged',
  title: 'Requests in WAF’s own log',
  step: 'Sampled requests',
  from: { identity, webAcl, traffic, samples: maybe(samples), logging: maybe(logging), window },
  reads: [loggedRequests],
  withinMs: 8_000,
  learn: async (known, { read, unseen }): Promise<Readonly<Record<string, readonly SampledRequest[]>>> => {
    const { identity, webAcl, traffic, samples, logging, window } = known;
    const destination = logging.known ? logging.value?.destinations.find((arn) => arn.includes(':logs:')) : undefined;
    const group = destination?.split(':')[6];
    if (group === undefined) return {};
    const hidden = webAcl.rules
      .map((rule) => ({ ...rule, count: total(turnedAway(traffic.byRule[rule.metric]), window.from, window.to) }))
      .filter(({ count, metric }) => count > 0 && !(samples.known && samples.value.byRule[metric]?.kind === 'sampled'))
      .toSorted((a, b) => b.count - a.count)
      .slice(0, MOST_RULES);
    const span = { from: minuteOf(window.from), to: minuteAfter(window.to), region: identity.region };
    const found = await Promise.all(
      hidden.map(async ({ metric, name }) => {
        try {
          return [[metric, await read(loggedRequests, { group, rule: name, ...span })] as const];
        } catch (error) {
          if (!(error instanceof ReadFailure)) throw error;
          unseen(error);
          return [];
        }
      }),
    );
    return Object.fromEntries(found.flat());
  },
});
