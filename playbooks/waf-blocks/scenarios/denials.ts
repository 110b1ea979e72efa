import type { Scenario, Truth } from '#simulation/scenario';
import { managedRules } from './managed.ts';
import { misleading } from './misleading.ts';
import { others } from './others.ts';
import { ownRules } from './own.ts';
import { quiet } from './quiet.ts';
import { rateLimits } from './rates.ts';

const all = [...managedRules, ...ownRules, ...rateLimits, ...others, ...quiet, ...misleading];

/** An incident that is looked at by a role that may read less: the same world, and another honest answer. */
function unread(of: string, id: string, denies: readonly string[], truth: Truth): Scenario {
  const base = all.find((one) => one.id === of);
  if (!base) throw new RangeError(`There is no scenario ${of}`);
  return {
    id,
    title: `${base.title}; what tells may not be read`,
    story: `${base.story} The role may not use ${denies.join(', ')}.`,
    ask: base.ask,
    account: (now) => {
      const account = base.account(now);
      return { ...account, denies: [...(account.denies ?? []), ...denies] };
    },
    truth,
  };
}

/** Neither samples nor any log: whom a rule stops, and which of the rules within a group, cannot be told. */
const unseen = ['wafv2:GetSampledRequests', 'logs:*', 's3:GetObject'];

/** Nothing may be claimed of who was blocked where nobody could be seen. */
function nobodySeen(cause: string, of: string, kind: Truth['kind'] = 'blind'): Scenario {
  return unread(of, `${cause}/nobody-seen`, unseen, {
    kind,
    rootCause: null,
    gaps: ['wafv2:GetSampledRequests'],
    mustNotClaim: [cause],
  });
}

export const denials: readonly Scenario[] = [
  nobodySeen('allow-list-order', 'allow-list-order/office-after-the-block'),
  nobodySeen('anonymous-or-hosting', 'anonymous-or-hosting/partner-in-the-cloud'),
  nobodySeen('body-size-block', 'body-size-block/uploads'),
  nobodySeen('bot-control', 'bot-control/uptime-monitor'),
  nobodySeen('challenge-captcha-api', 'challenge-captcha-api/mobile-application'),
  nobodySeen('default-action-block', 'default-action-block/new-endpoint'),
  unread('managed-rule-fp/put-there-by-firewall-manager', 'fms-managed/nobody-seen', unseen, {
    kind: 'undecided',
    rootCause: null,
    contributing: ['fms-managed'],
    gaps: ['wafv2:GetSampledRequests'],
    mustNotClaim: ['managed-rule-fp', 'body-size-block'],
  }),
  nobodySeen('geo-block', 'geo-block/one-country-too-many'),
  nobodySeen('ip-reputation', 'ip-reputation/customers-behind-a-vpn'),
  nobodySeen('ip-set-block', 'ip-set-block/partner-on-the-list'),
  nobodySeen('managed-rule-fp', 'managed-rule-fp/html-editor'),
  unread(
    'metrics-off/blocks-that-nobody-counts',
    'metrics-off/metrics-denied',
    ['cloudwatch:GetMetricData', ...unseen],
    {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['metrics-off', 'sampling-off'],
    },
  ),
  nobodySeen('oversize-match', 'oversize-match/documents'),
  nobodySeen('own-rule-match', 'own-rule-match/admin-in-the-path'),
  nobodySeen('rate-key-is-proxy', 'rate-key-is-proxy/new-cdn'),
  nobodySeen('rate-limit-hit', 'rate-limit-hit/batch-of-a-partner'),
  nobodySeen('rate-limit-shared-ip', 'rate-limit-shared-ip/office'),
  nobodySeen('rate-limit-too-low', 'rate-limit-too-low/new-page'),
  nobodySeen('sampling-off', 'sampling-off/the-rule-that-blocks'),
  nobodySeen('attack-blocked', 'attack-blocked/log4j-flood'),
  unread('count-mode-only/preview', 'count-mode-only/nobody-seen', unseen, {
    kind: 'undecided',
    rootCause: null,
    possible: ['count-mode-only'],
    gaps: ['wafv2:GetSampledRequests'],
    mustNotClaim: ['managed-rule-fp', 'attack-blocked'],
  }),
  nobodySeen('rule-version-change', 'managed-rule-fp/html-editor'),
  unread('not-waf/application-answers-403', 'not-waf/metrics-denied', ['cloudwatch:GetMetricData', 's3:GetObject'], {
    kind: 'blind',
    rootCause: null,
    gaps: ['cloudwatch:GetMetricData'],
    mustNotClaim: ['not-waf', 'managed-rule-fp'],
  }),
  unread('waf-500/no-answer-of-waf', 'waf-500/log-denied', ['s3:GetObject'], {
    kind: 'blind',
    rootCause: null,
    gaps: ['s3:GetObject'],
    mustNotClaim: ['waf-500', 'not-waf'],
  }),
];
