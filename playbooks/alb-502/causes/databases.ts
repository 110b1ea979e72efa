import { cause, maybe, offer } from '#playbook';
import type { Layer, Sighting } from '#playbook';
import { episode } from '#facts/alb/episode';
import type { Episode } from '#facts/alb/episode';
import { groups } from '#facts/alb/groups';
import type { Failure } from '#facts/aurora/errors';
import { clustersOf } from '#facts/aurora/service-errors';
import type { ServiceErrors } from '#facts/aurora/service-errors';
import { possibleTaskGroups } from '#facts/ecs/groups';
import { groupsFedBy } from '#facts/ecs/services';
import { clock, count, list, sum } from '#facts/words';
import { startStopped } from '#remediations/aurora/start-cluster';
import { clusters, databaseErrors, OF_DATABASES, refusalOf } from '../databases.ts';
import type { Refusal } from '../databases.ts';
import { risen, served, shareOf } from '../reading.ts';
import { targetGenerated5xx } from './answers.ts';
import { targetSlow } from './slow.ts';

/** Targets that fail because their database turns them away: the log of the application says so. */

const ORDER = ['confirmed', 'likely', 'possible'] as const;

/** New errors of these kinds, the surest first. Those that were there before are not what made requests fail. */
function refusalsIn(read: readonly ServiceErrors[], failures: readonly Failure[]): readonly Refusal[] {
  return read
    .flatMap((of) => refusalOf(of, failures) ?? [])
    .filter(({ sure }) => sure !== null)
    .toSorted((a, b) => rankOf(a) - rankOf(b) || b.errors.length - a.errors.length);
}

function rankOf({ sure }: Refusal): number {
  return sure === null ? ORDER.length : ORDER.indexOf(sure);
}

/** What is said of refusals that are equally sure, the surest. */
function surest(refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.filter(({ sure }) => sure === refusals[0]?.sure);
}

function toldBy(refusals: readonly Refusal[], what: string) {
  const [one] = refusals;
  if (!one) return undefined;
  const lines = sum(refusals.map(({ errors }) => errors.length));
  const earlier = sum(refusals.map((refusal) => refusal.earlier));
  const before = earlier > 0 ? `, ${earlier.toLocaleString('en')} in the hour before` : ', none in the hour before';
  return {
    says: `${count(lines, 'line')} in the log of ${namesOf(refusals)} since ${clock(one.first.at)}${before}: ${what}`,
    quotes: [...new Set(refusals.flatMap(({ first }) => first.quote))].slice(0, 2),
  };
}

function namesOf(refusals: readonly Refusal[]): string {
  return list(refusals.map(({ of }) => of.service.name));
}

function bearingOf(refusals: readonly Refusal[], episode: Episode, more: readonly string[] = []) {
  const first = refusals.map((refusal) => refusal.first.at).toSorted((a, b) => a.getTime() - b.getTime())[0];
  return {
    share: shareOf(sum(refusals.map(({ explained }) => explained)), episode),
    since: first,
    resources: [
      ...more,
      ...refusals.flatMap(({ of, first: { peer } }) => [of.service.arn, ...(peer?.host ? [peer.host] : [])]),
    ],
    scope: refusals.flatMap(({ of }) => groupsFedBy(of.service)),
  };
}

const read = {
  episode,
  groups: maybe(groups),
  databaseErrors: maybe(databaseErrors),
  possible: maybe(possibleTaskGroups),
} as const;

interface Refused {
  readonly id: string;
  readonly title: string;
  readonly recognised: string;
  readonly fix: string;
  readonly layer: Layer;
  readonly failures: readonly Failure[];
  /** What the lines say: `there are too many connections`. */
  readonly what: string;
  /** Of the service: `gets no connection to its database: all are taken`. */
  readonly how: string;
}

/** A refusal in words that only databases use: the log alone tells. */
function refused({ id, title, recognised, fix, layer, failures, what, how }: Refused) {
  return cause({
    id,
    title,
    recognised,
    fix,
    layer,
    refines: [targetGenerated5xx, targetSlow],
    from: read,
    judge: ({ episode, groups, databaseErrors, possible }, say) => {
      if (risen(episode, ...OF_DATABASES) === 0) return say.ruledOut({ episode: 'targets answer, and without errors' });
      if (groups.known && served(groups.value).length === 0) return say.ruledOut({ groups: 'no target is a server' });
      if (!databaseErrors.known) return say.unanswered(databaseErrors.blind, known(possible));
      const found = surest(refusalsIn(databaseErrors.value, failures));
      const [best] = found;
      if (!best) {
        const unread = databaseErrors.value.filter(({ hidden }) => hidden !== null);
        const [{ hidden } = { hidden: null }] = unread;
        if (hidden)
          return say.unanswered(
            hidden,
            unread.flatMap(({ service }) => groupsFedBy(service)),
          );
        return say.ruledOut({ databaseErrors: nothingNew(databaseErrors.value, failures) });
      }
      const says = `${namesOf(found)} ${how}.`;
      const because = {
        databaseErrors: toldBy(found, what),
        episode: `${count(sum(found.map(({ of }) => of.errors)), 'request')} failed there in this time`,
      };
      return say[best.sure ?? 'possible'](says, because, bearingOf(found, episode));
    },
  });
}

function known(possible: Sighting<readonly string[]>): readonly string[] | undefined {
  return possible.known ? possible.value : undefined;
}

function nothingNew(read: readonly ServiceErrors[], failures: readonly Failure[]): string {
  if (read.length === 0) return 'no task of an ECS service answers 5xx or hangs';
  const old = read.flatMap((of) => refusalOf(of, failures) ?? []);
  const names = list(read.map(({ service }) => service.name));
  return old.length > 0
    ? `the log of ${names} says so no more often than before`
    : `the log of ${names} says nothing of it`;
}

export const connectionsExhausted = refused({
  id: 'connections-exhausted',
  title: 'The database has no connection left',
  recognised:
    'The log of an ECS service whose tasks answer 5xx or hang says, from when they do, that the database has too many connections.',
  fix: 'Lower the pool size times the number of tasks, or put RDS Proxy in between. The playbook aurora-connectivity shows the database’s side.',
  layer: 'capacity',
  failures: ['full'],
  what: 'there are too many connections',
  how: 'gets no connection to its database: all are taken',
});

export const badCredentials = refused({
  id: 'bad-credentials',
  title: 'The database refuses the password',
  recognised:
    'The log of an ECS service whose tasks answer 5xx or hang says, from when they do, that the database refuses its password.',
  fix: 'Compare user and password of the service with those of the database; a task reads its secret only when it starts.',
  layer: 'config',
  failures: ['password'],
  what: 'the login is refused',
  how: 'cannot log in to its database: the password is refused',
});

/** What clients see of a database that is not there. */
const ABSENT: readonly Failure[] = [
  'dropped',
  'slow',
  'refused',
  'cut',
  'name',
  'not-ready',
  'handshake',
  'proxy-pool',
];

export const clusterStopped = cause({
  id: 'cluster-stopped',
  title: 'The cluster is stopped',
  recognised:
    'The log of an ECS service whose tasks answer 5xx or hang says, from when they do, that it cannot connect, and RDS says that its cluster is “stopped” or “stopping”.',
  fix: 'Start the cluster (aws rds start-db-cluster); see whether a schedule stops it.',
  remedies: [startStopped],
  layer: 'change',
  refines: [targetGenerated5xx, targetSlow],
  from: { ...read, clusters: maybe(clusters) },
  judge: ({ episode, groups, databaseErrors, possible, clusters }, say) => {
    if (risen(episode, ...OF_DATABASES) === 0) return say.ruledOut({ episode: 'targets answer, and without errors' });
    if (groups.known && served(groups.value).length === 0) return say.ruledOut({ groups: 'no target is a server' });
    if (!clusters.known) {
      const lost = databaseErrors.known ? refusalsIn(databaseErrors.value, ABSENT) : [];
      const heard = databaseErrors.known && databaseErrors.value.every(({ hidden }) => hidden === null);
      return heard && lost.length === 0
        ? say.ruledOut({ databaseErrors: nothingNew(databaseErrors.value, ABSENT) })
        : say.unanswered(clusters.blind, known(possible));
    }
    const stopped = clusters.value.filter(({ status }) => /^stopp(?:ed|ing)$/i.test(status));
    if (stopped.length === 0)
      return say.ruledOut({ clusters: `${count(clusters.value.length, 'cluster')} here, none of them stopped` });
    if (!databaseErrors.known) return say.unanswered(databaseErrors.blind, known(possible));
    const found = surest(
      refusalsIn(databaseErrors.value, ABSENT).filter(({ of, errors }) => clustersOf(of, errors, stopped).length > 0),
    );
    const [best] = found;
    if (!best) {
      const unread = databaseErrors.value.filter(({ hidden }) => hidden !== null);
      const [{ hidden } = { hidden: null }] = unread;
      if (hidden)
        return say.unanswered(
          hidden,
          unread.flatMap(({ service }) => groupsFedBy(service)),
        );
      return say.ruledOut({
        clusters: `${list(stopped.map(({ id }) => id))} ${stopped.length === 1 ? 'is' : 'are'} stopped, and no failing service tries to connect to it`,
      });
    }
    const own = [...new Set(found.flatMap(({ of, errors }) => clustersOf(of, errors, stopped)))];
    const [cluster] = own;
    return say[best.sure ?? 'possible'](
      `${list(own.map(({ id }) => id))} is ${cluster?.status ?? 'stopped'}, and ${namesOf(found)} cannot connect to it.`,
      {
        clusters: { says: `status of ${cluster?.id}: ${cluster?.status}`, quotes: [cluster?.status ?? ''] },
        databaseErrors: toldBy(found, 'no connection can be made'),
        episode: `${count(sum(found.map(({ of }) => of.errors)), 'request')} failed there in this time`,
      },
      {
        ...bearingOf(
          found,
          episode,
          own.flatMap(({ arn, id }) => [arn, id]),
        ),
        offers: own
          .filter(({ status }) => status === 'stopped')
          .map(({ id: name }) => offer(startStopped, { cluster: name })),
      },
    );
  },
});
