import { attribute, attributeChanged, denied } from '#simulation/incidents/limits';
import { rollOut } from '#simulation/incidents/rollout';
import { outOfMemory, tasksDie } from '#simulation/incidents/stops';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { closed, rejected } from '#simulation/shop/outcome';
import { backoffice, maps, payments, storefront, tickets, video } from './shops.ts';

/** The target closes a connection in the moment in which a request is put on it. */
const lostRace = (chance: () => number) => closed(chance() * 0.002);

const tooPatient: readonly Happening[] = [
  attributeChanged('idle_timeout.timeout_seconds', '300', 48, 'maria.keller'),
  requestsFail({ group: 'checkout-api', since: 46, share: 0.011, outcome: lostRace }),
];

export const keepAlives: readonly Scenario[] = [
  {
    id: 'keepalive-mismatch/idle-timeout-raised',
    title: 'One checkout in a hundred fails since the idle timeout was raised',
    symptom: 'One checkout in a hundred fails with 502',
    story:
      'For the sake of long exports Maria raised the load balancer’s idle timeout from 60 to 300 seconds 48 minutes ago. The checkout tasks close idle connections after 65. Now and then the load balancer puts a request on a connection that the task is just closing, and answers 502 within a millisecond or two. All targets are healthy, nothing was deployed, and the failures are spread over all of them.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('keepalive-raised'), ...tooPatient),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'checkout-api',
      mustNotClaim: [
        'target-conn-refused',
        'malformed-response',
        'header-too-large',
        'single-target-502',
        'bad-rollout',
      ],
    },
    sample: true,
  },
  {
    id: 'keepalive-mismatch/node-default',
    title: 'A rewrite in Node brought its five seconds with it',
    story:
      'Release 74 of orders, rolled out 52 minutes ago, is a rewrite in Node, whose servers close idle connections after 5 seconds by default. Since then 0.9 % of its requests end in 502 at once, on every task alike. The application logs nothing, for it never saw these requests.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('keepalive-node'),
        rollOut({ service: 'orders', minutesAgo: 52 }),
        requestsFail({ group: 'orders', since: 50, share: 0.012, outcome: lostRace }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch', 'bad-rollout'],
      resource: 'orders',
      mustNotClaim: ['deploy-drain-502', 'target-conn-refused', 'single-target-502'],
    },
  },
  {
    id: 'keepalive-mismatch/china',
    title: 'Tiles fail now and then, in another partition',
    story:
      'The idle timeout of ditu-web was raised to 120 seconds 41 minutes ago; gunicorn in the tile tasks keeps connections for 75. Six of a thousand requests meet a closing connection.',
    ask: 'ditu-web',
    account: (now) =>
      shop(
        now,
        maps('keepalive-cn'),
        attributeChanged('idle_timeout.timeout_seconds', '120', 41, 'li.wei'),
        requestsFail({ group: 'tiles', since: 40, share: 0.009, outcome: lostRace }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'tiles',
      mustNotClaim: ['target-conn-refused', 'single-target-502'],
    },
  },
  {
    id: 'keepalive-mismatch/oversized-headers',
    title: 'The targets do answer: their headers are too large',
    story:
      'Since a feature flag was turned on 38 minutes ago, profiles puts the whole profile into a cookie. For people with long profiles the headers exceed what the load balancer accepts; it answers 502 although the target said 200. As with a keep-alive mismatch the metrics show nothing but a few 502s.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('keepalive-headers'),
        requestsFail({
          group: 'profiles',
          since: 38,
          share: 0.02,
          outcome: (chance) => rejected(200, 0.03 + chance() * 0.06),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['header-too-large', 'malformed-response'],
      resource: 'profiles',
      mustNotClaim: ['keepalive-mismatch', 'target-conn-refused'],
    },
  },
  {
    id: 'keepalive-mismatch/tasks-out-of-memory',
    title: 'The connections close because the tasks die',
    story:
      'The fraud-score tasks run out of memory about every nine minutes since 45 minutes ago, and are replaced. Requests in flight are dropped. The rate of 502s is as low as with a keep-alive mismatch, but each burst stands beside a stopped task.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('keepalive-oom'),
        tasksDie({ service: 'fraud-score', death: outOfMemory, since: 45, lives: 9 }),
        (made) => {
          made.services
            .find(({ name }) => name === 'fraud-score')
            ?.load.surges.push({ from: 52, until: -1, memory: 97 });
        },
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container', 'oom-crash-502'],
      resource: 'fraud-score',
      mustNotClaim: ['keepalive-mismatch', 'deploy-drain-502', 'bad-rollout'],
    },
  },
  {
    id: 'keepalive-mismatch/logs-denied',
    title: 'A few 502s, and the log that would tell may not be read',
    story:
      'One checkout in a hundred fails since the idle timeout was raised, but the access log may not be read. A few scattered 502s on healthy targets may be dropped connections or answers that the load balancer rejects: the log alone tells them apart.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('keepalive-logs-denied'), ...tooPatient, denied('s3:GetObject')),
    truth: {
      kind: 'undecided',
      rootCause: null,
      atMost: 'likely',
      gaps: ['s3:GetObject'],
      mustNotClaim: ['target-conn-refused', 'malformed-response', 'header-too-large', 'target-generated-5xx'],
    },
  },
  {
    id: 'keepalive-mismatch/logs-off',
    title: 'A few 502s, and no access log at all',
    story:
      'invoices closes idle connections after 20 seconds, the internal load balancer keeps them for 60. It has been so since a library was updated 37 minutes ago. There is no access log to tell a dropped connection from a rejected answer.',
    ask: 'backoffice-int',
    account: (now) =>
      shop(
        now,
        backoffice('keepalive-logs-off'),
        attribute('idle_timeout.timeout_seconds', '60'),
        requestsFail({ group: 'invoices', since: 37, share: 0.014, outcome: lostRace }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      atMost: 'likely',
      mustNotClaim: ['target-conn-refused', 'target-generated-5xx', 'target-slow'],
    },
  },
];
