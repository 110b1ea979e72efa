import type { BlindSpot, Sighting } from '#playbook';
import { families } from '#facts/alb/episode';
import type { Episode, Family } from '#facts/alb/episode';
import type { Service } from '#facts/ecs/services';
import { goneAt } from '#facts/ecs/stops';
import type { Stop, Stops } from '#facts/ecs/stops';
import { clock, sum } from '#facts/words';

/** What ECS still remembers of the tasks that stopped while errors rose. */
export interface Stopped {
  readonly tasks: readonly Stop[];
  /** The part of the episode that ECS remembers: only these errors can be compared with stops. */
  readonly seen: Episode;
  /** When this one went, as the beginning of its kind; unknown where earlier ones may be forgotten. */
  readonly sinceOf: (first: Stop) => Date | undefined;
}

/**
 * Tasks that stopped from three minutes before the onset to three after the end. Not known for an episode that was over
 * before ECS's memory begins: no task in the list would then be no task that stopped.
 */
export function stoppedDuring(stops: Sighting<Stops>, episode: Episode): Sighting<Stopped> {
  if (!stops.known) return stops;
  const { rememberedFrom } = stops.value;
  const whole = episode.since >= rememberedFrom;
  const seen = whole ? episode : after(rememberedFrom, episode);
  if (seen.errors === 0 && episode.errors > 0) return { known: false, blind: forgotten(rememberedFrom) };
  const from = episode.since.getTime() - 180_000;
  const to = (episode.until?.getTime() ?? Number.POSITIVE_INFINITY) + 180_000;
  const tasks = stops.value.tasks.filter(({ at }) => at.getTime() >= from && at.getTime() <= to);
  return { known: true, value: { tasks, seen, sinceOf: (first) => (whole ? goneAt(first) : undefined) } };
}

/** The services whose tasks these are: names are unique in a cluster only. */
export function servicesOf(stops: readonly Stop[], services: Sighting<readonly Service[]>): readonly Service[] {
  if (!services.known) return [];
  return services.value.filter(({ name, cluster }) =>
    stops.some(({ task }) => task.group === `service:${name}` && task.cluster === cluster),
  );
}

function after(from: Date, episode: Episode): Episode {
  const minutes = episode.minutes.filter(({ at }) => at >= from);
  const counted = (family: Family) => (episode.by[family] > 0 ? sum(minutes.map((minute) => minute[family])) : 0);
  const [elb500, elb502, elb503, elb504, elbOther, target5xx] = [
    counted('elb500'),
    counted('elb502'),
    counted('elb503'),
    counted('elb504'),
    counted('elbOther'),
    counted('target5xx'),
  ];
  const by = { elb500, elb502, elb503, elb504, elbOther, target5xx };
  return { ...episode, minutes, by, errors: sum(families.map((family) => by[family])) };
}

function forgotten(rememberedFrom: Date): BlindSpot {
  const detail = `ECS forgets stopped tasks after an hour: of those before ${clock(rememberedFrom)} nothing is known`;
  return { fact: 'ecs.stops', why: 'absent', detail };
}
