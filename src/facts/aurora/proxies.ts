import { fact, ReadFailure } from '#playbook';
import type { FactContext } from '#playbook';
import * as rdsProxies from '#aws/rds-proxies';
import type { DbProxy, DbProxyTarget, ProxyPool } from '#aws/rds-proxies';
import { cluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';

/** An RDS Proxy in front of the cluster, what it leads to, and how it shares out connections. */
export interface Proxy extends DbProxy {
  readonly targets: readonly DbProxyTarget[];
  readonly pool: ProxyPool | null;
}

/** The proxies that lead to this cluster. RDS keeps no index of them, so all of the region are looked at. */
export const proxies = fact({
  id: 'aurora.proxies',
  title: 'RDS proxies in front of the cluster',
  step: 'RDS Proxy',
  from: { cluster },
  reads: [rdsProxies.proxyPools, rdsProxies.proxyTargets, rdsProxies.proxies],
  learn: async ({ cluster }, context): Promise<readonly Proxy[]> => {
    const all = await context.read(rdsProxies.proxies, {});
    const alike = all.filter(({ engineFamily }) => engineFamily === null || isFamily(engineFamily, cluster));
    const found = await Promise.all(
      alike.map(async (proxy) => ({ ...proxy, targets: await targetsOf(proxy, context) })),
    );
    const own = found.filter(({ targets }) => targets.some((target) => leadsTo(target, cluster)));
    return Promise.all(own.map(async (proxy) => ({ ...proxy, pool: await poolOf(proxy, context) })));
  },
});

function isFamily(engineFamily: string, { family }: Cluster): boolean {
  return engineFamily.toLowerCase() === family;
}

function leadsTo({ resource, trackedCluster, endpoint }: DbProxyTarget, cluster: Cluster): boolean {
  if (resource === cluster.id || trackedCluster === cluster.id) return true;
  if (endpoint !== null && endpoint === cluster.endpoint) return true;
  return cluster.members.some(({ instance }) => instance === resource);
}

/** A proxy that was given no target yet has no target group either. */
async function targetsOf({ name }: DbProxy, { read }: FactContext): Promise<readonly DbProxyTarget[]> {
  try {
    return await read(rdsProxies.proxyTargets, { proxy: name });
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent') return [];
    throw error;
  }
}

async function poolOf({ name }: DbProxy, { read, unseen }: FactContext): Promise<ProxyPool | null> {
  try {
    return (await read(rdsProxies.proxyPools, { proxy: name }))[0] ?? null;
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    unseen(error);
    return null;
  }
}

/** What a proxy connects to, without the cluster itself, which has no health of its own. */
export function machinesOf({ targets }: Proxy): readonly DbProxyTarget[] {
  return targets.filter(({ type }) => type !== 'TRACKED_CLUSTER');
}

/** Targets that the proxy cannot use. */
export function unusable(proxy: Proxy): readonly DbProxyTarget[] {
  return machinesOf(proxy).filter(({ state }) => state?.toUpperCase() === 'UNAVAILABLE');
}
