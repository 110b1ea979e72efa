import type { Scenario } from '#simulation/scenario';
import { people, program, visitors } from '#simulation/waf/callers';
import {
  aclChanged,
  arnIn,
  byDefault,
  calls,
  ipSet,
  rules,
  ruleGroup,
  stops,
  withSite,
} from '#simulation/waf/happenings';
import { groupOf, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { bakery, partners, shop } from './sites.ts';

export const ownRules: readonly Scenario[] = [
  {
    id: 'geo-block/one-country-too-many',
    title: 'Customers in Switzerland get 403',
    story:
      'Half an hour ago somebody blocked a list of countries from which attacks had come, Switzerland among them by mistake. Visitors from there, who are many, are turned away on every page. Everybody else is served.',
    ask: 'bakery',
    account: (now) =>
      guarded(
        now,
        bakery('swiss'),
        rules(own({ name: 'countries', priority: 5, statement: statements.geo('CH', 'KP', 'RU') })),
        aclChanged(31, 'maria.keller'),
        calls(
          visitors({
            who: 'swiss',
            perMinute: 6,
            clients: people('swiss', 70, ['CH']),
            stops: [{ rule: 'countries', action: 'BLOCK', since: 30 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['geo-block'],
      resource: 'countries',
      mustNotClaim: ['managed-rule-fp', 'own-rule-match'],
    },
    sample: true,
    symptom: 'Customers in Switzerland see 403 everywhere',
  },
  {
    id: 'ip-set-block/partner-on-the-list',
    title: 'A partner’s address came onto the block list',
    story:
      'After a scan last night an engineer put a /28 on the block list, 45 minutes ago. The address of a partner’s gateway is in it, and its calls, with a token, are all turned away.',
    ask: 'partner-api',
    account: (now) =>
      guarded(
        now,
        partners('blocklist'),
        ipSet('block-list', ['198.51.100.7/32', '203.0.113.0/24', '192.0.2.16/28'], {
          by: 'tomas.ruiz',
          minutesAgo: 45,
        }),
        calls(
          program({
            who: 'partner',
            perMinute: 3,
            clients: [{ ip: '192.0.2.18', country: 'DE' }],
            agents: ['okhttp/4.12.0'],
            routes: [{ method: 'POST', path: '/v1/orders' }],
            stops: [{ rule: 'block-list', action: 'BLOCK', since: 45 }],
          }),
        ),
      ),
    truth: { kind: 'diagnosed', rootCause: ['ip-set-block'], resource: 'block-list' },
  },
  {
    id: 'oversize-match/documents',
    title: 'Documents over 8 KB match a rule that looks for markers',
    story:
      'A rule of the team’s own group looks for a marker in bodies and counts what is too large to inspect as a match. Since the document form went live 40 minutes ago, signed-in people who send scans are blocked.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('oversize'),
        ruleGroup('team-rules', [
          own({ name: 'marker', priority: 0, statement: statements.bodyLargerThan(6_000_000, 'MATCH') }),
          own({ name: 'old-clients', priority: 1, statement: statements.path('/v0/') }),
        ]),
        withSite((site) => rules(groupOf({ name: 'team', priority: 25, arn: arnIn(site, 'rulegroup', 'team-rules') }))),
        calls(
          visitors({
            who: 'documents',
            perMinute: 2,
            clients: people('documents', 40),
            from: 40,
            routes: [{ method: 'POST', path: '/v1/orders' }],
            body: [30_000, 2_000_000],
            stops: [{ rule: 'team', within: 'marker', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oversize-match'],
      resource: 'team',
      mustNotClaim: ['body-size-block'],
    },
  },
  {
    id: 'default-action-block/new-endpoint',
    title: 'A new endpoint has no Allow rule',
    story:
      'This web ACL blocks whatever no rule allows. Twenty-five minutes ago partners began to call /v2/quotes, for which nobody added a rule. What is under /v1 works.',
    ask: 'partner-api',
    account: (now) =>
      guarded(
        now,
        partners('deny-all'),
        byDefault({ Block: {} }),
        rules(own({ name: 'allow-v1', priority: 90, statement: statements.path('/'), action: { Allow: {} } })),
        stops({ rule: 'allow-v1', action: 'ALLOW' }),
        calls(
          program({
            who: 'quotes',
            perMinute: 4,
            clients: people('quotes', 30),
            from: 25,
            routes: [{ method: 'POST', path: '/v2/quotes' }],
          }),
        ),
      ),
    truth: { kind: 'diagnosed', rootCause: ['default-action-block'], resource: 'partner-api' },
  },
  {
    id: 'allow-list-order/office-after-the-block',
    title: 'The office is on the Allow list, and blocked all the same',
    story:
      'Last hour a country rule was put in front of the rule that lets the offices in. The office in São Paulo is on the Allow list, whose priority is larger, so it is never asked.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('order'),
        ipSet('offices', ['177.71.128.0/24']),
        withSite((site) =>
          rules(
            own({ name: 'countries', priority: 5, statement: statements.geo('BR', 'RU') }),
            own({
              name: 'allow-offices',
              priority: 80,
              statement: statements.ipSet(arnIn(site, 'ipset', 'offices')),
              action: { Allow: {} },
            }),
          ),
        ),
        aclChanged(51, 'maria.keller'),
        calls(
          visitors({
            who: 'office',
            perMinute: 5,
            clients: [3, 4, 5, 6, 7].map((host) => ({ ip: `177.71.128.${host}`, country: 'BR' })),
            stops: [{ rule: 'countries', action: 'BLOCK', since: 50 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['allow-list-order'],
      resource: 'allow-offices',
      contributing: ['geo-block'],
    },
  },
  {
    id: 'own-rule-match/admin-in-the-path',
    title: 'A rule against /admin hits the administration guide',
    story:
      'A rule blocks paths that begin with /admin. Since half an hour the help pages live under /administration, and readers of them get 403.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('admin'),
        rules(own({ name: 'no-admin', priority: 8, statement: statements.path('/admin') })),
        calls(
          visitors({
            who: 'readers',
            perMinute: 3,
            clients: people('readers', 60),
            from: 30,
            routes: [
              { method: 'GET', path: '/administration/returns' },
              { method: 'GET', path: '/administration/accounts' },
            ],
            stops: [{ rule: 'no-admin', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: { kind: 'diagnosed', rootCause: ['own-rule-match'], resource: 'no-admin', atMost: 'likely' },
  },
];
