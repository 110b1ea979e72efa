import { denied } from '#simulation/incidents/limits';
import { rollOut } from '#simulation/incidents/rollout';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { answered, closed, cutShort, rejected, unanswered } from '#simulation/shop/outcome';
import { backoffice, bakery, clinic, payments, storefront, tickets, video } from './shops.ts';

export const responses: readonly Scenario[] = [
  {
    id: 'malformed-response/two-content-lengths',
    title: 'Answers that the load balancer will not pass on',
    story:
      'Since 36 minutes fraud-score sends two Content-Length headers with some of its answers, after a plug-in of its web server was turned on. The targets answer 200; the load balancer rejects the answer and says 502. Connections are fine and all targets are healthy.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('malformed-lengths'),
        requestsFail({
          group: 'fraud-score',
          since: 36,
          share: 0.3,
          outcome: (chance) => rejected(200, 0.02 + chance() * 0.05),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['malformed-response', 'header-too-large'],
      resource: 'fraud-score',
      mustNotClaim: ['keepalive-mismatch', 'target-generated-5xx', 'target-conn-refused'],
    },
  },
  {
    id: 'malformed-response/after-deploy',
    title: 'Every second answer is malformed since the deploy',
    story:
      'Release 12 of the bakery’s site, 41 minutes ago, writes a line break into a header when a name has one. The targets say 201, the load balancer answers 502 to the customer whose order was in fact taken.',
    ask: 'web',
    account: (now) =>
      shop(
        now,
        bakery('malformed-deploy'),
        rollOut({ service: 'web', minutesAgo: 41 }),
        requestsFail({
          group: 'web',
          since: 39.5,
          share: 0.5,
          outcome: (chance) => rejected(201, 0.04 + chance() * 0.05),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'malformed-response', 'header-too-large'],
      resource: 'web',
      mustNotClaim: ['keepalive-mismatch', 'deploy-drain-502'],
    },
  },
  {
    id: 'malformed-response/proxy-passes-502',
    title: 'The 502s are the target’s own',
    story:
      'A proxy inside the seatmap tasks answers 502 because the pricing service behind it is away, since 29 minutes. The log has 502 on both sides: the load balancer passes on what it was given, and counts it as a target error.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('malformed-passed'),
        requestsFail({
          group: 'seatmap',
          since: 29,
          share: 0.4,
          outcome: (chance) => answered(502, 0.01 + chance() * 0.02, 157),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'seatmap',
      mustNotClaim: ['malformed-response', 'header-too-large', 'target-conn-refused', 'keepalive-mismatch'],
    },
  },
  {
    id: 'malformed-response/logs-denied',
    title: 'Rejected answers, and the log may not be read',
    story:
      'fraud-score sends answers that the load balancer rejects. Without the access log it can only be seen that the load balancer made the 502s while connections and targets are in order.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('malformed-denied'),
        requestsFail({
          group: 'fraud-score',
          since: 36,
          share: 0.3,
          outcome: (chance) => rejected(200, 0.02 + chance() * 0.05),
        }),
        denied('s3:GetObject'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['s3:GetObject'],
      mustNotClaim: ['keepalive-mismatch', 'target-generated-5xx', 'target-conn-refused'],
    },
  },
  {
    id: 'header-too-large/session-cookie',
    title: 'People with large baskets cannot check out',
    story:
      'The session cookie carries the basket. Since a promotion began 44 minutes ago, baskets are large enough for the response headers to exceed 32 KB in total. The tasks answer 200, the load balancer 502, on the basket page only.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('headers-cookie'),
        requestsFail({
          group: 'checkout-api',
          since: 44,
          share: 0.6,
          path: '/v1/basket?currency=EUR',
          outcome: (chance) => rejected(200, 0.05 + chance() * 0.05),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['header-too-large', 'malformed-response'],
      resource: 'checkout-api',
      mustNotClaim: ['keepalive-mismatch', 'target-conn-refused', 'single-target-502'],
    },
  },
  {
    id: 'header-too-large/dropped-instead',
    title: 'No answer came at all, so its headers were not too large',
    story:
      'The playback tasks drop one connection in sixty since 35 minutes. No status of a target stands in the log: nothing was answered whose headers could be too large.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('headers-dropped'),
        requestsFail({ group: 'playback', since: 35, share: 0.016, outcome: (chance) => closed(chance() * 0.003) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'playback',
      mustNotClaim: ['header-too-large', 'malformed-response'],
    },
  },
  {
    id: 'header-too-large/log-listing-denied',
    title: 'Rejected answers, and the log bucket may not be listed',
    story:
      'Records are too large for the headers the gateway puts them into, since 28 minutes; the role may read log files but not list them, so none can be found.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('headers-denied'),
        requestsFail({
          group: 'records-gateway',
          since: 28,
          share: 0.25,
          outcome: (chance) => rejected(200, 0.05 + chance() * 0.08),
        }),
        denied('s3:ListBucket'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['s3:ListBucket'],
      mustNotClaim: ['keepalive-mismatch', 'target-generated-5xx'],
    },
  },
  {
    id: 'content-length-mismatch/missing-bytes',
    title: 'Manifests that end before they are complete',
    story:
      'Since 30 minutes playback announces more bytes for one manifest than it sends: the file was cut short on the volume. The load balancer waits for the missing bytes until its idle timeout and gives up, having sent all it had, always the same number of bytes. The target’s status was 200. A body that merely stalls would look alike, so this cannot be certain from outside.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('length-missing'),
        requestsFail({
          group: 'playback',
          since: 30,
          share: 0.7,
          path: '/v1/orders/81724',
          outcome: () => cutShort(60),
        }),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      possible: ['content-length-mismatch'],
      atMost: 'likely',
      mustNotClaim: ['target-slow', 'connect-timeout', 'sg-blocks-target', 'malformed-response'],
    },
  },
  {
    id: 'content-length-mismatch/never-answered',
    title: 'Nothing came at all: slow, not cut short',
    story:
      'A report in orders waits for a locked table since 34 minutes and is given up after 60 seconds. No status and no bytes of a target are in the log: it never began to answer.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('length-never'),
        requestsFail({
          group: 'orders',
          since: 34,
          share: 0.5,
          path: '/v1/orders/81724',
          outcome: (chance) => (chance() < 0.6 ? unanswered(60) : answered(200, 41 + chance() * 18)),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'orders',
      mustNotClaim: ['content-length-mismatch', 'connect-timeout', 'sg-blocks-target'],
    },
  },
  {
    id: 'content-length-mismatch/logs-denied',
    title: 'Manifests cut short, and the log may not be read',
    story:
      'playback announces more bytes than it sends. What tells that from a slow target, that an answer had begun, stands in the access log, which may not be read.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('length-denied'),
        requestsFail({
          group: 'playback',
          since: 30,
          share: 0.7,
          path: '/v1/orders/81724',
          outcome: () => cutShort(60),
        }),
        denied('s3:GetObject'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['s3:GetObject'],
      mustNotClaim: ['content-length-mismatch', 'connect-timeout', 'sg-blocks-target', 'malformed-response'],
    },
  },
  {
    id: 'content-length-mismatch/no-log',
    title: 'Gateway timeouts with quick targets and no log',
    story:
      'invoices sends PDFs shorter than announced since 26 minutes. The targets answer within a tenth of a second by their own metric, connections are made, nothing blocks the path; still there are 504s. Without an access log nothing tells why.',
    ask: 'backoffice-int',
    account: (now) =>
      shop(
        now,
        backoffice('length-no-log'),
        requestsFail({
          group: 'invoices',
          since: 26,
          share: 0.5,
          path: '/v1/orders/81724',
          outcome: () => cutShort(60),
        }),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      atMost: 'possible',
      mustNotClaim: ['target-slow', 'connect-timeout', 'sg-blocks-target'],
    },
  },
];
