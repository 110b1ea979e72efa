import { cause, maybe } from '#playbook';
import type { ConnectionError } from '#facts/aurora/errors';
import { cluster } from '#facts/aurora/cluster';
import { events, ofKind } from '#facts/aurora/events';
import { members } from '#facts/aurora/members';
import { highest, lowest, metrics, within } from '#facts/aurora/metrics';
import { outage } from '#facts/aurora/outage';
import type { Outage } from '#facts/aurora/outage';
import { window } from '#facts/window';
import { clock, count } from '#facts/words';
import { namesIn, quotesOf, scopeIn } from '../reading.ts';
import { cpuSaturated } from './pressure.ts';

const GIB = 2 ** 30;

/** What clients are told of storage or of transaction ids, by its words. */
function saidOf({ errors }: Outage, words: RegExp): readonly ConnectionError[] {
  return errors.filter(({ quote, failure }) => failure === 'no-writes' && words.test(quote));
}

function told(errors: readonly ConnectionError[], what: string) {
  if (errors.length === 0) return undefined;
  return { says: `${count(errors.length, 'error')} of ${namesIn(errors)}: ${what}`, quotes: quotesOf(errors) };
}

function shareIn({ errors }: Outage, own: readonly ConnectionError[]): number | undefined {
  return own.length > 0 ? own.length / errors.length : undefined;
}

/** Who is refused for a password, a token or a rule has no trouble with storage. */
function refusedOtherwise({ errors }: Outage): boolean {
  const others = ['password', 'iam', 'tls-required', 'certificate', 'name', 'not-admitted', 'full', 'refused'];
  return errors.length > 0 && errors.every(({ failure }) => others.includes(failure));
}

export const localStorageFull = cause({
  id: 'local-storage-full',
  title: 'The local storage of an instance is full',
  recognised:
    'FreeLocalStorage near zero, or clients are told that no space is left for temporary files: sessions break off.',
  fix: 'Find the queries that spill to disk; a larger class has more local storage.',
  layer: 'capacity',
  from: { outage, window, cluster, members: maybe(members), metrics: maybe(metrics) },
  judge: ({ outage, window, cluster, members, metrics }, say) => {
    const said = saidOf(outage, /tmp|temporary/i);
    const machines = members.known ? members.value.all : [];
    const low = machines.flatMap((machine) => {
      const gauges = metrics.known ? metrics.value.instances[machine.id] : undefined;
      const points = within(gauges?.of('freeLocalStorage') ?? [], window.from, window.to);
      const first = points.find(({ value }) => value <= 0.1 * GIB);
      return first ? [{ machine, first }] : [];
    });
    const [worst] = low;
    if (!worst && said.length === 0) {
      if (!metrics.known) return say.unanswered(metrics.blind);
      return say.ruledOut({ metrics: 'local storage is free on all instances' });
    }
    const says = worst
      ? `${worst.machine.id} has no local storage left since ${clock(worst.first.at)}.`
      : `An instance of ${cluster.id} has no local storage left: temporary files have nowhere to go.`;
    const because = {
      metrics: worst && `FreeLocalStorage of ${worst.machine.id} at ${Math.round(worst.first.value / 2 ** 20)} MiB`,
      outage: told(said, 'no space is left for temporary files'),
    };
    const late = outage.since !== null && worst !== undefined && said.length > 0 && worst.first.at > outage.since;
    const bearing = {
      since: late ? undefined : worst?.first.at,
      share: shareIn(outage, said),
      scope: scopeIn(said),
      resources: [...low.map(({ machine }) => machine.arn), cluster.arn],
    };
    return refusedOtherwise(outage) ? say.possible(says, because, bearing) : say.confirmed(says, because, bearing);
  },
});

export const volumeFull = cause({
  id: 'volume-full',
  title: 'The storage volume of the cluster is full',
  recognised: 'AuroraVolumeBytesLeftTotal near zero, or RDS says that storage is dangerously low.',
  fix: 'Drop what is not needed, or split the data: a volume has a largest size.',
  layer: 'capacity',
  leadsTo: [cpuSaturated],
  from: { window, cluster, outage, metrics: maybe(metrics), events: maybe(events) },
  judge: ({ window, cluster, outage, metrics, events }, say) => {
    const points = metrics.known ? within(metrics.value.cluster.of('volumeLeft'), window.from, window.to) : [];
    const least = lowest(points);
    const event = events.known ? ofKind(events.value, 'storage').at(-1) : undefined;
    const said = saidOf(outage, /could not extend file|table '[^']*' is full|disk (?:is )?full/i);
    const low = least !== null && least.value <= 10 * GIB;
    if (!low && !event && said.length === 0) {
      if (!metrics.known) return say.unanswered(metrics.blind);
      return say.ruledOut({
        metrics: least
          ? `${(least.value / 2 ** 40).toFixed(1)} TiB are left in the volume`
          : 'no event and no metric speaks of a full volume',
      });
    }
    const because = {
      metrics: low ? `${(least.value / GIB).toFixed(1)} GiB are left in the volume` : undefined,
      events: event && { says: `RDS warned at ${clock(event.at)}`, quotes: [event.message] },
      outage: told(said, 'no room is left'),
    };
    const bearing = {
      since: points.find(({ value }) => value <= 10 * GIB)?.at ?? event?.at,
      share: shareIn(outage, said),
      resources: [cluster.arn],
    };
    const says = 'The volume of the cluster has no room left, and the database takes no more writes.';
    return refusedOtherwise(outage) ? say.possible(says, because, bearing) : say.confirmed(says, because, bearing);
  },
});

/** PostgreSQL takes no more commands that need a transaction id some millions before 2^31. */
const CRITICAL = 2_000_000_000;
const WARNING = 1_000_000_000;

export const xidWraparound = cause({
  id: 'xid-wraparound',
  title: 'PostgreSQL runs out of transaction ids',
  recognised:
    'Clients are told that commands are refused to avoid wraparound, or MaximumUsedTransactionIDs is above two thousand million: near 2^31 the database takes no more writes.',
  fix: 'Run VACUUM (FREEZE) on the oldest tables now; end old transactions, prepared ones and replication slots that hold it up.',
  layer: 'capacity',
  from: { outage, window, cluster, metrics: maybe(metrics), members: maybe(members) },
  judge: ({ outage, window, cluster, metrics, members }, say) => {
    if (cluster.family !== 'postgresql') return say.ruledOut({ cluster: 'MySQL has no such ids' });
    const said = saidOf(outage, /wraparound/i);
    if (said.length === 0 && !metrics.known) return say.unanswered(metrics.blind);
    const all = metrics.known
      ? [
          ...metrics.value.cluster.of('transactionIds'),
          ...Object.values(metrics.value.instances).flatMap((one) => one.of('transactionIds')),
        ]
      : [];
    const most = highest(within(all, window.from, window.to));
    const millions = Math.round((most?.value ?? 0) / 1_000_000);
    if (said.length === 0 && (most === null || most.value < WARNING))
      return say.ruledOut({
        metrics: most ? `${millions} million transaction ids are used` : 'no metric of transaction ids is published',
      });
    const because = {
      metrics: most ? `${millions} million of 2,147 million transaction ids are used` : undefined,
      outage: told(said, 'commands are refused to avoid wraparound'),
    };
    const bearing = {
      share: shareIn(outage, said),
      scope: scopeIn(said),
      resources: [cluster.arn, ...(members.known && members.value.writer ? [members.value.writer.arn] : [])],
    };
    if (said.length > 0 || ((most?.value ?? 0) >= CRITICAL && !refusedOtherwise(outage)))
      return say.confirmed(
        `PostgreSQL has used up its transaction ids${most ? ` (${millions} of 2,147 million)` : ''} and takes no more writes until it has vacuumed.`,
        because,
        bearing,
      );
    return say.possible(`${millions} million transaction ids are used: autovacuum does not keep up.`, because, bearing);
  },
});
