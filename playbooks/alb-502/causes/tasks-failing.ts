import { cause, maybe } from '#playbook';
import type { Layer } from '#playbook';
import { episode } from '#facts/alb/episode';
import type { Family } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import type { RunningTask } from '#facts/ecs/tasks';
import { commandFault, exitOf, isOutOfMemory } from '#facts/ecs/exits';
import type { Exit } from '#facts/ecs/exits';
import type { Stop } from '#facts/ecs/stops';
import { possibleTaskGroups } from '#facts/ecs/groups';
import { groupsFedBy } from '#facts/ecs/services';
import { serviceLink } from '#facts/links';
import { count, list } from '#facts/words';
import { running, services, stops, taskDefinitions } from '../behind.ts';
import { servicesOf, stoppedDuring } from '../stopped.ts';
import { errorsAround, risen, served, shareOf, spanOf } from '../reading.ts';
import { targetGenerated5xx } from './answers.ts';
import { singleTarget502 } from './single-target.ts';
import { targetConnRefused } from './connection.ts';
import { allDrainingOrInitial, allUnhealthyFailOpen, noRegisteredTargets } from './nothing-to-serve.ts';
import { elbHealthFailed } from './tasks-checked.ts';

interface Failing {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly recognised: string;
  readonly fix: string;
  readonly layer: Layer;
  readonly is: (stop: Stop) => boolean;
  /** Said of the container that ended: "exits with code 1". */
  readonly how: (stop: Stop) => string;
}

/** Requests fail from a minute before a task is gone until its replacement serves. Seconds. */
const BEFORE = 60;
const AFTER = 180;
/** Fewer errors than this near the stops may be chance. */
const FEW = 10;
/** Stops that leave less than this part of the episode apart say nothing of what came near them. */
const EVERYWHERE = 0.7;

/** A way in which tasks die; what dies differs, what follows for the load balancer does not. */
function failing({ id, aliases = [], title, recognised, fix, layer, is, how }: Failing) {
  return cause({
    id,
    aliases,
    title,
    recognised,
    fix,
    layer,
    leadsTo: [
      targetConnRefused,
      elbHealthFailed,
      allUnhealthyFailOpen,
      allDrainingOrInitial,
      noRegisteredTargets,
      singleTarget502,
    ],
    refines: [targetGenerated5xx],
    from: {
      episode,
      groups: maybe(groups),
      services: maybe(services),
      stops: maybe(stops),
      running: maybe(running),
      definitions: maybe(taskDefinitions),
      possible: maybe(possibleTaskGroups),
    },
    judge: ({ episode, groups, services, stops, running, definitions, possible }, say) => {
      if (episode.rises.length === 0) return say.ruledOut({ episode: 'errors did not rise' });
      if (groups.known && served(groups.value).length === 0) return say.ruledOut({ groups: 'no target is a server' });
      const anywhere = possible.known ? possible.value : undefined;
      if (!stops.known) return say.unanswered(stops.blind, anywhere);
      const halves = running.known ? running.value.flatMap(halfDead) : [];
      const all = [...stops.value.tasks, ...halves].filter(is).toSorted((a, b) => a.at.getTime() - b.at.getTime());
      const stopped = stoppedDuring({ known: true, value: { ...stops.value, tasks: all } }, episode);
      if (!stopped.known) return say.unanswered(stopped.blind, anywhere);
      const { tasks: during, seen, sinceOf } = stopped.value;
      const [first] = during;
      if (!first)
        return say.ruledOut({
          stops: all.length > 0 ? `${count(all.length, 'task')} did, but not while errors rose` : 'no task did',
        });
      const around = (...of: Family[]) => errorsAround(during.map(spanOf), seen, of, BEFORE, AFTER);
      const { errors: lost, minutes } = around('elb502', 'elb503');
      // Where some task stops in almost every minute, what the others answer comes near one by chance.
      const answers = during.some((stop) => halves.includes(stop)) || minutes <= EVERYWHERE * seen.minutes.length;
      const errors = lost + (answers ? around('target5xx').errors : 0);
      const names = [...new Set(during.map(({ task }) => task.group ?? ''))];
      const own = servicesOf(during, services);
      const container = first.container?.name ?? 'a container';
      const limit = definitions.known ? memoryOf(definitions.value[first.task.taskDefinition], container) : null;
      const because = {
        stops: {
          says: `${count(during.length, 'task')} of ${list(names.map((name) => name.replace('service:', '')))}: ${container} ${how(first)}`,
          quotes: [first.container?.reason ?? '', first.task.stoppedReason ?? ''],
          link: own[0] && serviceLink(own[0].arn),
        },
        definitions: limit === null ? undefined : `${container} may use ${limit} MiB`,
        episode: `${count(errors, 'error')} fell within minutes of these stops`,
      };
      const what = `${container} of ${own.length > 0 ? list(own.map(({ name }) => name)) : 'the service'} ${how(first)}`;
      const says =
        first.kind === 'fault-start'
          ? `${what}: no new task comes to run.`
          : `${what}; each time its requests in flight are lost.`;
      const bearing = {
        share: shareOf(errors, seen),
        // What cannot start takes minutes to give up: it was in vain from the moment it was tried.
        since: first.kind === 'fault-start' ? (first.task.createdAt ?? first.at) : sinceOf(first),
        resources: [...own.map(({ arn }) => arn), ...during.map(({ task }) => task.arn)],
        scope: own.flatMap(groupsFedBy),
      };
      const dropped = risen(seen, 'elb502', 'elb503');
      const telling = errors >= 3 && (shareOf(errors, seen) >= 0.05 || (errors >= FEW && errors >= 0.5 * dropped));
      return telling ? say.confirmed(says, because, bearing) : say.possible(says, because, bearing);
    },
  });
}

/** A task that runs although one of its containers ended: the others answer for it, with errors. */
function halfDead(task: RunningTask): Stop[] {
  return task.containers
    .filter(({ lastStatus, exitCode }) => lastStatus === 'STOPPED' && exitCode !== null && exitCode !== 0)
    .map((container) => ({
      task,
      kind: 'fault-exit' as const,
      container,
      at: task.startedAt ?? task.createdAt ?? new Date(0),
      text: container.reason ?? '',
    }));
}

function memoryOf(
  definition:
    | {
        readonly memory: string | null;
        readonly containers: readonly { readonly name: string; readonly memory: number | null }[];
      }
    | undefined,
  container: string,
): number | string | null {
  return definition?.containers.find(({ name }) => name === container)?.memory ?? definition?.memory ?? null;
}

const exited =
  (wanted: Exit) =>
  ({ kind, container, text }: Stop) =>
    kind === 'fault-exit' && !isOutOfMemory(text) && exitOf(container?.exitCode) === wanted;
const cannotStart =
  (why: 'not-executable' | 'not-found') =>
  ({ kind, text }: Stop) =>
    kind === 'fault-start' && commandFault(text) === why;
const withCode = ({ container }: Stop) => `exits with code ${container?.exitCode ?? '?'}`;
const notStarted = (stop: Stop) => (stop.kind === 'fault-start' ? 'cannot be started' : withCode(stop));

export const oomContainer = failing({
  id: 'oom-container',
  aliases: ['oom-crash-502'],
  title: 'Tasks run out of memory and are killed',
  recognised:
    'A container of a task behind the load balancer stopped with OutOfMemoryError while errors rose. Exit code 137 alone is not taken for it.',
  fix: 'Raise the container’s memory limit, or find what grew; if the previous revision had more memory or did not grow, roll back.',
  layer: 'capacity',
  is: ({ text }) => isOutOfMemory(text),
  how: () => 'is killed for memory',
});

export const appCrash1 = failing({
  id: 'app-crash-1',
  aliases: ['oom-crash-502'],
  title: 'The application crashes',
  recognised:
    'A container of a task behind the load balancer exited with code 1, 2, 3, 255 or another of its own while errors rose.',
  fix: 'Read the last lines of the container’s log; if a deployment came just before, roll it back.',
  layer: 'dependency',
  is: exited('failed'),
  how: withCode,
});

export const segfault139 = failing({
  id: 'segfault-139',
  title: 'The application crashes in native code',
  recognised:
    'A container of a task behind the load balancer exited with code 139 (segmentation fault) while errors rose.',
  fix: 'Compare libraries and processor architecture with the last good image, or roll back to it.',
  layer: 'dependency',
  is: exited('segfault'),
  how: withCode,
});

export const abort134 = failing({
  id: 'abort-134',
  title: 'The application aborts',
  recognised: 'A container of a task behind the load balancer exited with code 134 (abort) while errors rose.',
  fix: 'Read the last lines of the container’s log for the assertion or heap error; roll back if it is new.',
  layer: 'dependency',
  is: exited('aborted'),
  how: withCode,
});

export const cmdNotExecutable126 = failing({
  id: 'cmd-not-executable-126',
  title: 'The container’s command may not be executed',
  recognised:
    'A container of a task behind the load balancer exited with code 126, or could not be started for want of permission, while errors rose.',
  fix: 'Compare entry point and command with the last good revision, or roll back to it.',
  layer: 'config',
  is: (stop) => exited('not-executable')(stop) || cannotStart('not-executable')(stop),
  how: notStarted,
});

export const cmdNotFound127 = failing({
  id: 'cmd-not-found-127',
  title: 'The container’s command does not exist',
  recognised:
    'A container of a task behind the load balancer exited with code 127, or could not be started because its command was not found, while errors rose.',
  fix: 'Compare entry point, command and base image with the last good revision, or roll back to it.',
  layer: 'config',
  is: (stop) => exited('not-found')(stop) || cannotStart('not-found')(stop),
  how: notStarted,
});

export const essentialExitZero = failing({
  id: 'essential-exit-zero',
  title: 'The application ends by itself',
  recognised:
    'An essential container of a service’s task ended with code 0 while errors rose: a server should not end.',
  fix: 'Check that the command stays in the foreground and does not finish.',
  layer: 'config',
  is: ({ kind, task }) => kind === 'exit-zero' && (task.group ?? '').startsWith('service:'),
  how: () => 'ends with code 0',
});
