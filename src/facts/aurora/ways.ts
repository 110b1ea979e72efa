import { fact, maybe } from '#playbook';
import type { BlindSpot } from '#playbook';
import type { Task } from '#aws/ecs';
import { networkAround } from '../network/around.ts';
import type { JudgedPath } from '../network/path.ts';
import { pathBetween } from '../network/path.ts';
import type { NetworkPlace } from '../network/place.ts';
import type { Client } from './client.ts';
import { clients } from './clients.ts';
import { cluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { hosts, knownHost, readsOnly } from './hosts.ts';
import type { KnownHost } from './hosts.ts';
import { members } from './members.ts';
import type { DbInstance, Members } from './members.ts';
import { proxies } from './proxies.ts';
import type { Proxy } from './proxies.ts';
import { clientTasks } from './tasks.ts';

/** The way of connections from a client to the database or its proxy, or from the proxy to the database. */
export interface Way {
  /** Null for the way from a proxy. */
  readonly client: Client | null;
  readonly proxy: Proxy | null;
  /** `checkout`, `proxy orders-proxy`. */
  readonly from: string;
  readonly to: string;
  readonly judged: JudgedPath;
}

export interface Ways {
  readonly all: readonly Way[];
  /** Clients whose place in the network is not known. */
  readonly unplaced: readonly Client[];
}

/** Where the database is: in the subnets of the zones that its machines stand in. */
function placeOf(cluster: Cluster, machines: readonly DbInstance[]): NetworkPlace {
  const subnets = machines.flatMap(({ subnets: own, zone }) => {
    const here = own.filter((each) => each.zone !== null && each.zone === zone);
    return (here.length > 0 ? here : own).map(({ id }) => id);
  });
  const [first] = machines;
  return {
    vpc: first?.vpc ?? null,
    subnets: subnets.length > 0 ? [...new Set(subnets)] : null,
    securityGroups: cluster.securityGroups,
    publicIp: machines.some((machine) => machine.public),
  };
}

function proxyPlace({ vpc, subnets, securityGroups }: Proxy): NetworkPlace {
  return { vpc, subnets, securityGroups, publicIp: false };
}

const places = fact({
  id: 'aurora.places',
  title: 'Where clients and the database are',
  step: 'Network path',
  from: { cluster, members, clients: maybe(clients), proxies: maybe(proxies) },
  learn: ({ cluster, members, clients, proxies }): readonly NetworkPlace[] => [
    placeOf(cluster, members.all),
    ...(clients.known ? clients.value.all.flatMap(({ network }) => network ?? []) : []),
    ...(proxies.known ? proxies.value.map(proxyPlace) : []),
  ],
});

export const network = networkAround({ places, id: 'aurora.network' });

export const ways = fact({
  id: 'aurora.ways',
  title: 'Network path from clients to the database',
  step: 'Network path',
  from: { cluster, members, clients, proxies: maybe(proxies), hosts, tasks: maybe(clientTasks), network },
  learn: ({ cluster, members, clients, proxies, hosts, tasks, network }): Ways => {
    const own = proxies.known ? proxies.value : [];
    const port = cluster.port ?? (cluster.family === 'postgresql' ? 5432 : 3306);
    if (network === null) return { all: [], unplaced: clients.all };
    const ofClients = clients.all.flatMap((client): Way[] => {
      if (client.network === null) return [];
      const from = { ...client.network, addresses: addressesOf(client, tasks.known ? tasks.value : []) };
      const known = client.hosts.flatMap(({ host }) => knownHost(host, hosts) ?? [])[0] ?? null;
      const proxy = own.find(({ name }) => known?.kind === 'proxy' && name === known.name) ?? null;
      const to = proxy ? proxyPlace(proxy) : placeOf(cluster, targetsOf(known, members));
      return [
        {
          client,
          proxy,
          from: client.name,
          to: proxy ? `proxy ${proxy.name}` : cluster.id,
          judged: pathBetween(from, { ...to, port }, network),
        },
      ];
    });
    const ofProxies = own.map((proxy): Way => ({
      client: null,
      proxy,
      from: `proxy ${proxy.name}`,
      to: cluster.id,
      judged: pathBetween(proxyPlace(proxy), { ...placeOf(cluster, targetsOf(null, members)), port }, network),
    }));
    return {
      all: [...ofClients, ...ofProxies],
      unplaced: clients.all.filter(({ network: own, kind }) => own === null && kind === 'ECS service'),
    };
  },
});

/** The machines that a name leads to; without a name the writer. */
function targetsOf(host: KnownHost | null, { all, writer, readers }: Members): readonly DbInstance[] {
  if (host?.kind === 'instance') return all.filter(({ id }) => id === host.name);
  if (host !== null && readsOnly(host) && readers.length > 0) return readers;
  return writer ? [writer] : all;
}

function addressesOf({ service }: Client, tasks: readonly Task[]): readonly string[] {
  if (service === null) return [];
  return tasks
    .filter(({ group, cluster }) => group === `service:${service.name}` && cluster === service.cluster)
    .flatMap((task) => task.interface?.privateIp ?? []);
}

/** What keeps us from calling the way of every client known; null when nothing does. */
export function hiddenWay({ all, unplaced }: Ways, hop: (kind: string) => boolean): BlindSpot | null {
  const unknown = all.find(
    ({ judged: { path } }) =>
      path.verdict === 'unknown' && path.hops.some(({ kind, verdict }) => verdict === 'unknown' && hop(kind)),
  );
  if (unknown?.judged.hidden) return unknown.judged.hidden;
  const [first] = unplaced;
  if (!first) return null;
  const detail = `${first.name} uses the network of its instances, which is not followed here`;
  return { fact: 'aurora.ways', why: 'absent', detail };
}
