import { fact, maybe } from '#playbook';
import type { Symptom } from '#playbook';
import { accessLog } from '#facts/alb/access-log';
import type { AccessLog } from '#facts/alb/access-log';
import { episode } from '#facts/alb/episode';
import type { Episode, Family } from '#facts/alb/episode';
import { fed, groups } from '#facts/alb/groups';
import type { Group } from '#facts/alb/groups';
import { groupTraffic } from '#facts/alb/traffic';
import type { GroupTraffic } from '#facts/alb/traffic';
import { clock, count, list, percent, sum } from '#facts/words';

/** A group is affected when at least this part of the errors is its own. */
const AFFECTED_PART = 0.1;
/** A status with fewer logged failures says nothing of where it comes from. */
const FEW = 5;

/**
 * Target groups in which requests fail, by ARN; null where that cannot be told. `HTTPCode_ELB_*` has no target group
 * dimension, so it takes the access log, or the group's own counts, or that it has nothing to send requests to.
 */
export const affected = fact({
  id: 'alb-502.affected',
  title: 'Target groups in which requests fail',
  step: 'Targets',
  from: { episode, groups: maybe(groups), groupTraffic: maybe(groupTraffic), log: maybe(accessLog) },
  learn: ({ episode, groups, groupTraffic, log }): readonly string[] | null => {
    if (episode.rises.length === 0) return null;
    const byLog = log.known ? fromLog(log.value) : null;
    if (byLog) return byLog;
    if (!groups.known || !groupTraffic.known) return null;
    return fromCounts(groups.value, groupTraffic.value, episode);
  },
});

/** Status by status: a second, smaller fault with a status of its own is affected too. */
function fromLog(log: AccessLog): readonly string[] | null {
  const groups = log?.targetGroups.rows ?? [];
  const statuses = new Set(groups.flatMap(({ outcomes }) => outcomes.map(({ elb }) => elb ?? 0)));
  const affected = [...statuses]
    .filter((status) => status >= 500)
    .flatMap((status) => {
      const rows = groups.map(({ key, outcomes }) => ({
        key,
        errors: sum(outcomes.filter(({ elb }) => elb === status).map((outcome) => outcome.count)),
      }));
      return sum(rows.map(({ errors }) => errors)) >= FEW ? (largest(rows) ?? []) : [];
    });
  return affected.length > 0 ? [...new Set(affected)] : null;
}

function fromCounts(
  groups: readonly Group[],
  traffic: Readonly<Record<string, GroupTraffic>>,
  episode: Episode,
): readonly string[] | null {
  const rows = groups.map(({ group: { arn } }) => {
    const own = traffic[arn];
    const errors = own
      ? own.target5xx + own.connectionErrors + own.tlsErrors + own.lambdaUserErrors + own.lambdaInternalErrors
      : 0;
    return { key: arn, errors };
  });
  const counted = largest(rows) ?? [];
  const empty =
    episode.by.elb503 > 0
      ? fed(groups)
          .filter(cannotServe)
          .map(({ group }) => group.arn)
      : [];
  const timedOut =
    episode.by.elb504 > 0
      ? fed(groups)
          .filter(timesOut)
          .map(({ group }) => group.arn)
      : [];
  const all = [...new Set([...counted, ...empty, ...timedOut])];
  return all.length > 0 ? all : null;
}

function cannotServe({ seen, healthy, unhealthy }: Group): boolean {
  return seen && healthy.length === 0 && unhealthy.length === 0;
}

function timesOut({ unhealthy }: Group): boolean {
  return unhealthy.some(({ reason }) => reason === 'Target.Timeout');
}

function largest(rows: readonly { readonly key: string; readonly errors: number }[]): readonly string[] | null {
  const total = sum(rows.map(({ errors }) => errors));
  if (total === 0) return null;
  return rows.filter(({ errors }) => errors / total >= AFFECTED_PART).map(({ key }) => key);
}

const NAMES: Record<Family, string> = {
  elb500: '500',
  elb502: '502',
  elb503: '503',
  elb504: '504',
  elbOther: '5xx of another code',
  target5xx: '5xx answered by targets',
};

export const symptom = fact({
  id: 'alb-502.symptom',
  title: 'Is the load balancer answering with errors?',
  step: 'Metrics',
  from: { episode, affected },
  learn: ({ episode, affected }): Symptom => {
    const { rises, errors, requests, since, until, inWindow, requestsInWindow, minutes } = episode;
    if (rises.length === 0) return { seen: false, says: quiet(inWindow, requestsInWindow) };
    const kinds = rises.map(({ family, count: n }) => `${n.toLocaleString('en')} × ${NAMES[family]}`);
    const end = until ? ` to ${clock(until)}` : '';
    const says = `${count(errors, 'request')} failed since ${clock(since)}${end}, ${percent(errors, requests)} of all: ${list(kinds, 4)}.`;
    const course = minutes.map((minute) => ({
      at: minute.at,
      count: sum(rises.map(({ family }) => minute[family])),
    }));
    return { seen: true, says, since, until, scope: affected, course };
  },
});

function quiet(errors: number, requests: number): string {
  if (requests === 0) return 'No request reached the load balancer in this time, so none failed.';
  if (errors === 0) return `No 5xx in ${count(requests, 'request')}.`;
  return `${count(errors, '5xx answer')} in ${count(requests, 'request')} (${percent(errors, requests)}): no more than usual.`;
}
