import type { Scenario } from '#simulation/scenario';
import { people, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, managedByFirewallManager, rules } from '#simulation/waf/happenings';
import { managed, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { bakery, shop, uploads } from './sites.ts';

/** Causes that stand by and have nothing to do with it. */
export const bystanders: readonly Scenario[] = [
  {
    id: 'challenge-captcha-api/browsers-pass-it',
    title: 'Browsers are challenged, and pass',
    story:
      'A rule challenges whoever opens the login page, since an hour. Browsers solve it by themselves and never show it. Nobody notices.',
    ask: 'bakery',
    account: (now) =>
      guarded(
        now,
        bakery('silent-challenge'),
        rules(own({ name: 'prove', priority: 55, statement: statements.path('/login'), action: { Challenge: {} } })),
        aclChanged(61, 'maria.keller'),
        calls(
          visitors({
            who: 'logins',
            perMinute: 4,
            clients: people('logins', 90),
            routes: [{ method: 'GET', path: '/login' }],
            headers: { accept: 'text/html' },
            stops: [{ rule: 'prove', action: 'CHALLENGE', since: 60, failure: 'TOKEN_MISSING', part: 0.4 }],
          }),
        ),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['challenge-captcha-api', 'own-rule-match'] },
  },
  {
    id: 'rule-version-change/somebody-changed-the-rules',
    title: 'The group is not pinned, and somebody changed the web ACL',
    story:
      'The core rule set has no pinned version. It blocks uploads since an engineer took it off Count, half an hour ago: that was no new version.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('unpinned'),
        rules(managed({ name: 'common', priority: 20, group: 'AWSManagedRulesCommonRuleSet' })),
        aclChanged(31, 'lena.vogt'),
        calls(uploads(30)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      mustNotClaim: ['rule-version-change', 'managed-rule-fp'],
    },
  },
  {
    id: 'fms-managed/in-front-and-innocent',
    title: 'Firewall Manager’s group is there, and innocent',
    story:
      'Firewall Manager keeps a group in front of the web ACL, which turns scanners away. Uploads are blocked since 40 minutes by a rule of the account’s own.',
    ask: 'bakery',
    account: (now) =>
      guarded(
        now,
        bakery('innocent-fms'),
        managedByFirewallManager(
          'first',
          managed({ name: 'FMManagedCore', priority: 0, group: 'AWSManagedRulesLinuxRuleSet', version: 'Version_2.2' }),
        ),
        calls(uploads(40)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      mustNotClaim: ['fms-managed'],
    },
  },
];
