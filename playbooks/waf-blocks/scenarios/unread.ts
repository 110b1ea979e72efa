import type { Scenario, Truth } from '#simulation/scenario';
import { managedRules } from './managed.ts';
import { others } from './others.ts';
import { ownRules } from './own.ts';
import { quiet } from './quiet.ts';
import { rateLimits } from './rates.ts';

const SAMPLES = 'wafv2:GetSampledRequests';

const known = [...managedRules, ...ownRules, ...rateLimits, ...others, ...quiet];

interface Unread {
  /** The incident as it is told elsewhere, by its id. */
  readonly of: string;
  readonly what: string;
  /** Default is the cause of the incident. */
  readonly cause?: string;
  readonly action: string;
  readonly truth: Pick<Truth, 'kind' | 'rootCause' | 'resource' | 'atMost' | 'mustNotClaim' | 'contributing'>;
}

/** The same incident, seen by a role that may not make the call that would tell. */
function unread({ of, what, cause = of.split('/')[0], action, truth }: Unread): Scenario {
  const scenario = known.find(({ id }) => id === of);
  if (!scenario) throw new RangeError(`There is no incident ${of}`);
  const { title, story, ask, account } = scenario;
  return {
    id: `${cause}/${what}-denied`,
    title: `${title}, and ${what} may not be read`,
    story: `${story} The role may not use ${action}.`,
    ask,
    account: (now) => {
      const whole = account(now);
      return { ...whole, denies: [...(whole.denies ?? []), action] };
    },
    truth: { ...truth, gaps: [action] },
  };
}

/** Without samples the manner may be guessed from the rule, and whom it hits not at all. */
function unsampled(of: string): Scenario {
  const cause = of.split('/')[0] ?? '';
  const truth: Truth = { kind: 'blind', rootCause: null, mustNotClaim: [cause] };
  return unread({ of, what: 'samples', action: SAMPLES, truth });
}

/** Each cause where the call that would tell of it is refused. */
export const unreadable: readonly Scenario[] = [
  ...[
    'managed-rule-fp/html-editor',
    'ip-reputation/customers-behind-a-vpn',
    'anonymous-or-hosting/partner-in-the-cloud',
    'bot-control/uptime-monitor',
    'geo-block/one-country-too-many',
    'ip-set-block/partner-on-the-list',
    'oversize-match/documents',
    'default-action-block/new-endpoint',
    'own-rule-match/admin-in-the-path',
    'rate-limit-shared-ip/office',
    'rate-limit-hit/batch-of-a-partner',
    'rate-limit-too-low/new-page',
    'rate-key-is-proxy/new-cdn',
    'challenge-captcha-api/mobile-application',
  ].map(unsampled),
  unread({
    of: 'managed-rule-fp/put-there-by-firewall-manager',
    cause: 'fms-managed',
    what: 'samples',
    action: SAMPLES,
    truth: { kind: 'undecided', rootCause: null, mustNotClaim: ['managed-rule-fp'] },
  }),
  unread({
    of: 'managed-rule-fp/html-editor',
    cause: 'rule-version-change',
    what: 'changes',
    action: 'cloudtrail:LookupEvents',
    truth: {
      kind: 'diagnosed',
      rootCause: ['managed-rule-fp'],
      resource: 'CrossSiteScripting_BODY',
      atMost: 'likely',
      mustNotClaim: ['rule-version-change'],
    },
  }),
  unread({
    of: 'allow-list-order/office-after-the-block',
    what: 'ip-sets',
    action: 'wafv2:GetIPSet',
    truth: { kind: 'undecided', rootCause: null, mustNotClaim: ['allow-list-order'] },
  }),
  unread({
    of: 'not-waf/application-answers-403',
    what: 'access-log',
    action: 's3:ListBucket',
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['not-waf'] },
  }),
  unread({
    of: 'sampling-off/the-rule-that-blocks',
    what: 'web-acl',
    action: 'wafv2:GetWebACL',
    truth: { kind: 'blind', rootCause: null, mustNotClaim: ['sampling-off'] },
  }),
  unread({
    of: 'metrics-off/blocks-that-nobody-counts',
    what: 'web-acl',
    action: 'wafv2:GetWebACL',
    truth: { kind: 'blind', rootCause: null, mustNotClaim: ['metrics-off'] },
  }),
  unread({
    of: 'count-mode-only/preview',
    what: 'metrics',
    action: 'cloudwatch:GetMetricData',
    truth: { kind: 'blind', rootCause: null, mustNotClaim: ['count-mode-only'] },
  }),
  unread({
    of: 'attack-blocked/log4j-flood',
    what: 'samples',
    action: SAMPLES,
    truth: { kind: 'blind', rootCause: null, mustNotClaim: ['attack-blocked', 'managed-rule-fp'] },
  }),
];
