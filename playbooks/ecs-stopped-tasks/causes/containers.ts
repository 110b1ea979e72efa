import { cause, maybe } from '#playbook';
import { endings } from '#facts/ecs/endings';
import type { Ending } from '#facts/ecs/endings';
import { episode } from '#facts/ecs/episode';
import { tailAmong, tails } from '#facts/ecs/log-tails';
import { definitions } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import { called, service, target } from '#facts/ecs/target';
import { bearing, none, told } from '../reading.ts';
import { circuitBreakerTripped, deploymentStuck, startThrottled } from './deployments.ts';
import {
  appCrash1,
  cannotStartContainer,
  cmdNotExecutable126,
  cmdNotFound127,
  ended,
  essentialExitZero,
  exited,
  quotesOf,
} from './ended.ts';

const after = [circuitBreakerTripped, deploymentStuck, startThrottled];

export const sigterm143 = ended({
  id: 'sigterm-143',
  title: 'Something tells the application to stop',
  recognised:
    'The container that ended first exited with code 143, and ECS had not asked it to. After a deployment or scale-in 143 is as it should be.',
  fix: 'Look for what sends SIGTERM inside of the container: a supervisor, a script, a health check of its own.',
  layer: 'dependency',
  fromOutside: true,
  is: exited('terminated'),
  how: () => 'ends after SIGTERM (143)',
  sure: 'possible',
});

/** It went first, and it is there to help another one. */
const isSide = ({ place, failure, container }: Ending) =>
  place === 'side' &&
  container !== null &&
  ['exit', 'exit-zero', 'out-of-memory', 'cannot-start'].includes(failure.sign);

export const essentialSidecarExit = cause({
  id: 'essential-sidecar-exit',
  title: 'A side container ends and takes the task with it',
  recognised:
    'The essential container that ended first is not the one that requests go to: a log router, a proxy, an agent. The application was stopped only because of it.',
  fix: 'Look into the side container’s log and roll back its image; mark it `essential: false` if the application can do without.',
  layer: 'dependency',
  leadsTo: after,
  refines: [appCrash1, essentialExitZero, sigterm143],
  from: {
    episode,
    target,
    endings,
    service: maybe(service),
    definitions: maybe(definitions),
    tails: maybe(tails),
    release: maybe(release),
  },
  judge: ({ episode, target, endings, service, definitions, tails, release }, say) => {
    const all = endings.filter(isSide);
    const [first] = all;
    if (!first) {
      const several = endings.some(({ task }) => task.containers.length > 1);
      if (several && !service.known) return say.unanswered(service.blind);
      if (several && !definitions.known) return say.unanswered(definitions.blind);
      return none(episode, say, 'it is not a side container that ends first');
    }
    const own = all.map(({ failure }) => failure);
    const name = first.container?.name ?? 'a side container';
    const served = service.known
      ? service.value?.loadBalancers.find(({ container }) => container !== null)?.container
      : null;
    const tail = tails.known ? tailAmong(own, tails.value) : null;
    const because = {
      episode: told(own, target, `${name} ends${first.code === null ? '' : ` with code ${first.code}`}`),
      service: served ? `requests go to ${served}` : undefined,
      definitions: first.spec?.essential ? `${name} is essential: the task stops with it` : undefined,
      tails: tail?.telling ? { says: `the last lines of ${name}’s log`, quotes: quotesOf(tail) } : undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const says = `${name}, which only helps ${served ?? 'the application'}, ends first${first.code === null ? '' : ` (code ${first.code})`}, and ECS stops the whole task of ${called(target)}.`;
    const given = bearing(own, episode, target, { resources: [first.task.taskDefinition] });
    // Whether the task could have done without it stands in the definition.
    return all.every(({ ambiguous }) => ambiguous) || first.spec === null
      ? say.likely(says, because, given)
      : say.confirmed(says, because, given);
  },
});

export const dependencyFailed = cause({
  id: 'dependency-failed',
  title: 'A container that others wait for fails',
  recognised:
    'ECS could not start a container because one that it depends on (dependsOn) failed, did not become healthy or took too long. The container that was never started shows 143 or CannotStartContainerError.',
  fix: 'Look at the container that is waited for: its exit code and log, its health check, or its start timeout.',
  layer: 'dependency',
  leadsTo: after,
  refines: [cannotStartContainer, appCrash1, sigterm143, cmdNotFound127, cmdNotExecutable126, essentialExitZero],
  from: { episode, target, endings, definitions: maybe(definitions), tails: maybe(tails), release: maybe(release) },
  judge: ({ episode, target, endings, definitions, tails, release }, say) => {
    const all = endings.filter((ending) => ending.failure.sign === 'dependency' || waitedForInVain(ending));
    const [first] = all;
    if (!first) {
      const several = endings.some(({ task }) => task.containers.length > 1);
      if (several && !definitions.known) return say.unanswered(definitions.blind);
      return none(episode, say, 'no container waited in vain for another');
    }
    const own = all.map(({ failure }) => failure);
    const name = first.container?.name ?? 'a container';
    const waiting = waitersOf(first, definitions.known ? definitions.value[first.task.taskDefinition] : undefined);
    const how = howOf(first);
    const tail = tails.known ? tailAmong(own, tails.value) : null;
    const because = {
      episode: told(own, target, `${name} ${how}`),
      definitions: waiting ? `${waiting.name} waits until ${name} is ${waiting.condition}` : undefined,
      tails: tail?.telling ? { says: `the last lines of ${tail.container}’s log`, quotes: quotesOf(tail) } : undefined,
      release: release.known ? releaseText(release.value) : undefined,
    };
    const says = `${name} ${how}, so ${waiting?.name ?? 'what depends on it'} of ${called(target)} was never started.`;
    return say.confirmed(says, because, bearing(own, episode, target, { resources: [first.task.taskDefinition] }));
  },
});

/** The one that failed is waited for by another that never ran: the text is silent about it in some versions. */
function waitedForInVain({ task, container, code }: Ending): boolean {
  if (container === null || code === 0 || code === null || task.startedAt !== null) return false;
  return task.containers.some(({ reason }) => /dependenc/i.test(reason ?? ''));
}

function waitersOf(
  { container }: Ending,
  definition:
    | {
        readonly containers: readonly {
          readonly name: string;
          readonly dependsOn: readonly { readonly container: string; readonly condition: string }[];
        }[];
      }
    | undefined,
): { readonly name: string; readonly condition: string } | null {
  for (const { name, dependsOn } of definition?.containers ?? []) {
    const on = dependsOn.find((one) => one.container === container?.name);
    if (on) return { name, condition: on.condition.toLowerCase() };
  }
  return null;
}

function howOf({ code, container, failure }: Ending): string {
  if (code !== null && code !== 0) return `exits with code ${code}`;
  if (/unhealthy|health/i.test(failure.text) || container?.healthStatus === 'UNHEALTHY')
    return 'does not become healthy';
  if (/timed? ?out|timeout/i.test(failure.text)) return 'does not start in time';
  return 'fails';
}
