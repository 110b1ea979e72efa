import { history, hosts, otherBalancer } from '#simulation/incidents/extras';
import { quiet, scanners } from '#simulation/incidents/oddities';
import { rollOut, scale } from '#simulation/incidents/rollout';
import { checksFail, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { answered, closed, gaveUp, refused } from '#simulation/shop/outcome';
import { bakery, clinic, maps, payments, storefront, tickets, video } from './shops.ts';

export const healthy: readonly Scenario[] = [
  {
    id: 'healthy/ordinary-afternoon',
    title: 'An ordinary afternoon',
    story:
      'Nothing is wrong with the storefront. Traffic comes and goes, a request in a hundred asks for something that is not there.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('healthy-afternoon')),
    truth: { kind: 'not-happening', rootCause: null },
  },
  {
    id: 'healthy/quiet-night',
    title: 'A quiet night: two requests a minute',
    story:
      'It is four in the morning in the clinic. There are minutes without a request and without a data point. Whoever came was served.',
    ask: 'appointments',
    account: (now) => shop(now, clinic('healthy-night'), quiet(0.02)),
    truth: { kind: 'not-happening', rootCause: null },
  },
  {
    id: 'healthy/scanners',
    title: 'Twelve thousand 4xx: only scanners',
    story:
      'Bots look for holes at 140 requests a minute and get 404, 403, 400 or nothing. An alarm on 4xx is red. There is no 5xx from anyone.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('healthy-scanners'), scanners('catalog-web', 140)),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['target-generated-5xx', 'fixed-response-503', 'surge'],
    },
  },
  {
    id: 'healthy/deploys-and-scaling',
    title: 'Two deployments and a scale-in within the hour',
    story:
      'seatmap and orders were deployed, seatmap scaled in afterwards. A dozen tasks stopped, each after it had drained. All requests were answered.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('healthy-deploys'),
        rollOut({ service: 'orders', minutesAgo: 51 }),
        rollOut({ service: 'seatmap', minutesAgo: 33 }),
        scale('seatmap', 17, -2),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['bad-rollout', 'deploy-drain-502', 'app-crash-1'] },
  },
  {
    id: 'healthy/clients-hang-up',
    title: 'Mobile clients hang up: 460',
    story:
      'A new version of the mobile app gives up after two seconds. Since 32 minutes one playback request in twelve ends in 460, a status for clients that left.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('healthy-460'),
        requestsFail({ group: 'playback', since: 32, share: 0.08, outcome: (chance) => gaveUp(1.9 + chance() * 0.2) }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['target-slow', 'keepalive-mismatch', 'surge'] },
  },
  {
    id: 'healthy/few-502s-as-ever',
    title: 'A 502 every ten minutes, as for months',
    story:
      'The tiles have always lost one request in two thousand. It is no more today than on any other day, and nobody is called for it.',
    ask: 'ditu-web',
    account: (now) =>
      shop(
        now,
        maps('healthy-chronic'),
        history(240),
        requestsFail({ group: 'tiles', since: 999, share: 0.000_7, outcome: (chance) => closed(chance() * 0.003) }),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['keepalive-mismatch', 'single-target-502', 'target-conn-refused'],
    },
  },
  {
    id: 'healthy/few-500s-as-ever',
    title: 'A handful of 500s, as on every day',
    story:
      'records-gateway answers 500 to one request in five hundred, evenly, since always: a form that sends an impossible date.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('healthy-chronic-500'),
        history(240),
        requestsFail({
          group: 'records-gateway',
          since: 999,
          share: 0.002,
          outcome: (chance) => answered(500, 0.1 + chance() * 0.1),
        }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['target-generated-5xx', 'bad-rollout'] },
  },
  {
    id: 'healthy/over-since-hours',
    title: 'It was broken, three hours ago',
    story:
      'The ledger refused connections for ten minutes, more than three hours ago, and was mended. In the last hour every request was answered.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('healthy-past'),
        history(240),
        requestsFail({ group: 'ledger', since: 205, until: 195, outcome: refused }),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['target-conn-refused', 'bad-rollout'] },
  },
  {
    id: 'healthy/other-balancer-is-down',
    title: 'The load balancer next door is down',
    story:
      'In the same account the hosts behind partner-portal refuse every connection, loudly. Nobody asked about that one: the storefront is fine.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('healthy-neighbour'),
        otherBalancer('partner-portal', 'partner-web', 200),
        requestsFail({ group: 'partner-web', since: 40, outcome: refused }),
        checksFail('partner-web', 40, refusedChecks),
      ),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['target-conn-refused', 'all-unhealthy-fail-open'] },
  },
  {
    id: 'healthy/one-unhealthy-of-many',
    title: 'One of six hosts is unhealthy, and nobody noticed',
    story:
      'A host of image-proxy has failed its checks for half an hour. The load balancer sends it nothing, and the other five carry on.',
    ask: 'image-proxy',
    account: (now) =>
      shop(
        now,
        storefront('healthy-one-sick'),
        hosts({ group: 'image-proxy', count: 6, perMinute: 90 }),
        checksFail('image-proxy', 30, refusedChecks, [3]),
      ),
    truth: {
      kind: 'not-happening',
      rootCause: null,
      mustNotClaim: ['single-target-502', 'target-conn-refused', 'all-unhealthy-fail-open'],
    },
  },
  {
    id: 'healthy/brand-new',
    title: 'A site that was put up ten minutes ago',
    story:
      'The bakery’s load balancer has had traffic for ten minutes. There is no earlier hour to compare with, and nothing fails.',
    ask: 'baeckerei',
    account: (now) => shop(now, bakery('healthy-new'), history(10)),
    truth: { kind: 'not-happening', rootCause: null },
  },
];
