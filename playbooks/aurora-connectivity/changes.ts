import { fact, maybe } from '#playbook';
import type { Change } from '#playbook';
import { changeOf, mentions, trailAround, trailOfResources } from '#facts/changes';
import type { TrailEvent } from '#facts/changes';
import { clients } from '#facts/aurora/clients';
import { cluster } from '#facts/aurora/cluster';
import { events } from '#facts/aurora/events';
import { members } from '#facts/aurora/members';
import { onset } from '#facts/aurora/onset';
import { proxies } from '#facts/aurora/proxies';
import { secrets } from '#facts/aurora/secrets';
import { network } from '#facts/aurora/ways';
import { minutesAfter } from '#facts/words';

/** Looked for by name where the account is too busy to read everything. */
const NAMES = [
  'RevokeSecurityGroupIngress',
  'ModifyDBCluster',
  'StopDBCluster',
  'FailoverDBCluster',
  'ModifySecurityGroupRules',
  'ReplaceNetworkAclEntry',
  'UpdateService',
  'PutSecretValue',
];

const around = trailAround(onset, NAMES);

/** What is looked up singly, far back: a stop of last night shows in the morning. The most telling first. */
const telling = fact({
  id: 'aurora-connectivity.telling',
  title: 'What a change would name',
  step: 'Recent changes',
  from: { cluster, secrets: maybe(secrets) },
  learn: ({ cluster, secrets }): readonly string[] => {
    const own = secrets.known ? secrets.value.map(({ id, secret }) => secret?.arn ?? id) : [];
    return [
      cluster.id,
      ...own.slice(0, 2),
      ...cluster.securityGroups.slice(0, 2),
      ...(cluster.kmsKey ? [cluster.kmsKey] : []),
    ];
  },
});

const earlier = trailOfResources({ onset, resources: telling, id: 'aurora-connectivity.earlier' });

/** What somebody did, from around the onset and from the day before. */
export const trail = fact({
  id: 'aurora-connectivity.trail',
  title: 'Changes to what connections depend on',
  step: 'Recent changes',
  from: { around, earlier: maybe(earlier) },
  learn: ({ around, earlier }): readonly TrailEvent[] => {
    const all = [...around, ...(earlier.known ? earlier.value : [])];
    return [...new Map(all.map((event) => [event.id, event])).values()].toSorted(
      (a, b) => a.at.getTime() - b.at.getTime(),
    );
  },
});

export const changes = fact({
  id: 'aurora-connectivity.changes',
  title: 'Recent changes',
  step: 'Recent changes',
  from: {
    cluster: maybe(cluster),
    onset: maybe(onset),
    trail: maybe(trail),
    members: maybe(members),
    clients: maybe(clients),
    proxies: maybe(proxies),
    secrets: maybe(secrets),
    network: maybe(network),
    events: maybe(events),
  },
  learn: ({ cluster, onset, trail, members, clients, proxies, secrets, network, events }): readonly Change[] => {
    const callers = clients.known ? clients.value.all : [];
    const names = [
      ...(cluster.known
        ? [cluster.value.id, cluster.value.arn, cluster.value.parameterGroup ?? '', cluster.value.kmsKey ?? '']
        : []),
      ...(cluster.known ? cluster.value.securityGroups : []),
      ...(members.known ? members.value.all.map(({ id }) => id) : []),
      ...callers.flatMap(({ name, arn, network: own }) => [name, arn, ...(own?.securityGroups ?? [])]),
      ...callers.flatMap(({ role }) => role?.split('/').at(-1) ?? []),
      ...(proxies.known
        ? proxies.value.flatMap(({ name, arn, securityGroups }) => [name, arn, ...securityGroups])
        : []),
      ...(secrets.known ? secrets.value.flatMap(({ id, secret }) => [id, secret?.name ?? '']) : []),
      ...(network.known
        ? [...(network.value?.networkAcls ?? []), ...(network.value?.routeTables ?? [])].map(({ id }) => id)
        : []),
    ];
    const called = (trail.known ? trail.value : [])
      .filter((event) => mentions(event, names))
      .map((event) => changeOf(event));
    const from = onset.known ? minutesAfter(onset.value.since, -60) : null;
    const happened = (events.known ? events.value : [])
      .filter(({ at, message }) => from !== null && at >= from && !/backup|snapshot/i.test(message))
      .slice(-8)
      .map(({ at, source, message }): Change => ({
        at,
        what: `${source}: ${message}`,
        who: null,
        event: null,
        resources: [source],
      }));
    return [...called, ...happened].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  },
});

/** The last change of one of these before connections began to fail; CloudTrail's clock and ours may differ a little. */
export function lastChange(
  events: readonly TrailEvent[],
  resources: readonly string[],
  since: Date,
): TrailEvent | undefined {
  return events
    .filter((event) => event.errorCode === null && event.at <= minutesAfter(since, 2) && mentions(event, resources))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
}
