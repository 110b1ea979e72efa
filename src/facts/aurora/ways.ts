import { fact, maybe } from '#playbook';
import type { BlindSpot } from '#playbook';
import type { Task } from '#aws/ecs';
import { networkAround } from '../network/around.ts';
import type { JudgedPath } from '../network/path.ts';
import { pathBetween } from '../network/path.ts';
import type { NetworkPlace } from '../network/place.ts';
import type { Client } from './client.ts';
import { clients } from './clients.ts';
import type { NetworkInterface } from '#aws/ec2';
import type { DbSubnet } from '#aws/rds';
import { cluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { hosts, knownHost, readsOnly } from './hosts.ts';
import type { KnownHost } from './hosts.ts';
import { members } from './members.ts';
import type { DbInstance, Members } from './members.ts';
import { rdsHostOf } from './host-names.ts';
import { interfaces, subnetGroup } from './place.ts';
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

/** What is known of where the database stands. */
interface Ground {
  readonly cluster: Cluster;
  readonly subnets: readonly DbSubnet[];
  readonly vpc: string | null;
  readonly interfaces: readonly NetworkInterface[];
}

/** The machines' place: the subnets of their zones, and the addresses that the database has there. */
function placeOf({ cluster, subnets, vpc, interfaces }: Ground, machines: readonly DbInstance[]): NetworkPlace {
  const own = machines.flatMap((machine) => machine.subnets);
  const all = own.length > 0 ? own : subnets;
  const zones = new Set(machines.map(({ zone }) => zone));
  const here = all.filter(({ zone }) => zone !== null && zones.has(zone));
  const ids = new Set((here.length > 0 ? here : all).map(({ id }) => id));
  const seen = interfaces.filter(({ subnet }) => ids.has(subnet));
  const chosen = seen.length > 0 ? [...new Set(seen.map(({ subnet }) => subnet))] : [...ids];
  return {
    vpc: machines[0]?.vpc ?? vpc,
    subnets: chosen.length > 0 ? chosen : null,
    securityGroups: cluster.securityGroups,
    addresses: seen.flatMap(({ privateIps }) => privateIps),
    publicIp: machines.some((machine) => machine.public),
  };
}

const ground = fact({
  id: 'aurora.ground',
  title: 'Where the database stands',
  step: 'Network path',
  from: { cluster, subnetGroup: maybe(subnetGroup), interfaces: maybe(interfaces) },
  learn: ({ cluster, subnetGroup, interfaces }): Ground => ({
    cluster,
    subnets: subnetGroup.known ? (subnetGroup.value?.subnets ?? []) : [],
    vpc: subnetGroup.known ? (subnetGroup.value?.vpc ?? null) : null,
    interfaces: interfaces.known ? interfaces.value : [],
  }),
});

function proxyPlace({ vpc, subnets, securityGroups }: Proxy): NetworkPlace {
  return { vpc, subnets, securityGroups, publicIp: false };
}

const places = fact({
  id: 'aurora.places',
  title: 'Where clients and the database are',
  step: 'Network path',
  from: { ground, members, clients: maybe(clients), proxies: maybe(proxies) },
  learn: ({ ground, members, clients, proxies }): readonly NetworkPlace[] => [
    placeOf(ground, members.all),
    ...(clients.known ? clients.value.all.flatMap(({ network }) => network ?? []) : []),
    ...(proxies.known ? proxies.value.map(proxyPlace) : []),
  ],
});

export const network = networkAround({ places, id: 'aurora.network' });

export const ways = fact({
  id: 'aurora.ways',
  title: 'Network path from clients to the database',
  step: 'Network path',
  from: { ground, members, clients, proxies: maybe(proxies), hosts, tasks: maybe(clientTasks), network },
  learn: ({ ground, members, clients, proxies, hosts, tasks, network }): Ways => {
    const { cluster } = ground;
    const own = proxies.known ? proxies.value : [];
    const port = cluster.port ?? (cluster.family === 'postgresql' ? 5432 : 3306);
    if (network === null) return { all: [], unplaced: clients.all };
    const ofClients = clients.all.flatMap((client): Way[] => {
      if (client.network === null) return [];
      const from = { ...client.network, addresses: addressesOf(client, tasks.known ? tasks.value : []) };
      const known = client.hosts.flatMap(({ host }) => knownHost(host, hosts) ?? [])[0] ?? null;
      if (known === null && !proxies.known && client.hosts.some(({ host }) => rdsHostOf(host)?.kind === 'proxy'))
        return [];
      const proxy = own.find(({ name }) => known?.kind === 'proxy' && name === known.name) ?? null;
      const to = proxy ? proxyPlace(proxy) : placeOf(ground, targetsOf(known, members));
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
      judged: pathBetween(proxyPlace(proxy), { ...placeOf(ground, targetsOf(null, members)), port }, network),
    }));
    return {
      all: [...ofClients, ...ofProxies],
      unplaced: clients.all.filter(
        ({ network: place, kind, hosts: told }) =>
          (place === null && kind === 'ECS service') ||
          (!proxies.known && told.some(({ host }) => rdsHostOf(host)?.kind === 'proxy')),
      ),
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
  const detail =
    first.network === null
      ? `${first.name} uses the network of its instances, which is not followed here`
      : `where the proxy that ${first.name} connects to stands could not be read`;
  return { fact: 'aurora.ways', why: 'absent', detail };
}
