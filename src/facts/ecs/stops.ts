import type { Task, TaskContainer } from '#aws/ecs';

/** What kind of stop a task had: only `fault-…` is something wrong with it. */
export type StopClass =
  | 'fault-health'
  | 'fault-start'
  | 'fault-exit'
  | 'exit-zero'
  | 'scaling'
  | 'operator'
  | 'spot'
  | 'infrastructure'
  | 'unknown';

/** A stopped task, and the container that stopped it. */
export interface Stop {
  readonly task: Task;
  readonly kind: StopClass;
  /** The container that ended first for a reason of its own; null when the task was stopped from outside. */
  readonly container: TaskContainer | null;
  readonly at: Date;
  /** All texts that AWS gives as the reason, one a line, apostrophes straightened. For matching only. */
  readonly text: string;
}

/** Stopped tasks, the earliest first. */
export interface Stops {
  readonly tasks: readonly Stop[];
  /** ECS forgets a task about an hour after it stopped: of those before this there may have been others. */
  readonly rememberedFrom: Date;
}

const SPOT = /spot task was interrupted/i;
const INFRASTRUCTURE =
  /maintenance on the underlying infrastructure|Host EC2 .*(stopped|terminated)|Container instance deregistration/i;

/** Sorts a stopped task; text before stop code, because health-check kills carry the scheduler's code. */
export function stopOf(task: Task): Stop | null {
  const at = task.stoppedAt ?? task.stoppingAt ?? task.executionStoppedAt;
  if (!at) return null;
  const container = culprit(task);
  const text = straight([task.stoppedReason ?? '', ...task.containers.map(({ reason }) => reason ?? '')].join('\n'));
  return { task, kind: kindOf(task, container), container, at, text };
}

function kindOf(task: Task, container: TaskContainer | null): StopClass {
  const reason = straight(task.stoppedReason ?? '');
  const code = (task.stopCode ?? '').toLowerCase();
  // Whoever stops a task gives the reason in words of their own, which prove nothing.
  if (code === 'userinitiated') return 'operator';
  if (/^Task failed (ELB|container) health checks/i.test(reason)) return 'fault-health';
  if (code === 'spotinterruption' || code === 'terminationnotice' || SPOT.test(reason)) return 'spot';
  if (code === 'infrastructurehealth' || INFRASTRUCTURE.test(reason)) return 'infrastructure';
  if (task.containers.some(({ reason }) => /OutOfMemory/i.test(reason ?? ''))) return 'fault-exit';
  if (code === 'taskfailedtostart' || /^task ?failed ?to ?start/i.test(reason)) return 'fault-start';
  if (/^Scaling activity initiated by/i.test(reason)) return 'scaling';
  if (code === 'essentialcontainerexited' || /^Essential container in task exited/i.test(reason)) {
    if (container && container.exitCode === 0 && !container.reason) return 'exit-zero';
    return 'fault-exit';
  }
  if (/^Task stopped by user/i.test(reason)) return 'operator';
  return 'unknown';
}

/**
 * The container to blame: one with a reason of its own, else one that exited with an error that was not sent to it
 * (137 and 143 follow from being stopped), else any error.
 */
function culprit({ containers }: Task): TaskContainer | null {
  const failed = containers.filter(({ exitCode }) => exitCode !== null && exitCode !== 0);
  return (
    containers.find(({ reason }) => reason !== null && reason !== '') ??
    failed.find(({ exitCode }) => exitCode !== 137 && exitCode !== 143) ??
    failed[0] ??
    containers.find(({ exitCode }) => exitCode === 0) ??
    null
  );
}

/** When it went: its containers ended or it was told to stop, which may be minutes before ECS calls it stopped. */
export function goneAt({ task: { stoppingAt, executionStoppedAt }, at }: Stop): Date {
  return new Date(Math.min(...[stoppingAt, executionStoppedAt, at].flatMap((time) => time?.getTime() ?? [])));
}

/** AWS writes both ’ and ' in the same messages. */
export function straight(text: string): string {
  return text.replaceAll('’', "'");
}

export function isFault({ kind }: Stop): boolean {
  return kind === 'fault-health' || kind === 'fault-start' || kind === 'fault-exit' || kind === 'exit-zero';
}
