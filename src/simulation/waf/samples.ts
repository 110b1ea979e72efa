import type { HTTPHeader } from '@aws-sdk/client-wafv2';
import type { InspectedRequest } from '../account/wafv2.ts';
import type { Site, Stop } from './model.ts';
import type { Hit } from './traffic.ts';

/** Of which rule a request is a sample; the name under which those stand that no rule decided about. */
export const BY_DEFAULT = 'default';

/** Requests by the rule that they are samples of: a counted request is one of several rules. */
export function inspected(site: Site, hits: readonly Hit[]): Record<string, InspectedRequest[]> {
  const byRule: Record<string, InspectedRequest[]> = {};
  const note = (rule: string, request: InspectedRequest) => (byRule[rule] ??= []).push(request);
  for (const hit of hits) {
    if (hit.unguarded) continue;
    for (const stop of hit.counted) note(stop.rule, sampleOf(site, hit, stop));
    note(hit.ended?.rule ?? BY_DEFAULT, sampleOf(site, hit, hit.ended));
  }
  return byRule;
}

/** A request as a sample of one rule shows it; of none for the default action. */
export function sampleOf(site: Site, hit: Hit, stop: Stop | null): InspectedRequest {
  const action = stop?.action ?? (site.acl.DefaultAction?.Block ? 'BLOCK' : 'ALLOW');
  const labels = [...hit.counted, ...(stop ? [stop] : [])].flatMap((one) => one.labels ?? []);
  const within = stop?.within === undefined ? undefined : longName(site, stop);
  const token =
    stop?.failure === undefined
      ? {}
      : {
          [action === 'CAPTCHA' ? 'CaptchaResponse' : 'ChallengeResponse']: {
            ResponseCode: answerOf(stop),
            FailureReason: stop.failure,
          },
        };
  return {
    Request: {
      ClientIP: hit.client.ip,
      Country: hit.client.country,
      URI: hit.path,
      Method: hit.method,
      HTTPVersion: 'HTTP/2.0',
      Headers: headersOf(site, hit),
    },
    Timestamp: new Date(Math.floor(hit.at / 1_000) * 1_000),
    Action: action,
    ...(within === undefined ? {} : { RuleNameWithinRuleGroup: within }),
    ...(labels.length === 0 ? {} : { Labels: [...new Set(labels)].map((Name) => ({ Name })) }),
    ...(action === 'ALLOW' || action === 'COUNT' ? {} : { ResponseCodeSent: answerOf(stop) }),
    ...token,
  };
}

/** `AWS#AWSManagedRulesCommonRuleSet#SizeRestrictions_BODY`; of one's own groups `group#rule`. */
function longName(site: Site, { rule, within }: Stop): string {
  const groups = [
    ...(site.acl.PreProcessFirewallManagerRuleGroups ?? []),
    ...(site.acl.PostProcessFirewallManagerRuleGroups ?? []),
  ].map(({ Name, FirewallManagerStatement }) => ({ Name, Statement: FirewallManagerStatement }));
  const found = [...site.acl.Rules, ...groups].find(({ Name }) => Name === rule)?.Statement;
  const { VendorName, Name } = found?.ManagedRuleGroupStatement ?? {};
  if (Name !== undefined) return `${VendorName}#${Name}#${within}`;
  return `${found?.RuleGroupReferenceStatement?.ARN?.split('/').at(-2) ?? rule}#${within}`;
}

/** What the client is answered with when a rule ends the request. */
export function answerOf(stop: Stop | null): number {
  if (stop?.status !== undefined) return stop.status;
  if (stop?.action === 'CHALLENGE') return 202;
  return stop?.action === 'CAPTCHA' ? 405 : 403;
}

function headersOf(site: Site, { stream, agent, length }: Hit): HTTPHeader[] {
  const headers = {
    host: stream.host || site.domain,
    ...(agent === '' ? {} : { 'user-agent': agent }),
    ...stream.headers,
    ...(length === null ? {} : { 'content-length': String(length) }),
  };
  return Object.entries(headers).map(([Name, Value]) => ({ Name, Value }));
}
