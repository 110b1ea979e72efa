import { cause, maybe } from '#playbook';
import type { Cause, Layer } from '#playbook';
import { endings } from '#facts/ecs/endings';
import type { Ending } from '#facts/ecs/endings';
import { episode } from '#facts/ecs/episode';
import { commandFault, exitOf } from '#facts/ecs/exits';
import type { Exit } from '#facts/ecs/exits';
import { tailAmong, tails } from '#facts/ecs/log-tails';
import { definitions } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { called, service, target } from '#facts/ecs/target';
import { list } from '#facts/words';
import { goingBack, waysBack } from '../going-back.ts';
import { bearing, none, told } from '../reading.ts';
import { circuitBreakerTripped, deploymentStuck, startThrottled } from './deployments.ts';

interface Ended {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly recognised: string;
  readonly fix: string;
  readonly layer: Layer;
  readonly is: (ending: Ending) => boolean;
  /** Said of the container that ended: "exits with code 1". */
  readonly how: (ending: Ending) => string;
  readonly leadsTo?: readonly Cause[];
  readonly refines?: readonly Cause[];
  /** What is seen is only that it ended: why is for the log to tell. */
  readonly sure?: 'likely' | 'possible';
  /** It was ended from outside: another revision would be, too. */
  readonly fromOutside?: true;
}

/** A way in which a container ends by itself; its exit code or AWS's own words say so. */
export function ended({
  is,
  how,
  leadsTo = [],
  refines = [],
  sure,
  aliases = [],
  fromOutside,
  ...about
}: Ended): Cause {
  return cause({
    ...about,
    aliases,
    leadsTo: [...leadsTo, circuitBreakerTripped, deploymentStuck, startThrottled],
    refines,
    remedies: fromOutside ? [] : waysBack,
    from: {
      episode,
      target,
      service: maybe(service),
      endings,
      tails: maybe(tails),
      definitions: maybe(definitions),
      release: maybe(release),
    },
    judge: ({ episode, target, service, endings, tails, definitions, release }, say) => {
      const all = endings.filter(is);
      const own = all.map(({ failure }) => failure);
      const [first] = all;
      if (!first) return none(episode, say, 'no task ended like this');
      const name = first.container?.name ?? 'a container';
      const names = list([...new Set(all.map(({ container }) => container?.name ?? 'a container'))]);
      const tail = tails.known ? tailAmong(own, tails.value) : null;
      const definition = definitions.known ? definitions.value[first.task.taskDefinition] : undefined;
      const limit = first.spec?.memory ?? definition?.memory ?? null;
      const because = {
        episode: told(own, target, `${names} ${how(first)}`),
        tails: tail?.telling
          ? { says: `the last lines of ${tail.container}’s log`, quotes: quotesOf(tail) }
          : undefined,
        definitions: limit === null ? undefined : `${name} may use ${limit} MiB`,
        release: release.known ? releaseText(release.value) : undefined,
      };
      const log = tail?.telling ? ` Its log ends with: ${shortened(tail.telling)}` : '';
      const says = `${names} of ${called(target)} ${how(first)}.${log}`;
      const offers = fromOutside ? [] : goingBack(own, release, service);
      const given = { ...bearing(own, episode, target, { resources: [definition?.arn] }), offers };
      return sure === undefined ? say.confirmed(says, because, given) : say[sure](says, because, given);
    },
  });
}

/** What a log line is quoted by: it stands in the log as it is here. */
export function quotesOf({ telling, lines }: { readonly telling: string | null; readonly lines: readonly string[] }) {
  const last = lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
  return [...new Set([telling ?? '', last])].map((line) => line.slice(0, 300));
}

export function shortened(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/** It ended by itself in this way. */
export const exited =
  (wanted: Exit) =>
  ({ failure, code }: Ending) =>
    (failure.sign === 'exit' || failure.sign === 'exit-zero') && exitOf(code) === wanted;
const cannotStart =
  (why: 'not-executable' | 'not-found' | null) =>
  ({ failure }: Ending) =>
    failure.sign === 'cannot-start' && commandFault(failure.text) === why;
const withCode = ({ code }: Ending) => `exits with code ${code ?? '?'}`;
const notStarted = (ending: Ending) =>
  ending.failure.sign === 'cannot-start' ? 'cannot be started' : withCode(ending);

export const cannotStartContainer = ended({
  id: 'cannot-start-container',
  title: 'The container cannot be created or started',
  recognised:
    'CannotStartContainerError, CannotCreateContainerError, ContainerRuntimeError, ContainerRuntimeTimeoutError or DockerTimeoutError: disk, mounts, devices, limits, or the runtime itself. Nothing in it says that the command is at fault.',
  fix: 'Read AWS’s words: free disk space, or mend the mount, device or limit that they name. On EC2, drain the instance if others start elsewhere.',
  layer: 'config',
  fromOutside: true,
  is: cannotStart(null),
  how: () => 'cannot be started',
});

export const appCrash1 = ended({
  id: 'app-crash-1',
  aliases: ['oom-crash-502'],
  title: 'The application crashes',
  recognised:
    'The container that ended first exited with code 1, 2, 3, 255 or another of its own. The last lines of its log say why; a known error there is a cause of its own.',
  fix: 'Read the last lines of the container’s log; if a deployment came just before, roll it back.',
  layer: 'dependency',
  is: exited('failed'),
  how: withCode,
});

export const segfault139 = ended({
  id: 'segfault-139',
  title: 'The application crashes in native code',
  recognised: 'The container that ended first exited with code 139 (segmentation fault).',
  fix: 'Compare libraries and processor architecture with the last good image, or roll back to it.',
  layer: 'dependency',
  is: exited('segfault'),
  how: withCode,
});

export const abort134 = ended({
  id: 'abort-134',
  title: 'The application aborts',
  recognised: 'The container that ended first exited with code 134 (abort).',
  fix: 'Read the last lines of the container’s log for the assertion or heap error; roll back if it is new.',
  layer: 'dependency',
  is: exited('aborted'),
  how: withCode,
});

export const cmdNotExecutable126 = ended({
  id: 'cmd-not-executable-126',
  title: 'The container’s command may not be executed',
  recognised: 'The container exited with code 126, or could not be started for want of permission.',
  fix: 'Compare entry point and command with the last good revision, or roll back to it.',
  layer: 'config',
  is: (ending) => exited('not-executable')(ending) || cannotStart('not-executable')(ending),
  how: notStarted,
});

export const cmdNotFound127 = ended({
  id: 'cmd-not-found-127',
  title: 'The container’s command does not exist',
  recognised: 'The container exited with code 127, or could not be started because its command was not found.',
  fix: 'Compare entry point, command and base image with the last good revision, or roll back to it.',
  layer: 'config',
  is: (ending) => exited('not-found')(ending) || cannotStart('not-found')(ending),
  how: notStarted,
});

export const essentialExitZero = ended({
  id: 'essential-exit-zero',
  title: 'The application ends by itself',
  recognised:
    'An essential container of a service’s task ended with code 0: a server should not end. A task that belongs to no service is done when it does so.',
  fix: 'Check that the command stays in the foreground and does not finish.',
  layer: 'config',
  is: exited('done'),
  how: () => 'ends with code 0',
  sure: 'likely',
});
