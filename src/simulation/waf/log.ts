import type { Logs } from '../account/logs.ts';
import { hex, uuid } from '../shop/dice.ts';
import type { Site, Stop } from './model.ts';
import { sampleOf } from './samples.ts';
import type { Hit } from './traffic.ts';

/** What the web ACL writes to CloudWatch Logs, one line of JSON a request. Fields as in the WAF developer guide. */
export function logOf(site: Site, hits: readonly Hit[]): Logs | undefined {
  const destination = site.logging[0]?.LogDestinationConfigs?.find((arn) => arn.includes(':logs:'));
  const group = destination?.split(':')[6];
  if (group === undefined) return undefined;
  const stream = `${site.aclPlace.region}_${site.acl.Name}_0`;
  const lines = () =>
    hits.filter(({ unguarded }) => !unguarded).map((hit) => ({ at: hit.at, text: lineOf(site, hit) }));
  return { groups: [{ logGroupName: group }], streams: [{ group, stream, lines }] };
}

function lineOf(site: Site, hit: Hit): string {
  const { ended } = hit;
  const sample = sampleOf(site, hit, ended);
  const within = sample.RuleNameWithinRuleGroup?.split('#') ?? [];
  const token = sample.CaptchaResponse ?? sample.ChallengeResponse;
  return JSON.stringify({
    timestamp: hit.at,
    formatVersion: 1,
    webaclId: site.acl.ARN,
    terminatingRuleId: ended?.rule ?? 'Default_Action',
    terminatingRuleType: ended ? typeOf(site, ended) : 'REGULAR',
    action: sample.Action,
    terminatingRuleMatchDetails: [],
    httpSourceName: site.distributions.length > 0 ? 'CF' : 'ALB',
    httpSourceId: `${site.place.account}-${site.balancers[0]?.path ?? site.domain}`,
    ruleGroupList:
      within.length > 0
        ? [{ ruleGroupId: within.slice(0, -1).join('#'), terminatingRule: { ruleId: within.at(-1), action: 'BLOCK' } }]
        : [],
    rateBasedRuleList: [],
    nonTerminatingMatchingRules: hit.counted.map(({ rule }) => ({ ruleId: rule, action: 'COUNT' })),
    requestHeadersInserted: null,
    responseCodeSent: sample.ResponseCodeSent ?? null,
    httpRequest: {
      clientIp: hit.client.ip,
      country: hit.client.country,
      headers: sample.Request?.Headers?.map(({ Name, Value }) => ({ name: Name, value: Value })),
      uri: hit.path,
      args: 'token=hush',
      httpVersion: 'HTTP/2.0',
      httpMethod: hit.method,
      requestId: `1-${hex(String(hit.at), 8)}-${uuid(`${site.seed}/${hit.at}`).replaceAll('-', '').slice(0, 24)}`,
    },
    ...(sample.Labels ? { labels: sample.Labels.map(({ Name }) => ({ name: Name })) } : {}),
    ...(token
      ? {
          [sample.Action === 'CAPTCHA' ? 'captchaResponse' : 'challengeResponse']: {
            responseCode: token.ResponseCode,
            failureReason: token.FailureReason,
          },
        }
      : {}),
  });
}

function typeOf({ acl }: Site, { rule }: Stop): string {
  const statement = acl.Rules.find(({ Name }) => Name === rule)?.Statement;
  if (statement?.ManagedRuleGroupStatement) return 'MANAGED_RULE_GROUP';
  if (statement?.RuleGroupReferenceStatement) return 'GROUP';
  return statement?.RateBasedStatement ? 'RATE_BASED' : 'REGULAR';
}
