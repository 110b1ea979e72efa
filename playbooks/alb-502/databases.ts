import { fact, maybe } from '#playbook';
import type { Confidence } from '#playbook';
import { episode } from '#facts/alb/episode';
import type { Episode, Family } from '#facts/alb/episode';
import { groupTraffic } from '#facts/alb/traffic';
import type { ConnectionError, Failure } from '#facts/aurora/errors';
import { clientsAmong, clustersFor, errorsOfServices } from '#facts/aurora/service-errors';
import type { FailingService, ServiceErrors } from '#facts/aurora/service-errors';
import { groupsFedBy } from '#facts/ecs/services';
import { window } from '#facts/window';
import { minutesAfter, sum } from '#facts/words';
import { services } from './behind.ts';
import { during } from './reading.ts';

/** What an application does that its database turns away: it answers 5xx itself, or hangs until the load balancer gives up. */
export const OF_DATABASES: readonly Family[] = ['target5xx', 'elb504'];

/** A group is looked at when at least this part of the targets' own errors is its. */
const LEAST_PART = 0.1;
/** Services whose logs are looked through, those with the most errors first. */
const MOST_SERVICES = 4;

/** Services that may be failing for want of their database; none where nothing points to it, and then nothing is read. */
const failing = fact({
  id: 'alb-502.failing-services',
  title: 'Services whose tasks answer 5xx or hang',
  step: 'Databases',
  from: { episode, services, window, traffic: maybe(groupTraffic) },
  learn: ({ episode, services, window, traffic }): readonly FailingService[] => {
    const since = sinceOf(episode);
    if (since === null) return [];
    const to = minutesAfter(episode.until ?? window.to, 1);
    const own = episode.by.target5xx;
    // Where no connection comes about, nobody waits for a database.
    const hung = during(episode, 'connectionErrors') >= 0.5 * episode.by.elb504 ? 0 : episode.by.elb504;
    return services
      .map((service) => {
        const groups = groupsFedBy(service);
        const answered = traffic.known ? sum(groups.map((arn) => traffic.value[arn]?.target5xx ?? 0)) : own;
        return { service, since, to, answered, errors: Math.min(own, answered) + hung };
      })
      .filter(({ answered }) => hung > 0 || (own > 0 && answered >= LEAST_PART * own))
      .toSorted((a, b) => b.errors - a.errors)
      .slice(0, MOST_SERVICES)
      .map(({ service, errors }) => ({ service, since, to, errors }));
  },
});

export const databaseErrors = errorsOfServices(clientsAmong(failing));
export const clusters = clustersFor(failing);

function sinceOf({ rises }: Episode): Date | null {
  const times = rises.flatMap(({ family, since }) => (OF_DATABASES.includes(family) ? since.getTime() : []));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** Database errors of one service, and how surely its failing requests come from them. */
export interface Refusal {
  readonly of: ServiceErrors;
  /** Of the kind asked for, from the rise on. */
  readonly errors: readonly ConnectionError[];
  readonly first: ConnectionError;
  readonly earlier: number;
  /** Null for what was there before as well. */
  readonly sure: Confidence | null;
  /** Requests that it accounts for at most. */
  readonly explained: number;
}

/** As many lines for each failed request as tell that one comes from the other: pools and retries blur the numbers. */
const MOST_OF_THEM = 0.5;
const SOME_OF_THEM = 0.1;
/** Fewer lines may be chance. */
const FEW = 3;
/** How much more often than before is something new. */
const TIMES = 5;
/** How late the first line may come. Minutes. */
const WITH_THE_RISE = 3;

/** Whether lines of these kinds begin when requests begin to fail, and are as many: null where there is none. */
export function refusalOf(of: ServiceErrors, failures: readonly Failure[]): Refusal | null {
  const errors = of.during.errors.filter(({ failure }) => failures.includes(failure));
  const [first] = errors;
  if (!first) return null;
  const earlier = of.before.errors.filter(({ failure }) => failures.includes(failure)).length;
  const isNew = earlier === 0 || errors.length / of.during.minutes >= (TIMES * earlier) / of.before.minutes;
  const inTime = first.at <= minutesAfter(of.since, WITH_THE_RISE);
  const many = of.during.cut ? of.errors : errors.length;
  const explained = Math.min(of.errors, many);
  const sure = (): Confidence => {
    if (!inTime || errors.length < FEW || many < SOME_OF_THEM * of.errors) return 'possible';
    return many >= MOST_OF_THEM * of.errors && !of.before.cut && of.hidden === null ? 'confirmed' : 'likely';
  };
  return { of, errors, first, earlier, sure: isNew ? sure() : null, explained };
}
