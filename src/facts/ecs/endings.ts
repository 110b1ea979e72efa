import { fact, maybe } from '#playbook';
import type { ContainerSpec, Service, Task, TaskContainer, TaskDefinition } from '#aws/ecs';
import { episode } from './episode.ts';
import type { Failure } from './failures.ts';
import { definitions } from './own-tasks.ts';
import type { Sign } from './signs.ts';
import { service } from './target.ts';

/** How a task ended by itself: which of its containers went first, and how. */
export interface Ending {
  readonly failure: Failure;
  readonly task: Task;
  /** The one to blame; the others were stopped because of it. */
  readonly container: TaskContainer | null;
  readonly code: number | null;
  /** As the task definition has it; null where that could not be read. */
  readonly spec: ContainerSpec | null;
  /** Whether requests go to it, or another container is what the task is there for; null where nothing tells. */
  readonly place: 'main' | 'side' | null;
  /** Nothing but the exit codes of all containers tells which went first, and these may be read in two ways. */
  readonly ambiguous: boolean;
}

const ENDED: readonly Sign[] = ['exit', 'exit-zero', 'out-of-memory', 'dependency', 'cannot-start'];
/** Told to stop and still there: ECS kills after this many seconds unless told otherwise. */
const STOP_TIMEOUT = 30;

/** The tasks that ended by themselves or could not be started, the earliest first. */
export const endings = fact({
  id: 'ecs.endings',
  title: 'How tasks ended, and which container first',
  step: 'Tasks',
  from: { episode, service: maybe(service), definitions: maybe(definitions) },
  learn: ({ episode, service, definitions }): readonly Ending[] =>
    episode.failures.flatMap((failure) => {
      const { stop, sign } = failure;
      if (!stop || !ENDED.includes(sign)) return [];
      const definition = definitions.known ? (definitions.value[stop.task.taskDefinition] ?? null) : null;
      const { container, ambiguous } = blamed(stop.task, definition, sign === 'dependency');
      const spec = definition?.containers.find(({ name }) => name === container?.name) ?? null;
      const place = placeOf(container, service.known ? service.value : null, definition);
      return [{ failure, task: stop.task, container, code: container?.exitCode ?? null, spec, place, ambiguous }];
    }),
});

function blamed(
  task: Task,
  definition: TaskDefinition | null,
  dependency: boolean,
): { readonly container: TaskContainer | null; readonly ambiguous: boolean } {
  const { containers } = task;
  const specOf = ({ name }: TaskContainer) => definition?.containers.find((spec) => spec.name === name);
  if (dependency) return { container: dependencyOf(containers, definition), ambiguous: false };
  const essential = containers.filter((one) => specOf(one)?.essential !== false);
  const killed = essential.filter(({ exitCode }) => exitCode === 137 || exitCode === 143);
  const failed = containers.filter(({ exitCode }) => exitCode !== null && ![0, 137, 143].includes(exitCode));
  const sure = (container: TaskContainer | undefined) => ({ container: container ?? null, ambiguous: false });
  const withReason = containers.filter(({ reason }) => reason !== null);
  const memory = withReason.find(({ reason }) => /OutOfMemory|memory usage/i.test(reason ?? ''));
  if (memory) return sure(memory);
  const failedHere = failed.filter((one) => essential.includes(one));
  if (failedHere.length > 0)
    return sure(failedHere.find(({ reason }) => reason !== null) ?? upstream(failedHere, definition));
  const reasoned = withReason.find((one) => essential.includes(one));
  if (reasoned) return sure(reasoned);
  const zero = essential.filter(({ exitCode }) => exitCode === 0);
  if (zero.length === 0) return sure(killed[0] ?? failed[0]);
  if (killed.length === 0) return { container: zero[0] ?? null, ambiguous: zero.length > 1 };
  // Whoever was sent SIGTERM, or was killed only after the time to stop was over, was not the first to go.
  const obeyed = killed.some(({ exitCode }) => exitCode === 143);
  const waited = task.stoppingAt && (task.executionStoppedAt ?? task.stoppedAt);
  const late = waited && task.stoppingAt && waited.getTime() - task.stoppingAt.getTime() >= (STOP_TIMEOUT - 5) * 1000;
  return { container: (obeyed || late ? zero[0] : killed[0]) ?? null, ambiguous: true };
}

/** Of several that failed, the one that others wait for. */
function upstream(failed: readonly TaskContainer[], definition: TaskDefinition | null): TaskContainer | undefined {
  const waitedFor = new Set(
    (definition?.containers ?? []).flatMap(({ dependsOn }) => dependsOn.map(({ container }) => container)),
  );
  return failed.find(({ name }) => waitedFor.has(name)) ?? failed[0];
}

/**
 * The container that another waited for in vain. The agent gives 143 to a container that it never started because what
 * it depends on failed (ECS agent, engine/task_manager.go).
 */
function dependencyOf(containers: readonly TaskContainer[], definition: TaskDefinition | null): TaskContainer | null {
  const failed = containers.filter(({ exitCode }) => exitCode !== null && exitCode !== 0 && exitCode !== 143);
  const text = containers.map(({ reason }) => reason ?? '').join('\n');
  const waitedFor = (definition?.containers ?? []).flatMap(({ dependsOn }) =>
    dependsOn.map(({ container }) => container),
  );
  return (
    failed.find(({ name }) => waitedFor.includes(name)) ??
    containers.find(
      ({ name, reason }) => waitedFor.includes(name) && (reason === null || !/dependenc/i.test(reason)),
    ) ??
    failed.find(({ reason }) => !/dependenc/i.test(reason ?? '')) ??
    containers.find(({ name, reason }) => reason === null && text.includes(name)) ??
    failed[0] ??
    null
  );
}

function placeOf(
  container: TaskContainer | null,
  service: Service | null,
  definition: TaskDefinition | null,
): Ending['place'] {
  if (!container) return null;
  const served = (service?.loadBalancers ?? []).flatMap((one) => one.container ?? []);
  if (served.length > 0) return served.includes(container.name) ? 'main' : 'side';
  const essential = (definition?.containers ?? []).filter((spec) => spec.essential);
  return essential.length === 1 && essential[0]?.name === container.name ? 'main' : null;
}
