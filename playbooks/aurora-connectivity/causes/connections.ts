import { cause, maybe } from '#playbook';
import { clients } from '#facts/aurora/clients';
import { cluster } from '#facts/aurora/cluster';
import { FULL_PART } from '#facts/aurora/condition';
import { connectionLimit } from '#facts/aurora/limit';
import { members } from '#facts/aurora/members';
import { highest, metrics, within } from '#facts/aurora/metrics';
import type { Point } from '#facts/aurora/metrics';
import { countOf, errorsOf, outage, shareOf } from '#facts/aurora/outage';
import { proxies } from '#facts/aurora/proxies';
import { window } from '#facts/window';
import { clock, list, minutesAfter, quantile } from '#facts/words';
import { insteadOf, scopeIn, told } from '../reading.ts';
import { cpuSaturated, memoryPressure } from './pressure.ts';
import { proxyBorrowTimeout, proxyUnhealthy } from './proxy.ts';

export const connectionsExhausted = cause({
  id: 'connections-exhausted',
  title: 'The database has no connection left',
  recognised:
    'Clients are told that there are too many connections, or DatabaseConnections is at 95 % of the limit: max_connections, or the default of the class or of the highest capacity.',
  fix: 'Lower the pool size times the number of tasks, or put RDS Proxy in between; a higher capacity raises the limit only after a reboot.',
  layer: 'capacity',
  leadsTo: [proxyBorrowTimeout, proxyUnhealthy, memoryPressure],
  from: {
    outage,
    window,
    cluster,
    members: maybe(members),
    metrics: maybe(metrics),
    limit: maybe(connectionLimit),
    clients: maybe(clients),
  },
  judge: ({ outage, window, cluster, members, metrics, limit, clients }, say) => {
    const errors = errorsOf(outage, 'full');
    const writer = members.known ? members.value.writer : null;
    const points = writer && metrics.known ? (metrics.value.instances[writer.id]?.of('connections') ?? []) : [];
    const until = outage.until ?? window.to;
    const most = highest(within(points, outage.since ? minutesAfter(outage.since, -10) : window.from, until));
    const of = limit.known ? limit.value.connections : null;
    const full = most !== null && of !== null && most.value >= FULL_PART * of;
    const first = full
      ? points.find(({ value, at }) => at >= minutesAfter(window.from, -60) && value >= FULL_PART * of)
      : undefined;
    const because = {
      outage: told(outage, 'there are too many connections', 'full'),
      metrics: most
        ? `${Math.round(most.value)}${of === null ? '' : ` of ${limit.known && limit.value.exact ? '' : 'about '}${of}`} connections at ${clock(most.at)}`
        : undefined,
      limit: limit.known
        ? `${limit.value.from}${limit.value.pendingReboot ? '; parameters wait for a reboot' : ''}`
        : undefined,
      clients:
        clients.known && clients.value.all.length > 0
          ? `connected from ${list(clients.value.all.map(({ name }) => name))}`
          : undefined,
    };
    const begun = outage.since !== null && first !== undefined && first.at > outage.since ? undefined : first?.at;
    const bearing = {
      since: begun,
      share: shareOf(outage, 'full', 'rate'),
      resources: [cluster.arn, cluster.id, ...(writer ? [writer.arn] : []), ...(scopeIn(errors) ?? [])],
      scope: scopeIn(errors),
    };
    const says = `All ${of === null || !full ? '' : `${of} `}connections of ${writer?.id ?? cluster.id} are taken.`;
    if (errors.length > 0) return say.confirmed(says, because, bearing);
    if (full) {
      const lost = countOf(outage, 'dropped', 'cut', 'slow', 'client-pool', 'proxy-pool');
      return outage.errors.length > 0 && lost === 0
        ? say.possible(says, because, bearing)
        : say.likely(says, because, bearing);
    }
    if (outage.errors.length > 0) return say.ruledOut({ outage: insteadOf(outage), metrics: because.metrics });
    if (!metrics.known) return say.unanswered(metrics.blind);
    if (!limit.known) return say.unanswered(limit.blind);
    return say.ruledOut({ metrics: because.metrics ?? 'no connection was counted', limit: because.limit });
  },
});

/** What is usual before the window. */
function usual(points: readonly Point[], before: Date): number {
  return quantile(
    points.filter(({ at }) => at < before).map(({ value }) => value),
    0.5,
  );
}

export const connectionStorm = cause({
  id: 'connection-storm',
  title: 'A storm of new connections',
  recognised:
    'Attempts to connect rise fivefold with a busy CPU while queries stay level, or RDS Proxy limits the rate of connections.',
  fix: 'Keep connections open and reuse them; after a deployment let clients connect at random moments, or use RDS Proxy.',
  layer: 'capacity',
  leadsTo: [cpuSaturated],
  from: { outage, window, members, metrics, cluster, proxies: maybe(proxies) },
  judge: ({ outage, window, members, metrics, cluster, proxies }, say) => {
    const errors = errorsOf(outage, 'rate');
    const gauges = members.writer ? metrics.instances[members.writer.id] : undefined;
    const attempts = gauges?.of('attempts') ?? [];
    const before = usual(attempts, window.from);
    const peak = highest(within(attempts, window.from, window.to));
    const cpu = highest(within(gauges?.of('cpu') ?? [], window.from, window.to));
    const queries = gauges?.of('queries') ?? [];
    const more = highest(within(queries, window.from, window.to));
    const level = more === null || more.value <= 2 * Math.max(1, usual(queries, window.from));
    const storm =
      peak !== null && peak.value >= 50 && peak.value > 5 * Math.max(1, before) && (cpu?.value ?? 0) > 80 && level;
    if (!storm && errors.length === 0)
      return say.ruledOut({
        metrics:
          attempts.length === 0
            ? 'attempts to connect are not published'
            : `${Math.round(peak?.value ?? 0)} attempts a minute at most, ${Math.round(before)} are usual`,
      });
    const own = proxies.known ? proxies.value : [];
    const because = {
      outage: told(outage, 'the rate of new connections is limited', 'rate'),
      metrics: storm
        ? `${Math.round(peak.value)} attempts a minute at ${clock(peak.at)}, ${Math.round(before)} are usual; CPU at ${Math.round(cpu?.value ?? 0)} %`
        : undefined,
    };
    const started = storm
      ? attempts.find(({ at, value }) => at >= window.from && value > 5 * Math.max(1, before))
      : undefined;
    const late = outage.since !== null && started !== undefined && started.at > outage.since;
    return say.likely(
      'Clients open new connections far faster than usual, and the database is busy with nothing else.',
      because,
      {
        since: late ? undefined : started?.at,
        share: outage.errors.length > 0 ? shareOf(outage, 'rate', 'full', 'dropped', 'cut', 'slow') : undefined,
        resources: [
          cluster.arn,
          ...(members.writer ? [members.writer.arn] : []),
          ...(errors.length > 0 ? own.map(({ arn }) => arn) : []),
        ],
      },
    );
  },
});
