import type {
  DBCluster,
  DBClusterEndpoint,
  DBInstance,
  DBProxy,
  DBProxyTarget,
  DBProxyTargetGroup,
  Event,
  GlobalCluster,
  Parameter,
  ResourcePendingMaintenanceActions,
} from '@aws-sdk/client-rds';
import type { Account } from '../account.ts';
import type { LogLine, LogLines } from '../account/logs.ts';
import type { SecretsManager } from '../account/secretsmanager.ts';
import type { Segment, Service, Shop } from '../shop/model.ts';

/**
 * An estate: databases and what connects to them, as a model of what is there rather than of what AWS answers about
 * it. Network, ECS services, functions, CloudTrail and denials are those of a shop without load balancers. Times are in
 * minutes before `now`, so larger is earlier.
 */
export interface Estate {
  readonly shop: Shop;
  readonly databases: Database[];
  readonly proxies: Proxy[];
  readonly clients: Client[];
  readonly secrets: Secret[];
  readonly secretValues: Record<string, string>;
  readonly events: Event[];
  readonly customEndpoints: DBClusterEndpoint[];
  readonly globalClusters: GlobalCluster[];
  readonly maintenance: ResourcePendingMaintenanceActions[];
  /** Clusters of other engines, which DescribeDBClusters lists as well. */
  readonly otherClusters: DBCluster[];
  readonly otherInstances: DBInstance[];
  /** Logs of the database engine itself, by log group. */
  readonly engineLogs: Map<string, { readonly stream: string; readonly lines: LogLine[] }[]>;
  /** Streams in whatever groups, besides. */
  readonly moreLogs: LogLines[];
  /** Parts of the account that only few estates have: keys, roles, peerings. */
  readonly more: { part: Partial<Account> };
}

export type Secret = SecretsManager['secrets'][number] & { readonly ARN: string };

export type Engine = 'aurora-postgresql' | 'aurora-mysql';

/** An Aurora cluster. `raw` and the instances' `raw` are what AWS describes; happenings change them in place. */
export interface Database {
  readonly id: string;
  readonly engine: Engine;
  readonly port: number;
  readonly securityGroup: string;
  /** The part of its host names that is the same for everything of an account in a region. */
  readonly zone: string;
  readonly name: string;
  readonly raw: DBCluster;
  readonly instances: DatabaseInstance[];
  readonly clusterParameters: Parameter[];
  readonly instanceParameters: Parameter[];
  readonly segments: readonly Segment[];
  /** Metrics of the cluster as a whole. */
  readonly gauges: Gauges;
}

export interface DatabaseInstance {
  readonly id: string;
  readonly raw: DBInstance;
  readonly ip: string;
  readonly gauges: Gauges;
  /** When its engine was started, minutes ago, the latest last. */
  readonly starts: number[];
}

/** What metrics show: a usual level of each, and spans in which it is otherwise. */
export interface Gauges {
  readonly usual: Record<string, number>;
  readonly surges: Surge[];
}

export interface Surge {
  /** `*` for all of them: nothing at all is published while an engine is down. */
  readonly metric: string;
  readonly from: number;
  readonly until: number;
  /** By minutes before now; null publishes nothing. */
  readonly value: (minute: number) => number | null;
}

export interface Proxy {
  readonly name: string;
  readonly raw: DBProxy;
  readonly securityGroup: string;
  readonly database: Database;
  readonly targetGroup: DBProxyTargetGroup;
  readonly targets: DBProxyTarget[];
  readonly gauges: Gauges;
}

/** Something that connects to a database and writes a log. */
export interface Client {
  readonly name: string;
  readonly kind: 'service' | 'function';
  readonly securityGroup: string;
  /** The library whose wording its errors have. */
  readonly driver: string;
  readonly user: string;
  readonly database: Database;
  /** The host that it is configured with. */
  readonly host: string;
  readonly port: number;
  readonly logGroup: string;
  readonly json: boolean;
  readonly service: Service | null;
  /** What it said, besides its everyday lines. */
  readonly complaints: Complaint[];
}

export interface Complaint {
  readonly from: number;
  readonly until: number;
  /** Seconds between two of them, for each stream. */
  readonly every: number;
  readonly lines: (client: Spot) => readonly string[];
}

/** Where and when a line is written. */
export interface Spot {
  /** Address of the task or of the function's interface. */
  readonly ip: string;
  readonly minute: number;
  readonly count: number;
}

/** Something that happens to an estate. */
export type Happening = (estate: Estate) => void;
