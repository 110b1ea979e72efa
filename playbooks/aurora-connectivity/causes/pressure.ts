import { cause, maybe } from '#playbook';
import { cluster } from '#facts/aurora/cluster';
import { events, ofKind } from '#facts/aurora/events';
import { memoryOf } from '#facts/aurora/limit';
import { members } from '#facts/aurora/members';
import type { Members } from '#facts/aurora/members';
import { highest, lowest, metrics, stretch, within } from '#facts/aurora/metrics';
import type { Gauge, Metrics, Point } from '#facts/aurora/metrics';
import { countOf, outage, shareOf } from '#facts/aurora/outage';
import { window } from '#facts/window';
import type { Window } from '#facts/window';
import { clock } from '#facts/words';
import { told, unheard } from '../reading.ts';

/** A level counts when it lasts for so many minutes. */
const LASTING = 5;
const GIB = 2 ** 30;
/** What clients of a database that cannot keep up report. */
const WAITS = ['slow', 'dropped', 'cut', 'proxy-pool', 'handshake'] as const;

function writerPoints(metrics: Metrics, members: Members, gauge: Gauge, window: Window): readonly Point[] {
  const machine = members.writer ?? members.all[0];
  return machine ? within(metrics.instances[machine.id]?.of(gauge) ?? [], window.from, window.to) : [];
}

function periods({ period }: Metrics): number {
  return Math.max(1, Math.ceil((LASTING * 60) / period));
}

export const cpuSaturated = cause({
  id: 'cpu-saturated',
  title: 'The CPU of the database is saturated',
  recognised: 'CPUUtilization of the writer at 95 % or more for five minutes.',
  fix: 'Find the queries that use it (Performance Insights); more capacity only buys time.',
  layer: 'symptom',
  consequence: true,
  from: { metrics, members, window, outage },
  judge: ({ metrics, members, window, outage }, say) => {
    const points = writerPoints(metrics, members, 'cpu', window);
    const first = stretch(points, periods(metrics), (value) => value >= 95);
    const most = highest(points);
    if (!first)
      return say.ruledOut({
        metrics: most ? `CPU of the writer at ${Math.round(most.value)} % at most` : 'no CPU metric is published',
      });
    const says = `The writer's CPU stood at ${Math.round(most?.value ?? 95)} % from ${clock(first.at)}.`;
    const because = {
      metrics: `CPUUtilization at ${Math.round(most?.value ?? 95)} %`,
      outage: told(outage, 'connections are slow or given up', ...WAITS),
    };
    const bearing = {
      since: first.at,
      share: shareOf(outage, ...WAITS),
      resources: members.writer ? [members.writer.arn] : undefined,
    };
    const silent = unheard(outage);
    if (silent) return say.unanswered(silent);
    return countOf(outage, ...WAITS) > 0 ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  },
});

export const memoryPressure = cause({
  id: 'memory-pressure',
  title: 'The database runs out of memory',
  recognised: 'FreeableMemory of the writer below 5 % of what its class has.',
  fix: 'Fewer connections, smaller work_mem or buffers, or a larger class.',
  layer: 'symptom',
  consequence: true,
  from: { metrics, members, window, outage },
  judge: ({ metrics, members, window, outage }, say) => {
    const machine = members.writer ?? members.all[0];
    const gib = memoryOf(machine?.class ?? '');
    const points = writerPoints(metrics, members, 'freeMemory', window);
    const least = lowest(points);
    if (!least) return say.ruledOut({ metrics: 'no metric of free memory is published' });
    // Serverless keeps its buffers in proportion to its capacity: what it has free tells little.
    if (gib === null)
      return say.ruledOut({ members: `how much memory ${machine?.class ?? 'the writer'} has is not fixed` });
    const part = least.value / (gib * GIB);
    if (part >= 0.05)
      return say.ruledOut({ metrics: `${(least.value / GIB).toFixed(1)} GiB of ${gib} are free at least` });
    const says = `Only ${Math.round(least.value / 2 ** 20)} MiB of ${gib} GiB were free at ${clock(least.at)}.`;
    const because = {
      metrics: `FreeableMemory at ${Math.round(least.value / 2 ** 20)} MiB`,
      outage: told(outage, 'connections are cut or given up', ...WAITS),
    };
    const bearing = {
      since: points.find(({ value }) => value < 0.05 * gib * GIB)?.at,
      share: shareOf(outage, ...WAITS),
      resources: machine ? [machine.arn] : undefined,
    };
    const silent = unheard(outage);
    if (silent) return say.unanswered(silent);
    return countOf(outage, ...WAITS) > 0 ? say.likely(says, because, bearing) : say.possible(says, because, bearing);
  },
});

export const localStorageFull = cause({
  id: 'local-storage-full',
  title: 'The local storage of an instance is full',
  recognised: 'FreeLocalStorage near zero: temporary files and sorts have nowhere to go, and sessions break off.',
  fix: 'Find the queries that spill to disk; a larger class has more local storage.',
  layer: 'capacity',
  from: { metrics, members, window, outage },
  judge: ({ metrics, members, window, outage }, say) => {
    const low = members.all.flatMap((machine) => {
      const points = within(metrics.instances[machine.id]?.of('freeLocalStorage') ?? [], window.from, window.to);
      const first = points.find(({ value }) => value <= 0.1 * GIB);
      return first ? [{ machine, first }] : [];
    });
    const [worst] = low;
    if (!worst) return say.ruledOut({ metrics: 'local storage is free on all instances' });
    const says = `${worst.machine.id} has no local storage left since ${clock(worst.first.at)}.`;
    const because = {
      metrics: `FreeLocalStorage of ${worst.machine.id} at ${Math.round(worst.first.value / 2 ** 20)} MiB`,
    };
    const bearing = { since: worst.first.at, resources: low.map(({ machine }) => machine.arn) };
    return refusedLogin(outage) ? say.possible(says, because, bearing) : say.confirmed(says, because, bearing);
  },
});

/** Who is refused for a password, a token or a rule has no trouble with storage. */
function refusedLogin({ errors }: { readonly errors: readonly { readonly failure: string }[] }): boolean {
  const others = ['password', 'iam', 'tls-required', 'certificate', 'name', 'not-admitted', 'full', 'refused'];
  return errors.length > 0 && errors.every(({ failure }) => others.includes(failure));
}

export const volumeFull = cause({
  id: 'volume-full',
  title: 'The storage volume of the cluster is full',
  recognised: 'AuroraVolumeBytesLeftTotal near zero, or RDS says that storage is dangerously low.',
  fix: 'Drop what is not needed, or split the data: a volume has a largest size.',
  layer: 'capacity',
  leadsTo: [cpuSaturated],
  from: { metrics, window, cluster, outage, events: maybe(events) },
  judge: ({ metrics, window, cluster, outage, events }, say) => {
    const points = within(metrics.cluster.of('volumeLeft'), window.from, window.to);
    const least = lowest(points);
    const event = events.known ? ofKind(events.value, 'storage').at(-1) : undefined;
    const low = least !== null && least.value <= 10 * GIB;
    if (!low && !event)
      return say.ruledOut({
        metrics: least
          ? `${(least.value / 2 ** 40).toFixed(1)} TiB are left in the volume`
          : 'no event and no metric speaks of a full volume',
      });
    const because = {
      metrics: low ? `${(least.value / GIB).toFixed(1)} GiB are left in the volume` : undefined,
      events: event && { says: `RDS warned at ${clock(event.at)}`, quotes: [event.message] },
    };
    const bearing = { since: points.find(({ value }) => value <= 10 * GIB)?.at ?? event?.at, resources: [cluster.arn] };
    const says = 'The volume of the cluster has no room left, and the database takes no more writes.';
    return refusedLogin(outage) ? say.possible(says, because, bearing) : say.confirmed(says, because, bearing);
  },
});

/** PostgreSQL refuses commands that take a transaction id a million before 2^31. */
const CRITICAL = 2_000_000_000;
const WARNING = 1_000_000_000;

export const xidWraparound = cause({
  id: 'xid-wraparound',
  title: 'PostgreSQL runs out of transaction ids',
  recognised: 'MaximumUsedTransactionIDs above two thousand million: near 2^31 the database takes no more writes.',
  fix: 'Run VACUUM (FREEZE) on the oldest tables now; end old transactions, prepared ones and replication slots that hold it up.',
  layer: 'capacity',
  from: { metrics, window, cluster, members: maybe(members) },
  judge: ({ metrics, window, cluster, members }, say) => {
    if (cluster.family !== 'postgresql') return say.ruledOut({ cluster: 'MySQL has no such ids' });
    const all = [
      ...metrics.cluster.of('transactionIds'),
      ...Object.values(metrics.instances).flatMap((one) => one.of('transactionIds')),
    ];
    const most = highest(within(all, window.from, window.to));
    if (!most || most.value < WARNING)
      return say.ruledOut({
        metrics: most
          ? `${Math.round(most.value / 1_000_000)} million transaction ids are used`
          : 'no metric of transaction ids is published',
      });
    const millions = Math.round(most.value / 1_000_000);
    const because = { metrics: `${millions} million of 2,147 million transaction ids are used` };
    const bearing = {
      resources: [cluster.arn, ...(members.known && members.value.writer ? [members.value.writer.arn] : [])],
    };
    return most.value >= CRITICAL
      ? say.confirmed(
          `${millions} million transaction ids are used, and PostgreSQL stops taking writes near 2,147 million.`,
          because,
          bearing,
        )
      : say.possible(`${millions} million transaction ids are used: autovacuum does not keep up.`, because, bearing);
  },
});
