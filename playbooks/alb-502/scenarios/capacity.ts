import { balancerNamed, routeTo } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { answered, closed, turnedAway } from '#simulation/shop/outcome';
import { backoffice, bakery, payments, storefront, tickets, video } from './shops.ts';

/** The load balancer has too few nodes for what comes in and turns some of it away itself. */
function impaired(since: number, share: number): Happening {
  return (made) => {
    const balancer = balancerNamed(made);
    const { path } = balancer;
    made.troubles.push({
      from: since,
      until: 0,
      share,
      hits: ({ route }) => route.balancer === balancer,
      outcome: () => ({ ...turnedAway(503), seconds: 0.4 }),
    });
    for (const zone of [null, ...made.network.zones.map(({ name }) => name)])
      made.series.push({
        namespace: 'AWS/ApplicationELB',
        metric: 'RejectedConnectionCount',
        dimensions: zone === null ? { LoadBalancer: path } : { AvailabilityZone: zone, LoadBalancer: path },
        values: Array.from({ length: 89 }, (_, index) =>
          90 - index <= since ? (zone === null ? 240 : 80) + ((index * 11) % 30) : null,
        ),
        until: new Date(Math.floor(made.now.getTime() / 60_000 - 1) * 60_000),
      });
  };
}

const cannotGrow: Happening = (made) => {
  const balancer = balancerNamed(made);
  balancer.raw.State = {
    Code: 'active_impaired',
    Reason: 'The load balancer is routing traffic but does not have the resources it needs to scale',
  };
  for (const subnet of made.network.ec2.subnets) if (subnet.MapPublicIpOnLaunch) subnet.AvailableIpAddressCount = 2;
};

const rush =
  (service: string, since: number, factor: number): Happening =>
  (made) => {
    routeTo(made, service).waves.push({ from: since, until: 0, factor });
  };

export const capacity: readonly Scenario[] = [
  {
    id: 'lb-impaired/subnets-full',
    title: 'The load balancer itself has no room to grow',
    story:
      'Someone filled the public subnets with test instances; two addresses are left in each. When the evening’s traffic came 34 minutes ago the load balancer could not add nodes. AWS says active_impaired; connections are rejected and a fifth of the requests gets a 503 before any target is chosen.',
    ask: 'tix-public',
    account: (now) => shop(now, tickets('impaired-subnets'), rush('seatmap', 34, 2.2), cannotGrow, impaired(34, 0.2)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lb-impaired'],
      resource: 'tix-public',
      mustNotClaim: ['no-registered-targets', 'surge', 'target-generated-5xx', 'wrong-tg-weight'],
    },
  },
  {
    id: 'lb-impaired/connections-rejected',
    title: 'Connections rejected by a load balancer that calls itself active',
    story:
      'Since 22 minutes the load balancer rejects connections, having reached its limit, and answers 503 to a sixth of what gets through. Its state still reads active. All targets are healthy and little used.',
    ask: 'stream-api',
    account: (now) => shop(now, video('impaired-rejects'), rush('playback', 22, 2), impaired(22, 0.16)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['lb-impaired'],
      resource: 'stream-api',
      mustNotClaim: ['no-registered-targets', 'target-conn-refused', 'wrong-tg-weight'],
    },
  },
  {
    id: 'lb-impaired/full-subnet-without-effect',
    title: 'A full subnet that hurts nobody yet',
    story:
      'One public subnet has three addresses left; the load balancer is active and rejects nothing. What fails since 37 minutes is fraud-score, which answers 500.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('impaired-not'),
        (made) => {
          const subnet = made.network.ec2.subnets.find(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch);
          if (subnet) subnet.AvailableIpAddressCount = 3;
        },
        requestsFail({
          group: 'fraud-score',
          since: 37,
          share: 0.5,
          outcome: (chance) => answered(500, 0.05 + chance() * 0.1),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'fraud-score',
      mustNotClaim: ['lb-impaired', 'surge'],
    },
  },
  {
    id: 'lb-impaired/metrics-denied',
    title: 'Impaired, and nothing can be counted',
    story:
      'The load balancer calls itself active_impaired. Metrics may not be read and there is no log, so whether anybody is hurt cannot be told.',
    ask: 'backoffice-int',
    account: (now) =>
      shop(now, backoffice('impaired-denied'), cannotGrow, impaired(30, 0.2), denied('cloudwatch:GetMetricData')),
    truth: {
      kind: 'blind',
      rootCause: null,
      gaps: ['cloudwatch:GetMetricData'],
      mustNotClaim: ['no-registered-targets', 'surge'],
    },
  },
  {
    id: 'surge/newsletter',
    title: 'Eight times the traffic within a minute',
    story:
      'A newsletter went out 9 minutes ago. Requests rose to eight times the usual within a minute. Tasks are at full CPU and drop connections now and then, and some requests get a 503. It fits a surge; nothing proves that no other fault came with it.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('surge-letter'),
        rush('checkout-api', 9, 8),
        rush('catalog-web', 9, 8),
        requestsFail({
          group: 'catalog-web',
          since: 8.8,
          share: 0.06,
          outcome: () => ({ ...turnedAway(503), seconds: 0.3 }),
        }),
        requestsFail({
          group: 'checkout-api',
          since: 8.8,
          share: 0.05,
          outcome: () => ({ ...turnedAway(503), seconds: 0.3 }),
        }),
        (made) => {
          for (const { load } of made.services) load.surges.push({ from: 9, until: -1, cpu: 97 });
        },
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      possible: ['surge'],
      atMost: 'possible',
      mustNotClaim: ['lb-impaired', 'no-registered-targets', 'target-generated-5xx', 'bad-rollout'],
    },
  },
  {
    id: 'surge/retries-after-the-fault',
    title: 'The traffic rose because of the errors',
    story:
      'The web service began to answer 500 40 minutes ago. Its app retries, so twelve minutes later requests had risen sixfold. The rush is a consequence.',
    ask: 'baeckerei',
    account: (now) =>
      shop(
        now,
        bakery('surge-retries'),
        requestsFail({
          group: 'web',
          since: 40,
          share: 0.5,
          outcome: (chance) => answered(500, 0.05 + chance() * 0.1),
        }),
        rush('web', 28, 6),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'web',
      mustNotClaim: ['surge', 'lb-impaired'],
    },
  },
  {
    id: 'surge/busy-and-well',
    title: 'Six times the traffic, and all of it answered',
    story: 'A concert went on sale 15 minutes ago. Six times the usual requests, and every one is answered.',
    ask: 'tix-public',
    account: (now) => shop(now, tickets('surge-well'), rush('seatmap', 15, 6), rush('orders', 15, 6)),
    truth: { kind: 'not-happening', rootCause: null, mustNotClaim: ['surge', 'lb-impaired'] },
  },
  {
    id: 'surge/logs-denied',
    title: 'A rush with dropped connections, and no log',
    story:
      'Requests rose sevenfold 12 minutes ago; since then the load balancer answers 502 to one in thirty. The log may not be read, so neither the rush nor anything else can be called the cause.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('surge-denied'),
        rush('playback', 12, 7),
        requestsFail({ group: 'playback', since: 11.8, share: 0.033, outcome: (chance) => closed(chance() * 4) }),
        (made) => {
          for (const { load } of made.services) load.surges.push({ from: 12, until: -1, cpu: 98 });
        },
        denied('s3:GetObject'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['s3:GetObject'],
      mustNotClaim: ['target-conn-refused', 'no-registered-targets', 'target-generated-5xx'],
    },
  },
];
