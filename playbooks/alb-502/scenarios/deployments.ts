import type { Account } from '#simulation/account';
import { calmed } from '#simulation/calmed';
import { groupNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { revokeIngress } from '#simulation/incidents/network';
import { rollOut, say } from '#simulation/incidents/rollout';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { securityGroupId } from '#simulation/shop/network';
import { answered, closed } from '#simulation/shop/outcome';
import type { Outcome } from '#simulation/shop/outcome';
import { payments, storefront, tickets, video } from './shops.ts';

/** A rollout whose new tasks, healthy as they seem, spoil a share of what they get. */
export function spoils(
  service: string,
  minutesAgo: number,
  share: number,
  outcome: (chance: () => number) => Outcome,
  until = 0,
): Happening {
  return rollOut({
    service,
    minutesAgo,
    after: (made, { started }) => {
      const group = groupNamed(made, service);
      const fresh = started.flatMap(({ target }) => target ?? []);
      made.troubles.push({
        from: minutesAgo,
        until,
        share,
        hits: (hit) => hit.group === group && hit.target !== null && fresh.includes(hit.target),
        outcome,
      });
    },
  });
}

const errors = (chance: () => number) => answered(500, 0.03 + chance() * 0.1, 380);

/** Whether a service is to run this revision. */
function runs({ ecs }: Account, service: string, revision: number): boolean {
  const found = ecs?.services?.find(({ serviceName }) => serviceName === service);
  return found?.taskDefinition?.endsWith(`:${revision}`) ?? false;
}

/** A bad release, and somebody who puts the old revision back. */
function rolledBack(service: string, revision: number, badAgo: number, backAgo: number): readonly Happening[] {
  return [
    spoils(service, badAgo, 0.6, errors, backAgo - 2),
    rollOut({ service, minutesAgo: backAgo, by: 'maria.keller', back: revision }),
  ];
}

export const deployments: readonly Scenario[] = [
  {
    id: 'bad-rollout/checkout-500s',
    title: 'Checkout answers 500 since the last deploy',
    symptom: 'Checkout answers 500',
    story:
      'Revision 88 of checkout-api was rolled out 28 minutes ago. It passes its health check, so ECS finished the deployment, but it answers 500 to half of the orders. The load balancer passes on what the tasks say. Before the deployment there was not one.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('rollout-500'), spoils('checkout-api', 28, 0.5, errors)),
    remedied: (changed, now) =>
      runs(changed, 'checkout-api', 88)
        ? changed
        : calmed(changed, shop(now, storefront('rollout-500'), spoils('checkout-api', 28, 0.5, errors, 8)), now),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'checkout-api',
      mustNotClaim: ['deploy-drain-502', 'keepalive-mismatch', 'target-conn-refused', 'oom-container'],
    },
    sample: true,
  },
  {
    id: 'bad-rollout/drops-connections',
    title: 'The new release dies on every third request, and comes back',
    story:
      'Revision 403 of playback restarts its worker on a third of the requests, 36 minutes ago and ever since. The master process keeps the port open, so checks succeed and nothing stops; connections are dropped in the middle.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('rollout-drops'),
        spoils('playback', 36, 0.33, (chance) => closed(0.02 + chance() * 0.4)),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout'],
      resource: 'playback',
      mustNotClaim: ['deploy-drain-502', 'single-target-502', 'target-conn-refused', 'sg-blocks-target'],
    },
  },
  {
    id: 'bad-rollout/rolled-back',
    title: 'A bad release that was taken back',
    story:
      'Revision 15 of the ledger answered 500 to most requests from 50 minutes ago on. Maria rolled back 31 minutes ago, and since the old tasks are back nothing fails.',
    ask: 'payments-edge',
    account: (now) => shop(now, payments('rollout-back'), ...rolledBack('ledger', 14, 50, 31)),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'ledger',
      recovered: true,
      mustNotClaim: ['deploy-drain-502', 'keepalive-mismatch'],
    },
  },
  {
    id: 'bad-rollout/rule-revoked-meanwhile',
    title: 'A deployment that happened to be near',
    story:
      'fraud-score was deployed 27 minutes ago, without a hitch. 25 minutes ago Jon revoked the rule that lets the load balancer into the ledger. It is the ledger that times out.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('rollout-near'),
        rollOut({ service: 'fraud-score', minutesAgo: 27 }),
        revokeIngress('ledger', 25),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['sg-blocks-target'],
      resource: securityGroupId('rollout-near', 'ledger-tasks'),
      mustNotClaim: ['bad-rollout', 'deploy-drain-502', 'target-slow'],
    },
  },
  {
    id: 'bad-rollout/deployed-to-mend',
    title: 'The deployment came after the errors',
    story:
      'orders has answered 500 since 44 minutes ago, when its database went away. In the hope of mending it someone deployed 18 minutes ago. It did not help, and it was not the cause.',
    ask: 'tix-public',
    account: (now) =>
      shop(
        now,
        tickets('rollout-late'),
        requestsFail({ group: 'orders', since: 44, share: 0.5, outcome: errors }),
        rollOut({ service: 'orders', minutesAgo: 18, by: 'priya.n' }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'orders',
      mustNotClaim: ['bad-rollout', 'deploy-drain-502'],
    },
  },
  {
    id: 'bad-rollout/stuck-half-way',
    title: 'Half of the tasks are new, and half of the answers are errors',
    story:
      'A rollout of profiles has hung for 31 minutes: one new task of three runs beside the old ones and answers 500 to everything, while its siblings cannot start for want of a place. The circuit breaker is off.',
    ask: 'profiles',
    account: (now) =>
      shop(now, video('rollout-stuck'), (made) => {
        rollOut({
          service: 'profiles',
          minutesAgo: 31,
          state: 'IN_PROGRESS',
          after: (_, { service, deployment, started, stopped }) => {
            service.deployment = { ...service.deployment, breaker: false };
            const [kept, ...others] = started;
            for (const task of others) {
              service.tasks.splice(service.tasks.indexOf(task), 1);
              if (task.target && service.group)
                service.group.targets.splice(service.group.targets.indexOf(task.target), 1);
            }
            const [, ...old] = stopped;
            for (const task of old) {
              task.stopped = undefined;
              if (!task.target) continue;
              task.target.until = undefined;
              task.target.health = { State: 'healthy' };
            }
            service.events.splice(0, service.events.length);
            say(made, service, 30, `has started 1 tasks: (task ${kept?.id ?? ''}).`);
            say(
              made,
              service,
              28,
              'was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
            );
            say(made, service, 12, `(deployment ${deployment}) is in progress.`);
            made.troubles.push({
              from: 31,
              until: 0,
              share: 1,
              hits: (hit) => hit.target !== null && hit.target === kept?.target,
              outcome: errors,
            });
          },
        })(made);
      }),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'profiles',
      mustNotClaim: ['keepalive-mismatch', 'deploy-drain-502', 'target-conn-refused'],
    },
  },
  {
    id: 'bad-rollout/services-denied',
    title: 'Errors of an application whose deployments may not be seen',
    story:
      'Revision 88 of checkout-api answers 500 to half of the orders, but neither ECS services nor events may be read. That the application makes the errors is certain; whether a deployment brought them is not.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('rollout-denied'),
        spoils('checkout-api', 28, 0.5, errors),
        denied('ecs:DescribeServices', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      gaps: ['ecs:DescribeServices'],
      mustNotClaim: ['bad-rollout', 'deploy-drain-502', 'keepalive-mismatch'],
    },
  },
];
