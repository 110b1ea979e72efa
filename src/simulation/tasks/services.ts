import type { Happening } from '../shop.ts';
import { addEvent, addService, addTask } from '../shop/ecs.ts';
import type { ServiceOptions } from '../shop/ecs.ts';
import { uuid } from '../shop/dice.ts';
import type { Service, Shop } from '../shop/model.ts';
import { ago } from '../shop/time.ts';
import { record } from '../shop/trail.ts';
import { serviceNamed } from '../incidents/find.ts';
import { serviceArn } from '../shop.ts';
import { endOne, normalStop } from './endings.ts';
import type { Refusal } from './starts.ts';

export type Worker = Omit<ServiceOptions, 'group' | 'port' | 'cluster'> & { readonly cluster?: string };

/** A service that no load balancer knows: it works off a queue. */
export function worker(options: Worker): Happening {
  return (shop) => {
    const cluster = options.cluster ?? shop.services[0]?.cluster ?? 'default';
    addService(shop, { container: 'worker', ...options, cluster, group: null, port: 9_090 });
  };
}

/** Tasks of a family that are run by hand or on a schedule, none of them running now. */
export function family(name: string, options: Partial<Worker> = {}): Happening {
  return (shop) => {
    worker({ deployedAgo: 20_160, ...options, name, desired: 0 })(shop);
    const made = serviceNamed(shop, name);
    made.loose = true;
    made.deployments.length = 0;
    made.rollouts.length = 0;
    made.events.length = 0;
  };
}

export interface Run {
  readonly family: string;
  readonly minutesAgo: number;
  /** Minutes that it ran. */
  readonly lasted: number;
  readonly exitCode?: number;
  readonly containerReason?: string;
  readonly lines?: readonly string[];
  readonly by?: string;
}

/** Somebody, or a schedule, ran a task of the family, and it has ended. */
export function ran({ family: name, minutesAgo, lasted, exitCode = 0, containerReason, lines, by }: Run): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    const task = addTask(shop, service, {
      revision: service.taskDefinitions.at(-1)?.revision ?? 1,
      deployment: by ?? 'events-rule/nightly',
      startedAgo: minutesAgo,
    });
    task.stopped = {
      ago: minutesAgo - lasted,
      code: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
      exitCode,
      ...(containerReason === undefined ? {} : { containerReason }),
      ...(lines === undefined ? {} : { lines }),
    };
  };
}

/** A task was run and never started. */
export function ranInVain(name: string, minutesAgo: number, refusal: Refusal): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    const task = addTask(shop, service, {
      revision: service.taskDefinitions.at(-1)?.revision ?? 1,
      deployment: 'events-rule/nightly',
      startedAgo: null,
      createdAgo: minutesAgo,
    });
    task.stopped = {
      ago: minutesAgo - (refusal.after ?? 25) / 60,
      code: refusal.code ?? 'TaskFailedToStart',
      reason: refusal.reason,
      ...(refusal.containers === undefined ? {} : { containers: refusal.containers }),
    };
  };
}

/** Somebody sets the desired count to nothing, and the tasks go. */
export function scaledToZero(name: string, minutesAgo: number, by: string): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    service.desired = 0;
    record(shop, {
      name: 'UpdateService',
      source: 'ecs',
      by,
      minutesAgo,
      parameters: { cluster: service.cluster, service: service.name, desiredCount: 0 },
      resources: [{ type: 'AWS::ECS::Service', name: serviceArn(shop, service) }],
    });
    const deployment = service.deployments[0]?.id ?? '';
    const going = service.tasks.filter(({ stopped }) => !stopped);
    for (const task of going)
      endOne(service, task, {
        ...normalStop('ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${deployment})`),
        ago: minutesAgo - 0.6,
      });
    addEvent(
      shop,
      service,
      minutesAgo - 0.3,
      `(service ${name}) has stopped ${going.length} running tasks: ${going.map(({ id }) => `(task ${id})`).join(' ')}.`,
    );
    addEvent(shop, service, minutesAgo - 1, `(service ${name}) has reached a steady state.`);
  };
}

/** A scheduled action of Application Auto Scaling wants so many tasks. */
export function scheduledTo(count: number, name: string, minutesAgo: number): Happening {
  return (shop) => {
    const { cluster } = serviceNamed(shop, name);
    const ResourceId = `service/${cluster}/${name}`;
    const ScalableDimension = 'ecs:service:DesiredCount';
    shop.supplies.scalableTargets.push({
      ServiceNamespace: 'ecs',
      ResourceId,
      ScalableDimension,
      MinCapacity: count,
      MaxCapacity: 12,
      RoleARN: `arn:${shop.place.partition}:iam::${shop.place.account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
      CreationTime: new Date('2024-02-12T09:00:00Z'),
    });
    shop.supplies.scalingActivities.push({
      ActivityId: uuid(`${shop.seed}/scaling/${name}/${minutesAgo}`),
      ServiceNamespace: 'ecs',
      ResourceId,
      ScalableDimension,
      Description: `Setting desired count to ${count}.`,
      Cause: `maximum capacity was set to ${count} by scheduled action night`,
      StartTime: ago(shop, minutesAgo),
      EndTime: ago(shop, minutesAgo - 0.5),
      StatusCode: 'Successful',
      StatusMessage: `Successfully set desired count to ${count}. Change successfully fulfilled by ecs.`,
    });
  };
}

/** So many other services in the cluster, each with one task, nothing wrong with any. */
export function neighbours(count: number, prefix: string): Happening {
  return (shop) => {
    for (let index = 0; index < count; index += 1) small(shop, `${prefix}-${String(index).padStart(4, '0')}`);
  };
}

/** As light as may be: without tasks, metrics or a security group of its own. */
function small(shop: Shop, name: string): void {
  const [first] = shop.services;
  if (!first) return;
  const service: Service = {
    ...first,
    name,
    group: null,
    desired: 0,
    taskDefinitions: [],
    deployments: [],
    rollouts: [],
    revisionOf: new Map(),
    events: [],
    tasks: [],
    light: true,
  };
  shop.services.push(service);
}
