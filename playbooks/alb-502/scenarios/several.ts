import { emptyGroup, hosts, otherBalancer } from '#simulation/incidents/extras';
import { groupNamed, serviceNamed } from '#simulation/incidents/find';
import { attributeChanged } from '#simulation/incidents/limits';
import { revokeIngress } from '#simulation/incidents/network';
import { outOfMemory, tasksDie } from '#simulation/incidents/stops';
import { checksFail, checksFailed, refusedChecks, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { securityGroupId } from '#simulation/shop/network';
import { answered, closed, refused, unanswered } from '#simulation/shop/outcome';
import { spoils } from './deployments.ts';
import { scaledToZero } from './empty-groups.ts';
import { bakery, clinic, maps, payments, storefront, tickets, video } from './shops.ts';

const errors = (chance: () => number) => answered(500, 0.03 + chance() * 0.1);

export const several: readonly Scenario[] = [
  {
    id: 'several/rule-revoked-and-webhooks-down',
    title: 'Two faults at once: the ledger is cut off, webhooks answer 500',
    story:
      'Jon revoked the rule for the ledger 25 minutes ago: all its requests end in 504. At about the same time the queue behind webhooks went away, which answers 500 to half of its few requests. The larger part by far is the ledger.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('several-ledger'),
        revokeIngress('ledger', 25),
        requestsFail({ group: 'webhooks', since: 24.5, share: 0.5, outcome: errors }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('several-ledger', 'ledger-tasks'),
      contributing: ['target-generated-5xx'],
      mustNotClaim: ['target-slow', 'bad-rollout', 'single-az'],
    },
  },
  {
    id: 'several/empty-and-refused',
    title: 'The catalog is scaled to zero and a few hosts refuse',
    story:
      'catalog-web was set to 0 tasks 30 minutes ago, which fails all of its requests. Of legacy-web, which has a tenth of the traffic, all hosts refuse connections since 29 minutes.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('several-empty'),
        scaledToZero('catalog-web', 30, 'maria.keller'),
        hosts({ group: 'legacy-web', count: 2, perMinute: 14 }),
        requestsFail({ group: 'legacy-web', since: 29, outcome: refused }),
        checksFail('legacy-web', 29, refusedChecks),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['no-registered-targets'],
      resource: 'catalog-web',
      contributing: ['target-conn-refused'],
      mustNotClaim: ['sg-blocks-target', 'bad-rollout'],
    },
  },
  {
    id: 'several/bad-release-over-keep-alive',
    title: 'A bad release on top of an old ailment',
    story:
      'orders has lost one request in a hundred and fifty to dropped connections for as long as anyone remembers. Since its deployment 26 minutes ago seatmap answers 500 to four requests in ten: that is what people are called for.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('several-old'),
        requestsFail({ group: 'orders', since: 999, share: 0.007, outcome: (chance) => closed(chance() * 0.002) }),
        spoils('seatmap', 26, 0.4, errors),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'seatmap',
      mustNotClaim: ['keepalive-mismatch', 'deploy-drain-502'],
    },
  },
  {
    id: 'several/slow-and-out-of-memory',
    title: 'Bookings are slow, and records run out of memory',
    story:
      'booking waits for a lock since 40 minutes and times out for half of its requests. Apart from that the three records-gateway tasks are killed for memory every eight minutes since 38 minutes, which costs a few requests each time.',
    ask: 'appointments',
    account: (now) =>
      shop(
        now,
        clinic('several-slow'),
        requestsFail({
          group: 'booking',
          since: 40,
          share: 0.6,
          outcome: (chance) => (chance() < 0.6 ? unanswered(60) : answered(200, 32 + chance() * 27)),
        }),
        tasksDie({ service: 'records-gateway', death: outOfMemory, since: 38, lives: 8 }),
        (made) => {
          serviceNamed(made, 'records-gateway').load.surges.push({ from: 42, until: -1, memory: 98 });
        },
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'booking',
      contributing: ['oom-container'],
      mustNotClaim: ['sg-blocks-target', 'connect-timeout', 'bad-rollout'],
    },
  },
  {
    id: 'several/loud-neighbour',
    title: 'A small fault here, a loud one next door',
    story:
      'The other load balancer of the account loses everything since 45 minutes. On the storefront one checkout in seventy is lost since the idle timeout was raised 36 minutes ago. The question was about the storefront.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('several-neighbour'),
        otherBalancer('partner-portal', 'partner-web', 180),
        requestsFail({ group: 'partner-web', since: 45, outcome: refused }),
        checksFail('partner-web', 45, refusedChecks),
        attributeChanged('idle_timeout.timeout_seconds', '300', 37, 'maria.keller'),
        requestsFail({ group: 'checkout-api', since: 36, share: 0.014, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'checkout-api',
      mustNotClaim: ['target-conn-refused', 'all-unhealthy-fail-open'],
    },
  },
  {
    id: 'several/unhealthy-but-unused',
    title: 'A dead group without traffic beside a bad release',
    story:
      'All targets of legacy-web have been unhealthy for weeks; nobody asks for it any more. profiles answers 500 since its deployment 30 minutes ago.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('several-dead'),
        hosts({ group: 'legacy-web', count: 2, perMinute: 0 }),
        checksFail('legacy-web', 9_000, refusedChecks),
        emptyGroup('legacy-blue'),
        spoils('profiles', 30, 0.5, errors),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'profiles',
      mustNotClaim: ['all-unhealthy-fail-open', 'target-conn-refused', 'no-registered-targets'],
    },
  },
  {
    id: 'recovered/refused-for-ten-minutes',
    title: 'It was down for eleven minutes, and is back',
    story:
      'The servers on the bakery’s hosts were restarted with a broken configuration 38 minutes ago: connections were refused and checks failed. It was put right 27 minutes ago. All is well since.',
    ask: 'baeckerei',
    account: (now) =>
      shop(
        now,
        bakery('recovered-refused'),
        hosts({ group: 'shop-hosts', count: 2, perMinute: 70 }),
        requestsFail({ group: 'shop-hosts', since: 38, until: 27, outcome: refused }),
        checksFailed('shop-hosts', 38, 27),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'shop-hosts',
      recovered: true,
      mustNotClaim: ['sg-blocks-target', 'bad-rollout', 'keepalive-mismatch'],
    },
  },
  {
    id: 'recovered/slow-and-over',
    title: 'Tile routing was slow for a while',
    story:
      'A batch job held the routing database from 45 to 25 minutes ago; requests timed out. It has ended, and response times are as before.',
    ask: 'ditu-web',
    account: (now) =>
      shop(
        now,
        maps('recovered-slow'),
        requestsFail({
          group: 'routing',
          since: 45,
          until: 25,
          share: 0.7,
          outcome: (chance) => (chance() < 0.6 ? unanswered(60) : answered(200, 30 + chance() * 29)),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'routing',
      recovered: true,
      mustNotClaim: ['connect-timeout', 'sg-blocks-target'],
    },
  },
  {
    id: 'recovered/errors-that-stopped',
    title: 'The database came back by itself',
    story: 'fraud-score answered 500 from 41 to 30 minutes ago, while its database failed over. Nothing was changed.',
    ask: 'fraud-score',
    account: (now) =>
      shop(
        now,
        payments('recovered-errors'),
        requestsFail({ group: 'fraud-score', since: 41, until: 30, share: 0.9, outcome: errors }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'fraud-score',
      recovered: true,
      mustNotClaim: ['bad-rollout', 'deploy-drain-502'],
    },
  },
  {
    id: 'several/registered-twice',
    title: 'Hosts in two groups, one of them on a dead port',
    story:
      'api-v2 sends to the same hosts as legacy-web, on port 8090, where nothing has listened since the helper was removed 34 minutes ago. legacy-web, on port 80, works.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('several-ports'),
        hosts({ group: 'legacy-web', count: 2, perMinute: 50 }),
        hosts({ group: 'api-v2', count: 2, perMinute: 50, port: 8_090, priority: 7 }),
        requestsFail({ group: 'api-v2', since: 34, outcome: refused }),
        checksFail('api-v2', 34, refusedChecks),
        (made) => {
          groupNamed(made, 'api-v2').raw.HealthCheckPath = '/';
        },
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: 'api-v2',
      mustNotClaim: ['sg-blocks-target', 'single-target-502'],
    },
  },
];
