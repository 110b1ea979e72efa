import type { TaskSet } from '@aws-sdk/client-ecs';
import type { Happening } from '../shop.ts';
import { serviceArn } from '../shop.ts';
import { arn } from '../shop/place.ts';
import { serviceNamed } from '../incidents/find.ts';

/**
 * CodeDeploy deploys this service: what would be deployments are task sets, and while it is at it the old one is still
 * the primary one. To be the last that happens to the service.
 */
export function byCodeDeploy(name: string): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    const going = service.deployments.length > 1;
    const tasksOf = (id: string | undefined) =>
      service.tasks.filter(({ deployment, stopped }) => deployment === id && !stopped);
    const taskSets = service.deployments.map((one, index): TaskSet => {
      const running = tasksOf(one.id).filter(({ startedAgo }) => startedAgo !== null).length;
      return {
        id: one.id,
        taskSetArn: arn(shop.place, 'ecs', `task-set/${service.cluster}/${name}/${one.id ?? ''}`),
        serviceArn: serviceArn(shop, service),
        clusterArn: arn(shop.place, 'ecs', `cluster/${service.cluster}`),
        externalId: `d-${(one.id ?? '').slice(-9)}`,
        startedBy: 'CODE_DEPLOY',
        status: going && index === 0 ? 'ACTIVE' : 'PRIMARY',
        taskDefinition: one.taskDefinition,
        computedDesiredCount: service.desired,
        runningCount: running,
        pendingCount: tasksOf(one.id).length - running,
        createdAt: one.createdAt,
        updatedAt: one.updatedAt,
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        networkConfiguration: one.networkConfiguration,
        loadBalancers: service.group
          ? [
              {
                targetGroupArn: service.group.arn,
                containerName: service.container,
                containerPort: service.port,
              },
            ]
          : [],
        scale: { value: 100, unit: 'PERCENT' },
        stabilityStatus: running >= service.desired ? 'STEADY_STATE' : 'STABILIZING',
        tags: [],
      };
    });
    service.raw = {
      ...service.raw,
      deploymentController: { type: 'CODE_DEPLOY' },
      deployments: [],
      taskSets,
      networkConfiguration: undefined,
    };
    service.rollouts.length = 0;
    service.revisionOf.clear();
  };
}
