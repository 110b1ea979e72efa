import type { Failure } from '@aws-sdk/client-ecs';
import { ReadFailure } from '#playbook';
import { serviceOf } from './ecs-services.ts';
import type { Service } from './ecs-services.ts';
import { taskDefinitionOf } from './ecs-task-definition.ts';
import type { TaskDefinition } from './ecs-task-definition.ts';
import { taskOf } from './ecs-tasks.ts';
import type { Task } from './ecs-tasks.ts';
import { inBatches, pages } from './pages.ts';
import { read } from './service.ts';

export type {
  Deployment,
  RollingRules,
  Service,
  ServiceEvent,
  ServiceLoadBalancer,
  ServiceNetwork,
} from './ecs-services.ts';
export type { ContainerSpec, TaskDefinition } from './ecs-task-definition.ts';
export type { Task, TaskContainer, TaskInterface } from './ecs-tasks.ts';

/** ARNs of all clusters. */
export const clusters = read('ecs', 'ListClusters', async (send): Promise<readonly string[]> =>
  pages(
    (nextToken) => send({ maxResults: 100, nextToken }),
    (page) => page.nextToken,
    (page) => page.clusterArns,
  ),
);

/** ARNs of all services of a cluster. Without `maxResults` AWS gives ten a page. */
export const services = read(
  'ecs',
  'ListServices',
  async (send, { cluster }: { readonly cluster: string }): Promise<readonly string[]> =>
    pages(
      (nextToken) => send({ cluster, maxResults: 100, nextToken }),
      (page) => page.nextToken,
      (page) => page.serviceArns,
    ),
);

/** Services by name or ARN, any number of them; those that do not exist are missing from the answer. */
export const describeServices = read(
  'ecs',
  'DescribeServices',
  async (
    send,
    { cluster, services }: { readonly cluster: string; readonly services: readonly string[] },
  ): Promise<readonly Service[]> =>
    inBatches(services, 10, async (batch) => {
      const answer = await send({ cluster, services: batch });
      mustBeWhole(answer.failures);
      return (answer.services ?? []).map(serviceOf);
    }),
);

/** ARNs of tasks of a cluster, a service or a family that are meant to run, or that were stopped within about the last hour. */
export const taskArns = read(
  'ecs',
  'ListTasks',
  async (
    send,
    which: {
      readonly cluster: string;
      /** Null for all of the cluster. */
      readonly service: string | null;
      /** Of tasks that may belong to no service. */
      readonly family?: string;
      readonly desiredStatus: 'RUNNING' | 'PENDING' | 'STOPPED';
    },
  ): Promise<readonly string[]> => {
    const { cluster, service, family, desiredStatus } = which;
    const of = service === null ? { family } : { serviceName: service };
    return pages(
      (nextToken) => send({ cluster, ...of, desiredStatus, maxResults: 100, nextToken }),
      (page) => page.nextToken,
      (page) => page.taskArns,
    );
  },
);

/** Tasks by ARN, any number of them; those that ECS has forgotten are missing from the answer. */
export const tasks = read(
  'ecs',
  'DescribeTasks',
  async (
    send,
    { cluster, arns }: { readonly cluster: string; readonly arns: readonly string[] },
  ): Promise<readonly Task[]> =>
    inBatches(arns, 100, async (batch) => {
      const answer = await send({ cluster, tasks: batch });
      mustBeWhole(answer.failures);
      return (answer.tasks ?? []).map(taskOf);
    }),
);

/** A task definition by ARN or `family:revision`. */
export const taskDefinition = read(
  'ecs',
  'DescribeTaskDefinition',
  async (send, { arn }: { readonly arn: string }): Promise<TaskDefinition> => {
    const answer = await send({ taskDefinition: arn });
    return taskDefinitionOf(answer.taskDefinition);
  },
);

/** The tags of a service or a task. */
export const serviceTags = read(
  'ecs',
  'ListTagsForResource',
  async (send, { arn }: { readonly arn: string }): Promise<Readonly<Record<string, string>>> => {
    const { tags = [] } = await send({ resourceArn: arn });
    return Object.fromEntries(tags.map(({ key, value }) => [key ?? '', value ?? '']));
  },
);

/** ECS reports what it could not describe beside what it could. Only what is gone may be missing in silence. */
function mustBeWhole(failures: readonly Failure[] | undefined): void {
  const failure = failures?.find(({ reason }) => reason !== 'MISSING');
  if (failure) {
    throw new ReadFailure('failed', `ECS left out ${failure.arn ?? 'a part'}: ${failure.reason ?? 'no reason given'}`);
  }
}
