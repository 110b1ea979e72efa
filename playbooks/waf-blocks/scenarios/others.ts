import type { Scenario } from '#simulation/scenario';
import { people, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, loggedTo, rules, stops } from '#simulation/waf/happenings';
import { managed, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { magazine, shop } from './sites.ts';

export const others: readonly Scenario[] = [
  {
    id: 'waf-500/no-answer-of-waf',
    title: 'The load balancer gets no answer from WAF',
    story:
      'For 25 minutes the load balancer could not reach WAF for one request in six, and answered 500 itself, since it is not set to fail open. No rule blocks more than usual.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('waf-500'),
        calls(
          visitors({
            who: 'unlucky',
            perMinute: 10,
            clients: people('unlucky', 90),
            unguarded: { reason: 'WAFConnectionTimeout', since: 25, until: 0 },
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['waf-500'],
      resource: 'loadbalancer/app/shop-web',
      quotes: 'WAFConnectionTimeout',
    },
  },
  {
    id: 'not-waf/application-answers-403',
    title: 'The application refuses, not WAF',
    story:
      'A new release of the basket checks a permission that nobody has. It answers 403 to everyone who puts something into the basket. WAF lets all of it through.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('app-403'),
        calls(
          visitors({
            who: 'basket',
            perMinute: 9,
            clients: people('basket', 80),
            from: 35,
            routes: [{ method: 'POST', path: '/v1/basket' }],
            status: 403,
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['not-waf'],
      resource: 'loadbalancer/app/shop-web',
      mustNotClaim: ['managed-rule-fp'],
    },
  },
  {
    id: 'not-waf/bucket-answers-403',
    title: 'The origin of the distribution refuses',
    story:
      'Half an hour ago the bucket policy behind the distribution lost its grant. Pictures answer 403 from the origin. The web ACL blocks scanners only.',
    ask: 'magazine-edge',
    account: (now) =>
      guarded(
        now,
        magazine('bucket-403'),
        calls(
          visitors({
            who: 'pictures',
            perMinute: 20,
            clients: people('pictures', 120),
            from: 30,
            routes: [{ method: 'GET', path: '/media/cover.jpg' }],
            status: 403,
          }),
        ),
      ),
    truth: { kind: 'diagnosed', rootCause: ['not-waf'], resource: 'distribution/' },
  },
  {
    id: 'sampling-off/the-rule-that-blocks',
    title: 'The rule that blocks is not sampled',
    story:
      'A new rule group was added 30 minutes ago with sampling off. It blocks nine requests a minute, and nobody can tell whose they are. The log goes to a bucket.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('unsampled'),
        rules(
          managed({
            name: 'php',
            priority: 35,
            group: 'AWSManagedRulesPHPRuleSet',
            watch: { SampledRequestsEnabled: false },
          }),
        ),
        loggedTo('arn:aws:s3:::aws-waf-logs-shop'),
        aclChanged(31, 'terraform'),
        calls(
          visitors({
            who: 'forms',
            perMinute: 9,
            clients: people('forms', 80),
            stops: [{ rule: 'php', within: 'PHPHighRiskMethodsVariables_BODY', action: 'BLOCK', since: 30 }],
          }),
        ),
      ),
    truth: { kind: 'diagnosed', rootCause: ['sampling-off'], resource: 'php' },
  },
  {
    id: 'metrics-off/blocks-that-nobody-counts',
    title: 'Blocks that no rule accounts for',
    story:
      'A rule with metrics and sampling off blocks since 40 minutes. The web ACL’s total rises, and none of its visible rules does.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('dark'),
        rules(
          own({
            name: 'legacy',
            priority: 7,
            statement: statements.path('/v1/basket'),
            watch: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false },
          }),
        ),
        calls(
          visitors({
            who: 'basket',
            perMinute: 6,
            clients: people('dark', 50),
            routes: [{ method: 'POST', path: '/v1/basket' }],
            stops: [{ rule: 'legacy', action: 'BLOCK', since: 40 }],
          }),
        ),
      ),
    truth: { kind: 'diagnosed', rootCause: ['metrics-off'], resource: 'legacy' },
  },
  {
    id: 'count-mode-only/preview',
    title: 'A group on Count matches a lot and blocks nothing',
    story:
      'The core rule set is being tried out on Count since yesterday. It would block all uploads; it blocks none. People are as happy as ever.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('preview'),
        rules(managed({ name: 'preview', priority: 60, group: 'AWSManagedRulesLinuxRuleSet', countOnly: true })),
        stops({ rule: 'preview', within: 'LFI_URIPATH', action: 'COUNT', part: 0.3 }),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      noticed: ['count-mode-only'],
      mustNotClaim: ['count-mode-only', 'managed-rule-fp', 'body-size-block'],
    },
  },
];
