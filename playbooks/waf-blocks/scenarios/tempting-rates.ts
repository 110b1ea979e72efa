import type { Scenario } from '#simulation/scenario';
import { people, scanner, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, heldOff, rules, streamIs } from '#simulation/waf/happenings';
import { managed, own, statements } from '#simulation/waf/rules';
import { managedByFirewallManager } from '#simulation/waf/happenings';
import { guarded } from '#simulation/waf/site';
import { magazine, storefront, tickets } from './places.ts';

const limit = (Limit: number, more: object = {}) =>
  own({ name: 'per-address', priority: 50, statement: statements.rate(Limit, more) });
const office = [{ ip: '192.0.2.17', country: 'DE' }];

export const temptingRates: readonly Scenario[] = [
  {
    id: 'tempting-rates/office-behind-one-address',
    title: 'Three hundred people behind one address',
    symptom: 'A whole office is locked out',
    story:
      'Since a limit of 100 in five minutes was set 36 minutes ago, an office of 300 people behind one address is blocked again and again. They have sessions, browsers of all kinds, and ask for ordinary pages. The graph looks like that of a bot.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-nat'),
        rules(limit(100)),
        aclChanged(36, 's.brandt'),
        heldOff('per-address', '192.0.2.17/32'),
        calls(
          visitors({
            who: 'office',
            perMinute: 45,
            clients: office,
            stops: [{ rule: 'per-address', action: 'BLOCK', since: 36, part: 0.6 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['rate-limit-shared-ip', 'rate-limit-hit'],
      resource: 'per-address',
      mustNotClaim: ['bot-control', 'ip-set-block', 'managed-rule-fp', 'attack-blocked', 'rate-key-is-proxy'],
    },
  },
  {
    id: 'tempting-rates/a-scraper',
    title: 'A scraper is held off',
    story:
      'One address copies the catalogue with a script at 900 requests a minute since 22 minutes, and is held off by the rate limit. Nobody else is.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-scraper'),
        heldOff('per-address', '185.12.7.201/32'),
        calls(
          scanner({
            who: 'scraper',
            perMinute: 300,
            from: 22,
            clients: [{ ip: '185.12.7.201', country: 'NL' }],
            agents: ['python-requests/2.32.3'],
            routes: [
              { method: 'GET', path: '/products/81724' },
              { method: 'GET', path: '/' },
            ],
            status: 200,
            stops: [{ rule: 'per-address', action: 'BLOCK', part: 0.55 }],
          }),
        ),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['rate-limit-hit', 'rate-limit-too-low', 'rate-limit-shared-ip', 'rate-key-is-proxy'],
    },
  },
  {
    id: 'tempting-rates/behind-a-proxy',
    title: 'Everybody comes from three addresses',
    story:
      'The tickets went behind a partner’s CDN 44 minutes ago. WAF sees three addresses of that CDN in place of all visitors, and the limit per address stops most of them.',
    ask: 'tix-public',
    account: (now) => {
      const cdn = [1, 2, 3].map((last) => ({ ip: `198.51.100.${100 + last}`, country: 'AU' }));
      return guarded(
        now,
        tickets('tempting-cdn'),
        streamIs('visitors', { until: 44 }),
        heldOff('per-address', ...cdn.map(({ ip }) => `${ip}/32`)),
        calls(
          visitors({
            who: 'through the CDN',
            perMinute: 118,
            from: 44,
            clients: cdn,
            headers: { cookie: 'session=8f2b', 'x-forwarded-for': '203.0.113.4', via: '2.0 cdn.example.net' },
            stops: [{ rule: 'per-address', action: 'BLOCK', part: 0.7 }],
          }),
        ),
      );
    },
    truth: {
      kind: 'diagnosed',
      rootCause: ['rate-key-is-proxy'],
      atMost: 'likely',
      mustNotClaim: ['rate-limit-shared-ip', 'rate-limit-too-low', 'attack-blocked', 'ip-set-block'],
    },
  },
  {
    id: 'tempting-rates/too-low-for-everybody',
    title: 'A limit that ordinary readers reach',
    story:
      'A limit of ten in a minute was set 29 minutes ago, for a page that now loads its pictures one by one. Readers all over the country reach it, each by a little.',
    ask: 'magazine-edge',
    account: (now) =>
      guarded(
        now,
        magazine('tempting-low'),
        rules(limit(10, { EvaluationWindowSec: 60 })),
        aclChanged(29, 'maria.keller'),
        calls(
          visitors({
            who: 'readers',
            perMinute: 60,
            clients: people('tempting-low/readers', 90),
            stops: [{ rule: 'per-address', action: 'BLOCK', since: 29, part: 0.35 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['rate-limit-too-low'],
      atMost: 'likely',
      mustNotClaim: ['rate-limit-shared-ip', 'rate-key-is-proxy', 'attack-blocked', 'managed-rule-fp'],
    },
  },
  {
    id: 'tempting-rates/the-application-says-no',
    title: 'The application answers 403, and WAF is blameless',
    story:
      'Since 34 minutes orders are answered 403 by the application, which lost a permission. WAF blocks a few scanners, as ever. Whoever sees 403 thinks of WAF.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-app'),
        calls(
          visitors({
            who: 'orders',
            perMinute: 16,
            from: 34,
            clients: people('tempting-app/orders', 60),
            routes: [{ method: 'POST', path: '/v1/orders' }],
            status: 403,
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['not-waf'],
      mustNotClaim: ['managed-rule-fp', 'attack-blocked', 'default-action-block', 'ip-reputation'],
    },
  },
  {
    id: 'tempting-rates/waf-does-not-answer',
    title: 'WAF does not answer in time',
    story:
      'For twelve minutes the load balancer gets no answer from WAF for part of the requests, and fails them with 500. No rule blocks anything.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-500'),
        calls(
          visitors({
            who: 'unlucky',
            perMinute: 18,
            from: 32,
            until: 4,
            clients: people('tempting-500', 60),
            unguarded: { reason: 'WAFConnectionTimeout', since: 32, until: 4 },
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['waf-500'],
      mustNotClaim: ['not-waf', 'managed-rule-fp', 'default-action-block'],
    },
  },
  {
    id: 'tempting-rates/group-of-the-security-team',
    title: 'It is the security team’s group that blocks',
    story:
      'Firewall Manager put a group with the core rules in front of the tickets’ own, 39 minutes ago. It blocks uploads. The rules of the web ACL itself block nobody; whoever owns it cannot change the group.',
    ask: 'tix-public',
    account: (now) =>
      guarded(
        now,
        tickets('tempting-fms'),
        managedByFirewallManager(
          'first',
          managed({ name: 'corp-core', priority: 0, group: 'AWSManagedRulesCommonRuleSet' }),
        ),
        aclChanged(39, 'fms'),
        calls(
          visitors({
            who: 'uploads',
            perMinute: 9,
            clients: people('tempting-fms/up', 60, ['AU']),
            routes: [{ method: 'POST', path: '/v1/upload' }],
            body: [30_000, 800_000],
            stops: [{ rule: 'corp-core', within: 'SizeRestrictions_BODY', action: 'BLOCK', since: 39 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      contributing: ['fms-managed'],
      mustNotClaim: ['default-action-block', 'not-waf', 'attack-blocked'],
    },
  },
  {
    id: 'tempting-rates/a-rule-without-samples',
    title: 'The rule that blocks keeps no samples',
    story:
      'A rule of one’s own blocks forty requests a minute since 27 minutes, as its metric says. It was written without sampling: whom it blocks nobody can see. All other rules are sampled, and show scanners only.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-unsampled'),
        rules(
          own({
            name: 'legacy-clients',
            priority: 3,
            statement: statements.path('/v1/'),
            watch: { SampledRequestsEnabled: false },
          }),
        ),
        aclChanged(27, 's.brandt'),
        calls(
          visitors({
            who: 'blocked',
            perMinute: 40,
            clients: people('tempting-unsampled', 80),
            routes: [{ method: 'GET', path: '/v1/session' }],
            stops: [{ rule: 'legacy-clients', action: 'BLOCK', since: 27 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['own-rule-match', 'sampling-off'],
      resource: 'legacy-clients',
      mustNotClaim: ['attack-blocked', 'managed-rule-fp', 'not-waf', 'ip-reputation'],
    },
  },
];
