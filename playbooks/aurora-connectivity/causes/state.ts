import { cause, maybe, offer } from '#playbook';
import { cluster } from '#facts/aurora/cluster';
import { events, maintenance, ofKind } from '#facts/aurora/events';
import { members } from '#facts/aurora/members';
import { countOf, outage, shareOf } from '#facts/aurora/outage';
import { window } from '#facts/window';
import { clock, minutesAfter, minutesBetween } from '#facts/words';
import { startStopped } from '#remediations/aurora/start-cluster';
import { lastChange, trail } from '../changes.ts';
import { ABSENT, MAINTENANCE, told, unheard } from '../reading.ts';
import { connectionStorm } from './connections.ts';
import { failoverFailed, failoverInProgress, recentFailover } from './failover.ts';
import { instanceDown, noWriter } from './instances.ts';
import { dnsFailure } from './placement.ts';
import { proxyUnhealthy } from './proxy.ts';

export const upgradeOrMaintenance = cause({
  id: 'upgrade-or-maintenance',
  title: 'The database is being upgraded or maintained',
  recognised:
    'The cluster or its writer is upgrading or in maintenance, or RDS reports patches or an upgrade of the engine.',
  fix: 'Wait for it to end; choose a maintenance window in which nobody minds.',
  layer: 'change',
  leadsTo: [
    instanceDown,
    noWriter,
    recentFailover,
    failoverInProgress,
    failoverFailed,
    proxyUnhealthy,
    connectionStorm,
  ],
  refines: [recentFailover, instanceDown],
  from: {
    cluster,
    outage,
    window,
    members: maybe(members),
    events: maybe(events),
    maintenance: maybe(maintenance),
    trail: maybe(trail),
  },
  judge: ({ cluster, outage, window, members, events, maintenance, trail }, say) => {
    const own = members.known ? members.value.all.filter(({ status }) => MAINTENANCE.test(status)) : [];
    const writer = members.known ? members.value.writer : null;
    const busy = own.find(({ id }) => id === writer?.id) ?? (writer ? undefined : own[0]);
    const now = MAINTENANCE.test(cluster.status);
    const from = minutesAfter(outage.since ?? window.from, -15);
    const happened = events.known
      ? ofKind(events.value, 'patching', 'upgrade').filter(
          ({ at, message }) => at >= from && !/available|can be upgraded|scheduled|eligible/i.test(message),
        )
      : [];
    const event = happened[0];
    const fits = outage.errors.length === 0 || countOf(outage, ...ABSENT) > 0;
    const silent = event && !now && !busy ? unheard(outage) : null;
    if (silent) return say.unanswered(silent);
    if (!now && !busy && !(event && fits)) {
      if (!events.known && fits) return say.unanswered(events.blind);
      return say.ruledOut({
        cluster: `the cluster is ${cluster.status}`,
        events: events.known ? (event ? 'clients report something else' : 'no event speaks of maintenance') : undefined,
      });
    }
    const planned = maintenance.known
      ? maintenance.value.find(
          ({ appliesAt }) => appliesAt !== null && Math.abs(minutesBetween(appliesAt, window.to)) <= 120,
        )
      : undefined;
    const change = trail.known
      ? lastChange(
          trail.value.filter(({ name }) => /^(?:ModifyDB|ApplyPendingMaintenance)/.test(name)),
          [cluster.id, ...cluster.members.map(({ instance }) => instance)],
          outage.since ?? window.to,
        )
      : undefined;
    const pending = cluster.pending['EngineVersion'] ?? busy?.pending['EngineVersion'];
    const because = {
      cluster: now
        ? { says: `status of the cluster: ${cluster.status}`, quotes: [cluster.status] }
        : pending
          ? `version ${pending} is pending`
          : undefined,
      members: busy && { says: `status of ${busy.id}: ${busy.status}`, quotes: [busy.status] },
      events: event && { says: `RDS reports it at ${clock(event.at)}`, quotes: [event.message] },
      maintenance: planned && { says: `planned: ${planned.description ?? planned.action}`, quotes: [planned.action] },
      trail: change && {
        says: `${change.user ?? 'somebody'} asked for it at ${clock(change.at)}`,
        quotes: [change.name],
      },
      outage: told(outage, 'connections fail', ...ABSENT),
    };
    const bearing = {
      since: event?.at,
      share: shareOf(outage, ...ABSENT),
      resources: [...(busy ? [busy.arn, busy.id] : []), cluster.arn, cluster.id],
    };
    const says = `${busy?.id ?? cluster.id} ${now || busy ? `is ${now ? cluster.status : busy?.status}` : 'was maintained'}${pending ? `, to version ${pending}` : ''}${planned ? '; it was planned' : ''}.`;
    // Without the events it is not known when it began.
    return fits || now ? say.confirmed(says, because, bearing) : say.possible(says, because, bearing);
  },
});

export const clusterStarting = cause({
  id: 'cluster-starting',
  title: 'The cluster is starting',
  recognised: 'The status of the cluster is “starting”.',
  fix: 'Wait some minutes until it is available.',
  layer: 'dependency',
  leadsTo: [instanceDown, noWriter, proxyUnhealthy, dnsFailure, recentFailover],
  from: { cluster, outage, events: maybe(events), trail: maybe(trail) },
  judge: ({ cluster, outage, events, trail }, say) => {
    if (!/^starting$/i.test(cluster.status)) return say.ruledOut({ cluster: `the cluster is ${cluster.status}` });
    const event = events.known ? ofKind(events.value, 'stopped', 'started').at(-1) : undefined;
    const change = trail.known ? trail.value.findLast(({ name }) => name === 'StartDBCluster') : undefined;
    return say.confirmed(
      `${cluster.id} was stopped and is starting: it takes no connections yet.`,
      {
        cluster: { says: 'status of the cluster: starting', quotes: [cluster.status] },
        events: event && { says: `the last event was at ${clock(event.at)}`, quotes: [event.message] },
        trail: change && {
          says: `${change.user ?? 'somebody'} started it at ${clock(change.at)}`,
          quotes: [change.name],
        },
        outage: told(outage, 'connections fail', ...ABSENT),
      },
      { resources: [cluster.arn, cluster.id], share: shareOf(outage, ...ABSENT) },
    );
  },
});

export const clusterStopped = cause({
  id: 'cluster-stopped',
  title: 'The cluster is stopped',
  recognised: 'The status of the cluster is “stopped” or “stopping”.',
  fix: 'Start the cluster (aws rds start-db-cluster); see whether a schedule stops it.',
  remedies: [startStopped],
  layer: 'change',
  leadsTo: [instanceDown, noWriter, proxyUnhealthy, dnsFailure, clusterStarting, recentFailover, failoverInProgress],
  from: { cluster, outage, events: maybe(events), trail: maybe(trail) },
  judge: ({ cluster, outage, events, trail }, say) => {
    const now = /^stopp(?:ed|ing)$/i.test(cluster.status);
    const event = events.known ? ofKind(events.value, 'stopped').at(-1) : undefined;
    const begun = outage.since;
    const back = event && events.known ? ofKind(events.value, 'started').find(({ at }) => at > event.at) : undefined;
    const was =
      event !== undefined &&
      begun !== null &&
      event.at <= minutesAfter(begun, 10) &&
      (back === undefined || back.at >= begun);
    if (!now && !(was && !/^starting$/i.test(cluster.status) && countOf(outage, ...ABSENT) > 0))
      return say.ruledOut({
        cluster: `the cluster is ${cluster.status}`,
        events: events.known && !event ? 'it was not stopped in this time' : undefined,
      });
    const change = trail.known
      ? trail.value.findLast(({ name, errorCode }) => name === 'StopDBCluster' && errorCode === null)
      : undefined;
    const again = cluster.startsAgainAt;
    return say.confirmed(
      `${cluster.id} ${now ? `is ${cluster.status}` : `was stopped${back ? ` until ${clock(back.at)}` : ''}`}${change ? `: ${change.user ?? 'somebody'} stopped it at ${clock(change.at)}` : ''}.`,
      {
        cluster: {
          says: `status of the cluster: ${cluster.status}${again ? `; AWS starts it again on ${again.toISOString().slice(0, 10)}` : ''}`,
          quotes: [cluster.status],
        },
        events: event && { says: `RDS says so at ${clock(event.at)}`, quotes: [event.message] },
        trail: change && {
          says: `${change.user ?? 'somebody'} stopped it at ${clock(change.at)}`,
          quotes: [change.name],
        },
        outage: told(outage, 'connections fail', ...ABSENT),
      },
      {
        since: was ? event?.at : undefined,
        resources: [cluster.arn, cluster.id],
        share: shareOf(outage, ...ABSENT),
        // While it is still stopping it cannot be started.
        offers: cluster.status === 'stopped' ? [offer(startStopped, { cluster: cluster.id })] : [],
      },
    );
  },
});
