import type { AccessLog } from '#facts/alb/access-log';
import type { Episode, Family } from '#facts/alb/episode';
import { fed } from '#facts/alb/groups';
import type { Group } from '#facts/alb/groups';
import type { Metric } from '#facts/alb/traffic';
import { goneAt } from '#facts/ecs/stops';
import type { Stop } from '#facts/ecs/stops';
import { count, percent, sum } from '#facts/words';

/** How judges of this playbook read their facts: small questions with one answer each. */

type Failure = NonNullable<AccessLog>['failures'][number];
type Origin = keyof Failure['origins'];

/** Errors of these kinds, as far as they rose. */
export function risen(episode: Episode, ...families: Family[]): number {
  return sum(families.map((family) => episode.by[family]));
}

/** What the load balancer made itself. */
export function own5xx(episode: Episode): number {
  return risen(episode, 'elb500', 'elb502', 'elb503', 'elb504', 'elbOther');
}

export function during(episode: Episode, metric: Metric): number {
  return sum(episode.minutes.map((minute) => minute[metric]));
}

/** The part of all errors that this many are. */
export function shareOf(part: number, episode: Episode): number {
  return episode.errors > 0 ? Math.min(1, part / episode.errors) : 0;
}

export function logged(log: AccessLog, status: number): Failure | null {
  return log?.failures.find((failure) => failure.status === status) ?? null;
}

export function ofOrigin(failure: Failure | null, origin: Origin): number {
  return failure?.origins[origin]?.count ?? 0;
}

/** One logged line, as it stands in the log, for quoting. */
export function sampleOf(failure: Failure | null, origin: Origin): string[] {
  const sample = failure?.origins[origin]?.samples[0];
  return sample ? [sample.quote] : [];
}

/** Groups that get requests and whose targets are machines or containers. */
export function served(groups: readonly Group[]): readonly Group[] {
  return fed(groups).filter(({ group }) => group.targetType !== 'lambda');
}

export function lambdaGroups(groups: readonly Group[]): readonly Group[] {
  return fed(groups).filter(({ group }) => group.targetType === 'lambda');
}

/** A stretch of time, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** From the order to stop until the task is gone: the drain lies in between. */
export function spanOf(stop: Stop): Span {
  return { from: goneAt(stop).getTime(), to: stop.at.getTime() };
}

/** Errors in minutes that touch one of these spans, widened by so many seconds before and after. */
export function errorsAround(
  spans: readonly Span[],
  episode: Episode,
  families: readonly Family[],
  before: number,
  after: number,
): { readonly errors: number; readonly minutes: number } {
  const near = episode.minutes.filter(({ at }) =>
    spans.some(({ from, to }) => at.getTime() >= from - (before + 60) * 1000 && at.getTime() <= to + after * 1000),
  );
  return { errors: sum(near.map((minute) => sum(families.map((family) => minute[family])))), minutes: near.length };
}

/** Target groups whose requests failed with one of these statuses, as the log shows. */
export function groupsOf(log: NonNullable<AccessLog>, ...statuses: number[]): string[] {
  return log.targetGroups.rows
    .filter(({ outcomes }) => outcomes.some(({ elb }) => elb !== null && statuses.includes(elb)))
    .map(({ key }) => key);
}

/** `1,240 502s, 12% of requests` */
export function amount(errors: number, what: string, episode: Episode): string {
  return `${count(errors, what)}, ${percent(errors, episode.requests)} of requests`;
}

/** A target and the failures that the access log shows for it. */
export interface FailingTarget {
  /** `ip:port` */
  readonly key: string;
  readonly errors: number;
  /** In how many different minutes, at least. */
  readonly minutes: number;
  readonly first: number;
  readonly last: number;
}

/** Targets of requests that failed with a 5xx, the worst first. */
export function failingTargets(log: NonNullable<AccessLog>): readonly FailingTarget[] {
  const byKey = new Map<string, FailingTarget>();
  for (const { status, origins } of log.failures) {
    if (status < 500) continue;
    for (const row of Object.values(origins).flatMap(({ targets }) => targets.rows)) {
      const known = byKey.get(row.key);
      const [first, last] = [Date.parse(row.firstAt), Date.parse(row.lastAt)];
      byKey.set(row.key, {
        key: row.key,
        errors: row.count + (known?.errors ?? 0),
        minutes: Math.max(row.minutes, known?.minutes ?? 0),
        first: Math.min(first, known?.first ?? first),
        last: Math.max(last, known?.last ?? last),
      });
    }
  }
  return [...byKey.values()].toSorted((a, b) => b.errors - a.errors);
}
