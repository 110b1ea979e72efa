import { fact, maybe, ReadFailure } from '#playbook';
import type { BlindSpot } from '#playbook';
import type { Deployment, Service, ServiceEvent, Task } from '#aws/ecs';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { clock, minutesAfter, minutesBetween, quantile } from '../words.ts';
import { failureOfEvent, failureOfStop, isGivenUp, isSteady } from './failures.ts';
import type { Failure } from './failures.ts';
import { running, stops } from './own-tasks.ts';
import type { Stop } from './stops.ts';
import { service, target } from './target.ts';

/** What went wrong with the tasks in the time looked at, and what was only meant to be. */
export interface Episode {
  /** The earliest first. */
  readonly failures: readonly Failure[];
  /** Tasks that were stopped on purpose or by the place they were in: deployments, scale-in, people, Spot, hosts. */
  readonly normal: readonly Stop[];
  /** Deployments that were given up, or cannot be finished. */
  readonly troubled: readonly Deployment[];
  /** Events of deployments that ECS gave up. */
  readonly givenUp: readonly ServiceEvent[];
  /** Tasks that have been starting for longer than is usual. */
  readonly stuck: readonly Task[];
  /** Tasks that are wanted, and neither run nor start. */
  readonly missing: number;
  readonly since: Date;
  /** When it ended; null while it goes on. */
  readonly until: Date | null;
  readonly onsets: readonly Date[];
  /** Why stopped tasks are not all known: they could not be read, or ECS has forgotten them. */
  readonly unread: BlindSpot | null;
}

/** Tasks that start for longer than this are stuck; a deployment that takes longer, too. Minutes. */
const SLOW_START = 10;
export const SLOW_DEPLOYMENT = 15;
/** An event says nothing anew for this long: ECS does not repeat the same one. Minutes. */
const SILENCE = 360;
/** After so many minutes without a failure it may be over. */
const CALM = 10;

export const episode = fact({
  id: 'ecs.episode',
  title: 'What went wrong with the tasks',
  step: 'Tasks',
  from: { target, service: maybe(service), stops: maybe(stops), running: maybe(running), window },
  learn: ({ target, service, stops, running, window }, { now }): Episode => {
    const own = service.known ? service.value : null;
    if (!stops.known && own === null) throw failureOf(stops.blind);
    if (!service.known && !stops.known) throw failureOf(service.blind);
    const stopped = (stops.known ? stops.value.tasks : []).filter(({ at }) => at >= window.from && at <= window.to);
    const ofTasks = stopped.flatMap((stop) => failureOfStop(stop) ?? []);
    const current = window.to >= minutesAfter(now, -CALM);
    const alive = running.known ? running.value : [];
    const starting = current ? alive.filter(isStarting) : [];
    const stuck = starting.filter(({ createdAt }) => createdAt !== null && minutesBetween(createdAt, now) > SLOW_START);
    const troubled = own
      ? own.deployments.filter((one) => isTroubled(one, own, running.known ? running.value : null, window, now))
      : [];
    const missing = own && current ? missingOf(own, stopped, now) : 0;
    const ofEvents = own ? eventFailures(own, window, missing + stuck.length + troubled.length > 0) : [];
    const givenUp = own ? own.events.filter((event) => isGivenUp(event) && isWithin(event.at, window)) : [];
    const failures = [...ofTasks, ...ofEvents].toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const unread = stops.known ? forgotten(stops.value.rememberedFrom, window, own) : stops.blind;
    const since = new Date(
      Math.min(
        window.to.getTime(),
        ...(ofTasks.length > 0 ? ofTasks : failures).map((failure) => failure.since.getTime()),
        ...(failures.length === 0 ? troubled : []).map((one) => (one.updatedAt ?? one.createdAt ?? now).getTime()),
        ...(failures.length === 0 ? givenUp : []).map(({ at }) => (at ?? now).getTime()),
        ...stuck.map(({ createdAt }) => createdAt?.getTime() ?? Infinity),
      ),
    );
    const quiet = failures.length + troubled.length + givenUp.length + stuck.length + missing === 0;
    if (quiet && unread !== null) throw failureOf(unread);
    // Tasks that were never made are told of by the service alone, and pending ones may be stuck.
    if (quiet && !service.known) throw failureOf(service.blind);
    if (quiet && own && own.pending > 0 && !running.known) throw failureOf(running.blind);
    const over = target.kind === 'service' && missing === 0 && stuck.length === 0;
    return {
      failures,
      normal: stopped.filter((stop) => !ofTasks.some((failure) => failure.stop === stop)),
      troubled,
      givenUp,
      stuck,
      missing,
      since,
      until: over ? endOf({ failures, troubled, givenUp }, own, window) : null,
      onsets: [since],
      unread,
    };
  },
});

/** Whether anything is wrong at all. */
export function isHappening({ failures, troubled, givenUp, stuck, missing }: Episode): boolean {
  return failures.length + troubled.length + givenUp.length + stuck.length + missing > 0;
}

function isWithin(at: Date | null, { from, to }: Window): boolean {
  return at !== null && at >= from && at <= to;
}

function isStarting({ lastStatus }: Task): boolean {
  return /^(PROVISIONING|PENDING|ACTIVATING)$/i.test(lastStatus);
}

/** Given up in the time looked at, or under way for long without coming to an end. */
function isTroubled(
  one: Deployment,
  { desired }: Service,
  tasks: readonly Task[] | null,
  window: Window,
  now: Date,
): boolean {
  if (one.rolloutState === 'FAILED') return isWithin(one.updatedAt ?? one.createdAt, window);
  const current = window.to >= minutesAfter(now, -CALM);
  if (!current || one.status !== 'PRIMARY' || one.createdAt === null) return false;
  if (one.rolloutState !== 'IN_PROGRESS' || minutesBetween(one.createdAt, now) < SLOW_DEPLOYMENT) return false;
  if (one.failedTasks > 0) return true;
  // One task after the other is slow, and no trouble.
  if (tasks === null) return one.running === 0;
  const goesOn = tasks.some(
    ({ taskDefinition, startedAt }) =>
      taskDefinition === one.taskDefinition && startedAt !== null && minutesBetween(startedAt, now) < CALM,
  );
  return !goesOn && one.running < Math.min(desired, one.desired || desired);
}

/** Tasks that should be there, while nothing is on its way: not those of a deployment or scaling that just began. */
function missingOf(service: Service, stopped: readonly Stop[], now: Date): number {
  const lacking = service.desired - service.running - service.pending;
  if (lacking <= 0 || service.status !== 'ACTIVE') return 0;
  const busy = [
    ...service.deployments.map(({ createdAt }) => createdAt),
    ...stopped.map(({ at }) => at),
    ...service.events
      .filter(({ message }) => /has started \d+ tasks|has reached a steady/i.test(message))
      .map(({ at }) => at),
  ].some((at) => at !== null && minutesBetween(at, now) < CALM);
  return busy ? 0 : lacking;
}

/** Events of the time looked at, and earlier ones that nothing has put right since. */
function eventFailures({ events }: Service, window: Window, lacking: boolean): readonly Failure[] {
  const steady = Math.max(0, ...events.filter(isSteady).map(({ at }) => at?.getTime() ?? 0));
  const from = minutesAfter(window.from, -SILENCE);
  const given = events.filter(({ at }) => {
    if (at === null || at > window.to) return false;
    return at >= window.from || (lacking && at >= from && at.getTime() > steady);
  });
  return given.flatMap((event) => failureOfEvent(event) ?? []);
}

/** When it was over; null where it may go on. A crash loop is quiet between two crashes. */
function endOf(
  { failures, troubled, givenUp }: Pick<Episode, 'failures' | 'troubled' | 'givenUp'>,
  service: Service | null,
  window: Window,
): Date | null {
  if (troubled.some(({ rolloutState }) => rolloutState !== 'FAILED')) return null;
  if (service === null) return null;
  const times = failures.map(({ at }) => at.getTime());
  const last = Math.max(
    ...times,
    ...troubled.map((one) => (one.updatedAt ?? one.createdAt)?.getTime() ?? 0),
    ...givenUp.map(({ at }) => at?.getTime() ?? 0),
  );
  if (!Number.isFinite(last)) return null;
  const calm = (window.to.getTime() - last) / 60_000;
  const waves = [...new Set(times.map((time) => Math.round(time / 60_000)))];
  const gaps = waves.slice(1).map((wave, index) => wave - (waves[index] ?? wave));
  const usual = quantile(gaps, 0.5);
  const since = new Date(last);
  const steady = service.events.some((event) => isSteady(event) && event.at !== null && event.at > since);
  const undone = givenUp.length > 0;
  const enough = steady || undone ? Math.min(CALM, 3) : Math.max(CALM, 2 * usual);
  const lasting = gaps.length >= 2 && calm < 2 * usual && !undone;
  return calm > enough && !lasting ? since : null;
}

/** What ECS no longer knows: null where that cannot matter. */
function forgotten(rememberedFrom: Date, window: Window, service: Service | null): BlindSpot | null {
  if (window.from >= minutesAfter(rememberedFrom, -1)) return null;
  const oldest = service?.events.at(-1)?.at;
  // Its events reach back to the beginning: a service that fails says so in them.
  if (service && window.to > rememberedFrom && (!oldest || service.events.length < 100 || oldest <= window.from))
    return null;
  const detail = `ECS forgets stopped tasks after an hour: of those before ${clock(rememberedFrom)} nothing is known`;
  return { fact: 'ecs.stops', why: 'absent', detail };
}

function failureOf({ why, detail, action }: BlindSpot): ReadFailure {
  return new ReadFailure(why, detail, action);
}
