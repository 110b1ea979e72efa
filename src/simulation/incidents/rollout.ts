import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Happening } from '../shop.ts';
import { serviceArn } from '../shop.ts';
import { addDeployment, addEvent, addRevision, addTask } from '../shop/ecs.ts';
import type { Service, Shop, ShopTask } from '../shop/model.ts';
import { record } from '../shop/trail.ts';
import { serviceNamed } from './find.ts';
import { deregister } from './targets.ts';

export interface Rollout {
  readonly service: string;
  /** When UpdateService was called, minutes before now. */
  readonly minutesAgo: number;
  readonly by?: string;
  /** How the new task definition differs from the one before. */
  readonly change?: (definition: TaskDefinition) => TaskDefinition;
  readonly memory?: string;
  /** An earlier revision, to go back to it; a new one is registered without it. */
  readonly back?: number;
  readonly image?: string;
  /** `IN_PROGRESS` when it cannot be completed; `COMPLETED` unless said. */
  readonly state?: 'COMPLETED' | 'IN_PROGRESS';
  /** Seconds before new tasks take requests; 40 unless said. */
  readonly startSeconds?: number /** The old tasks go before the new ones come, as a minimum of 0 % healthy allows. */;
  readonly stopFirst?: true;
  /** What befalls the new tasks, the old ones already being stopped. */
  readonly after?: (shop: Shop, rolled: Rolled) => void;
}

export interface Rolled {
  readonly service: Service;
  readonly deployment: string;
  readonly revision: number;
  readonly started: readonly ShopTask[];
  readonly stopped: readonly ShopTask[];
}

/** A rolling deployment in which every old task is replaced by a new one, as ECS does it. */
export function rollOut(rollout: Rollout): Happening {
  return (shop) => {
    const { service, revision, deployment } = begin(shop, rollout);
    const { minutesAgo: begun, startSeconds = 40 } = rollout;
    const old = service.tasks.filter(({ stopped }) => !stopped);
    const ready = begun - 0.4 - startSeconds / 60;
    const started = old.map((_, index) =>
      addTask(shop, service, { revision, deployment, startedAgo: ready + 0.5 - index * 0.1, createdAgo: begun - 0.2 }),
    );
    say(shop, service, begun - 0.25, `has started ${started.length} tasks: ${named(started)}.`);
    say(shop, service, ready, `registered ${started.length} targets in ${groupText(service)}`);
    const leaving = rollout.stopFirst ? begun - 0.1 : ready - 0.6;
    retireAll(shop, service, old, leaving, deployment);
    if ((rollout.state ?? 'COMPLETED') === 'COMPLETED') {
      say(shop, service, ready - 3, `(deployment ${deployment}) deployment completed.`);
      say(shop, service, ready - 3, 'has reached a steady state.');
    }
    rollout.after?.(shop, { service, deployment, revision, started, stopped: old });
  };
}

/** Registers the new revision and calls UpdateService, as a pipeline does; tasks are not touched yet. */
export function begin(shop: Shop, rollout: Rollout): { service: Service; revision: number; deployment: string } {
  const service = serviceNamed(shop, rollout.service);
  const { minutesAgo, by = 'ci' } = rollout;
  const revision = rollout.back ?? (service.taskDefinitions.at(-1)?.revision ?? 0) + 1;
  const definition =
    service.taskDefinitions.find((one) => one.revision === rollout.back) ?? register(shop, service, revision, rollout);
  const state = rollout.state ?? 'COMPLETED';
  const { id } = addDeployment(shop, service, revision, minutesAgo, { rolloutState: state });
  record(shop, {
    name: 'UpdateService',
    source: 'ecs',
    by,
    minutesAgo,
    parameters: { cluster: service.cluster, service: service.name, taskDefinition: definition.taskDefinitionArn },
    resources: [{ type: 'AWS::ECS::Service', name: serviceArn(shop, service) }],
  });
  return { service, revision, deployment: id };
}

function register(shop: Shop, service: Service, revision: number, rollout: Rollout): TaskDefinition {
  const { minutesAgo, by = 'ci' } = rollout;
  record(shop, {
    name: 'RegisterTaskDefinition',
    source: 'ecs',
    by,
    minutesAgo: minutesAgo + 0.5,
    parameters: { family: service.name },
  });
  return addRevision(shop, service, revision, {
    registeredAgo: minutesAgo + 0.5,
    ...(rollout.memory === undefined ? {} : { memory: rollout.memory }),
    ...(rollout.image === undefined ? {} : { image: rollout.image }),
    ...(rollout.change === undefined ? {} : { change: rollout.change }),
  });
}

/** The old tasks of a deployment leave one after the other, and ECS says so. */
export function retireAll(
  shop: Shop,
  service: Service,
  tasks: readonly ShopTask[],
  minutesAgo: number,
  deployment: string,
): void {
  for (const [index, task] of tasks.entries()) retire(service, task, minutesAgo - index * 0.1, deployment);
  say(shop, service, minutesAgo, `has begun draining connections on ${tasks.length} tasks.`);
  say(shop, service, minutesAgo, `deregistered ${tasks.length} targets in ${groupText(service)}`);
  say(shop, service, minutesAgo - 1.6, `has stopped ${tasks.length} running tasks: ${named(tasks)}.`);
}

/** ECS takes a task out of the target group, waits for it to drain, and stops it: nothing is wrong with it. */
function retire(service: Service, task: ShopTask, minutesAgo: number, deployment: string): void {
  const delay = Number(service.group?.attributes['deregistration_delay.timeout_seconds'] ?? 0) / 60;
  if (task.target && service.group) deregister(service.group, task.target, minutesAgo);
  if (minutesAgo - delay - 0.1 > 0)
    task.stopped = {
      ago: minutesAgo - delay - 0.1,
      code: 'ServiceSchedulerInitiated',
      reason: `Scaling activity initiated by (deployment ${deployment})`,
      exitCode: 143,
    };
}

/** Application Auto Scaling takes tasks away, newest first, or adds some. */
export function scale(name: string, minutesAgo: number, by: number): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    const [deployment] = service.deployments;
    const id = deployment?.id ?? '';
    service.desired += by;
    record(shop, {
      name: 'UpdateService',
      source: 'ecs',
      by: 'autoscaling',
      minutesAgo,
      parameters: { cluster: service.cluster, service: service.name, desiredCount: service.desired },
      resources: [{ type: 'AWS::ECS::Service', name: serviceArn(shop, service) }],
    });
    if (by > 0) {
      const revision = service.tasks.at(-1)?.revision ?? 1;
      const made = Array.from({ length: by }, () =>
        addTask(shop, service, {
          revision,
          deployment: id,
          startedAgo: minutesAgo - 0.8,
          createdAgo: minutesAgo - 0.1,
        }),
      );
      say(shop, service, minutesAgo - 0.1, `has started ${by} tasks: ${named(made)}.`);
      return;
    }
    const leaving = service.tasks.filter(({ stopped }) => !stopped).slice(by);
    for (const task of leaving) retire(service, task, minutesAgo - 0.1, id);
    say(shop, service, minutesAgo - 0.1, `has begun draining connections on ${leaving.length} tasks.`);
    say(shop, service, minutesAgo - 0.1, `deregistered ${leaving.length} targets in ${groupText(service)}`);
    say(shop, service, minutesAgo - 1.3, `has stopped ${leaving.length} running tasks: ${named(leaving)}.`);
    if (minutesAgo > 3) say(shop, service, minutesAgo - 2, 'has reached a steady state.');
  };
}

/** A service event in today's wording. Those of the future are not said. */
export function say(shop: Shop, service: Service, minutesAgo: number, text: string): void {
  if (minutesAgo > 0) addEvent(shop, service, minutesAgo, `(service ${service.name}) ${text}`);
}

export function named(tasks: readonly ShopTask[]): string {
  return tasks.map(({ id }) => `(task ${id})`).join(' ');
}

export function groupText({ group }: Service): string {
  return `(target-group ${group?.arn ?? ''})`;
}
