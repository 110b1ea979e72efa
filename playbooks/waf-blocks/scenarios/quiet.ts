import type { Scenario } from '#simulation/scenario';
import { machines, people, program, scanner, visitors } from '#simulation/waf/callers';
import { aclChanged, calls, rules, streamIs } from '#simulation/waf/happenings';
import { own, statements } from '#simulation/waf/rules';
import { guarded } from '#simulation/waf/site';
import { magazine, partners, shop, uploads } from './sites.ts';

/** Attacks that are turned away, days on which nothing is wrong, several things at once, and what is over. */
export const quiet: readonly Scenario[] = [
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
      noticed: ['attack-blocked'],
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
