import { cause, maybe, offer } from '#playbook';
import { cluster } from '#facts/aurora/cluster';
import { events, ofKind } from '#facts/aurora/events';
import { members } from '#facts/aurora/members';
import type { Members } from '#facts/aurora/members';
import { highest, metrics, stretch, within } from '#facts/aurora/metrics';
import type { Metrics, Point } from '#facts/aurora/metrics';
import { countOf, errorsOf, outage, shareOf } from '#facts/aurora/outage';
import { window } from '#facts/window';
import { clock, count, minutesAfter, minutesBetween } from '#facts/words';
import { raiseCapacity } from '#remediations/aurora/raise-capacity';
import { raiseMinimum } from '#remediations/aurora/raise-minimum';
import { insteadOf, lossOf, scopeIn, told, unheard } from '../reading.ts';
import { connectionStorm } from './connections.ts';
import { cpuSaturated, memoryPressure } from './pressure.ts';

/** The instance that clients wake: the writer, else any. */
function capacity(metrics: Metrics, members: Members, gauge: 'capacity' | 'leastCapacity'): readonly Point[] {
  const machine = members.writer ?? members.all[0];
  return machine ? (metrics.instances[machine.id]?.of(gauge) ?? []) : [];
}

/** Minutes in which the database woke up: its capacity was zero just before, or at the beginning of the minute. */
function wakings(points: readonly Point[], most: readonly Point[]): readonly Date[] {
  const peak = new Map(most.map(({ at, value }) => [at.getTime(), value]));
  return points.flatMap(({ at, value }, index) => {
    const before = points[index - 1];
    const within = value === 0 && (peak.get(at.getTime()) ?? 0) > 0;
    const after = value > 0 && before?.value === 0 && (peak.get(before.at.getTime()) ?? 0) === 0;
    return within || after ? [at] : [];
  });
}

export const autoPaused = cause({
  id: 'auto-paused',
  title: 'The database was paused and had to wake up',
  recognised:
    'Serverless with a least capacity of 0 ACU, whose capacity rises from 0 when connections time out. Its status is “available” all the while.',
  fix: 'Give clients a connect timeout of 30 s or more and a retry, or a least capacity of 0.5 ACU, which never pauses.',
  remedies: [raiseMinimum],
  layer: 'config',
  from: { cluster, outage, window, members: maybe(members), metrics: maybe(metrics), events: maybe(events) },
  judge: ({ cluster, outage, window, members, metrics, events }, say) => {
    const first = cluster.engineMode === 'serverless';
    if (!first && cluster.serverless?.min !== 0)
      return say.ruledOut({ cluster: 'the cluster never pauses: its least capacity is above 0' });
    const loss = lossOf(outage);
    const lost = [...errorsOf(outage, 'dropped'), ...errorsOf(outage, 'not-ready', 'slow', 'cut')];
    if (loss === 'answered' && lost.length === 0) return say.ruledOut({ outage: insteadOf(outage) });
    if (!members.known) return say.unanswered(members.blind);
    if (!metrics.known) {
      if (lost.length === 0) return say.unanswered(metrics.blind);
      return say.possible(
        `${cluster.id} may have been paused: it is allowed to, and its capacity could not be read.`,
        {
          cluster: 'least capacity 0',
          outage: told(outage, 'connections time out', 'dropped', 'not-ready', 'slow', 'cut'),
        },
        { resources: [cluster.arn, cluster.id], scope: scopeIn(lost) },
      );
    }
    const from = minutesAfter(outage.since ?? window.from, -15);
    const least = within(capacity(metrics.value, members.value, 'leastCapacity'), from, window.to);
    const most = within(capacity(metrics.value, members.value, 'capacity'), from, window.to);
    const woken = wakings(least, most);
    const resumed = events.known ? ofKind(events.value, 'resumed').filter(({ at }) => at >= from) : [];
    const slept = least.some(({ value }) => value === 0) || resumed.length > 0;
    if (!slept)
      return say.ruledOut({
        metrics: least.length > 0 ? 'its capacity never was 0 in this time' : 'no capacity is published',
      });
    const times = [...woken, ...resumed.map(({ at }) => at)];
    const near = lost.filter(({ at }) => times.some((time) => Math.abs(minutesBetween(time, at)) <= 2));
    const asleep = least.at(-1)?.value === 0 && most.at(-1)?.value === 0;
    const [event] = resumed;
    const pause = cluster.serverless?.pausesAfter;
    const because = {
      metrics: `its capacity was 0 ACU${times[0] ? ` and rose at ${clock(times[0])}${times.length > 1 ? ` and ${count(times.length - 1, 'more time')}` : ''}` : ''}`,
      cluster: `least capacity 0${pause ? `: it pauses after ${pause} s without connections` : ''}`,
      events: event && { says: `RDS says so at ${clock(event.at)}`, quotes: [event.message] },
      outage: told(outage, 'connections time out', 'dropped', 'not-ready', 'slow', 'cut'),
    };
    const bearing = {
      share: outage.errors.length > 0 ? near.length / outage.errors.length : undefined,
      since: near.length > 0 && outage.since !== null ? outage.since : times[0],
      scope: scopeIn(near),
      resources: [cluster.arn, cluster.id],
      // Serverless v1 has no such minimum.
      offers: first ? [] : [offer(raiseMinimum, { cluster: cluster.id, min: '0.5' })],
    };
    const says = `${cluster.id} had paused, and took its time to wake while the first connections timed out.`;
    if (near.length > 0 && near.length >= 0.5 * lost.length) return say.likely(says, because, bearing);
    const silent = unheard(outage);
    if (silent) return say.unanswered(silent);
    if (outage.errors.length === 0 || asleep || near.length > 0) return say.possible(says, because, bearing);
    return say.ruledOut({ metrics: 'connections failed at other times than when it woke up' });
  },
});

export const acuCeiling = cause({
  id: 'acu-ceiling',
  title: 'The database is at its highest capacity',
  recognised:
    'ACUUtilization at 98 % or more, or the capacity at its maximum, for five minutes: it is slow, and may time out.',
  fix: 'Raise the maximum capacity; the limit of connections stays what it was until a reboot.',
  remedies: [raiseCapacity],
  layer: 'capacity',
  leadsTo: [cpuSaturated, memoryPressure, connectionStorm],
  from: { cluster, outage, window, members, metrics },
  judge: ({ cluster, outage, window, members, metrics }, say) => {
    const max = cluster.serverless?.max ?? null;
    const machine = members.writer ?? members.all[0];
    if (max === null || machine?.class !== 'db.serverless')
      return say.ruledOut({ cluster: 'its writer is not serverless' });
    const gauges = metrics.instances[machine.id];
    const periods = Math.max(1, Math.ceil(300 / metrics.period));
    const used = within(gauges?.of('acuUsed') ?? [], window.from, window.to);
    const size = within(gauges?.of('capacity') ?? [], window.from, window.to);
    const first = stretch(used, periods, (value) => value >= 98) ?? stretch(size, periods, (value) => value >= max);
    if (!first)
      return say.ruledOut({
        metrics:
          used.length > 0
            ? `at most ${Math.round(highest(used)?.value ?? 0)} % of its capacity is used`
            : 'its capacity is not published',
      });
    const because = {
      metrics: `at ${max} ACU, its maximum, since ${clock(first.at)}`,
      outage: told(outage, 'answers come too late', 'slow', 'dropped', 'proxy-pool', 'client-pool'),
    };
    const bearing = {
      since: first.at,
      share: shareOf(outage, 'slow', 'dropped', 'cut', 'proxy-pool'),
      resources: [cluster.arn, cluster.id, machine.arn],
      fix: `Raise the maximum above ${max} ACU; the limit of connections stays what it was until a reboot.`,
      offers: [offer(raiseCapacity, { cluster: cluster.id })],
    };
    const says = `${machine.id} has been at its maximum of ${max} ACU since ${clock(first.at)}, and cannot keep up.`;
    const silent = unheard(outage);
    if (silent) return say.unanswered(silent);
    if (outage.errors.length === 0) return say.possible(says, because, bearing);
    const waits = countOf(outage, 'slow', 'dropped', 'proxy-pool');
    // Full, and as large as it may be: the one does not prove the other.
    if (waits === 0)
      return countOf(outage, 'full', 'cut') > 0
        ? say.likely(says, because, bearing)
        : say.possible(says, because, bearing);
    return say.confirmed(says, because, bearing);
  },
});
