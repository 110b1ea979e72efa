import { fact, maybe } from '#playbook';
import type { Symptom } from '#playbook';
import { episode, isHappening } from '#facts/ecs/episode';
import type { Episode } from '#facts/ecs/episode';
import { service, target, called } from '#facts/ecs/target';
import type { Stop } from '#facts/ecs/stops';
import { restarts } from '#facts/ecs/restarts';
import type { Restarts } from '#facts/ecs/restarts';
import { window } from '#facts/window';
import { clock, count, list, minuteOf, minutesBetween } from '#facts/words';
import { trail } from './changes.ts';
import type { TrailEvent } from '#facts/changes';

export const symptom = fact({
  id: 'ecs-stopped-tasks.symptom',
  title: 'Are tasks failing?',
  step: 'Tasks',
  from: { episode, target, service: maybe(service), trail: maybe(trail), restarts: maybe(restarts), window },
  learn: ({ episode, target, service, trail, restarts, window }): Symptom => {
    const name = called(target);
    const own = service.known ? service.value : null;
    const normal = normalStops(episode.normal, trail.known ? trail.value : []);
    if (own?.desired === 0 && own.scheduling !== 'DAEMON' && (!isHappening(episode) || episode.until)) {
      const since = scaledAway(own.name, trail.known ? trail.value : []);
      return {
        seen: false,
        says: `${name} is scaled to zero${since}: no task is wanted, and none runs. ${normal}`.trim(),
      };
    }
    const loop = restarts.known && restarts.value && restarts.value.count >= MANY_RESTARTS ? restarts.value : null;
    if (!isHappening(episode) && loop) return inPlace(loop, name, window.to);
    if (!isHappening(episode)) {
      const runs = own ? `${own.running} of ${count(own.desired, 'wanted task')} run` : 'no task failed';
      const texts = normal === '' ? 'no task failed in this time' : normal;
      return { seen: false, says: own ? `${capital(runs)}; ${lower(texts)}` : capital(texts) };
    }
    const { since, until } = episode;
    const says = `${capital(troubles(episode, name))} since ${clock(since)}${until ? ` to ${clock(until)}` : ''}.${own ? ` ${own.running} of ${count(own.desired, 'wanted task')} run.` : ''}`;
    return { seen: true, says: unknownText(episode) + says, since, until, scope: null, course: courseOf(episode) };
  },
});

/** Fewer may be chance. */
const MANY_RESTARTS = 3;
/** After so many minutes without one it is over. */
const CALM = 10;

/** A crash loop that leaves no stopped task. */
function inPlace({ containers, count: times, first, last }: Restarts, name: string, now: Date): Symptom {
  const until = minutesBetween(last, now) > CALM ? last : null;
  const says = `${list(containers)} of ${name} ${times === 1 ? 'was' : 'were'} restarted in place ${count(times, 'time')} since ${clock(first)}: with a restart policy a crash leaves no stopped task.`;
  return { seen: true, says, since: first, until, scope: null };
}

function troubles({ failures, troubled, givenUp, stuck, missing }: Episode, name: string): string {
  const tasks = failures.filter(({ stop }) => stop !== null);
  const parts = [
    ...(tasks.length > 0 ? [`${count(tasks.length, 'task')} of ${name} failed`] : []),
    ...(tasks.length === 0 && failures.length > 0 ? [`${name} reports trouble in its events`] : []),
    ...(stuck.length > 0 ? [`${count(stuck.length, 'task')} of ${name} cannot get to run`] : []),
    ...(missing > 0 ? [`${count(missing, 'task')} of ${name} ${missing === 1 ? 'is' : 'are'} missing`] : []),
    ...(troubled.length + givenUp.length > 0 && failures.length + stuck.length + missing === 0
      ? [`a deployment of ${name} ${givenUp.length > 0 ? 'was given up' : 'does not succeed'}`]
      : []),
  ];
  return list(parts, 4);
}

/** Texts that nothing here knows are quoted first: they are all there is to go by. */
function unknownText({ failures }: Episode): string {
  const unknown = failures.filter(({ sign }) => sign === 'unknown');
  const [first] = unknown;
  if (!first || unknown.length < failures.length / 2) return '';
  const text = first.quotes[0];
  return text === undefined ? '' : `AWS says “${text.length > 280 ? `${text.slice(0, 279)}…` : text}”. `;
}

/** What was stopped on purpose, counted by kind, with who did it. */
export function normalStops(stops: readonly Stop[], trail: readonly TrailEvent[]): string {
  const of = (kind: Stop['kind']) => stops.filter((stop) => stop.kind === kind).length;
  const people = [...new Set(trail.filter(({ name }) => name === 'StopTask').flatMap(({ user }) => user ?? []))];
  const parts = [
    ...part(of('scaling'), 'by a deployment or scale-in'),
    ...part(of('operator'), people.length > 0 ? `by ${list(people)}` : 'by somebody'),
    ...part(of('spot'), 'because Spot took the capacity back'),
    ...part(of('infrastructure'), 'with the host that they were on'),
    ...part(of('exit-zero'), 'when they were done'),
    ...part(of('unknown'), 'for other reasons, which are no failures'),
  ];
  return parts.length === 0 ? '' : `${count(stops.length, 'task')} stopped as they should: ${list(parts, 6)}.`;
}

function part(n: number, how: string): string[] {
  return n === 0 ? [] : [`${n} ${how}`];
}

/** Who set the number of tasks to zero, and when, where CloudTrail tells. */
function scaledAway(name: string, trail: readonly TrailEvent[]): string {
  const event = trail
    .filter(({ requestParameters: asked }) => JSON.stringify(asked ?? '').includes('"desiredCount":0'))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .find((one) => JSON.stringify(one.requestParameters).includes(name));
  return event ? ` since ${clock(event.at)}${event.user ? `, by ${event.user}` : ''}` : '';
}

function courseOf({ failures }: Episode): { readonly at: Date; readonly count: number }[] {
  const minutes = new Map<number, number>();
  for (const { since } of failures) {
    const minute = minuteOf(since).getTime();
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  }
  return [...minutes].toSorted(([a], [b]) => a - b).map(([at, n]) => ({ at: new Date(at), count: n }));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
