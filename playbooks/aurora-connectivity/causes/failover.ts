import { cause, maybe } from '#playbook';
import { cluster } from '#facts/aurora/cluster';
import { events, ofKind } from '#facts/aurora/events';
import type { DbEvent } from '#facts/aurora/events';
import { members } from '#facts/aurora/members';
import { metrics } from '#facts/aurora/metrics';
import type { Metrics } from '#facts/aurora/metrics';
import { countOf, outage, shareOf } from '#facts/aurora/outage';
import type { Outage } from '#facts/aurora/outage';
import type { Failure } from '#facts/aurora/errors';
import { window } from '#facts/window';
import type { Window } from '#facts/window';
import { clock, minutesAfter, minutesBetween } from '#facts/words';
import { lastChange, trail } from '../changes.ts';
import { insteadOf, scopeIn, told, unheard } from '../reading.ts';
import { connectionStorm } from './connections.ts';
import { proxyUnhealthy } from './proxy.ts';

/** What clients see while the writer changes; who is refused for a password has another trouble. */
const OF_FAILOVERS: readonly Failure[] = [
  'cut',
  'dropped',
  'refused',
  'not-ready',
  'read-only',
  'name',
  'slow',
  'proxy-pool',
];

function fitting(outage: Outage): number {
  return countOf(outage, ...OF_FAILOVERS);
}

/** A failover takes less than a minute or two; what was begun longer ago has come to an end in some way. */
const LONGEST_MINUTES = 10;

export const failoverInProgress = cause({
  id: 'failover-in-progress',
  title: 'A failover is going on',
  recognised: 'The cluster is failing over, or RDS has said that a failover started and not yet that it is complete.',
  fix: 'Wait: it usually takes less than 35 seconds. Clients must connect again, by the writer endpoint.',
  layer: 'dependency',
  leadsTo: [proxyUnhealthy, connectionStorm],
  from: { cluster, outage, window, events: maybe(events) },
  judge: ({ cluster, outage, window, events }, say) => {
    const now = /^failing-over$/i.test(cluster.status);
    const open = events.known ? openFailover(events.value, window) : undefined;
    if (!now && !open) return say.ruledOut({ cluster: `the cluster is ${cluster.status}` });
    const because = {
      cluster: now ? { says: `the cluster is ${cluster.status}`, quotes: [cluster.status] } : undefined,
      events: open && { says: `it began at ${clock(open.at)}`, quotes: [open.message] },
      outage: told(outage, 'connections fail', ...OF_FAILOVERS),
    };
    const bearing = { since: open?.at, resources: [cluster.arn, cluster.id], share: share(outage), scope: undefined };
    const says = 'The cluster is making another instance its writer just now.';
    if (outage.errors.length > 0 && fitting(outage) === 0) return say.possible(says, because, bearing);
    return say.confirmed(says, because, bearing);
  },
});

function openFailover(events: readonly DbEvent[], window: Window): DbEvent | undefined {
  const started = ofKind(events, 'failover-started').at(-1);
  if (!started || minutesBetween(started.at, window.to) > LONGEST_MINUTES) return undefined;
  const ended = ofKind(events, 'failover-completed', 'failover-failed').some(({ at }) => at >= started.at);
  return ended ? undefined : started;
}

function share(outage: Outage): number | undefined {
  return shareOf(outage, ...OF_FAILOVERS);
}

export const recentFailover = cause({
  id: 'recent-failover',
  title: 'The cluster failed over',
  recognised:
    'RDS says that a failover took place when connections began to fail, or an engine was started anew then; clients that keep the old address write to a reader.',
  fix: 'Recycle the connection pools of clients that still fail; heed the 5 s TTL of the endpoint and use a driver that follows failovers.',
  layer: 'dependency',
  leadsTo: [proxyUnhealthy, connectionStorm],
  from: {
    cluster,
    outage,
    window,
    events: maybe(events),
    metrics: maybe(metrics),
    members: maybe(members),
    trail: maybe(trail),
  },
  judge: ({ cluster, outage, window, events, metrics, members, trail }, say) => {
    if (/^failing-over$/i.test(cluster.status)) return say.ruledOut({ cluster: 'it is still going on' });
    const near = ({ at }: { readonly at: Date }) =>
      outage.since === null ? at >= window.from : Math.abs(minutesBetween(at, outage.since)) <= LONGEST_MINUTES;
    const own = events.known ? ofKind(events.value, 'failover-started', 'failover-completed').filter(near) : [];
    const first = own[0];
    const open = events.known ? openFailover(events.value, window) : undefined;
    if (open) return say.ruledOut({ events: 'it is still going on' });
    const failed = events.known ? ofKind(events.value, 'failover-failed').filter(near).at(-1) : undefined;
    if (failed && !own.some(({ at, message }) => at >= failed.at && /^Completed/i.test(message)))
      return say.ruledOut({ events: 'the failover failed' });
    const silent = unheard(outage);
    const started = metrics.known ? restarts(metrics.value, window).filter(near) : [];
    // In a failover both the old and the new writer start anew; one alone was restarted for itself.
    const restart = new Set(started.map(({ id }) => id)).size > 1 ? started[0] : undefined;
    const done = own.findLast(({ message }) => /^Completed/i.test(message)) ?? own.at(-1);
    const change =
      first && trail.known
        ? lastChange(
            trail.value.filter(({ name }) => /^(?:FailoverDBCluster|RebootDBInstance)/.test(name)),
            [cluster.id, ...cluster.members.map(({ instance }) => instance)],
            first.at,
          )
        : undefined;
    const because = {
      events: done && {
        says: `RDS reports it at ${clock(done.at)}`,
        quotes: [...new Set(own.map(({ message }) => message))].slice(0, 2),
      },
      metrics: restart ? `the engine of ${restart.id} was started anew about ${clock(restart.at)}` : undefined,
      members: members.known && members.value.writer ? `the writer is ${members.value.writer.id}` : undefined,
      trail: change && {
        says: `${change.user ?? 'somebody'} asked for it at ${clock(change.at)}`,
        quotes: [change.name],
      },
      outage: told(outage, 'connections fail', ...OF_FAILOVERS),
    };
    if (!first && !restart) {
      if (!events.known && outage.errors.length > 0 && fitting(outage) === 0)
        return say.ruledOut({ outage: insteadOf(outage) });
      if (!events.known) return say.unanswered(events.blind);
      return say.ruledOut({
        events: 'no failover when connections began to fail',
        metrics: metrics.known ? 'no engine was started anew' : undefined,
      });
    }
    const bearing = {
      since: first?.at ?? restart?.at,
      share: share(outage),
      resources: [
        cluster.arn,
        cluster.id,
        ...own.map(({ message }) => message.split(': ')[1]?.replace(/\.$/, '') ?? ''),
      ],
      scope: scopeIn(outage.errors.filter(({ failure }) => OF_FAILOVERS.includes(failure))),
    };
    if (silent) return say.unanswered(silent);
    const to = done?.message.match(/instance: ?([\w-]+)/)?.[1];
    const says = `${cluster.id} ${to ? `made ${to} its writer` : 'changed its writer or restarted'} at ${clock(first?.at ?? restart?.at ?? window.from)}; connections of before were cut.`;
    if (outage.errors.length > 0 && fitting(outage) === 0) return say.ruledOut({ outage: insteadOf(outage) });
    return first ? say.confirmed(says, because, bearing) : say.likely(says, because, bearing);
  },
});

/** When engines were started: `EngineUptime` falls back to zero. */
function restarts(metrics: Metrics, window: Window): readonly { readonly id: string; readonly at: Date }[] {
  return Object.entries(metrics.instances).flatMap(([id, gauges]) => {
    const points = gauges.of('uptime');
    return points.flatMap(({ at, value }, index) => {
      const before = points[index - 1];
      if (!before || value >= before.value || at < minutesAfter(window.from, -LONGEST_MINUTES)) return [];
      return [{ id, at: new Date(at.getTime() - Math.min(value, 60) * 1000) }];
    });
  });
}

export const failoverFailed = cause({
  id: 'failover-failed',
  title: 'A failover failed',
  recognised: 'RDS says that the failover of the cluster failed.',
  fix: 'Check the health of each instance, then ask AWS Support.',
  layer: 'dependency',
  leadsTo: [proxyUnhealthy],
  refines: [recentFailover, failoverInProgress],
  from: { cluster, outage, window, events },
  judge: ({ cluster, outage, window, events }, say) => {
    const failed = ofKind(events, 'failover-failed').findLast(
      ({ at }) => at >= minutesAfter(outage.since ?? window.from, -LONGEST_MINUTES),
    );
    if (!failed) return say.ruledOut({ events: 'no failover failed' });
    const because = { events: { says: `RDS said so at ${clock(failed.at)}`, quotes: [failed.message] } };
    const bearing = { since: failed.at, resources: [cluster.arn, cluster.id], share: share(outage) };
    const says = 'RDS tried to make another instance the writer and could not.';
    if (outage.errors.length > 0 && fitting(outage) === 0) return say.possible(says, because, bearing);
    return say.confirmed(says, because, bearing);
  },
});
