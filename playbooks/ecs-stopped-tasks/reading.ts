import type { Because, Bearing, Judge, Sighting } from '#playbook';
import type { Episode } from '#facts/ecs/episode';
import { isHappening } from '#facts/ecs/episode';
import type { Failure } from '#facts/ecs/failures';
import type { Definitions } from '#facts/ecs/own-tasks';
import type { Sign } from '#facts/ecs/signs';
import type { Stop } from '#facts/ecs/stops';
import { called } from '#facts/ecs/target';
import type { Target } from '#facts/ecs/target';
import { serviceLink } from '#facts/links';
import { clock, count } from '#facts/words';

/** How judges of this playbook read their facts: small questions with one answer each. */

export function having(episode: Episode, ...signs: readonly Sign[]): readonly Failure[] {
  return episode.failures.filter(({ sign }) => signs.includes(sign));
}

/** The service, or the family of tasks that were run by hand, as AWS names it. */
export function arnOf(target: Target): string {
  const { cluster } = target;
  return target.kind === 'service'
    ? `${cluster.replace(':cluster/', ':service/')}/${target.name}`
    : `${cluster.replace(/:cluster\/.*/, ':task-definition/')}${target.family}`;
}

export function linkTo(target: Target): string | undefined {
  return target.kind === 'service' ? serviceLink(arnOf(target)) : undefined;
}

/** `3 tasks of checkout`; for what only an event tells, `checkout`. */
export function whose(own: readonly Failure[], target: Target): string {
  const tasks = own.filter(({ stop }) => stop !== null).length;
  return tasks === 0 ? called(target) : `${count(tasks, 'task')} of ${called(target)}`;
}

/** What AWS said, in its words: the failures of one kind as evidence. */
export function told(own: readonly Failure[], target: Target, what: string): Because {
  const texts = [...new Set(own.toReversed().flatMap(({ quotes }) => quotes.slice(0, 2)))].slice(0, 2);
  const times = [...new Set([own[0], own.at(-1)].flatMap((one) => (one ? clock(one.at) : [])))];
  return { says: `${whose(own, target)}: ${what}, ${times.join(' to ')}`, quotes: texts, link: linkTo(target) };
}

/** The part of the failed tasks that these are; not measured where events alone tell of them. */
export function shareOf(own: readonly Failure[], { failures }: Episode): number | undefined {
  const tasks = (of: readonly Failure[]) => of.filter(({ stop }) => stop !== null).length;
  const all = tasks(failures);
  if (all > 0 && tasks(own) === 0) return undefined;
  if (all > 0) return tasks(own) / all;
  const weighed = failures.filter(({ sign }) => sign !== 'start-throttled');
  return weighed.length > 0 ? Math.min(1, own.length / weighed.length) : undefined;
}

/** More task ARNs than these say no more. */
const MOST_TASKS = 20;

/** Share, beginning and resources; what is to blame comes before the service and its tasks. */
export function bearing(
  own: readonly Failure[],
  episode: Episode,
  target: Target,
  more: { readonly resources?: readonly (string | null | undefined)[]; readonly fix?: string } = {},
): Bearing {
  // An event does not tell when it began: ECS does not repeat it, and forgets the tasks it is about.
  const since = Math.min(...own.flatMap((failure) => (failure.stop ? failure.since.getTime() : [])));
  const blamed = (more.resources ?? []).filter((one) => one !== null && one !== undefined && one !== '');
  const tasks = own.flatMap(({ stop }) => stop?.task.arn ?? []).slice(-MOST_TASKS);
  return {
    share: shareOf(own, episode),
    since: Number.isFinite(since) ? new Date(since) : undefined,
    resources: [...new Set([...blamed.filter((one) => one !== undefined && one !== null), arnOf(target), ...tasks])],
    fix: more.fix,
  };
}

/** The answer where nothing of a kind was found: "no", unless the stopped tasks are not all known. */
export function none<K extends string>(episode: Episode, say: Judge<K | 'episode'>, why: string) {
  if (episode.unread && isHappening(episode)) return say.unanswered(episode.unread);
  return say.ruledOut({ episode: why });
}

/** The definition a task was started from. */
export function definitionOf(stop: Stop | null | undefined, definitions: Sighting<Definitions>) {
  return stop && definitions.known ? (definitions.value[stop.task.taskDefinition] ?? null) : null;
}

/** Families and revisions these tasks were of: `checkout:42`. */
export function revisionsOf(own: readonly Failure[]): readonly string[] {
  return [...new Set(own.flatMap(({ stop }) => stop?.task.taskDefinition.split('/').at(-1) ?? []))];
}
