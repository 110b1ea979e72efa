import type { Happening } from '../shop.ts';
import { addTask } from '../shop/ecs.ts';
import type { Service, Shop, ShopTask, Stop } from '../shop/model.ts';
import { closed, refused } from '../shop/outcome.ts';
import { found, of, serviceNamed } from './find.ts';
import { groupText, named, say } from './rollout.ts';
import { deregister, settle, sicken } from './targets.ts';
import type { Sickness } from './targets.ts';

/** Why tasks end: what DescribeTasks will say. */
export type Death = Omit<Stop, 'ago'>;

export const outOfMemory: Death = {
  code: 'EssentialContainerExited',
  reason: 'Essential container in task exited',
  exitCode: 137,
  containerReason: 'OutOfMemoryError: Container killed due to memory usage',
};

export function exits(exitCode: number): Death {
  return { code: 'EssentialContainerExited', reason: 'Essential container in task exited', exitCode };
}

export interface Deaths {
  readonly service: string;
  readonly death: Death;
  /** Minutes before now at which the first task dies. */
  readonly since: number;
  /** When the last one dies; default as late as may be. */
  readonly until?: number;
  /** Minutes that a task lives. */
  readonly lives: number;
  /** Minutes until its successor takes requests. */
  readonly gap?: number;
}

/** Tasks die again and again, each at its own time, and ECS replaces them: requests to the dying are lost. */
export function tasksDie({ service: name, death, since, until = 0.4, lives, gap = 0.8 }: Deaths): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    const alive = service.tasks.filter(({ stopped }) => !stopped);
    for (const [index, first] of alive.entries()) {
      let task = first;
      for (let at = since - (index * lives) / alive.length; at > until; at -= lives) {
        die(shop, service, task, at, death);
        task = replace(shop, service, task, at - 0.2, gap);
      }
    }
  };
}

/** Its process ends; the load balancer goes on sending for a quarter of a minute, until ECS has taken it out. */
function die(shop: Shop, service: Service, task: ShopTask, minutesAgo: number, death: Death): void {
  task.stopped = { ...death, ago: minutesAgo };
  const { group } = service;
  if (!group || !task.target) return;
  deregister(group, task.target, minutesAgo - 0.25);
  const mine = of(group, [task.target]);
  shop.troubles.push(
    { from: minutesAgo + 0.02, until: minutesAgo, share: 1, hits: mine, outcome: (chance) => closed(chance() * 0.4) },
    { from: minutesAgo, until: minutesAgo - 0.25, share: 1, hits: mine, outcome: refused },
  );
}

/** ECS starts another one in its place, of the same revision. */
function replace(shop: Shop, service: Service, task: ShopTask, minutesAgo: number, gap: number): ShopTask {
  const next = addTask(shop, service, {
    revision: task.revision,
    deployment: task.deployment,
    startedAgo: Math.max(minutesAgo - gap + 0.5, 0.05),
    createdAgo: Math.max(minutesAgo, 0.1),
  });
  if (next.target) settle(next.target);
  say(shop, service, Math.max(minutesAgo, 0.1), `has started 1 tasks: ${named([next])}.`);
  return next;
}

export interface Killing {
  readonly service: string;
  readonly since: number;
  readonly sickness: Sickness;
  /** Minutes from the start of a task to its end; at least the grace period and the checks that must fail. */
  readonly lives?: number;
  readonly until?: number;
  readonly exitCode?: number;
  readonly took?: number;
  /** Minutes between the ends of two tasks. */
  readonly stagger?: number;
  /** Minutes that a successor needs before it is registered. */
  readonly boot?: number;
}

/**
 * ECS kills tasks that fail the checks of their load balancer and starts others, which fail them too. With nothing
 * healthy left, requests go to the sick; those that are killed are deregistered first.
 */
export function killedByChecks({
  service: name,
  since,
  sickness,
  lives = 4,
  until = 0.5,
  exitCode = 143,
  took = 2,
  stagger = 0.3,
  boot = 0.6,
}: Killing): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    const group = found(service.group ?? undefined, `target group of ${name}`);
    const alive = service.tasks.filter(({ stopped }) => !stopped);
    for (const [index, first] of alive.entries()) {
      let task = first;
      if (task.target) sicken(task.target, since, sickness);
      for (let at = Math.min(since, task.startedAgo ?? since) - 1.8 - index * stagger; at > until; at -= lives) {
        if (task.target) deregister(group, task.target, at);
        task.stopped = {
          ago: Math.max(at - 0.3, 0.05),
          code: 'ServiceSchedulerInitiated',
          reason: `Task failed ELB health checks in (target-group ${group.arn})`,
          exitCode,
          took,
        };
        say(
          shop,
          service,
          at,
          `(port ${service.port}) is unhealthy in ${groupText(service)} due to (reason ${sickness.description}).`,
        );
        say(shop, service, at, `has stopped 1 running tasks: ${named([task])}.`);
        task = replace(shop, service, task, at - 0.1, boot);
        if (task.target && task.target.since > 0) sicken(task.target, since, sickness);
      }
    }
  };
}
