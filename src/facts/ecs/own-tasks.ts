import { fact } from '#playbook';
import type { FactContext } from '#playbook';
import * as ecs from '#aws/ecs';
import type { Task, TaskDefinition } from '#aws/ecs';
import { minutesAfter } from '../words.ts';
import { stopOf } from './stops.ts';
import type { Stops } from './stops.ts';
import { service, target } from './target.ts';
import type { Target } from './target.ts';

/** A crash loop of thousands is told from hundreds. */
const MOST_TASKS = 500;
/** "Recently stopped tasks might appear in the returned results", which is for about an hour (ListTasks, ECS API). */
const REMEMBERED_MINUTES = 60;

/** Stopped tasks of what is asked about, the earliest first. */
export const stops = fact({
  id: 'ecs.stops',
  title: 'Tasks that stopped',
  step: 'Tasks',
  from: { target },
  reads: [ecs.taskArns, ecs.tasks],
  learn: async ({ target }, context): Promise<Stops> => {
    const stopped = await tasksOf(target, 'STOPPED', context);
    const tasks = stopped.flatMap((task) => stopOf(task) ?? []).toSorted((a, b) => a.at.getTime() - b.at.getTime());
    return { tasks, rememberedFrom: minutesAfter(context.now, -REMEMBERED_MINUTES) };
  },
});

/** Tasks that are meant to run, whether they do yet or not. */
export const running = fact({
  id: 'ecs.running',
  title: 'Tasks that run',
  step: 'Tasks',
  from: { target },
  reads: [ecs.taskArns, ecs.tasks],
  learn: ({ target }, context): Promise<readonly Task[]> => tasksOf(target, 'RUNNING', context),
});

async function tasksOf(
  target: Target,
  desiredStatus: 'RUNNING' | 'STOPPED',
  { read }: FactContext,
): Promise<readonly Task[]> {
  const { cluster } = target;
  const all =
    target.kind === 'service'
      ? await read(ecs.taskArns, { cluster, service: target.name, desiredStatus })
      : await read(ecs.taskArns, { cluster, service: null, family: target.family, desiredStatus });
  if (all.length === 0) return [];
  const tasks = await read(ecs.tasks, { cluster, arns: all.slice(0, MOST_TASKS) });
  // A service's tasks have its family as well: they are not run by hand.
  return target.kind === 'service' ? tasks : tasks.filter(({ group }) => !group?.startsWith('service:'));
}

export type { TaskDefinition };

/** Task definitions by ARN. */
export type Definitions = Readonly<Record<string, TaskDefinition>>;

/** At most so many different revisions are looked at. */
const MOST_REVISIONS = 8;

/** The task definitions of the deployments and of the tasks that stopped; revisions that are gone are missing. */
export const definitions = fact({
  id: 'ecs.task-definitions',
  title: 'Task definitions',
  step: 'Task definitions',
  from: { service, stops },
  reads: [ecs.taskDefinition],
  learn: async ({ service, stops }, { read }): Promise<Definitions> => {
    const newestFirst = stops.tasks.toReversed().map(({ task }) => task.taskDefinition);
    const arns = new Set([
      ...(service ? [service.taskDefinition] : []),
      ...(service?.deployments ?? []).map(({ taskDefinition }) => taskDefinition),
      ...newestFirst,
    ]);
    const wanted = [...arns].filter((arn) => arn !== '').slice(0, MOST_REVISIONS);
    const found = await Promise.all(wanted.map((arn) => read(ecs.taskDefinition, { arn })));
    return Object.fromEntries(found.map((definition, index) => [wanted[index] ?? definition.arn, definition]));
  },
});
