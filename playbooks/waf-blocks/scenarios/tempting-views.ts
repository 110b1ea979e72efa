import type { Scenario } from '#simulation/scenario';
import { people, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, denied, faulty, heldOff, rules, settings, watch } from '#simulation/waf/happenings';
import { own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { storefront, tickets } from './places.ts';

const limit = (Limit: number, more: object = {}) =>
  own({ name: 'per-address', priority: 50, statement: statements.rate(Limit, more) });
const office = [{ ip: '192.0.2.17', country: 'DE' }];

export const temptingViews: readonly Scenario[] = [
  {
    id: 'tempting-rates/unsampled-and-idle',
    title: 'A rule without samples that blocks nobody',
    story: 'One rule keeps no samples, and has no blocks. The site is well.',
    ask: 'storefront-acl',
    account: (now) => guarded(now, storefront('tempting-idle'), watch({ SampledRequestsEnabled: false }, 'sqli')),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['sampling-off', 'metrics-off'] },
  },
  {
    id: 'tempting-rates/samples-denied',
    title: 'Samples may not be read',
    story:
      'The core rules block uploads since 35 minutes, as their metric says. Whom, and by which of the rules within, only samples tell, which the role may not read.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-denied'),
        calls(
          visitors({
            who: 'uploads',
            perMinute: 12,
            from: 35,
            clients: people('tempting-denied/up', 60),
            routes: [{ method: 'POST', path: '/v1/upload' }],
            body: [41_000, 900_000],
            stops: [{ rule: 'common', within: 'SizeRestrictions_BODY', action: 'BLOCK' }],
          }),
        ),
        denied('wafv2:GetSampledRequests'),
      ),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['wafv2:GetSampledRequests'],
      mustNotClaim: ['body-size-block', 'managed-rule-fp', 'attack-blocked', 'not-waf'],
    },
  },
  {
    id: 'tempting-rates/everything-denied-and-well',
    title: 'Nothing may be read, and nothing is wrong',
    story: 'The role has no permission at all. Nothing is wrong either, but that must not be claimed.',
    ask: 'storefront-acl',
    account: (now) => guarded(now, storefront('tempting-nothing'), denied('*')),
    truth: { kind: 'blind', rootCause: null, gaps: ['wafv2:ListWebACLs'] },
  },
  {
    id: 'tempting-rates/throttled-twice',
    title: 'WAF throttles the first two calls',
    story: 'The office is on its limit again. WAF and CloudWatch each throttle the first two calls of any kind.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-throttled'),
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
        faulty(
          { service: 'wafv2', kind: 'throttling', first: 2 },
          { service: 'cloudwatch', kind: 'throttling', first: 2 },
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['rate-limit-shared-ip', 'rate-limit-hit'],
      mustNotClaim: ['bot-control', 'ip-set-block', 'managed-rule-fp'],
    },
  },
  {
    id: 'tempting-rates/over-since-twenty-minutes',
    title: 'A country was shut out for a quarter of an hour',
    story:
      'A rule against one country was written 48 minutes ago and taken back 31 minutes ago. People there were turned away in between; all is well since.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-over'),
        rules(own({ name: 'countries', priority: 2, action: { Count: {} }, statement: statements.geo('AT') })),
        aclChanged(48, 's.brandt'),
        aclChanged(31, 's.brandt'),
        calls(
          visitors({
            who: 'austrians',
            perMinute: 12,
            clients: people('tempting-over', 60, ['AT']),
            stops: [
              { rule: 'countries', action: 'BLOCK', since: 48, until: 31 },
              { rule: 'countries', action: 'COUNT', since: 31 },
            ],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['geo-block'],
      recovered: true,
      mustNotClaim: ['managed-rule-fp', 'ip-set-block', 'default-action-block', 'attack-blocked'],
    },
  },
  {
    id: 'tempting-rates/metric-names-of-their-own',
    title: 'Rules whose metrics have other names',
    story:
      'Names of metrics here have nothing to do with names of rules: per-address is measured as “m7”. The office is at its limit.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-names'),
        rules(own({ name: 'per-address', priority: 50, statement: statements.rate(100), watch: { MetricName: 'm7' } })),
        watch({ MetricName: 'm1' }, 'common'),
        watch({ MetricName: 'common' }, 'sqli'),
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
      mustNotClaim: ['managed-rule-fp', 'ip-set-block', 'body-size-block'],
    },
  },
  {
    id: 'tempting-rates/a-busy-evening',
    title: 'A busy evening, without an incident',
    story:
      'Five times the usual traffic, some of it close to the limit. CloudWatch is three minutes late. Nobody is blocked who should not be.',
    ask: 'tix-public',
    account: (now) =>
      guarded(
        now,
        { ...tickets('tempting-busy'), visitors: 500 },
        settings({ metricLag: 3 }),
        calls(visitors({ who: 'fans', perMinute: 150, from: 50, clients: people('tempting-busy', 300, ['AU', 'NZ']) })),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['rate-limit-hit', 'attack-blocked'] },
  },
];
