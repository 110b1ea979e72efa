import type { Scenario } from '#simulation/scenario';
import { people, program, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, managedByFirewallManager, rules } from '#simulation/waf/happenings';
import { labelOf } from '#simulation/waf/managed-groups';
import { managed, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { magazine, partners, shop, uploads } from './sites.ts';

const label = (namespace: string, rule: string) => `awswaf:managed:aws:${namespace}:${labelOf(rule)}`;

export const managedRules: readonly Scenario[] = [
  {
    id: 'body-size-block/uploads',
    title: 'Customers cannot send pictures',
    symptom: 'Uploading a picture ends in 403',
    story:
      'Forty minutes ago the core rule set was taken off Count. Since then it blocks whatever has a body over 8 KB, and customers who send pictures of damaged parcels get 403. Scanners are blocked all day, as ever. Everything else works.',
    ask: 'shop-web',
    account: (now) => guarded(now, shop('uploads'), calls(uploads(40)), aclChanged(41, 'lena.vogt')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'SizeRestrictions_BODY',
      mustNotClaim: ['attack-blocked', 'oversize-match'],
      quotes: 'AWS#AWSManagedRulesCommonRuleSet#SizeRestrictions_BODY',
    },
    sample: true,
  },
  {
    id: 'body-size-block/by-load-balancer-name',
    title: 'The load balancer is named, not the web ACL',
    story: 'The same uploads are blocked. The person asks about the load balancer, as it stands in the alarm.',
    ask: 'shop-front',
    account: (now) => guarded(now, { ...shop('uploads-lb'), balancer: 'shop-front' }, calls(uploads(25))),
    truth: { kind: 'diagnosed', rootCause: ['body-size-block'], resource: 'SizeRestrictions_BODY' },
  },
  {
    id: 'body-size-block/behind-a-label',
    title: 'A rule of one’s own blocks by the label of the size rule',
    story:
      'SizeRestrictions_BODY only counts and puts its label on requests. A rule behind it blocks that label everywhere but on the old upload path. The application moved its uploads to a new path half an hour ago.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('label-size'),
        rules(
          managed({
            name: 'common',
            priority: 20,
            group: 'AWSManagedRulesCommonRuleSet',
            counted: ['SizeRestrictions_BODY'],
          }),
          own({
            name: 'large-bodies',
            priority: 60,
            statement: statements.all(
              statements.label(label('core-rule-set', 'SizeRestrictions_BODY')),
              statements.not(statements.path('/legacy/upload')),
            ),
          }),
        ),
        calls(
          visitors({
            who: 'uploads',
            perMinute: 3,
            clients: people('label-size', 50),
            from: 30,
            routes: [{ method: 'POST', path: '/v2/attachments' }],
            body: [20_000, 90_000],
            stops: [
              {
                rule: 'common',
                within: 'SizeRestrictions_BODY',
                action: 'COUNT',
                labels: [label('core-rule-set', 'SizeRestrictions_BODY')],
              },
              { rule: 'large-bodies', action: 'BLOCK' },
            ],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['body-size-block'],
      resource: 'large-bodies',
      mustNotClaim: ['count-mode-only'],
    },
  },
  {
    id: 'managed-rule-fp/html-editor',
    title: 'Editors cannot save their articles',
    story:
      'Since the newsroom’s editor sends whole pages as HTML, the core rule set takes every second article for cross-site scripting. Editors are signed in and work from many places. The web ACL is one for CloudFront and was not changed; the group’s version is not pinned.',
    ask: 'www.tidewater-weekly.example',
    account: (now) =>
      guarded(
        now,
        magazine('editor'),
        rules(managed({ name: 'common', priority: 20, group: 'AWSManagedRulesCommonRuleSet' })),
        calls(
          visitors({
            who: 'editors',
            perMinute: 1.5,
            clients: people('editors', 30),
            from: 50,
            routes: [
              { method: 'PUT', path: '/v1/orders' },
              { method: 'POST', path: '/v1/orders' },
            ],
            body: [2_000, 7_000],
            stops: [
              {
                rule: 'common',
                within: 'CrossSiteScripting_BODY',
                action: 'BLOCK',
                labels: [label('core-rule-set', 'CrossSiteScripting_BODY')],
              },
            ],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['managed-rule-fp'],
      resource: 'CrossSiteScripting_BODY',
      atMost: 'likely',
      possible: ['rule-version-change'],
    },
  },
  {
    id: 'managed-rule-fp/put-there-by-firewall-manager',
    title: 'A rule of the security team blocks the search',
    story:
      'Firewall Manager put the SQL group in front of the web ACL an hour ago. People who search for “select union” products get 403. Nobody in this account can change that group.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('fms'),
        managedByFirewallManager(
          'first',
          managed({ name: 'FMManagedSqli', priority: 0, group: 'AWSManagedRulesSQLiRuleSet', version: 'Version_2.0' }),
        ),
        calls(
          visitors({
            who: 'searches',
            perMinute: 2,
            clients: people('searches', 80),
            routes: [{ method: 'POST', path: '/v1/orders' }],
            stops: [{ rule: 'FMManagedSqli', within: 'SQLi_BODY', action: 'BLOCK', since: 55 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['managed-rule-fp'],
      resource: 'FMManagedSqli',
      atMost: 'likely',
      contributing: ['fms-managed'],
    },
  },
  {
    id: 'ip-reputation/customers-behind-a-vpn',
    title: 'Customers of one VPN provider are blocked',
    story:
      'Addresses of a popular VPN provider came onto Amazon’s reputation list half an hour ago. Signed-in customers behind it are blocked on every page.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('vpn'),
        calls(
          visitors({
            who: 'behind a VPN',
            perMinute: 4,
            clients: people('vpn', 25),
            stops: [{ rule: 'reputation', within: 'AWSManagedIPReputationList', action: 'BLOCK', since: 30 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['ip-reputation'],
      resource: 'AWSManagedIPReputationList',
      mustNotClaim: ['managed-rule-fp', 'attack-blocked'],
    },
  },
  {
    id: 'anonymous-or-hosting/partner-in-the-cloud',
    title: 'A partner’s system is blocked for where it runs',
    story:
      'The group against anonymous addresses was added 35 minutes ago. A freight partner calls the API from a hosting provider, with a token, from one address, and gets 403 since.',
    ask: 'partner-api',
    account: (now) =>
      guarded(
        now,
        partners('hosted'),
        rules(managed({ name: 'anonymous', priority: 15, group: 'AWSManagedRulesAnonymousIpList' })),
        aclChanged(36, 'terraform'),
        calls(
          program({
            who: 'freight partner',
            perMinute: 2,
            clients: [{ ip: '159.69.14.22', country: 'DE' }],
            agents: ['FreightLink/3.2'],
            routes: [
              { method: 'POST', path: '/v1/orders' },
              { method: 'GET', path: '/v1/orders' },
            ],
            stops: [{ rule: 'anonymous', within: 'HostingProviderIPList', action: 'BLOCK', since: 35 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['anonymous-or-hosting'],
      resource: 'HostingProviderIPList',
      mustNotClaim: ['attack-blocked', 'managed-rule-fp'],
    },
  },
  {
    id: 'bot-control/uptime-monitor',
    title: 'The uptime monitor sees an outage that is none',
    story:
      'Bot Control was switched on 20 minutes ago. It takes the uptime monitor for a bot, so the monitor reports that the site is down. Visitors notice nothing.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('monitor'),
        rules(managed({ name: 'bots', priority: 45, group: 'AWSManagedRulesBotControlRuleSet' })),
        aclChanged(21, 'jon.abara'),
        calls(
          visitors({
            who: 'monitor',
            perMinute: 2,
            clients: people('monitor', 12, ['US', 'DE', 'SG']),
            agents: ['Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)'],
            headers: { accept: '*/*' },
            routes: [{ method: 'GET', path: '/' }],
            stops: [
              {
                rule: 'bots',
                within: 'CategoryMonitoring',
                action: 'BLOCK',
                since: 20,
                labels: ['awswaf:managed:aws:bot-control:bot:category:monitoring'],
              },
            ],
          }),
        ),
      ),
    truth: { kind: 'diagnosed', rootCause: ['bot-control'], resource: 'CategoryMonitoring' },
  },
];
