import type { Scenario } from '#simulation/scenario';
import { machines, people, program, scanner, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, loggedTo, rules, stops, streamIs } from '#simulation/waf/happenings';
import { managed, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { magazine, partners, shop, uploads } from './sites.ts';

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
      mustNotClaim: ['count-mode-only', 'managed-rule-fp', 'body-size-block'],
    },
  },
  {
    id: 'attack-blocked/log4j-flood',
    title: 'Three hundred times as many blocks, and all is well',
    story:
      'Since 25 minutes forty machines of a hosting provider try Log4J and SQL injections. WAF turns all of it away, and visitors notice nothing.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('log4j'),
        calls(
          scanner({
            who: 'attackers',
            perMinute: 240,
            clients: machines('log4j', 40),
            from: 25,
            routes: [
              { method: 'GET', path: '/' },
              { method: 'POST', path: '/v1/orders' },
              { method: 'GET', path: '/${jndi:ldap://x}' },
            ],
            stops: [
              { rule: 'bad-inputs', within: 'Log4JRCE_HEADER', action: 'BLOCK', part: 0.6 },
              { rule: 'sqli', within: 'SQLi_BODY', action: 'BLOCK' },
            ],
          }),
        ),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['managed-rule-fp', 'ip-reputation', 'attack-blocked'],
    },
  },
  {
    id: 'attack-blocked/scraper-at-the-rate-limit',
    title: 'A scraper runs into the rate limit',
    story:
      'One address fetches product pages as fast as it can with a script, without a session. The rate limit holds it off, as it should.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('scraper'),
        calls(
          program({
            who: 'scraper',
            perMinute: 500,
            clients: [{ ip: '45.9.148.12', country: 'NL' }],
            from: 30,
            agents: ['python-requests/2.32.3'],
            headers: { accept: '*/*' },
            routes: [{ method: 'GET', path: '/products/81724' }],
            stops: [{ rule: 'per-address', action: 'BLOCK', since: 26, part: 0.8 }],
          }),
        ),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['rate-limit-hit', 'rate-limit-shared-ip'] },
  },
  {
    id: 'healthy/shop',
    title: 'An ordinary day of the shop',
    story: 'Visitors come and go, scanners are turned away as on every day. Nothing changed.',
    ask: 'shop-web',
    account: (now) => guarded(now, shop('healthy')),
    truth: { kind: 'not-happening', rootCause: null },
  },
  {
    id: 'healthy/magazine',
    title: 'An ordinary day of the magazine',
    story: 'Readers read. The web ACL is one for CloudFront; scanners are turned away as on every day.',
    ask: 'magazine-edge',
    account: (now) => guarded(now, magazine('healthy-edge')),
    truth: { kind: 'not-happening', rootCause: null },
  },
  {
    id: 'healthy/quiet-api',
    title: 'An API that nobody calls at night',
    story: 'No request reached the web ACL for three hours, so it turned nobody away.',
    ask: 'partner-api',
    account: (now) =>
      guarded(now, partners('night'), streamIs('visitors', { perMinute: 0 }), streamIs('scanners', { perMinute: 0 })),
    truth: { kind: 'not-happening', rootCause: null },
  },
  {
    id: 'healthy/not-found-everywhere',
    title: 'Scanners find nothing, noisily',
    story:
      'A scanner that WAF does not know asks for hundreds of pages that do not exist, and gets 404 from the application.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('404'),
        calls(scanner({ who: 'curious', perMinute: 40, clients: machines('404', 3), from: 30 })),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['not-waf'] },
  },
  {
    id: 'several/uploads-and-a-country',
    title: 'Uploads are blocked, and so is a country',
    story:
      'Two changes within the hour: the core rule set blocks uploads since 50 minutes, and a country rule turns a few visitors from Austria away since 30.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('two'),
        rules(own({ name: 'countries', priority: 5, statement: statements.geo('AT') })),
        calls(
          uploads(50, { perMinute: 9 }),
          visitors({
            who: 'austrians',
            perMinute: 1,
            clients: people('austrians', 30, ['AT']),
            stops: [{ rule: 'countries', action: 'BLOCK', since: 30 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      contributing: ['geo-block'],
    },
  },
  {
    id: 'recovered/rolled-back',
    title: 'The change was rolled back',
    story: 'Between 50 and 20 minutes ago uploads were blocked. The web ACL was put back, and they work again.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('rolled-back'),
        calls(
          uploads(50, {
            stops: [{ rule: 'common', within: 'SizeRestrictions_BODY', action: 'BLOCK', since: 50, until: 20 }],
          }),
        ),
        aclChanged(51, 'lena.vogt'),
        aclChanged(21, 'lena.vogt'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      recovered: true,
    },
  },
];
