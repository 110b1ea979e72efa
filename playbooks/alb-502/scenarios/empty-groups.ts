import { emptyGroup, hosts } from '#simulation/incidents/extras';
import { groupNamed, serviceNamed } from '#simulation/incidents/find';
import { denied } from '#simulation/incidents/limits';
import { begin, named, retireAll, say } from '#simulation/incidents/rollout';
import { deregister, requestsFail } from '#simulation/incidents/targets';
import type { Scenario } from '#simulation/scenario';
import { shop } from '#simulation/shop';
import { serviceArn } from '#simulation/shop';
import type { Happening } from '#simulation/shop';
import { addTask } from '#simulation/shop/ecs';
import { answered } from '#simulation/shop/outcome';
import { record } from '#simulation/shop/trail';
import { payments, storefront } from './shops.ts';

/** Somebody sets the desired count to nothing; the tasks drain and stop. */
export function scaledToZero(name: string, minutesAgo: number, by: string): Happening {
  return (made) => {
    const service = serviceNamed(made, name);
    const deployment = service.deployments[0]?.id ?? '';
    service.desired = 0;
    record(made, {
      name: 'UpdateService',
      source: 'ecs',
      by,
      minutesAgo,
      parameters: { cluster: service.cluster, service: name, desiredCount: 0 },
      resources: [{ type: 'AWS::ECS::Service', name: serviceArn(made, service) }],
    });
    for (const task of service.tasks) {
      if (service.group && task.target) deregister(service.group, task.target, minutesAgo - 0.2);
      task.stopped = {
        ago: Math.max(minutesAgo - 1.4, 0.1),
        code: 'ServiceSchedulerInitiated',
        reason: `Scaling activity initiated by (deployment ${deployment})`,
        exitCode: 143,
      };
    }
    say(made, service, minutesAgo - 0.2, `has begun draining connections on ${service.tasks.length} tasks.`);
    say(made, service, minutesAgo - 1.4, `has stopped ${service.tasks.length} running tasks: ${named(service.tasks)}.`);
    say(made, service, minutesAgo - 2, 'has reached a steady state.');
  };
}

/** All targets of a group on hosts are taken out by hand. */
function takenOut(group: string, minutesAgo: number): Happening {
  return (made) => {
    const found = groupNamed(made, group);
    record(made, {
      name: 'DeregisterTargets',
      source: 'elasticloadbalancing',
      by: 'jon.abara',
      minutesAgo,
      parameters: { targetGroupArn: found.arn, targets: found.targets.map(({ id }) => ({ id })) },
      resources: [{ type: 'AWS::ElasticLoadBalancingV2::TargetGroup', name: found.arn }],
    });
    for (const target of found.targets) deregister(found, target, minutesAgo);
  };
}

/** New tasks whose image is not there, after the old ones were stopped first. */
const imageGone: Happening = (made) => {
  const service = serviceNamed(made, 'webhooks');
  service.deployment = { minimumHealthyPercent: 0, maximumPercent: 100, breaker: false };
  const image = `205514337790.dkr.ecr.us-east-1.amazonaws.com/webhooks:v2.3.1`;
  const { deployment, revision } = begin(made, { service: 'webhooks', minutesAgo: 38, image, state: 'IN_PROGRESS' });
  retireAll(made, service, [...service.tasks], 37.8, deployment);
  const reason = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`;
  let failed = 0;
  for (let at = 37; at > 1; at -= 3) {
    const task = addTask(made, service, { revision, deployment, startedAgo: null, createdAgo: at });
    task.stopped = { ago: at - 0.7, code: 'TaskFailedToStart', reason };
    say(made, service, at, `has started 1 tasks: ${named([task])}.`);
    failed += 1;
  }
  say(
    made,
    service,
    20,
    'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  );
  const [primary] = service.deployments;
  if (primary) primary.failedTasks = failed;
};

export const emptyGroups: readonly Scenario[] = [
  {
    id: 'no-registered-targets/scaled-to-zero',
    title: 'The catalog is gone: someone scaled it to zero',
    symptom: 'The catalog answers 503',
    story:
      'Maria set the desired count of catalog-web to 0 at 29 minutes ago; she meant the staging cluster. Its tasks drained and stopped as told. The target group is empty, so the load balancer answers 503 for the catalog, and counts none of these in RequestCount. The checkout is fine.',
    ask: 'storefront-prod',
    account: (now) => shop(now, storefront('empty-scaled'), scaledToZero('catalog-web', 29, 'maria.keller')),
    truth: {
      kind: 'diagnosed',
      rootCause: ['no-registered-targets'],
      resource: 'catalog-web',
      mustNotClaim: ['all-unhealthy-fail-open', 'sg-blocks-target', 'app-crash-1', 'bad-rollout', 'deploy-drain-502'],
    },
    sample: true,
  },
  {
    id: 'no-registered-targets/deregistered-by-hand',
    title: 'All hosts were taken out of the target group',
    story:
      'Jon deregistered all three legacy-web hosts 33 minutes ago for a reboot and did not put them back. They run; the group is empty.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('empty-hand'),
        hosts({ group: 'legacy-web', count: 3, perMinute: 60 }),
        takenOut('legacy-web', 33),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['no-registered-targets'],
      resource: 'legacy-web',
      mustNotClaim: ['all-unhealthy-fail-open', 'wrong-tg-weight', 'all-targets-unused'],
    },
  },
  {
    id: 'no-registered-targets/image-never-pushed',
    title: 'No webhooks since the deploy: its image does not exist',
    story:
      'Revision 7 of webhooks names a tag that was never pushed. The service may stop everything during a deployment, so the old tasks are gone, and no new one can pull its image. Nothing is registered; the load balancer answers 503.',
    ask: 'webhooks',
    account: (now) => shop(now, payments('empty-image'), imageGone),
    truth: {
      kind: 'diagnosed',
      rootCause: ['image-tag-missing', 'bad-rollout'],
      resource: 'webhooks',
      contributing: ['no-registered-targets'],
      mustNotClaim: ['sg-blocks-target', 'app-crash-1', 'oom-container'],
    },
  },
  {
    id: 'no-registered-targets/idle-group-elsewhere',
    title: 'An empty group that no rule uses',
    story:
      'legacy-green has been empty for weeks and no rule forwards to it. What fails since 31 minutes is checkout, which answers 500 to half of its requests by itself.',
    ask: 'storefront-prod',
    account: (now) =>
      shop(
        now,
        storefront('empty-idle'),
        emptyGroup('legacy-green'),
        requestsFail({
          group: 'checkout-api',
          since: 31,
          share: 0.5,
          outcome: (chance) => answered(500, 0.1 + chance() * 0.1),
        }),
      ),
    truth: {
      kind: 'diagnosed',
      rootCause: ['target-generated-5xx'],
      resource: 'checkout-api',
      mustNotClaim: ['no-registered-targets', 'wrong-tg-weight', 'all-targets-unused'],
    },
  },
  {
    id: 'no-registered-targets/health-denied',
    title: '503s, and what is registered may not be read',
    story:
      'The hosts of legacy-web were taken out of their group, but neither target health nor events may be read. The load balancer answers 503, which has several reasons.',
    ask: 'payments-edge',
    account: (now) =>
      shop(
        now,
        payments('empty-denied'),
        hosts({ group: 'legacy-web', count: 3, perMinute: 60 }),
        takenOut('legacy-web', 33),
        denied('elasticloadbalancing:DescribeTargetHealth', 'cloudtrail:LookupEvents'),
      ),
    truth: {
      kind: 'undecided',
      rootCause: null,
      gaps: ['elasticloadbalancing:DescribeTargetHealth'],
      mustNotClaim: ['wrong-tg-weight', 'fixed-response-503', 'lb-impaired'],
    },
  },
];
