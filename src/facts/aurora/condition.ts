import { fact, maybe } from '#playbook';
import type { Sighting } from '#playbook';
import { window } from '../window.ts';
import type { Window } from '../window.ts';
import { minutesAfter } from '../words.ts';
import { cluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { events, kindOf } from './events.ts';
import type { DbEvent } from './events.ts';
import { connectionLimit } from './limit.ts';
import type { ConnectionLimit } from './limit.ts';
import { members } from './members.ts';
import type { DbInstance, Members } from './members.ts';
import { highest, metrics, within } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { machinesOf, proxies, unusable } from './proxies.ts';
import type { Proxy } from './proxies.ts';
import { ways } from './ways.ts';
import type { Ways } from './ways.ts';

/** From this part of its limit on a database is as good as full. */
export const FULL_PART = 0.95;

/** A state in which the database cannot serve, or could not for some time. */
export interface Trouble {
  /**
   * `all`: nobody gets in while it lasts. `some`: it keeps clients out, though not every one need notice. `brief`: it
   * interrupted connections, and a client that tries again may not have noticed.
   */
  readonly weight: 'all' | 'some' | 'brief';
  /** `the cluster is stopped` */
  readonly says: string;
  /** Null where that is not known. */
  readonly since: Date | null;
  /** Null while it goes on. */
  readonly until: Date | null;
}

/** The state of the database, as far as it keeps clients out. Empty when nothing is wrong that could be seen. */
export const troubles = fact({
  id: 'aurora.troubles',
  title: 'States in which the database cannot serve',
  step: 'Database',
  from: {
    cluster,
    window,
    members: maybe(members),
    events: maybe(events),
    proxies: maybe(proxies),
    metrics: maybe(metrics),
    limit: maybe(connectionLimit),
    ways: maybe(ways),
  },
  learn: ({ cluster, window, members, events, proxies, metrics, limit, ways }): readonly Trouble[] => {
    const happened = events.known ? events.value : [];
    return [
      ...ofCluster(cluster, happened),
      ...(members.known ? ofWriter(cluster, members.value, happened) : []),
      ...ofEvents(happened, window),
      ...(proxies.known ? proxies.value.flatMap(ofProxy) : []),
      ...ofConnections(members, metrics, limit, window),
      ...(ways.known ? ofWays(ways.value) : []),
    ];
  },
});

/** Clusters and instances serve in many states; these are the ones in which they do not. */
const CLUSTER_DOWN =
  /^(?:stopped|stopping|starting|failing-over|inaccessible-encryption-credentials.*|upgrading|maintenance|creating|deleting|failed|migrating|rebooting|restor.*|incompatible-.*|cloning-failed|promoting)$/i;
const INSTANCE_DOWN =
  /^(?:stopped|stopping|starting|rebooting|failed|incompatible-.*|inaccessible-encryption-credentials.*|storage-full|maintenance|upgrading|insufficient-capacity|restore-error|creating|deleting|renaming|moving-to-vpc|failing-over)$/i;

export function isDown({ status }: Pick<DbInstance, 'status'>): boolean {
  return INSTANCE_DOWN.test(status);
}

export function clusterIsDown({ status }: Pick<Cluster, 'status'>): boolean {
  return CLUSTER_DOWN.test(status);
}

function ofCluster(cluster: Cluster, events: readonly DbEvent[]): Trouble[] {
  if (!clusterIsDown(cluster)) return [];
  const since = events.findLast(
    (event) => event.source === cluster.id && /stop|start|failover|upgrad|patch/i.test(event.message),
  );
  return [{ weight: 'all', says: `the cluster is ${cluster.status}`, since: since?.at ?? null, until: null }];
}

function ofWriter(cluster: Cluster, { all, writer }: Members, events: readonly DbEvent[]): Trouble[] {
  if (clusterIsDown(cluster)) return [];
  if (writer === null) {
    if (cluster.globalCluster !== null || cluster.replicatesFrom !== null) return [];
    const says = all.length === 0 ? 'the cluster has no instance' : 'the cluster has no writer';
    return [{ weight: 'all', says, since: null, until: null }];
  }
  if (!isDown(writer)) return [];
  const last = events.findLast(({ source, message }) => source === writer.id && !/backup/i.test(message));
  return [{ weight: 'all', says: `the writer ${writer.id} is ${writer.status}`, since: last?.at ?? null, until: null }];
}

/** Interruptions that RDS reports: each ends a minute after its last event, unless more follow. */
function ofEvents(events: readonly DbEvent[], window: Window): Trouble[] {
  const cutting = events.filter(
    (event) =>
      event.at >= window.from &&
      [
        'failover-started',
        'failover-completed',
        'failover-failed',
        'restarted',
        'shutdown',
        'stopped',
        'started',
        'recovery',
        'patching',
      ].includes(kindOf(event)),
  );
  const [first] = cutting;
  const last = cutting.at(-1);
  if (!first || !last) return [];
  const says = `${first.source}: ${first.message.replace(/\.$/, '')}`;
  return [{ weight: 'brief', says, since: first.at, until: minutesAfter(last.at, 1) }];
}

function ofProxy(proxy: Proxy): Trouble[] {
  const [bad] = unusable(proxy);
  if (!bad) return [];
  const whole = unusable(proxy).length === machinesOf(proxy).length;
  const weight = whole ? 'some' : 'brief';
  const says = `proxy ${proxy.name} cannot use ${whole ? 'any of its targets' : (bad.resource ?? 'a target')} (${bad.reason ?? 'no reason given'})`;
  return [{ weight, says, since: null, until: null }];
}

function ofConnections(
  members: Sighting<Members>,
  metrics: Sighting<Metrics>,
  limit: Sighting<ConnectionLimit>,
  window: Window,
): Trouble[] {
  if (!members.known || !metrics.known || !limit.known || limit.value.connections === null) return [];
  const { writer } = members.value;
  const points = writer ? (metrics.value.instances[writer.id]?.of('connections') ?? []) : [];
  const level = FULL_PART * limit.value.connections;
  const full = within(points, window.from, window.to).filter(({ value }) => value >= level);
  const [first] = full;
  const last = full.at(-1);
  if (!first || !last) return [];
  const most = highest(full)?.value ?? first.value;
  const newest = points.at(-1)?.at ?? last.at;
  return [
    {
      weight: 'some',
      says: `${Math.round(most)} of about ${limit.value.connections} connections are taken`,
      since: first.at,
      until: newest.getTime() - last.at.getTime() >= 300_000 ? last.at : null,
    },
  ];
}

/** A blocked way counts where the client is known to connect there, not where it merely might. */
function ofWays({ all }: Ways): Trouble[] {
  const blocked = all.find(
    ({ client, judged: { path } }) =>
      client !== null && client.link !== 'security-group' && path.verdict === 'blocked' && path.extent === 'all',
  );
  if (!blocked) return [];
  return [
    { weight: 'some', says: `the way from ${blocked.from} to ${blocked.to} is blocked`, since: null, until: null },
  ];
}
