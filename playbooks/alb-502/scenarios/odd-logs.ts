import { attributeChanged } from '#simulation/incidents/limits';
import { crowdedBucket, logging } from '#simulation/incidents/oddities';
import { checksFail, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { answered, closed, refused, rejected } from '#simulation/shop/outcome';
import { bakery, clinic, payments, storefront, video } from './shops.ts';

const errors = (chance: () => number) => answered(500, 0.03 + chance() * 0.1);

/** What people and bots put into requests, into every seventh line of the log. */
function hostile(line: string, index: number): string {
  if (index % 7 !== 0) return line;
  const texts = [
    '<!channel> <@U0123456> <https://evil.example|click>',
    String.raw`quote \" and \x22 and back\\slash`,
    '👩‍🚒 𝕬𝖑𝖇 – ” ‮gnp.exe',
    `x${'A'.repeat(1_000_000)}`,
    'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2VjcmV0c2VjcmV0c2VjcmV0 AKIAIOSFODNN7EXAMPLE',
    String.raw`tab\x09bell\x07null\x00`,
  ];
  const size = index % 700 === 0 ? 3 : [0, 1, 2, 4, 5][(index / 7) % 5];
  // The user agent is the second quoted field.
  return line.replace(
    /^((?:[^"]*"){3})(?:[^"\\]|\\.)*"/,
    (_all, before: string) => `${before}${texts[size ?? 0] ?? ''}"`,
  );
}

export const oddLogs: readonly Scenario[] = [
  {
    id: 'odd-data/thousands-of-log-files',
    title: 'Four thousand files under the log prefix',
    story:
      'The bucket is shared by ten load balancers. In its own few files, among four thousand, the storefront’s log says that answers of checkout-api are rejected since 33 minutes.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('odd-files'),
        crowdedBucket(4_000),
        requestsFail({
          group: 'checkout-api',
          since: 33,
          share: 0.25,
          outcome: (chance) => rejected(200, 0.03 + chance() * 0.04),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['malformed-response', 'header-too-large'],
      resource: 'checkout-api',
      mustNotClaim: ['keepalive-mismatch', 'target-generated-5xx'],
    },
  },
  {
    id: 'odd-data/hostile-lines',
    title: 'A log full of markup, emoji and megabyte headers',
    story:
      'Scanners put Slack markup, control characters, secrets and a million letters into their user agents. Among all that, playback loses one connection in sixty since the idle timeout was raised.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('odd-hostile'),
        logging({ rewrite: hostile }),
        attributeChanged('idle_timeout.timeout_seconds', '180', 38, 'alex'),
        requestsFail({ group: 'playback', since: 37, share: 0.018, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'playback',
      mustNotClaim: ['malformed-response', 'target-conn-refused', 'single-target-502'],
    },
  },
  {
    id: 'odd-data/hostile-paths',
    title: 'Slack markup in the path that fails',
    story:
      'Somebody requests a path with Slack markup and quotes in it, which the catalog answers with 500, by the hundred since 27 minutes.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        (() => {
          const base = storefront('odd-paths');
          const [first, second] = base.services;
          const pages = [
            { method: 'GET', path: '/v1/items' },
            { method: 'GET', path: '/<!here>/<@U0999>/%22%3E?token=hunter2&q=🥖' },
          ];
          return { ...base, services: [...(first ? [first] : []), ...(second ? [{ ...second, pages }] : [])] };
        })(),
        requestsFail({
          group: 'catalog-web',
          since: 27,
          path: '/<!here>/<@U0999>/%22%3E?token=hunter2&q=🥖',
          outcome: errors,
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'catalog-web',
      mustNotClaim: ['bad-rollout', 'malformed-response'],
    },
  },
  {
    id: 'odd-data/lines-of-36-fields',
    title: 'Log lines with fields of the future',
    story:
      'The log has lines of 36 fields, as AWS now writes them. fraud-score sends answers that the load balancer rejects since 35 minutes.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('odd-36'),
        logging({ fields: 36 }),
        requestsFail({
          group: 'fraud-score',
          since: 35,
          share: 0.3,
          outcome: (chance) => rejected(200, 0.02 + chance() * 0.04),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['malformed-response', 'header-too-large'],
      resource: 'fraud-score',
      mustNotClaim: ['keepalive-mismatch'],
    },
  },
  {
    id: 'odd-data/lines-of-27-fields',
    title: 'Log lines with fields of the past',
    story:
      'The log has lines of 27 fields, as in 2020. booking drops one connection in seventy since the idle timeout was raised 41 minutes ago.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('odd-27'),
        logging({ fields: 27 }),
        attributeChanged('idle_timeout.timeout_seconds', '400', 42, 'd.osei'),
        requestsFail({ group: 'booking', since: 41, share: 0.014, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'booking',
      mustNotClaim: ['malformed-response', 'target-conn-refused'],
    },
  },
  {
    id: 'odd-data/logs-lag',
    title: 'It began eight minutes ago, and no log file has arrived since',
    story:
      'Delivery of the access log lags by a quarter of an hour today. The hosts’ port was closed for good eight minutes ago by removing the server from both web tasks; metrics and checks show it, the log not yet.',
    ask: 'web',
    account: (now) =>
      shop(
        now,
        bakery('odd-lag'),
        logging({ lag: 15 }),
        requestsFail({ group: 'web', since: 8, outcome: refused }),
        checksFail('web', 8, refusedChecks),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: '/web/',
      contributing: ['all-unhealthy-fail-open'],
      mustNotClaim: ['keepalive-mismatch', 'sg-blocks-target'],
    },
  },
];
