import type { Scenario } from '#simulation/scenario';
import { machines, people, program } from '#simulation/waf/callers';
import { aclChanged, arnIn, calls, ipSet, rules, stops, withSite } from '#simulation/waf/happenings';
import { managed, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { clinicApi, magazine, storefront, tickets } from './places.ts';

export const temptingRules: readonly Scenario[] = [
  {
    id: 'tempting-callers/uptime-monitor',
    title: 'The uptime monitor is taken for a bot',
    story:
      'Bot Control was switched on 47 minutes ago. It blocks the monitor by which the company watches its own site, so that the site seems down. Visitors are fine.',
    ask: 'magazine-edge',
    account: (now) =>
      guarded(
        now,
        magazine('tempting-monitor'),
        rules(managed({ name: 'bots', priority: 25, group: 'AWSManagedRulesBotControlRuleSet' })),
        aclChanged(47, 'maria.keller'),
        calls(
          program({
            who: 'monitor',
            perMinute: 6,
            clients: machines('tempting-monitor', 6),
            agents: ['UptimeRobot/2.0'],
            headers: { accept: '*/*' },
            routes: [{ method: 'GET', path: '/' }],
            stops: [
              {
                rule: 'bots',
                within: 'CategoryMonitoring',
                action: 'BLOCK',
                since: 47,
                labels: ['awswaf:managed:aws:bot-control:bot:category:monitoring'],
              },
            ],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bot-control'],
      quotes: 'CategoryMonitoring',
      mustNotClaim: [
        'challenge-captcha-api',
        'anonymous-or-hosting',
        'ip-reputation',
        'rate-limit-hit',
        'attack-blocked',
      ],
    },
  },
  {
    id: 'tempting-callers/allowed-too-late',
    title: 'An exception that comes too late',
    story:
      'An allow rule for the partner’s addresses was added 26 minutes ago, with priority 60. The core rule set, priority 20, ends the partner’s requests before. So nothing has changed for it, and it is as blocked as before.',
    ask: 'tix-public',
    account: (now) =>
      guarded(
        now,
        tickets('tempting-order'),
        ipSet('partners', ['192.0.2.40/32', '192.0.2.41/32']),
        withSite((site) =>
          rules(
            own({
              name: 'allow-partners',
              priority: 60,
              action: { Allow: {} },
              statement: statements.ipSet(arnIn(site, 'ipset', 'partners')),
            }),
          ),
        ),
        aclChanged(26, 's.brandt'),
        calls(
          program({
            who: 'partner',
            perMinute: 9,
            from: 70,
            clients: [
              { ip: '192.0.2.40', country: 'AU' },
              { ip: '192.0.2.41', country: 'AU' },
            ],
            routes: [{ method: 'POST', path: '/v1/orders' }],
            body: [12_000, 30_000],
            stops: [{ rule: 'common', within: 'SizeRestrictions_BODY', action: 'BLOCK' }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['allow-list-order', 'body-size-block'],
      mustNotClaim: ['ip-set-block', 'default-action-block', 'rate-limit-hit'],
    },
  },
  {
    id: 'tempting-callers/challenged-program',
    title: 'The mobile application is given a challenge',
    story:
      'A rule challenges everybody who calls /v1, since 31 minutes. Browsers solve it and go on. The mobile application cannot: its requests end with 202 and no answer. Nothing counts as blocked.',
    ask: 'storefront-acl',
    account: (now) =>
      guarded(
        now,
        storefront('tempting-challenge'),
        rules(own({ name: 'prove-it', priority: 15, action: { Challenge: {} }, statement: statements.path('/v1/') })),
        aclChanged(31, 's.brandt'),
        calls(
          program({
            who: 'application',
            perMinute: 22,
            clients: people('tempting-challenge/app', 90),
            routes: [
              { method: 'GET', path: '/v1/orders' },
              { method: 'POST', path: '/v1/orders' },
            ],
            stops: [{ rule: 'prove-it', action: 'CHALLENGE', since: 31, failure: 'TOKEN_MISSING' }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['challenge-captcha-api'],
      resource: 'prove-it',
      mustNotClaim: ['bot-control', 'not-waf', 'rate-limit-hit', 'managed-rule-fp'],
    },
  },
  {
    id: 'tempting-callers/nothing-allows-it',
    title: 'A new path that nobody allowed',
    story:
      'The clinic’s API blocks whatever no rule allows. 52 minutes ago a second API was published under /v2, and nobody wrote a rule for it.',
    ask: 'appointments-api',
    account: (now) =>
      guarded(
        now,
        clinicApi('tempting-default'),
        (site) => {
          site.acl.DefaultAction = { Block: {} };
        },
        rules(own({ name: 'allow-v1', priority: 60, action: { Allow: {} }, statement: statements.path('/v1/') })),
        stops({ rule: 'allow-v1', action: 'ALLOW' }),
        calls(
          program({
            who: 'second version',
            perMinute: 13,
            from: 52,
            clients: people('tempting-default/v2', 40, ['US']),
            routes: [
              { method: 'GET', path: '/v2/appointments' },
              { method: 'POST', path: '/v2/appointments' },
            ],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['default-action-block'],
      mustNotClaim: ['managed-rule-fp', 'geo-block', 'not-waf', 'allow-list-order'],
    },
  },
];
