import type { DBProxy as WireProxy } from '@aws-sdk/client-rds';
import { pages } from './pages.ts';
import { read } from './service.ts';

/** An RDS Proxy: clients connect to it, and it to the database. */
export interface DbProxy {
  readonly name: string;
  readonly arn: string;
  /** `available`, `insufficient-resource-limits`, `incompatible-network`, … */
  readonly status: string;
  /** `POSTGRESQL` or `MYSQL`. */
  readonly engineFamily: string | null;
  readonly endpoint: string | null;
  readonly vpc: string | null;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly requiresTls: boolean;
  /** The secrets it logs in with, and whether clients must log in by IAM. */
  readonly logins: readonly {
    readonly secretArn: string | null;
    /** `REQUIRED`, `DISABLED` or `ENABLED`. */
    readonly iam: string | null;
    readonly user: string | null;
  }[];
  readonly role: string | null;
}

/** All proxies of the region. */
export const proxies = read('rds', 'DescribeDBProxies', async (send): Promise<readonly DbProxy[]> =>
  pages(
    (Marker) => send({ MaxRecords: 100, Marker }),
    (page) => page.Marker,
    (page) => page.DBProxies?.map(proxyOf),
  ),
);

/** What a proxy leads to: an instance, or the cluster itself. */
export interface DbProxyTarget {
  /** `RDS_INSTANCE`, `TRACKED_CLUSTER`, … */
  readonly type: string | null;
  /** `READ_WRITE`, `READ_ONLY` or `UNKNOWN`. */
  readonly role: string | null;
  /** Identifier of the instance or cluster. */
  readonly resource: string | null;
  /** Set on instances: the cluster they were found through. */
  readonly trackedCluster: string | null;
  readonly endpoint: string | null;
  readonly port: number | null;
  /** `AVAILABLE`, `UNAVAILABLE`, `REGISTERING`, …; null for the cluster itself. */
  readonly state: string | null;
  /** `AUTH_FAILURE`, `UNREACHABLE`, … */
  readonly reason: string | null;
  readonly description: string | null;
}

export const proxyTargets = read(
  'rds',
  'DescribeDBProxyTargets',
  async (send, { proxy }: { readonly proxy: string }): Promise<readonly DbProxyTarget[]> =>
    pages(
      (Marker) => send({ DBProxyName: proxy, MaxRecords: 100, Marker }),
      (page) => page.Marker,
      (page) =>
        page.Targets?.map((wire) => ({
          type: wire.Type ?? null,
          role: wire.Role ?? null,
          resource: wire.RdsResourceId ?? null,
          trackedCluster: wire.TrackedClusterId ?? null,
          endpoint: wire.Endpoint?.toLowerCase() ?? null,
          port: wire.Port ?? null,
          state: wire.TargetHealth?.State ?? null,
          reason: wire.TargetHealth?.Reason ?? null,
          description: wire.TargetHealth?.Description || null,
        })),
    ),
);

/** How a proxy shares out connections. */
export interface ProxyPool {
  readonly status: string | null;
  /** Of the database's `max_connections`. */
  readonly maxConnectionsPercent: number | null;
  readonly maxIdleConnectionsPercent: number | null;
  /** How long a client waits for a connection, in seconds. */
  readonly borrowTimeout: number | null;
}

export const proxyPools = read(
  'rds',
  'DescribeDBProxyTargetGroups',
  async (send, { proxy }: { readonly proxy: string }): Promise<readonly ProxyPool[]> =>
    pages(
      (Marker) => send({ DBProxyName: proxy, MaxRecords: 100, Marker }),
      (page) => page.Marker,
      (page) =>
        page.TargetGroups?.map(({ Status, ConnectionPoolConfig: pool }) => ({
          status: Status ?? null,
          maxConnectionsPercent: pool?.MaxConnectionsPercent ?? null,
          maxIdleConnectionsPercent: pool?.MaxIdleConnectionsPercent ?? null,
          borrowTimeout: pool?.ConnectionBorrowTimeout ?? null,
        })),
    ),
);

function proxyOf(wire: WireProxy): DbProxy {
  return {
    name: wire.DBProxyName ?? '',
    arn: wire.DBProxyArn ?? '',
    status: wire.Status ?? 'unknown',
    engineFamily: wire.EngineFamily ?? null,
    endpoint: wire.Endpoint?.toLowerCase() ?? null,
    vpc: wire.VpcId ?? null,
    subnets: wire.VpcSubnetIds ?? [],
    securityGroups: wire.VpcSecurityGroupIds ?? [],
    requiresTls: wire.RequireTLS ?? false,
    logins: (wire.Auth ?? []).map(({ SecretArn, IAMAuth, UserName }) => ({
      secretArn: SecretArn ?? null,
      iam: IAMAuth ?? null,
      user: UserName ?? null,
    })),
    role: wire.RoleArn ?? null,
  };
}
