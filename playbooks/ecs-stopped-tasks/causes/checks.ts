import { cause, maybe, offer } from '#playbook';
import { checkedGroups } from '#facts/ecs/checks';
import type { CheckedGroup } from '#facts/ecs/checks';
import { episode } from '#facts/ecs/episode';
import type { Failure } from '#facts/ecs/failures';
import { tailAmong, tails } from '#facts/ecs/log-tails';
import type { Tail } from '#facts/ecs/log-tails';
import { definitions, running } from '#facts/ecs/own-tasks';
import { release, releaseText } from '#facts/ecs/release';
import type { Stop } from '#facts/ecs/stops';
import { called, service, target } from '#facts/ecs/target';
import { targetGroupLink } from '#facts/links';
import { count, list, quantile } from '#facts/words';
import { serviceKey } from '#facts/ecs/services';
import { gracePeriod } from '#remediations/ecs/grace-period';
import { bearing, having, none, revisionsOf, told } from '../reading.ts';
import { circuitBreakerTripped, deploymentStuck } from './deployments.ts';
import { quotesOf } from './ended.ts';

const after = [circuitBreakerTripped, deploymentStuck];

export const elbHealthFailed = cause({
  id: 'elb-health-failed',
  title: 'ECS keeps killing tasks that fail the load balancer’s health checks',
  recognised:
    'Tasks stopped with “Task failed ELB health checks”. The target health reason says how they fail: no answer, another status, or no connection.',
  fix: 'Look at the health check path from inside the task; if the application needs long to start, raise the service’s health check grace period.',
  layer: 'dependency',
  leadsTo: after,
  from: { episode, target, groups: maybe(checkedGroups), tails: maybe(tails), release: maybe(release) },
  judge: ({ episode, target, groups, tails, release }, say) => {
    const own = having(episode, 'elb-health');
    if (own.length === 0) return none(episode, say, 'no task failed the load balancer’s checks');
    const all = groups.known ? groups.value : [];
    const unwell = all.flatMap(({ targets }) => targets.filter(({ state }) => state.startsWith('unhealthy')));
    const [sick] = unwell;
    const said = own.flatMap(({ text }) => /due to \(reason ([^)]*(?:\[[^\]]*\])?)\)/i.exec(text)?.[1] ?? []).at(-1);
    const tail = tails.known ? tailAmong(own, tails.value) : null;
    const [group] = all;
    const how = sick?.description ?? said;
    return say.confirmed(
      `Tasks of ${called(target)} fail the checks of ${group ? group.group.name : 'their target group'} and are killed for it${how ? `: ${how}` : ''}.`,
      {
        episode: told(own, target, 'failed the load balancer’s checks'),
        groups: group && {
          says: sick
            ? `${count(unwell.length, 'target')} unhealthy; ${checkOf(group)}`
            : `${checkOf(group)}; its ${count(group.targets.length, 'target')} are ${list([...new Set(group.targets.map(({ state }) => state))])} now`,
          quotes: [sick?.reason ?? '', sick?.description ?? ''],
          link: targetGroupLink(group.group.arn),
        },
        tails: tail?.telling
          ? { says: `the last lines of ${tail.container}’s log`, quotes: quotesOf(tail) }
          : undefined,
        release: release.known ? releaseText(release.value) : undefined,
      },
      bearing(own, episode, target, { resources: all.map((one) => one.group.arn) }),
    );
  },
});

/** `GET /health on port 8080 every 30 s, 2 failures are too many` */
function checkOf({ group: { healthCheck } }: CheckedGroup): string {
  const { protocol, path, port, intervalSeconds, unhealthyThreshold } = healthCheck;
  return `checked by ${protocol ?? 'TCP'} ${path ?? ''} on port ${port ?? '?'} every ${intervalSeconds ?? '?'} s; ${unhealthyThreshold ?? '?'} failures are too many`.replace(
    '  ',
    ' ',
  );
}

/** Seconds from when a task ran until ECS gave it up. */
function lifetime({ task, at }: Stop): number | null {
  if (!task.startedAt) return null;
  return ((task.stoppingAt ?? at).getTime() - task.startedAt.getTime()) / 1000;
}

const READY =
  /\b(?:started|listening|ready|accepting connections|running on|serving|startup complete|boot(?:ed| complete))\b/i;
/** AWS's defaults for a check that could not be read. */
const UNREAD = { group: { healthCheck: { intervalSeconds: 30, unhealthyThreshold: 2 } } };
/** Seconds that ECS and the load balancer need between a decision and its effect. */
const SLACK = 30;
/** Seconds: nobody sets a grace period of 97. */
const GRACE_STEP = 30;

export const gracePeriodTooShort = cause({
  id: 'grace-period-too-short',
  title: 'Tasks are killed before they are ready',
  recognised:
    'Tasks are killed by the load balancer’s checks within the grace period plus the time the checks need, while their log shows that the application became ready only then. Older tasks are fine.',
  fix: 'Raise healthCheckGracePeriodSeconds of the service above the time that the application needs to start.',
  remedies: [gracePeriod],
  layer: 'config',
  leadsTo: [elbHealthFailed],
  from: {
    episode,
    target,
    service: maybe(service),
    groups: maybe(checkedGroups),
    tails: maybe(tails),
    running: maybe(running),
  },
  judge: ({ episode, target, service, groups, tails, running }, say) => {
    const own = having(episode, 'elb-health').filter(({ stop }) => stop !== null);
    if (own.length === 0) return none(episode, say, 'no task was killed for the load balancer’s checks');
    if (!service.known) return say.unanswered(service.blind);
    const grace = service.value?.healthCheckGracePeriodSeconds ?? 0;
    const check = Math.max(
      ...(groups.known ? groups.value : [UNREAD]).map(
        ({ group: { healthCheck } }) => (healthCheck.intervalSeconds ?? 30) * (healthCheck.unhealthyThreshold ?? 2),
      ),
      0,
    );
    const allowed = grace + check + SLACK;
    const early = own.filter(({ stop }) => stop && (lifetime(stop) ?? Infinity) < allowed);
    if (early.length < own.length / 2)
      return say.ruledOut({ episode: `tasks lived longer than the ${allowed} s that grace period and checks take` });
    const tail = tails.known ? tailAmong(early, tails.value) : null;
    const ready = readyAfter(tail, early);
    const limits = `the grace period is ${grace} s, and the checks need ${check} s`;
    const usual = Math.round(
      quantile(
        early.flatMap(({ stop }) => (stop && lifetime(stop)) ?? []),
        0.5,
      ),
    );
    const evidence = {
      episode: told(early, target, `killed after about ${usual} s`),
      service: limits,
      tails: ready
        ? { says: `the application was ready ${Math.round(ready.seconds)} s after its start`, quotes: [ready.line] }
        : undefined,
    };
    const given = bearing(early, episode, target);
    const says = `${called(target)} is killed about ${usual} s after its start, ${ready ? `and becomes ready only after ${Math.round(ready.seconds)} s` : 'which may be before it is ready'}: ${limits}.`;
    if (ready && ready.seconds > grace) {
      const enough = Math.ceil((ready.seconds + check) / GRACE_STEP) * GRACE_STEP;
      const offers =
        service.value?.controller === 'ECS'
          ? [offer(gracePeriod, { service: serviceKey(service.value), seconds: String(enough) })]
          : [];
      const sure = { ...given, offers };
      return groups.known ? say.confirmed(says, evidence, sure) : say.likely(says, evidence, sure);
    }
    if (ready)
      return say.ruledOut({
        tails: `it was ready ${Math.round(ready.seconds)} s after its start, within the grace period`,
      });
    if (tail?.error || tail?.telling?.match(/error|exception|fatal/i))
      return say.ruledOut({ tails: 'its log tells of an error' });
    const well =
      running.known &&
      running.value.some(
        (one) =>
          one.lastStatus === 'RUNNING' && !revisionsOf(early).includes(one.taskDefinition.split('/').at(-1) ?? ''),
      );
    return say.possible(well ? `${says} Tasks of the revision before are fine.` : says, evidence, given);
  },
});

/** The first line that says that the application is ready, with how long after the start it came. */
function readyAfter(
  tail: Tail | null,
  own: readonly Failure[],
): { readonly seconds: number; readonly line: string } | null {
  const started = own.find(({ stop }) => stop?.task.arn === tail?.task)?.stop?.task.startedAt;
  if (!tail || !started) return null;
  const index = tail.lines.findIndex(
    (line) => READY.test(line) && !/not ready|not started|starting|waiting/i.test(line),
  );
  const at = tail.times[index];
  const line = tail.lines[index];
  if (at === undefined || line === undefined) return null;
  return { seconds: (at.getTime() - started.getTime()) / 1000, line: line.trim().slice(0, 300) };
}

export const containerHealthFailed = cause({
  id: 'container-health-failed',
  title: 'ECS kills tasks whose container health check fails',
  recognised:
    'Tasks stopped with “Task failed container health checks”, or with a container that is UNHEALTHY. It is the check of the task definition; ECS ignores a HEALTHCHECK in the image.',
  fix: 'Run the check’s command inside the container: curl or wget may be missing there; give it a startPeriod if the application starts slowly.',
  layer: 'dependency',
  leadsTo: after,
  from: { episode, target, definitions: maybe(definitions), tails: maybe(tails), release: maybe(release) },
  judge: ({ episode, target, definitions, tails, release }, say) => {
    const own = having(episode, 'container-health');
    const [first] = own;
    if (!first) return none(episode, say, 'no container health check failed');
    const containers = first.stop?.task.containers ?? [];
    const sick = containers.find(({ healthStatus }) => healthStatus === 'UNHEALTHY');
    const specs =
      (first.stop && definitions.known && definitions.value[first.stop.task.taskDefinition]?.containers) || [];
    const spec = specs.find(({ name }) => name === sick?.name) ?? specs.find(({ healthCheck }) => healthCheck !== null);
    const check = spec?.healthCheck;
    const tail = tails.known ? tailAmong(own, tails.value) : null;
    const name = sick?.name ?? spec?.name ?? 'a container';
    const allowance = check
      ? (check.startPeriodSeconds ?? 0) + (check.intervalSeconds ?? 30) * (check.retries ?? 3)
      : null;
    return say.confirmed(
      `${name} of ${called(target)} fails its health check${check ? ` (${check.command.join(' ')})` : ''}, and ECS kills the task.`,
      {
        episode: told(own, target, `${name} is unhealthy`),
        definitions: check
          ? { says: `it is allowed ${allowance} s before that`, quotes: check.command.slice(1, 2) }
          : undefined,
        tails: tail?.telling
          ? { says: `the last lines of ${tail.container}’s log`, quotes: quotesOf(tail) }
          : undefined,
        release: release.known ? releaseText(release.value) : undefined,
      },
      bearing(own, episode, target, { resources: [first.stop?.task.taskDefinition] }),
    );
  },
});

/** ECS kills after this many seconds unless told otherwise. */
const STOP_TIMEOUT = 30;

export const sigkillNotOom = cause({
  id: 'sigkill-not-oom',
  title: 'The application does not heed SIGTERM and is killed',
  recognised:
    'Exit code 137 of a task that ECS had told to stop, after the whole stop timeout had passed. It is not memory: the process, or a shell around it, ignores SIGTERM.',
  fix: 'Let the application end on SIGTERM: start it with exec, or with an init process (initProcessEnabled).',
  layer: 'symptom',
  consequence: true,
  from: { episode, target, definitions: maybe(definitions) },
  judge: ({ episode, target, definitions }, say) => {
    const health = having(episode, 'elb-health', 'container-health').flatMap(({ stop }) => stop ?? []);
    const told = [...episode.normal, ...health].filter(({ kind }) => kind !== 'exit-zero');
    const killed = told.filter((stop) => {
      const hit = stop.task.containers.find(({ exitCode }) => exitCode === 137);
      const { stoppingAt, executionStoppedAt, stoppedAt } = stop.task;
      const end = executionStoppedAt ?? stoppedAt;
      if (!hit || /OutOfMemory/i.test(stop.text) || !stoppingAt || !end) return false;
      const spec = definitions.known
        ? definitions.value[stop.task.taskDefinition]?.containers.find(({ name }) => name === hit.name)
        : undefined;
      const timeout = spec?.stopTimeoutSeconds ?? STOP_TIMEOUT;
      return end.getTime() - stoppingAt.getTime() >= (timeout - 2) * 1000;
    });
    const [first] = killed;
    if (!first) return none(episode, say, 'no task was killed because it did not stop in time');
    // How long ECS waits stands in the definition.
    return say[definitions.known ? 'confirmed' : 'likely'](
      `${count(killed.length, 'task')} of ${called(target)} did not end when told to, and had to be killed (137): not for memory.`,
      {
        episode: {
          says: `${count(killed.length, 'task')} killed after the time to stop was over`,
          quotes: [first.task.stoppedReason ?? ''],
        },
      },
      { resources: killed.slice(0, 10).map(({ task }) => task.arn) },
    );
  },
});
