import { groupNamed, serviceNamed } from '#simulation/incidents/find';
import { revokeIngress } from '#simulation/incidents/network';
import { metricsLate, quiet } from '#simulation/incidents/oddities';
import { tasksDie } from '#simulation/incidents/stops';
import type { Death } from '#simulation/incidents/stops';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { securityGroupId } from '#simulation/shop/network';
import { answered, refused, unanswered } from '#simulation/shop/outcome';
import { unlisted } from '#simulation/shop/unlisted';
import { spoils } from './deployments.ts';
import { bakery, payments, tickets, video } from './shops.ts';

const errors = (chance: () => number) => answered(500, 0.03 + chance() * 0.1);

/** The same cause in AWS's words of next year. */
const strangeDeath: Death = {
  code: unlisted('EssentialContainerExitedV2', 'EssentialContainerExited'),
  reason: 'Essential container in task exited.',
  exitCode: 137,
  containerReason: 'OutOfMemoryError: container killed due to memory usage',
};

export const oddData: readonly Scenario[] = [
  {
    id: 'odd-data/eighty-target-groups',
    title: 'Eighty services on one load balancer, one of them bad',
    story:
      'svc-57 of eighty was deployed 31 minutes ago and answers 500 to most of its requests. The other seventy-nine are fine.',
    ask: 'monolith-split',
    account: (now) =>
      shop(
        now,
        {
          ...tickets('odd-eighty'),
          balancer: 'monolith-split',
          minutes: 75,
          services: Array.from({ length: 80 }, (_, index) => ({
            name: `svc-${String(index + 1).padStart(2, '0')}`,
            perMinute: index === 56 ? 40 : 4,
            tasks: 2,
          })),
        },
        spoils('svc-57', 31, 0.8, errors),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'svc-57',
      mustNotClaim: ['deploy-drain-502', 'keepalive-mismatch'],
    },
  },
  {
    id: 'odd-data/unknown-values',
    title: 'AWS says it in words nobody has heard yet',
    story:
      'The seatmap tasks run out of memory. The stop code, a state of a target and a reason are new values that no list has; the text says what it always said.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('odd-values'),
        tasksDie({ service: 'seatmap', death: strangeDeath, since: 44, lives: 6 }),
        (made) => {
          serviceNamed(made, 'seatmap').load.surges.push({ from: 49, until: -1, memory: 98 });
          const [target] = groupNamed(made, 'orders').targets;
          if (target)
            target.health = {
              State: unlisted('healthy.warming', 'healthy'),
              Reason: unlisted('Target.WarmingUp', 'Elb.InitialHealthChecking'),
              Description: 'Target is warming up',
            };
        },
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['oom-container', 'oom-crash-502'],
      resource: 'seatmap',
      mustNotClaim: ['bad-rollout', 'app-crash-1', 'keepalive-mismatch'],
    },
  },
  {
    id: 'odd-data/second-wording',
    title: 'Health checks time out in the other wording',
    story:
      'The rule for the ledger was revoked. Target health uses the second wording for a timeout, and a curly apostrophe stands in a service event.',
    ask: 'payments-edge',
    account: (now) =>
      shop(now, payments('odd-wording'), revokeIngress('ledger', 23), (made) => {
        for (const target of groupNamed(made, 'ledger').targets)
          target.health = {
            State: 'unhealthy',
            Reason: 'Target.Timeout',
            Description: 'Connection to target timed out',
          };
        serviceNamed(made, 'ledger').events.unshift({
          id: 'e7',
          createdAt: new Date(made.now.getTime() - 240_000),
          message:
            'service ledger was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently',
        });
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('odd-wording', 'ledger-tasks'),
      mustNotClaim: ['target-slow', 'connect-timeout'],
    },
  },
  {
    id: 'odd-data/sparse',
    title: 'Three requests a minute, most of them lost',
    story:
      'The bakery has few visitors at night. Since 40 minutes nothing listens in its tasks, and two visitors in three are answered 502. Most minutes have no data point for anything.',
    ask: 'baeckerei',
    account: (now) =>
      shop(
        now,
        bakery('odd-sparse'),
        quiet(0.03),
        requestsFail({ group: 'web', since: 40, share: 0.75, outcome: refused }),
        (made) => {
          groupNamed(made, 'web').raw.HealthCheckPort = '9090';
        },
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-conn-refused'],
      resource: '/web/',
      mustNotClaim: ['keepalive-mismatch', 'bad-rollout', 'single-target-502'],
    },
  },
  {
    id: 'odd-data/metrics-late',
    title: 'CloudWatch is five minutes late',
    story:
      'orders waits for a lock since 30 minutes. The last five minutes of metrics have not been published yet; it has not recovered.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('odd-late'),
        metricsLate(5),
        requestsFail({
          group: 'orders',
          since: 30,
          share: 0.6,
          outcome: (chance) => (chance() < 0.6 ? unanswered(60) : answered(200, 32 + chance() * 27)),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-slow'],
      resource: 'orders',
      mustNotClaim: ['connect-timeout', 'sg-blocks-target'],
    },
  },
  {
    id: 'odd-data/clock-ahead',
    title: 'Our clock is four minutes slow',
    story:
      'By our clock AWS answers from the future: files, stops and data points up to four minutes ahead. profiles answers 500 since its deployment 30 minutes ago.',
    ask: 'stream-api',
    account: (now) =>
      shop(new Date(now.getTime() + 4 * 60_000), video('odd-clock-ahead'), spoils('profiles', 30, 0.5, errors)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'profiles',
      mustNotClaim: ['deploy-drain-502', 'keepalive-mismatch'],
    },
  },
  {
    id: 'odd-data/clock-behind',
    title: 'Our clock is four minutes fast',
    story:
      'By our clock AWS stopped answering four minutes ago. The rule for the ledger was revoked 28 minutes ago and is missing still.',
    ask: 'payments-edge',
    account: (now) =>
      shop(new Date(now.getTime() - 4 * 60_000), payments('odd-clock-behind'), revokeIngress('ledger', 24)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('odd-clock-behind', 'ledger-tasks'),
      mustNotClaim: ['target-slow', 'connect-timeout'],
    },
  },
];
