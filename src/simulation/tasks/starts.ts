import type { Task, TaskStopCode } from '@aws-sdk/client-ecs';
import type { Happening } from '../shop.ts';
import { serviceArn } from '../shop.ts';
import { addTask } from '../shop/ecs.ts';
import type { Service, Shop, ShopTask, Stop } from '../shop/model.ts';
import { record } from '../shop/trail.ts';
import { serviceNamed } from '../incidents/find.ts';
import { begin, named, retireAll, say } from '../incidents/rollout.ts';
import type { Rollout } from '../incidents/rollout.ts';

/** How a task fails to start, as DescribeTasks will tell it. */
export interface Refusal {
  readonly reason: string;
  /** `TaskFailedToStart` unless said. */
  readonly code?: TaskStopCode;
  /** Seconds from its creation to its end; 25 unless said. */
  readonly after?: number;
  readonly containers?: Stop['containers'];
  readonly raw?: Partial<Task>;
  /** Index of the only zone in which it happens. */
  readonly zone?: number;
}

/** How a task ends soon after it has started, without ever having been registered anywhere. */
export interface Crash extends Partial<Omit<Refusal, 'after'>> {
  /** Seconds that it ran. */
  readonly ran: number;
  readonly exitCode?: number;
  readonly containerReason?: string;
  /** What its main container wrote last, and what the others did. */
  readonly lines?: readonly string[];
  readonly sidecarLines?: readonly string[];
  /** Seconds between the stop signal and the end. */
  readonly took?: number;
}

/** The same refusal each time, or one for each task. */
export type Refusals = Refusal | Crash | ((task: ShopTask, attempt: number) => Refusal);

/** ECS tries to start a task at each of these times (minutes before now), and it never runs. */
export function fail(
  shop: Shop,
  service: Service,
  at: readonly number[],
  refusals: Refusals,
  which: { readonly revision: number; readonly deployment: string; readonly silent?: true },
): readonly ShopTask[] {
  return at.map((createdAgo, attempt) => {
    const known = typeof refusals === 'function' ? undefined : refusals;
    const ran = known && 'ran' in known ? known.ran : undefined;
    const task = addTask(shop, service, {
      revision: which.revision,
      deployment: which.deployment,
      startedAgo: ran === undefined ? null : createdAgo - BOOT,
      createdAgo,
      unregistered: true,
      ...(known?.zone === undefined ? {} : { zone: known.zone }),
    });
    const how = known ?? (typeof refusals === 'function' ? refusals(task, attempt) : undefined);
    if (how) task.stopped = stopOf(how, createdAgo);
    if (!which.silent) say(shop, service, createdAgo, `has started 1 tasks: ${named([task])}.`);
    return task;
  });
}

/** Minutes from the creation of a task to its start. */
const BOOT = 0.4;

function stopOf(how: Refusal | Crash, createdAgo: number): Stop | undefined {
  const crash = 'ran' in how ? how : undefined;
  const ago = createdAgo - (crash ? BOOT + crash.ran / 60 : ('after' in how ? (how.after ?? 25) : 25) / 60);
  if (ago <= 0) return undefined;
  const { containers, raw } = how;
  return {
    ago,
    code: how.code ?? (crash ? 'EssentialContainerExited' : 'TaskFailedToStart'),
    reason: how.reason ?? 'Essential container in task exited',
    ...(containers === undefined ? {} : { containers }),
    ...(raw === undefined ? {} : { raw }),
    ...(crash?.exitCode === undefined ? {} : { exitCode: crash.exitCode }),
    ...(crash?.containerReason === undefined ? {} : { containerReason: crash.containerReason }),
    ...(crash?.lines === undefined ? {} : { lines: crash.lines }),
    ...(crash?.sidecarLines === undefined ? {} : { sidecarLines: crash.sidecarLines }),
    ...(crash?.took === undefined ? {} : { took: crash.took }),
  };
}

/** From `from` to `until` minutes before now, so many minutes apart. */
export function times(from: number, until: number, every: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.floor((from - until) / every)) }, (_, index) => from - index * every);
}

export interface BadRelease extends Omit<Rollout, 'state' | 'after' | 'startSeconds' | 'stopFirst'> {
  readonly refusal: Refusals;
  /** Minutes between attempts; 2 unless said. */
  readonly every?: number;
  /** When what was wrong had been mended, so that the rest went well; never unless said. */
  readonly mended?: number;
  /** Whether a circuit breaker watches, and what it does after half of the desired count, at least three, failed. */
  readonly breaker?: 'off' | 'rolls-back' | 'stops';
}

/** A new revision none of whose tasks gets to run, while the tasks of the old one go on. */
export function badRelease(release: BadRelease): Happening {
  return (shop) => {
    const { breaker = 'off', every = 2, minutesAgo } = release;
    const service = serviceNamed(shop, release.service);
    service.deployment.breaker = breaker !== 'off';
    const before = service.deployments[0];
    const { revision, deployment } = begin(shop, { ...release, state: 'IN_PROGRESS' });
    const threshold = Math.min(Math.max(Math.ceil(service.desired / 2), 3), 200);
    const all = times(minutesAgo - 0.3, release.mended ?? 0.6, every);
    const at = breaker === 'off' ? all : all.slice(0, threshold);
    const failed = fail(shop, service, at, release.refusal, { revision, deployment }).filter(({ stopped }) => stopped);
    const [primary] = service.deployments;
    if (primary) primary.failedTasks = failed.length;
    const rollout = service.rollouts.at(-1);
    if (rollout)
      rollout.deploymentCircuitBreaker = {
        status: breaker === 'off' ? 'DISABLED' : failed.length >= threshold ? 'TRIGGERED' : 'MONITORING',
        failureCount: failed.length,
        threshold,
      };
    if (release.mended !== undefined) succeedAtLast(shop, service, release.mended, revision, deployment);
    if (breaker === 'off') {
      // ECS holds back only for tasks that never ran.
      if (failed.length > 3 && failed.every(({ startedAgo }) => startedAgo === null))
        say(
          shop,
          service,
          (at[3] ?? 1) - 0.6,
          'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
        );
      return;
    }
    if (failed.length < threshold) return;
    giveUp(shop, service, (at.at(-1) ?? 1) - 0.7, breaker, deployment, before?.id ?? '');
  };
}

/** The tasks of the new revision start, and those of the old one go. */
function succeedAtLast(shop: Shop, service: Service, minutesAgo: number, revision: number, deployment: string): void {
  const old = service.tasks.filter((task) => !task.stopped && task.revision !== revision);
  const started = old.map(() =>
    addTask(shop, service, { revision, deployment, startedAgo: minutesAgo - BOOT, createdAgo: minutesAgo }),
  );
  say(shop, service, minutesAgo, `has started ${started.length} tasks: ${named(started)}.`);
  retireAll(shop, service, old, minutesAgo - 2, deployment);
  say(shop, service, minutesAgo - 4, `(deployment ${deployment}) deployment completed.`);
  say(shop, service, minutesAgo - 4, 'has reached a steady state.');
  const [primary] = service.deployments;
  if (!primary) return;
  primary.rolloutState = 'COMPLETED';
  primary.rolloutStateReason = `ECS deployment ${deployment} completed.`;
  primary.failedTasks = 0;
  service.deployments.length = 0;
  service.deployments.push(primary);
  const rollout = service.rollouts.at(-1);
  if (!rollout) return;
  rollout.status = 'SUCCESSFUL';
  rollout.finishedAt = new Date(shop.now.getTime() - (minutesAgo - 4) * 60_000);
}

/** The circuit breaker has seen enough. */
export function giveUp(
  shop: Shop,
  service: Service,
  minutesAgo: number,
  breaker: 'rolls-back' | 'stops',
  deployment: string,
  before: string,
): void {
  const [primary, old] = service.deployments;
  const rollout = service.rollouts.at(-1);
  const when = new Date(shop.now.getTime() - minutesAgo * 60_000);
  say(shop, service, minutesAgo, `(deployment ${deployment}) deployment failed: tasks failed to start.`);
  if (primary) {
    primary.rolloutState = 'FAILED';
    primary.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
    primary.updatedAt = when;
  }
  if (rollout) {
    rollout.status = breaker === 'stops' ? 'STOPPED' : 'ROLLBACK_SUCCESSFUL';
    rollout.statusReason =
      breaker === 'stops'
        ? 'Service deployment stopped because the circuit breaker threshold was exceeded.'
        : 'Service deployment rolled back because the circuit breaker threshold was exceeded.';
    rollout.finishedAt = when;
    rollout.updatedAt = when;
    if (breaker === 'rolls-back') {
      const target = rollout.sourceServiceRevisions?.[0]?.arn;
      rollout.rollback = {
        reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
        startedAt: when,
        ...(target === undefined ? {} : { serviceRevisionArn: target }),
      };
    }
  }
  if (breaker === 'stops') return;
  say(shop, service, minutesAgo - 0.05, `rolling back to deployment ${before}.`);
  say(shop, service, minutesAgo - 1.2, `(deployment ${before}) deployment completed.`);
  say(shop, service, minutesAgo - 1.2, 'has reached a steady state.');
  if (!old) return;
  old.status = 'PRIMARY';
  old.updatedAt = when;
  service.deployments.length = 0;
  service.deployments.push(old);
}

export interface Replacements {
  readonly service: string;
  /** Minutes before now at which the first one fails to start. */
  readonly since: number;
  readonly until?: number;
  readonly every?: number;
  readonly refusal: Refusals;
  /** Tasks that end in a normal way beforehand; ECS cannot replace them. */
  readonly lost?: number;
  /** Tasks that are asked for in addition, by scaling. */
  readonly more?: number;
  /** No `has started` events, as where the scheduler itself is refused. */
  readonly silent?: true;
}

/** Nothing was deployed: what cannot start are tasks like those that run. */
export function replacementsFail(options: Replacements): Happening {
  return (shop) => {
    const { since, until = 0.6, every = 2, lost = 0, more = 0 } = options;
    const service = serviceNamed(shop, options.service);
    const running = service.tasks.filter(({ stopped }) => !stopped);
    const deployment = service.deployments[0]?.id ?? '';
    const revision = running[0]?.revision ?? service.taskDefinitions.at(-1)?.revision ?? 1;
    for (const task of running.slice(0, lost)) {
      task.stopped = {
        ago: since + 0.4,
        code: 'ServiceSchedulerInitiated',
        reason: `Scaling activity initiated by (deployment ${deployment})`,
        exitCode: 143,
      };
      if (task.target) task.target.until = since + 1;
      if (task.target) task.target.health = undefined;
    }
    if (more > 0) grow(shop, service, since + 0.3, more);
    fail(shop, service, times(since, until, every), options.refusal, {
      revision,
      deployment,
      ...(options.silent ? { silent: true } : {}),
    });
  };
}

/** More tasks are wanted from then on; whether they come is another matter. */
export function grow(shop: Shop, service: Service, minutesAgo: number, by: number): void {
  service.desired += by;
  record(shop, {
    name: 'UpdateService',
    source: 'ecs',
    by: 'autoscaling',
    minutesAgo,
    parameters: { cluster: service.cluster, service: service.name, desiredCount: service.desired },
    resources: [{ type: 'AWS::ECS::Service', name: serviceArn(shop, service) }],
  });
}

/** Tasks are wanted that are never placed: there is nothing to describe, only what ECS says about it. */
export function notPlaced(service: string, minutesAgo: number, by: number, ...messages: readonly string[]): Happening {
  return (shop) => {
    const found = serviceNamed(shop, service);
    grow(shop, found, minutesAgo + 0.3, by);
    // The same message is not repeated within six hours.
    for (const [index, message] of messages.entries()) say(shop, found, minutesAgo - index * 0.4, message);
  };
}
