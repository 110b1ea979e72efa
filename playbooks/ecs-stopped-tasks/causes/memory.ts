import { cause, maybe } from '#playbook';
import { endings } from '#facts/ecs/endings';
import type { Ending } from '#facts/ecs/endings';
import { episode } from '#facts/ecs/episode';
import { highestBefore, load } from '#facts/ecs/load';
import { definitions } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { called, target } from '#facts/ecs/target';
import { count } from '#facts/words';
import { bearing, none, told } from '../reading.ts';
import { circuitBreakerTripped, deploymentStuck } from './deployments.ts';
import { ended, exited } from './ended.ts';
import { essentialSidecarExit } from './containers.ts';

export const oomContainer = ended({
  id: 'oom-container',
  aliases: ['oom-crash-502'],
  title: 'Tasks run out of memory and are killed',
  recognised: 'A container stopped with OutOfMemoryError. Exit code 137 alone is not taken for it.',
  fix: 'Raise the container’s memory limit, or find what grew; if the previous revision had more memory or did not grow, roll back.',
  layer: 'capacity',
  is: ({ failure }) => failure.sign === 'out-of-memory',
  how: () => 'is killed for memory',
  leadsTo: [essentialSidecarExit],
});

/** From this part of its memory on a service may well have used it up. Percent. */
const FULL = 95;
const MINUTES_BEFORE = 5;

/** Killed by no one that ECS knows of: 137, no reason, and it was not asked to stop. */
const isKilled = (ending: Ending) => exited('killed')(ending) && !ending.container?.reason;

export const oomSuspected = cause({
  id: 'oom-suspected',
  title: 'Tasks are probably killed for memory',
  recognised:
    'Exit code 137 without a reason, and the memory of the service at 95 % or more within five minutes before. The kernel does not always tell ECS, above all when it kills a child process.',
  fix: 'Raise the task’s memory, or cap the heap of the application, and see whether it stops.',
  layer: 'capacity',
  leadsTo: [circuitBreakerTripped, deploymentStuck],
  from: {
    episode,
    target,
    endings,
    load: maybe(load),
    definitions: maybe(definitions),
    release: maybe(release),
  },
  judge: ({ episode, target, endings, load, definitions, release }, say) => {
    const all = endings.filter(isKilled);
    const [first] = all;
    if (!first) return none(episode, say, 'no container was killed (137) without a reason');
    if (!load.known) return say.unanswered(load.blind);
    const full = all.filter(({ failure }) => {
      const highest = highestBefore(load.value?.memory ?? [], failure.at, MINUTES_BEFORE);
      return highest !== null && highest >= FULL;
    });
    const highest = Math.max(
      ...all.map(({ failure }) => highestBefore(load.value?.memory ?? [], failure.at, MINUTES_BEFORE) ?? 0),
    );
    const [one] = full;
    if (!one)
      return say.ruledOut({
        load:
          highest > 0 ? `memory was at ${highest.toFixed(0)} % at most before the stops` : 'memory was not measured',
      });
    const own = full.map(({ failure }) => failure);
    const limit = definitions.known ? definitions.value[one.task.taskDefinition]?.memory : null;
    const name = one.container?.name ?? 'a container';
    return say.likely(
      `${name} of ${called(target)} is killed (137) with its memory at ${highest.toFixed(0)} %.`,
      {
        episode: told(own, target, `${name} exits with code 137`),
        load: `memory was at ${highest.toFixed(0)} % within ${count(MINUTES_BEFORE, 'minute')} before`,
        definitions: limit ? `a task may use ${limit} MiB` : undefined,
        release: release.known ? releaseText(release.value) : undefined,
      },
      bearing(own, episode, target),
    );
  },
});

export const sigkillExternal = cause({
  id: 'sigkill-external',
  title: 'Something kills the container',
  recognised:
    'Exit code 137 without a reason, not asked to stop, and memory not full: a process inside that kills, or pressure on the host.',
  fix: 'Look into the container’s log for what kills (a watchdog, a supervisor), and on EC2 into the host’s kernel log.',
  layer: 'dependency',
  leadsTo: [circuitBreakerTripped, deploymentStuck],
  from: { episode, target, endings, load: maybe(load) },
  judge: ({ episode, target, endings, load }, say) => {
    const own = endings.filter(isKilled).map(({ failure }) => failure);
    const [first] = own;
    if (!first) return none(episode, say, 'no container was killed (137) without a reason');
    const highest = load.known
      ? Math.max(...own.map(({ at }) => highestBefore(load.value?.memory ?? [], at, MINUTES_BEFORE) ?? 0))
      : 0;
    if (highest >= FULL) return say.ruledOut({ load: `memory was at ${highest.toFixed(0)} %` });
    const name = first.stop?.container?.name ?? 'a container';
    return say.possible(
      `${name} of ${called(target)} is killed (137), and nothing says by whom.`,
      {
        episode: told(own, target, `${name} exits with code 137`),
        load: highest > 0 ? `memory was at ${highest.toFixed(0)} % at most` : undefined,
      },
      bearing(own, episode, target),
    );
  },
});
