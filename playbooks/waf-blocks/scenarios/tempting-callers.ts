import type { Scenario } from '#simulation/scenario';
import { machines, people, program, scanner, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, ipSet, rules } from '#simulation/waf/happenings';
import { managed, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { magazine, storefront, tickets } from './places.ts';

export const temptingCallers: readonly Scenario[] = [
  {
    id: 'tempting-callers/neighbouring-country',
    title: 'Customers of a neighbouring country are shut out',
    symptom: 'Customers in Switzerland get 403',
    story:
      'To stop a wave of card testing from abroad somebody wrote a rule that blocks a list of countries, 33 minutes ago. CH is among them by mistake: Swiss customers with sessions get 403.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-geo'),
        rules(own({ name: 'countries', priority: 2, statement: statements.geo('RU', 'BR', 'VN', 'CH') })),
        aclChanged(33, 's.brandt'),
        calls(
          visitors({
            who: 'swiss',
            perMinute: 9,
            clients: people('tempting-geo/swiss', 60, ['CH']),
            stops: [{ rule: 'countries', action: 'BLOCK', since: 33 }],
          }),
          scanner({
            who: 'abroad',
            perMinute: 14,
            clients: machines('tempting-geo/abroad', 40).map((one) => ({ ...one, country: 'RU' })),
            stops: [{ rule: 'countries', action: 'BLOCK', since: 33 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['geo-block'],
      resource: 'countries',
      mustNotClaim: ['ip-set-block', 'ip-reputation', 'managed-rule-fp', 'default-action-block'],
    },
  },
  {
    id: 'tempting-callers/countries-as-ever',
    title: 'A country rule that stops scanners, as for years',
    story:
      'The magazine has blocked two countries since it was founded. Scanners from there are stopped; readers there are none.',
    ask: 'magazine-edge',
    account: (now) =>
      guarded(
        now,
        magazine('tempting-countries'),
        rules(own({ name: 'countries', priority: 2, statement: statements.geo('RU', 'CN') })),
        calls(
          scanner({
            who: 'abroad',
            perMinute: 12,
            clients: machines('tempting-countries', 30).map((one) => ({ ...one, country: 'CN' })),
            stops: [{ rule: 'countries', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['geo-block', 'managed-rule-fp'] },
  },
  {
    id: 'tempting-callers/office-on-the-list',
    title: 'The office is on the block list',
    story:
      'During an attack, 41 minutes ago, a range of addresses was put on the block list that has the company’s own office in it. The people there, all signed in, get 403; so do the attackers.',
    ask: 'tix-public',
    account: (now) =>
      guarded(
        now,
        tickets('tempting-office'),
        ipSet('block-list', ['198.51.100.7/32', '203.0.113.0/24', '192.0.2.0/24'], {
          by: 'night-shift',
          minutesAgo: 41,
        }),
        calls(
          visitors({
            who: 'office',
            perMinute: 8,
            clients: [...Array(14).keys()].map((index) => ({ ip: `192.0.2.${20 + index}`, country: 'AU' })),
            stops: [{ rule: 'block-list', action: 'BLOCK', since: 41 }],
          }),
          scanner({
            who: 'attackers',
            perMinute: 20,
            clients: [
              { ip: '203.0.113.61', country: 'NL' },
              { ip: '203.0.113.80', country: 'NL' },
            ],
            stops: [{ rule: 'block-list', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['ip-set-block'],
      mustNotClaim: ['geo-block', 'ip-reputation', 'rate-limit-hit', 'managed-rule-fp'],
    },
  },
  {
    id: 'tempting-callers/listed-attackers',
    title: 'Only attackers are on the list',
    story:
      'Two addresses of the block list knock four hundred times a minute since 20 minutes, at pages that do not exist. That is what the list is for.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-listed'),
        calls(
          scanner({
            who: 'attackers',
            perMinute: 200,
            from: 20,
            clients: [
              { ip: '203.0.113.61', country: 'NL' },
              { ip: '198.51.100.7', country: 'US' },
            ],
            stops: [{ rule: 'block-list', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['ip-set-block', 'rate-limit-hit'] },
  },
  {
    id: 'tempting-callers/customers-on-a-reputation-list',
    title: 'Customers of one provider have a bad reputation',
    story:
      'Since 55 minutes addresses of a mobile provider are on Amazon’s list of bad reputation; its customers come with sessions and browsers, and are blocked. Scanners are blocked by the same group.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-reputation'),
        calls(
          visitors({
            who: 'mobile',
            perMinute: 10,
            clients: people('tempting-reputation/mobile', 50),
            stops: [{ rule: 'reputation', within: 'AWSManagedIPReputationList', action: 'BLOCK', since: 55 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['ip-reputation'],
      mustNotClaim: ['ip-set-block', 'geo-block', 'rate-limit-hit', 'anonymous-or-hosting'],
    },
  },
  {
    id: 'tempting-callers/partner-in-a-data-centre',
    title: 'A partner calls from a data centre',
    story:
      'The list of anonymous and hosted addresses was added 38 minutes ago against scalpers. It also stops a partner whose orders come from servers at a hosting provider, with tokens, from three addresses.',
    ask: 'tix-public',
    account: (now) =>
      guarded(
        now,
        tickets('tempting-hosting'),
        rules(managed({ name: 'anonymous', priority: 12, group: 'AWSManagedRulesAnonymousIpList' })),
        aclChanged(38, 's.brandt'),
        calls(
          program({
            who: 'partner',
            perMinute: 11,
            clients: machines('tempting-hosting/partner', 3),
            agents: ['PartnerSync/3.1'],
            routes: [
              { method: 'GET', path: '/v1/orders' },
              { method: 'POST', path: '/v1/orders' },
            ],
            stops: [{ rule: 'anonymous', within: 'HostingProviderIPList', action: 'BLOCK', since: 38 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['anonymous-or-hosting'],
      mustNotClaim: ['ip-reputation', 'ip-set-block', 'bot-control', 'geo-block'],
    },
  },
];
