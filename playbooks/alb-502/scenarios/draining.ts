import { found, groupNamed, of, serviceNamed } from '#simulation/incidents/find';
import { attributeChanged, denied } from '#simulation/incidents/limits';
import { rollOut, scale } from '#simulation/incidents/rollout';
import type { Rolled } from '#simulation/incidents/rollout';
import { requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import type { Shop, ShopTask } from '#simulation/shop/model';
import { answered, closed, refused } from '#simulation/shop/outcome';
import { clinic, storefront, tickets, video } from './shops.ts';

/** A task leaves at the first SIGTERM, while nodes of the load balancer still send to it for a quarter of a minute. */
function leavesAtOnce(made: Shop, tasks: readonly ShopTask[]): void {
  for (const { target } of tasks) {
    if (target?.until === undefined) continue;
    const group = found(
      made.groups.find(({ targets }) => targets.includes(target)),
      'target group',
    );
    const told = target.until;
    // Its deregistration reaches the nodes of the load balancer a little later.
    target.until = told - 0.3;
    made.troubles.push(
      {
        from: told + 0.02,
        until: told,
        share: 1,
        hits: of(group, [target]),
        outcome: (chance) => closed(chance() * 0.8),
      },
      { from: told, until: told - 0.3, share: 1, hits: of(group, [target]), outcome: refused },
    );
  }
}

const hasty = (made: Shop, { stopped }: Rolled) => leavesAtOnce(made, stopped);

/** Requests that still run when the deregistration delay is over are cut off. */
function cutOffAfter(seconds: number): (made: Shop, rolled: Rolled) => void {
  return (made, { stopped }) => {
    for (const { target } of stopped) {
      if (target?.until === undefined) continue;
      const group = found(
        made.groups.find(({ targets }) => targets.includes(target)),
        'target group',
      );
      const until = target.until;
      made.troubles.push({
        from: until + 0.4,
        until,
        share: 0.9,
        hits: of(group, [target]),
        outcome: (chance) => closed(seconds + chance() * 9),
      });
    }
  };
}

function slowAnswers(group: string, seconds: number): Happening {
  return (made) => {
    for (const route of made.routes)
      if (route.forwards.some((one) => one.group.name === group)) route.seconds = seconds;
  };
}

const deregistration =
  (group: string, seconds: number): Happening =>
  (made) => {
    groupNamed(made, group).attributes['deregistration_delay.timeout_seconds'] = String(seconds);
  };

/** Every few minutes Auto Scaling takes a task away and later brings one back. */
function sawTooth(service: string, times: readonly number[]): Happening {
  return (made) => {
    for (const at of times) {
      scale(service, at, -1)(made);
      const leaving = serviceNamed(made, service).tasks.filter(
        ({ target }) => target?.until !== undefined && Math.abs(target.until - at + 0.1) < 0.5,
      );
      leavesAtOnce(made, leaving);
      if (at > 5) scale(service, at - 4, 1)(made);
    }
  };
}

export const draining: readonly Scenario[] = [
  {
    id: 'deploy-drain-502/exits-on-sigterm',
    title: 'A minute of 502s at each checkout deploy',
    symptom: 'A minute of 502s at each checkout deploy',
    story:
      'Checkout was deployed 25 minutes ago. Each old task exits the moment it is told to, while nodes of the load balancer go on sending it requests for some fifteen seconds. For about a minute some requests were dropped or refused; since then all is well. Nothing is wrong with the new release.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(now, storefront('drain-sigterm'), rollOut({ service: 'checkout-api', minutesAgo: 25, after: hasty })),
    truth: {
      kind: 'diagnosed',
      rootCause: ['deploy-drain-502'],
      resource: 'checkout-api',
      recovered: true,
      mustNotClaim: ['bad-rollout', 'target-conn-refused', 'keepalive-mismatch', 'app-crash-1'],
    },
    sample: true,
  },
  {
    id: 'deploy-drain-502/scale-in',
    title: '502s whenever Auto Scaling takes a task away',
    story:
      'Auto Scaling has been taking a seatmap task away every ten minutes and adding one again. The application exits at SIGTERM without finishing what it has, so each time a handful of requests fail. Between the scale-ins there is not one failure.',
    ask: 'tix-public',
    account: (now) => shop(now, tickets('drain-scale-in'), sawTooth('seatmap', [53, 43, 33, 23, 13, 3])),
    truth: {
      kind: 'diagnosed',
      rootCause: ['deploy-drain-502'],
      resource: 'seatmap',
      mustNotClaim: ['bad-rollout', 'keepalive-mismatch', 'single-target-502', 'app-crash-1'],
    },
  },
  {
    id: 'deploy-drain-502/delay-too-short',
    title: 'Long bookings cut off when tasks were replaced',
    story:
      'A booking takes about seven seconds at the agency’s pace, and the deregistration delay of the group is five. During the deployment 19 minutes ago the load balancer closed what was not done in time and answered 502.',
    ask: 'booking',
    account: (now) =>
      shop(
        now,
        clinic('drain-delay'),
        slowAnswers('booking', 4.2),
        deregistration('booking', 5),
        rollOut({ service: 'booking', minutesAgo: 19, after: cutOffAfter(5) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['deploy-drain-502'],
      resource: 'booking',
      recovered: true,
      mustNotClaim: ['bad-rollout', 'target-slow', 'target-conn-refused'],
    },
  },
  {
    id: 'deploy-drain-502/errors-go-on',
    title: 'A deployment after which the errors did not stop',
    story:
      'profiles was deployed 33 minutes ago and has answered 500 to a third of its requests ever since. The old tasks drained in peace: what fails is the new release, not its introduction.',
    ask: 'stream-api',
    account: (now) =>
      shop(
        now,
        video('drain-goes-on'),
        rollOut({ service: 'profiles', minutesAgo: 33 }),
        requestsFail({
          group: 'profiles',
          since: 31.5,
          share: 0.33,
          outcome: (chance) => answered(500, 0.02 + chance() * 0.1, 310),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['bad-rollout', 'target-generated-5xx'],
      resource: 'profiles',
      mustNotClaim: ['deploy-drain-502', 'keepalive-mismatch'],
    },
  },
  {
    id: 'deploy-drain-502/clean-deploy-in-between',
    title: 'A clean deployment in the middle of a keep-alive problem',
    story:
      'The idle timeout was raised to 300 seconds 55 minutes ago and has cost one checkout in a hundred ever since. The deployment 20 minutes ago drained cleanly; the failures neither rose nor fell with it.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('drain-clean'),
        attributeChanged('idle_timeout.timeout_seconds', '300', 55, 'maria.keller'),
        rollOut({ service: 'checkout-api', minutesAgo: 20 }),
        requestsFail({ group: 'checkout-api', since: 54, share: 0.013, outcome: (chance) => closed(chance() * 0.002) }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['keepalive-mismatch'],
      resource: 'checkout-api',
      mustNotClaim: ['deploy-drain-502', 'bad-rollout'],
    },
  },
  {
    id: 'deploy-drain-502/tasks-denied',
    title: 'A burst at a deployment whose tasks may not be described',
    story:
      'As with the checkout that exits at SIGTERM, but tasks may not be described. The service’s events still say when tasks were drained and stopped, and the burst stands right beside them.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('drain-denied'),
        rollOut({ service: 'checkout-api', minutesAgo: 25, after: hasty }),
        denied('ecs:DescribeTasks'),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['deploy-drain-502'],
      resource: 'checkout-api',
      recovered: true,
      atMost: 'likely',
      gaps: ['ecs:DescribeTasks'],
      mustNotClaim: ['bad-rollout'],
    },
  },
];
