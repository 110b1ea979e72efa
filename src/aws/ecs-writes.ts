import { writeCall } from './write-call.ts';

/** A service and its cluster, by ARN. */
interface OfService {
  readonly cluster: string;
  readonly service: string;
}

/** How many tasks of a service are to run. */
export const setDesiredCount = writeCall(
  'ecs',
  'UpdateService',
  ({ service }: OfService & { readonly count: number }) => [service],
  async (send, { cluster, service, count }) => {
    await send({ cluster, service, desiredCount: count });
  },
);

/** For how long health checks of the load balancer are ignored after a task has started. */
export const setGracePeriod = writeCall(
  'ecs',
  'UpdateService',
  ({ service }: OfService & { readonly seconds: number }) => [service],
  async (send, { cluster, service, seconds }) => {
    await send({ cluster, service, healthCheckGracePeriodSeconds: seconds });
  },
);

/** Replaces all tasks of a service by new ones of the same task definition; tags of images are resolved anew. */
export const forceNewDeployment = writeCall(
  'ecs',
  'UpdateService',
  ({ service }: OfService) => [service],
  async (send, { cluster, service }) => {
    await send({ cluster, service, forceNewDeployment: true });
  },
);

/** Replaces the tasks of a service by those of a task definition. Nothing happens where it has that one already. */
export const useTaskDefinition = writeCall(
  'ecs',
  'UpdateService',
  ({ service }: OfService & { readonly taskDefinition: string }) => [service],
  async (send, { cluster, service, taskDefinition }) => {
    await send({ cluster, service, taskDefinition });
  },
);

/** Stops one task: SIGTERM, and SIGKILL after its stop timeout. The reason stands in its `stoppedReason`. */
export const stopTask = writeCall(
  'ecs',
  'StopTask',
  ({ task }: { readonly cluster: string; readonly task: string; readonly reason: string }) => [task],
  async (send, { cluster, task, reason }) => {
    await send({ cluster, task, reason });
  },
);

/** Stops a deployment that is under way, and rolls the service back to what ran before it. */
export const stopServiceDeployment = writeCall(
  'ecs',
  'StopServiceDeployment',
  ({ service, deployment }: { readonly service: string; readonly deployment: string }) => [service, deployment],
  async (send, { deployment }) => {
    await send({ serviceDeploymentArn: deployment, stopType: 'ROLLBACK' });
  },
);
