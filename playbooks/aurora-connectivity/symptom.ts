import { fact, maybe, ReadFailure } from '#playbook';
import type { BlindSpot, Sighting, Symptom } from '#playbook';
import { clients } from '#facts/aurora/clients';
import { cluster } from '#facts/aurora/cluster';
import { troubles } from '#facts/aurora/condition';
import { events } from '#facts/aurora/events';
import { connectionLimit } from '#facts/aurora/limit';
import { members } from '#facts/aurora/members';
import { highest, metrics, within } from '#facts/aurora/metrics';
import { onset } from '#facts/aurora/onset';
import { outage } from '#facts/aurora/outage';
import type { Outage } from '#facts/aurora/outage';
import { ways } from '#facts/aurora/ways';
import { window } from '#facts/window';
import { clock, count, list, minutesBetween } from '#facts/words';
import { insteadOf, namesIn, scopeIn } from './reading.ts';

/** What was looked at and is in order, in a few words each. */
const clean = fact({
  id: 'aurora-connectivity.clean',
  title: 'What is in order',
  step: 'Database',
  from: {
    cluster,
    window,
    members: maybe(members),
    metrics: maybe(metrics),
    limit: maybe(connectionLimit),
    events: maybe(events),
    ways: maybe(ways),
  },
  learn: ({ cluster, window, members, metrics, limit, events, ways }): readonly string[] => {
    const writer = members.known ? members.value.writer : null;
    const points = writer && metrics.known ? (metrics.value.instances[writer.id]?.of('connections') ?? []) : [];
    const most = highest(within(points, window.from, window.to));
    const of = limit.known && limit.value.connections !== null ? ` of about ${limit.value.connections}` : '';
    const open = ways.known ? ways.value.all.filter(({ judged }) => judged.path.verdict === 'open') : [];
    return [
      `${cluster.id} is ${cluster.status}`,
      ...(writer ? [`its writer ${writer.id} is ${writer.status}`] : []),
      ...(most ? [`at most ${Math.round(most.value)}${of} connections`] : []),
      ...(events.known && !events.value.some(({ at }) => at >= window.from) ? ['no events'] : []),
      ...(open.length > 0 ? [`the way from ${list(open.map(({ from }) => from))} is open`] : []),
    ];
  },
});

export const symptom = fact({
  id: 'aurora-connectivity.symptom',
  title: 'Do connections to the database fail?',
  step: 'Clients',
  from: {
    cluster,
    window,
    onset,
    outage,
    clean,
    clients: maybe(clients),
    troubles: maybe(troubles),
    members: maybe(members),
    events: maybe(events),
    metrics: maybe(metrics),
  },
  learn: ({ window, onset, outage, clean, clients, members, events, metrics }): Symptom => {
    if (onset.onsets.length === 0) {
      const hidden = hiddenBy(outage, [members, events, metrics]);
      if (hidden) throw new ReadFailure(hidden.why, hidden.detail, hidden.action);
      return { seen: false, says: quiet(outage, clean, clients.known ? clients.value.all.length : 0) };
    }
    const { since, until, troubles } = onset;
    const state = troubles.map(({ says }) => says);
    const end = until ? ` to ${clock(until)}` : '';
    if (outage.errors.length === 0)
      return { seen: true, says: `Since ${clock(since)}${end} ${list(state)}.`, since, until, scope: null };
    const more = state.length > 0 ? `; ${list(state)}` : '';
    const says = `${count(outage.errors.length, 'connection error')} of ${namesIn(outage.errors)} since ${clock(since)}${end}: ${insteadOf(outage)}${more}.`;
    return { seen: true, says, since, until, scope: scopeIn(outage.errors) ?? null, course: courseOf(outage, window) };
  },
});

/** Where clients were heard, they decide. Where none could be, the state of the database must be known in full. */
function hiddenBy(outage: Outage, database: readonly Sighting<unknown>[]): BlindSpot | null {
  if (outage.hidden) return outage.hidden;
  if (outage.read.length > 0) return null;
  return database.flatMap((part) => (part.known ? [] : [part.blind]))[0] ?? null;
}

function quiet({ read, others, pooled }: Outage, clean: readonly string[], clients: number): string {
  const logs =
    read.length > 0
      ? `no connection error in the log of ${list(read.map(({ name }) => name))}`
      : clients > 0
        ? 'its clients keep no log that can be read'
        : 'no client of it is known here (name one: “cluster from service”)';
  const says = `The database side is clean: ${[...clean, logs].join(', ')}.`;
  const [other] = others;
  const [pool] = pooled;
  const elsewhere = other ? ` Errors are about something else: ${list(others.map(({ to }) => to))}.` : '';
  const own = pool
    ? ` ${pool.clientName} waits for its own pool of connections: look at its size and at what holds them.`
    : '';
  return `${says}${elsewhere}${own}`;
}

/** Errors by minute. */
function courseOf({ errors }: Outage, { to }: { readonly to: Date }) {
  const [first] = errors;
  if (!first) return [];
  const start = Math.floor(first.at.getTime() / 60_000) * 60_000;
  const length = Math.max(1, Math.ceil(minutesBetween(new Date(start), to)));
  const counts = Array.from({ length }, (_, index) => ({ at: new Date(start + index * 60_000), count: 0 }));
  for (const { at } of errors) {
    const minute = counts[Math.floor((at.getTime() - start) / 60_000)];
    if (minute) minute.count += 1;
  }
  return counts;
}
