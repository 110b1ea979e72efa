import type { TaskStopCode } from '@aws-sdk/client-ecs';
import type { Happening } from '../shop.ts';
import { addTask } from '../shop/ecs.ts';
import type { Service, Shop, ShopTask, Stop } from '../shop/model.ts';
import { record } from '../shop/trail.ts';
import { arn } from '../shop/place.ts';
import { serviceNamed } from '../incidents/find.ts';
import { named, say } from '../incidents/rollout.ts';
import { deregister } from '../incidents/targets.ts';

export interface Ending {
  readonly service: string;
  /** Minutes before now at which the first one ends. */
  readonly minutesAgo: number;
  /** How many, the oldest first; one unless said. */
  readonly tasks?: number;
  /** Minutes between them; 0.2 unless said. */
  readonly apart?: number;
  readonly stop: Omit<Stop, 'ago'>;
  /** Minutes until a successor runs; null when none comes. One minute unless said. */
  readonly replaced?: number | null;
}

/** Running tasks end, and ECS puts others in their place. */
export function end(options: Ending): Happening {
  return (shop) => {
    const service = serviceNamed(shop, options.service);
    const running = service.tasks.filter(({ stopped }) => !stopped).slice(0, options.tasks ?? 1);
    for (const [index, task] of running.entries()) {
      const ago = options.minutesAgo - index * (options.apart ?? 0.2);
      endOne(service, task, { ...options.stop, ago });
      const replaced = options.replaced === undefined ? 1 : options.replaced;
      if (replaced !== null) succeed(shop, service, task, ago, replaced);
    }
  };
}

/** A task ends; its target is taken out as it does. */
export function endOne(service: Service, task: ShopTask, stop: Stop): void {
  task.stopped = stop;
  if (service.group && task.target) deregister(service.group, task.target, stop.ago + 0.1);
}

/** ECS starts another one of the same revision. */
export function succeed(shop: Shop, service: Service, task: ShopTask, minutesAgo: number, within: number): ShopTask {
  const startedAgo = minutesAgo - within;
  const next = addTask(shop, service, {
    revision: task.revision,
    deployment: task.deployment,
    startedAgo: startedAgo > 0 ? startedAgo : null,
    createdAgo: Math.max(minutesAgo - 0.2, 0.05),
  });
  next.raw = { ...task.raw };
  say(shop, service, Math.max(minutesAgo - 0.2, 0.05), `has started 1 tasks: ${named([next])}.`);
  return next;
}

/** Stops that are nobody's fault, as AWS words them. */
export function normalStop(code: TaskStopCode, reason: string, exitCode = 143): Omit<Stop, 'ago'> {
  return { code, reason, exitCode };
}

export const spotReclaimed = normalStop('SpotInterruption', 'Your Spot Task was interrupted.');
export const spotTerminated = normalStop('TerminationNotice', 'Your Spot Task was interrupted.');
export const maintenance = normalStop(
  'ServiceSchedulerInitiated',
  'ECS is performing maintenance on the underlying infrastructure hosting the task.',
);

/** All running tasks of a service are on Fargate Spot. */
export function onSpot(service: string): Happening {
  return (shop) => {
    const found = serviceNamed(shop, service);
    const strategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }];
    found.raw = { ...found.raw, launchType: undefined, capacityProviderStrategy: strategy };
    for (const deployment of found.deployments) {
      delete deployment.launchType;
      deployment.capacityProviderStrategy = strategy;
    }
    for (const task of found.tasks) task.raw = { ...task.raw, capacityProviderName: 'FARGATE_SPOT' };
  };
}

/** Somebody stops tasks by hand; ECS replaces them. */
export function stoppedBy(
  service: string,
  minutesAgo: number,
  by: string,
  { tasks = 1, reason = 'Task stopped by user' }: { readonly tasks?: number; readonly reason?: string } = {},
): Happening {
  return (shop) => {
    const found = serviceNamed(shop, service);
    for (const task of found.tasks.filter(({ stopped }) => !stopped).slice(0, tasks))
      record(shop, {
        name: 'StopTask',
        source: 'ecs',
        by,
        minutesAgo: minutesAgo + 0.1,
        parameters: {
          cluster: found.cluster,
          task: arn(shop.place, 'ecs', `task/${found.cluster}/${task.id}`),
          reason,
        },
      });
    end({ service, minutesAgo, tasks, stop: normalStop('UserInitiated', reason) })(shop);
  };
}
