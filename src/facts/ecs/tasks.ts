import { fact } from '#playbook';
import type { Fact, FactContext } from '#playbook';
import * as ecs from '#aws/ecs';
import type { Service, Task } from '#aws/ecs';
import { stopOf } from './stops.ts';
import type { Stops } from './stops.ts';
import { minutesAfter } from '../words.ts';

/** Newest first; a crash loop of thousands is told from its first hundreds. */
const MOST_TASKS = 500;
/** "Recently stopped tasks might appear in the returned results", which is for about an hour (ListTasks, ECS API). */
const REMEMBERED_MINUTES = 60;

export type RunningTask = Task;

/** Tasks of these services that stopped in about the last hour. */
export function stopsOf(services: Fact<readonly Service[]>) {
  return fact({
    id: 'ecs.stops',
    title: 'Tasks that stopped',
    step: 'ECS services and tasks',
    from: { services },
    reads: [ecs.taskArns, ecs.tasks],
    learn: async ({ services }, context): Promise<Stops> => {
      const stopped = await tasksOf(services, 'STOPPED', context);
      const tasks = stopped.flatMap((task) => stopOf(task) ?? []).toSorted((a, b) => a.at.getTime() - b.at.getTime());
      // Where there is no service, there is nothing to forget.
      const rememberedFrom = services.length > 0 ? minutesAfter(context.now, -REMEMBERED_MINUTES) : new Date(0);
      return { tasks, rememberedFrom };
    },
  });
}

/** Tasks of these services that run. */
export function runningOf(services: Fact<readonly Service[]>) {
  return fact({
    id: 'ecs.running',
    title: 'Tasks that run',
    step: 'ECS services and tasks',
    from: { services },
    reads: [ecs.taskArns, ecs.tasks],
    learn: ({ services }, context) => tasksOf(services, 'RUNNING', context),
  });
}

/** From so many services of one cluster on it takes fewer calls to ask for the tasks of the cluster. */
const MANY_SERVICES = 6;

/** All or nothing: half of the tasks would let a cause be ruled out that stands in the other half. */
async function tasksOf(
  services: readonly Service[],
  desiredStatus: 'RUNNING' | 'STOPPED',
  context: FactContext,
): Promise<readonly Task[]> {
  const found = await Promise.all(
    [...Map.groupBy(services, ({ cluster }) => cluster)].map(async ([cluster, own]) => {
      if (own.length >= MANY_SERVICES) return ofCluster(cluster, own, desiredStatus, context);
      const each = await Promise.all(own.map(({ name }) => ofService(cluster, name, desiredStatus, context)));
      return each.flat();
    }),
  );
  return found.flat();
}

async function ofService(
  cluster: string,
  service: string,
  desiredStatus: 'RUNNING' | 'STOPPED',
  { read }: FactContext,
): Promise<readonly Task[]> {
  const arns = (await read(ecs.taskArns, { cluster, service, desiredStatus })).slice(0, MOST_TASKS);
  return arns.length > 0 ? read(ecs.tasks, { cluster, arns }) : [];
}

async function ofCluster(
  cluster: string,
  services: readonly Service[],
  desiredStatus: 'RUNNING' | 'STOPPED',
  { read }: FactContext,
): Promise<readonly Task[]> {
  const arns = (await read(ecs.taskArns, { cluster, service: null, desiredStatus })).slice(
    0,
    MOST_TASKS * services.length,
  );
  const groups = new Set(services.map(({ name }) => `service:${name}`));
  const tasks = arns.length > 0 ? await read(ecs.tasks, { cluster, arns }) : [];
  return tasks.filter(({ group }) => group !== null && groups.has(group));
}

/** Task definitions by ARN: those of the deployments, and those of the tasks that stopped. */
export function taskDefinitionsOf(services: Fact<readonly Service[]>) {
  return fact({
    id: 'ecs.task-definitions',
    title: 'Task definitions',
    step: 'ECS services and tasks',
    from: { services },
    reads: [ecs.taskDefinition],
    learn: async ({ services }, { read }) => {
      const arns = new Set(
        services.flatMap(({ deployments }) => deployments.map(({ taskDefinition }) => taskDefinition)),
      );
      const found = await Promise.all([...arns].map((arn) => read(ecs.taskDefinition, { arn })));
      return Object.fromEntries(found.map((definition) => [definition.arn, definition]));
    },
  });
}
