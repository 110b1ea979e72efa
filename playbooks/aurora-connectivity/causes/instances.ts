import { cause, maybe } from '#playbook';
import { cluster } from '#facts/aurora/cluster';
import { isDown } from '#facts/aurora/condition';
import { globalRole } from '#facts/aurora/global';
import { databaseKey } from '#facts/aurora/key';
import { events, ofKind } from '#facts/aurora/events';
import type { DbEvent } from '#facts/aurora/events';
import { members } from '#facts/aurora/members';
import { countOf, outage, shareOf } from '#facts/aurora/outage';
import { window } from '#facts/window';
import { clock, list, minutesBetween } from '#facts/words';
import { lastChange, trail } from '../changes.ts';
import { ABSENT, insteadOf, MAINTENANCE, told, unheard } from '../reading.ts';
import { connectionStorm } from './connections.ts';
import { failoverInProgress, recentFailover } from './failover.ts';
import { dnsFailure } from './placement.ts';
import { proxyUnhealthy } from './proxy.ts';

export const noWriter = cause({
  id: 'no-writer',
  title: 'The cluster has no writer',
  recognised: 'No member of the cluster is its writer, or the writer is no instance that is available.',
  fix: 'Add an instance, or let an available reader take over (failover).',
  layer: 'dependency',
  leadsTo: [proxyUnhealthy, dnsFailure],
  from: { cluster, members, outage, role: maybe(globalRole) },
  judge: ({ cluster, members, outage, role }, say) => {
    const { writer, all } = members;
    if (writer) return say.ruledOut({ members: `${writer.id} is the writer` });
    if (cluster.replicatesFrom !== null) return say.ruledOut({ cluster: 'it is a replica of another cluster' });
    if (!role.known && cluster.globalCluster !== null) return say.unanswered(role.blind);
    if (role.known && role.value !== null && !role.value.writes)
      return say.ruledOut({ role: 'the writer of a global database is in another region' });
    const named = cluster.members.find((member) => member.writer)?.instance;
    const says =
      all.length === 0
        ? `${cluster.id} has no instance at all.`
        : named
          ? `${named}, the writer of ${cluster.id}, does not exist.`
          : `None of the ${all.length} instances of ${cluster.id} is the writer.`;
    return say.confirmed(
      says,
      {
        members:
          all.length === 0
            ? 'there is no instance'
            : `instances: ${list(all.map(({ id, status }) => `${id} (${status})`))}`,
        outage: told(outage, 'connections fail', ...ABSENT),
      },
      { resources: [cluster.arn, cluster.id], share: shareOf(outage, ...ABSENT) },
    );
  },
});

export const instanceDown = cause({
  id: 'instance-down',
  title: 'The instance that clients need is down',
  recognised:
    'The writer (or the whole cluster) is rebooting, failed, storage-full, incompatible or cut off from its key, or RDS says that it was shut down and restarted.',
  fix: 'See what the status means: a key to be enabled, parameters to be put right, storage to be freed; otherwise fail over to a reader.',
  layer: 'dependency',
  leadsTo: [noWriter, proxyUnhealthy, recentFailover, failoverInProgress, connectionStorm, dnsFailure],
  from: {
    cluster,
    outage,
    window,
    members: maybe(members),
    events: maybe(events),
    key: maybe(databaseKey),
    trail: maybe(trail),
  },
  judge: ({ cluster, outage, window, members, events, key, trail }, say) => {
    const clusterDown =
      /^(?:failed|inaccessible-encryption-credentials.*|incompatible-.*|creating|deleting|rebooting|restor.*|migrat.*|cloning-failed)$/i.test(
        cluster.status,
      );
    const writer = members.known ? members.value.writer : null;
    const bad = writer && isDown(writer) && !MAINTENANCE.test(writer.status) ? writer : null;
    const related = /^(?:stopp|start|failing-over|upgrading|maintenance)/i.test(cluster.status);
    if ((clusterDown || bad) && !related) {
      const status = clusterDown ? cluster.status : (bad?.status ?? '');
      const keyed = /^inaccessible-encryption/i.test(status);
      const state = keyed && key.known ? key.value : null;
      const event = events.known
        ? events.value.findLast(
            ({ source, message }) => (source === bad?.id || source === cluster.id) && !/backup/i.test(message),
          )
        : undefined;
      const names = [cluster.kmsKey ?? '', cluster.kmsKey?.split('/').at(-1) ?? '', bad?.id ?? '', cluster.id];
      const change = trail.known
        ? lastChange(trail.value, keyed ? names.slice(0, 2) : names.slice(2), outage.since ?? window.to)
        : undefined;
      const what = clusterDown ? `${cluster.id} is` : `The writer ${bad?.id} is`;
      return say.confirmed(
        `${what} ${status}${state ? `: its key ${cluster.kmsKey?.split('/').at(-1)} is ${state.state}` : ''}.`,
        {
          cluster: clusterDown
            ? { says: `status of the cluster: ${cluster.status}`, quotes: [cluster.status] }
            : undefined,
          members: bad ? { says: `status of ${bad.id}: ${bad.status}`, quotes: [bad.status] } : undefined,
          key: state ? { says: `the key is ${state.state}`, quotes: [state.state] } : undefined,
          events: event && { says: `the last event was at ${clock(event.at)}`, quotes: [event.message] },
          trail: change && {
            says: `${change.user ?? 'somebody'} called it at ${clock(change.at)}`,
            quotes: [change.name],
          },
          outage: told(outage, 'connections fail', ...ABSENT),
        },
        {
          resources: [
            ...(keyed && cluster.kmsKey ? [cluster.kmsKey] : []),
            ...(bad ? [bad.arn, bad.id] : []),
            cluster.arn,
          ],
          share: shareOf(outage, ...ABSENT),
          fix: FIXES.find(([pattern]) => pattern.test(status))?.[1],
        },
      );
    }
    const restart = restarted(events.known ? events.value : [], outage.since, window.from, writer?.id ?? null);
    const silent = restart ? unheard(outage) : null;
    if (silent) return say.unanswered(silent);
    if (restart && (outage.errors.length === 0 || countOf(outage, ...ABSENT) > 0)) {
      return say.confirmed(
        `${restart.source} was restarted at ${clock(restart.at)}: its connections were cut.`,
        {
          events: { says: `RDS says so at ${clock(restart.at)}`, quotes: [restart.message] },
          outage: told(outage, 'connections were cut', ...ABSENT),
        },
        {
          since: restart.at,
          resources: [restart.source, cluster.arn],
          share: shareOf(outage, ...ABSENT),
          fix: 'Find why it was restarted: memory, a parameter, a person; the events and the log of the database tell.',
        },
      );
    }
    if (!members.known) {
      const closed = countOf(outage, 'refused', 'not-ready');
      if (closed === 0) return say.unanswered(members.blind);
      return say.possible(
        'Something refuses connections at the address of the database; the state of its instances could not be read.',
        { outage: told(outage, 'nothing listens, or it is not ready', 'refused', 'not-ready') },
        { resources: [cluster.arn], share: shareOf(outage, 'refused', 'not-ready') },
      );
    }
    return say.ruledOut({
      members: writer ? `the writer ${writer.id} is ${writer.status}` : 'there is no writer',
      outage: restart ? insteadOf(outage) : undefined,
    });
  },
});

const FIXES: readonly (readonly [RegExp, string])[] = [
  [
    /^inaccessible-encryption/i,
    'Enable the KMS key, or cancel its deletion, and then start the cluster; within seven days it can be recovered.',
  ],
  [/^incompatible-parameters/i, 'Reset the parameters that it cannot start with, then reboot it.'],
  [/^incompatible-network|^insufficient-capacity/i, 'Free addresses in its subnets, or choose another class or zone.'],
  [/^storage-full/i, 'Free local storage: end the sessions that spill to disk, or choose a larger class.'],
  [/^rebooting/i, 'Wait a few minutes; find out who or what rebooted it.'],
];

/** A restart that is no part of a failover or of maintenance, when connections began to fail. */
function restarted(
  events: readonly DbEvent[],
  since: Date | null,
  from: Date,
  writer: string | null,
): DbEvent | undefined {
  const near = (at: Date) => (since === null ? at >= from : Math.abs(minutesBetween(at, since)) <= 10);
  const own = ofKind(events, 'shutdown', 'restarted', 'recovery').filter(
    ({ at, source }) => near(at) && (writer === null || source === writer),
  );
  const [first] = own;
  // A machine that was shut down and not started again is no restart.
  if (!first || writer === null || ofKind(own, 'restarted', 'recovery').length === 0) return undefined;
  const others = ofKind(events, 'failover-started', 'failover-completed', 'patching', 'upgrade', 'stopped', 'started');
  return others.some(({ at }) => Math.abs(minutesBetween(at, first.at)) <= 10) ? undefined : first;
}
