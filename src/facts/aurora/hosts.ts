import { fact, maybe } from '#playbook';
import * as rds from '#aws/rds';
import type { DbEndpoint } from '#aws/rds';
import { cluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { rdsHostOf } from './host-names.ts';
import { members } from './members.ts';
import { proxies } from './proxies.ts';

/** A name under which the cluster is reached, and where it leads. */
export interface KnownHost {
  readonly host: string;
  readonly kind: 'writer' | 'reader' | 'custom' | 'instance' | 'proxy';
  /** The instance, or the proxy, where it leads to one. */
  readonly name: string | null;
  /** Of custom endpoints: `READER` or `ANY`. */
  readonly customType: string | null;
}

const endpoints = fact({
  id: 'aurora.endpoints',
  title: 'Endpoints of the cluster',
  step: 'Database',
  from: { cluster },
  reads: [rds.endpoints],
  learn: ({ cluster }, { read }): Promise<readonly DbEndpoint[]> => read(rds.endpoints, { cluster: cluster.id }),
});

/** All names of the cluster that are known. A name that is missing here may yet be one of what could not be read. */
export interface Hosts {
  readonly all: readonly KnownHost[];
  readonly complete: boolean;
}

export const hosts = fact({
  id: 'aurora.hosts',
  title: 'Host names of the cluster',
  step: 'Database',
  from: { cluster, endpoints: maybe(endpoints), members: maybe(members), proxies: maybe(proxies) },
  learn: ({ cluster, endpoints, members, proxies }): Hosts => {
    const custom = endpoints.known ? endpoints.value.filter(({ type }) => type === 'CUSTOM') : [];
    const machines = members.known ? members.value.all : [];
    const all: KnownHost[] = [
      ...named(cluster.endpoint, 'writer'),
      ...named(cluster.readerEndpoint, 'reader'),
      ...cluster.customEndpoints.flatMap((host) =>
        named(host, 'custom', null, custom.find((one) => one.host === host)?.customType ?? null),
      ),
      ...custom.flatMap(({ host, customType }) => named(host, 'custom', null, customType)),
      ...machines.flatMap(({ id, endpoint }) => named(endpoint, 'instance', id)),
      ...guessed(cluster),
      ...(proxies.known ? proxies.value.flatMap(({ name, endpoint }) => named(endpoint, 'proxy', name)) : []),
    ];
    return {
      all: [...new Map(all.toReversed().map((each) => [each.host, each])).values()].toReversed(),
      complete: endpoints.known && proxies.known,
    };
  },
});

function named(
  host: string | null,
  kind: KnownHost['kind'],
  name: string | null = null,
  customType: string | null = null,
): KnownHost[] {
  return host === null || host === '' ? [] : [{ host: host.toLowerCase(), kind, name, customType }];
}

/** Instances are named after themselves in the zone of their cluster, which serves where they could not be read. */
function guessed(cluster: Cluster): KnownHost[] {
  const host = cluster.endpoint === null ? null : rdsHostOf(cluster.endpoint);
  if (host === null || cluster.endpoint === null) return [];
  const suffix = cluster.endpoint.slice(cluster.endpoint.indexOf(`.${host.region}.`));
  return cluster.members.flatMap(({ instance }) => named(`${instance}.${host.zone}${suffix}`, 'instance', instance));
}

export function knownHost(host: string, { all }: Hosts): KnownHost | null {
  return all.find((each) => each.host === host.toLowerCase()) ?? null;
}

/** Whether only readers answer there. */
export function readsOnly({ kind, customType }: KnownHost): boolean {
  return kind === 'reader' || (kind === 'custom' && customType === 'READER');
}

/** Every name that a cluster of this region has, to tell a name that leads nowhere. */
export interface AllHosts {
  readonly names: readonly { readonly host: string; readonly cluster: string }[];
  /** The part that all names of this account and region share; null where the cluster has no name. */
  readonly zone: string | null;
}

export const allHosts = fact({
  id: 'aurora.all-hosts',
  title: 'Host names of all clusters here',
  step: 'Database',
  from: { cluster },
  reads: [rds.clusters],
  learn: async ({ cluster }, { read }): Promise<AllHosts> => {
    const clusters = await read(rds.clusters, {});
    const names = clusters.flatMap(({ endpoint, readerEndpoint, customEndpoints, members: own, ...each }) => {
      const host = endpoint === null ? null : rdsHostOf(endpoint);
      const suffix = host === null || endpoint === null ? '' : endpoint.slice(endpoint.indexOf(`.${host.region}.`));
      return [
        endpoint ?? '',
        readerEndpoint ?? '',
        ...customEndpoints,
        ...(host === null ? [] : own.map(({ instance }) => `${instance}.${host.zone}${suffix}`)),
      ].map((name) => ({ host: name, cluster: each.id }));
    });
    return { names: names.filter(({ host }) => host !== ''), zone: zoneOf(cluster) };
  },
});

function zoneOf({ endpoint }: Cluster): string | null {
  return endpoint === null ? null : (rdsHostOf(endpoint)?.zone ?? null);
}
