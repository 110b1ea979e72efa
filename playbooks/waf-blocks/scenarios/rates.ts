import type { Scenario } from '#simulation/scenario';
import { agents, people, program, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, heldOff, rules, streamIs } from '#simulation/waf/happenings';
import { managed, own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { partners, shop } from './sites.ts';

export const rateLimits: readonly Scenario[] = [
  {
    id: 'rate-limit-shared-ip/office',
    title: 'A whole office is held off',
    story:
      'Since 50 minutes ago the limit is 100 requests in five minutes for an address. An office of two hundred people is behind one of them. To the rule they are one busy caller.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('office'),
        rules(own({ name: 'per-address', priority: 50, statement: statements.rate(100) })),
        aclChanged(52, 'jon.abara'),
        heldOff('per-address', '91.12.44.7/32'),
        calls(
          visitors({
            who: 'office',
            perMinute: 45,
            clients: [{ ip: '91.12.44.7', country: 'DE' }],
            stops: [{ rule: 'per-address', action: 'BLOCK', since: 50, part: 0.55 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['rate-limit-shared-ip', 'rate-limit-hit'],
      resource: 'per-address',
      mustNotClaim: ['attack-blocked', 'rate-key-is-proxy'],
    },
  },
  {
    id: 'rate-limit-hit/batch-of-a-partner',
    title: 'A partner’s nightly batch came by day',
    story:
      'A partner started its batch by hand 20 minutes ago and sends a thousand calls a minute with its token from one address. The rate limit holds it off, as it is meant to.',
    ask: 'partner-api',
    account: (now) =>
      guarded(
        now,
        partners('batch'),
        heldOff('per-address', '88.99.3.14/32'),
        calls(
          program({
            who: 'batch',
            perMinute: 300,
            clients: [{ ip: '88.99.3.14', country: 'DE' }],
            from: 20,
            agents: ['FreightLink/3.2 batch'],
            routes: [{ method: 'POST', path: '/v1/orders' }],
            stops: [{ rule: 'per-address', action: 'BLOCK', since: 17, part: 0.7 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['rate-limit-hit'],
      resource: 'per-address',
      mustNotClaim: ['rate-limit-shared-ip', 'attack-blocked'],
    },
  },
  {
    id: 'rate-limit-too-low/new-page',
    title: 'A page that polls sends more than the limit allows',
    story:
      'The new order page asks for its state every second. Everybody who leaves it open exceeds 100 requests in five minutes, by little, and is held off for some of them.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('polling'),
        rules(own({ name: 'per-address', priority: 50, statement: statements.rate(100) })),
        calls(
          visitors({
            who: 'polling',
            perMinute: 120,
            clients: people('polling', 90),
            from: 40,
            routes: [{ method: 'GET', path: '/v1/orders' }],
            headers: { cookie: 'session=1', accept: 'application/json' },
            stops: [{ rule: 'per-address', action: 'BLOCK', part: 0.15 }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['rate-limit-too-low'],
      resource: 'per-address',
      atMost: 'likely',
      mustNotClaim: ['rate-limit-shared-ip'],
    },
  },
  {
    id: 'rate-key-is-proxy/new-cdn',
    title: 'Since the CDN is in front, everybody looks like it',
    story:
      'An hour ago a CDN was put in front of the load balancer. All requests now come from its four addresses, and the rate limit, which counts by address, holds a third of all visitors off.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('cdn'),
        rules(own({ name: 'per-address', priority: 50, statement: statements.rate(500) })),
        streamIs('visitors', {
          perMinute: 90,
          clients: [1, 2, 3, 4].map((host) => ({ ip: `146.75.10.${host}`, country: 'DE' })),
          headers: { cookie: 'session=1', accept: 'text/html', 'x-forwarded-for': '84.1.2.3' },
          stops: [{ rule: 'per-address', action: 'BLOCK', since: 55, part: 0.35 }],
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['rate-key-is-proxy'],
      resource: 'per-address',
      atMost: 'likely',
      mustNotClaim: ['rate-limit-shared-ip'],
    },
  },
  {
    id: 'challenge-captcha-api/mobile-application',
    title: 'The mobile application is asked for a challenge',
    story:
      'Targeted bot control was switched on 30 minutes ago with the action Challenge. Browsers pass it by themselves; the mobile application cannot, gets 202 with a page, and shows nothing. BlockedRequests does not move.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('challenge'),
        rules(managed({ name: 'bots', priority: 45, group: 'AWSManagedRulesBotControlRuleSet' })),
        aclChanged(31, 'lena.vogt'),
        calls(
          program({
            who: 'application',
            perMinute: 8,
            clients: people('application', 90),
            agents: agents.app,
            routes: [
              { method: 'GET', path: '/v1/orders' },
              { method: 'POST', path: '/v1/basket' },
            ],
            stops: [
              {
                rule: 'bots',
                within: 'TGT_VolumetricIpTokenAbsent',
                action: 'CHALLENGE',
                since: 30,
                failure: 'TOKEN_MISSING',
              },
            ],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['challenge-captcha-api'],
      resource: 'bots',
      mustNotClaim: ['bot-control', 'managed-rule-fp'],
    },
  },
  {
    id: 'challenge-captcha-api/captcha-at-checkout',
    title: 'A CAPTCHA at the checkout’s API',
    story:
      'A rule of the team asks for a CAPTCHA on everything under /v1/orders since 45 minutes. The checkout calls that path with POST from a script, where no puzzle can be shown.',
    ask: 'shop-web',
    account: (now) =>
      guarded(
        now,
        shop('captcha'),
        rules(own({ name: 'puzzle', priority: 55, statement: statements.path('/v1/orders'), action: { Captcha: {} } })),
        aclChanged(46, 'maria.keller'),
        calls(
          visitors({
            who: 'checkout',
            perMinute: 5,
            clients: people('checkout', 60),
            routes: [{ method: 'POST', path: '/v1/orders' }],
            headers: { cookie: 'session=1', accept: 'application/json' },
            stops: [{ rule: 'puzzle', action: 'CAPTCHA', since: 45, failure: 'TOKEN_MISSING' }],
          }),
        ),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['challenge-captcha-api'],
      resource: 'puzzle',
      mustNotClaim: ['own-rule-match'],
    },
  },
];
