import type { DBCluster, DBClusterEndpoint, DBInstance } from '@aws-sdk/client-rds';

/** A cluster as RDS describes it: Aurora, or anything else that answers beside it (Neptune, DocumentDB, Multi-AZ). */
export interface DbCluster {
  readonly id: string;
  readonly arn: string;
  /** `cluster-ABC…`: its name in `rds-db:connect` permissions. */
  readonly resourceId: string | null;
  /** `available`, `stopped`, `failing-over`, … */
  readonly status: string;
  /** `aurora-postgresql`, `aurora-mysql`, `neptune`, … */
  readonly engine: string;
  readonly engineVersion: string | null;
  /** `provisioned` (Serverless v2 included), `serverless` (v1), `global`, … */
  readonly engineMode: string | null;
  readonly port: number | null;
  /** Host names. */
  readonly endpoint: string | null;
  readonly readerEndpoint: string | null;
  readonly customEndpoints: readonly string[];
  readonly members: readonly DbMember[];
  readonly securityGroups: readonly string[];
  readonly subnetGroup: string | null;
  readonly parameterGroup: string | null;
  /** Limits of Serverless v2, in ACUs; null for a cluster without. */
  readonly serverless: ServerlessLimits | null;
  readonly iamAuthentication: boolean;
  /** Where RDS itself keeps the master password; null where it does not. */
  readonly masterSecretArn: string | null;
  readonly masterSecretStatus: string | null;
  /** What waits for the next maintenance window: `EngineVersion`, … Never a password. */
  readonly pending: Readonly<Record<string, string>>;
  /** When AWS starts a stopped cluster again by itself. */
  readonly startsAgainAt: Date | null;
  readonly globalCluster: string | null;
  readonly globalWriteForwarding: string | null;
  readonly localWriteForwarding: string | null;
  readonly replicatesFrom: string | null;
  /** `postgresql`, `error`, … */
  readonly logExports: readonly string[];
  readonly kmsKey: string | null;
  /** `sun:05:00-sun:06:00`, UTC. */
  readonly maintenanceWindow: string | null;
  readonly createdAt: Date | null;
}

export interface ServerlessLimits {
  readonly min: number | null;
  readonly max: number | null;
  /** Seconds without connections after which it pauses; null when it never does. */
  readonly pausesAfter: number | null;
}

export interface DbMember {
  readonly instance: string;
  readonly writer: boolean;
  readonly tier: number | null;
}

export function clusterOf(wire: DBCluster): DbCluster {
  const limits = wire.ServerlessV2ScalingConfiguration;
  const secret = wire.MasterUserSecret;
  return {
    id: wire.DBClusterIdentifier ?? '',
    arn: wire.DBClusterArn ?? '',
    resourceId: wire.DbClusterResourceId ?? null,
    status: wire.Status ?? 'unknown',
    engine: wire.Engine ?? '',
    engineVersion: wire.EngineVersion ?? null,
    engineMode: wire.EngineMode ?? null,
    port: wire.Port ?? null,
    endpoint: hostOf(wire.Endpoint),
    readerEndpoint: hostOf(wire.ReaderEndpoint),
    customEndpoints: (wire.CustomEndpoints ?? []).flatMap((host) => hostOf(host) ?? []),
    members: (wire.DBClusterMembers ?? []).map((member) => ({
      instance: member.DBInstanceIdentifier ?? '',
      writer: member.IsClusterWriter ?? false,
      tier: member.PromotionTier ?? null,
    })),
    securityGroups: (wire.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
    subnetGroup: wire.DBSubnetGroup ?? null,
    parameterGroup: wire.DBClusterParameterGroup ?? null,
    serverless: limits
      ? {
          min: limits.MinCapacity ?? null,
          max: limits.MaxCapacity ?? null,
          pausesAfter: limits.MinCapacity === 0 ? (limits.SecondsUntilAutoPause ?? null) : null,
        }
      : null,
    iamAuthentication: wire.IAMDatabaseAuthenticationEnabled ?? false,
    masterSecretArn: secret?.SecretArn ?? null,
    masterSecretStatus: secret?.SecretStatus ?? null,
    pending: pendingOf(wire.PendingModifiedValues),
    startsAgainAt: wire.AutomaticRestartTime ?? null,
    globalCluster: wire.GlobalClusterIdentifier || null,
    globalWriteForwarding: wire.GlobalWriteForwardingStatus ?? null,
    localWriteForwarding: wire.LocalWriteForwardingStatus ?? null,
    replicatesFrom: wire.ReplicationSourceIdentifier || null,
    logExports: wire.EnabledCloudwatchLogsExports ?? [],
    kmsKey: wire.KmsKeyId ?? null,
    maintenanceWindow: wire.PreferredMaintenanceWindow ?? null,
    createdAt: wire.ClusterCreateTime ?? null,
  };
}

/** One of the machines of a cluster. */
export interface DbInstance {
  readonly id: string;
  readonly arn: string;
  readonly cluster: string | null;
  /** `available`, `rebooting`, `storage-full`, … */
  readonly status: string;
  /** `db.r6g.large`, or `db.serverless`. */
  readonly class: string | null;
  readonly engine: string;
  readonly engineVersion: string | null;
  readonly zone: string | null;
  /** Host name; null while it has none. */
  readonly endpoint: string | null;
  readonly port: number | null;
  readonly vpc: string | null;
  /** Subnets of its subnet group: it has an address in one of them. */
  readonly subnets: readonly DbSubnet[];
  readonly securityGroups: readonly string[];
  readonly public: boolean;
  readonly parameterGroups: readonly { readonly name: string; readonly status: string | null }[];
  readonly certificateAuthority: string | null;
  readonly pending: Readonly<Record<string, string>>;
  readonly createdAt: Date | null;
}

export interface DbSubnet {
  readonly id: string;
  readonly zone: string | null;
}

export function instanceOf(wire: DBInstance): DbInstance {
  return {
    id: wire.DBInstanceIdentifier ?? '',
    arn: wire.DBInstanceArn ?? '',
    cluster: wire.DBClusterIdentifier ?? null,
    status: wire.DBInstanceStatus ?? 'unknown',
    class: wire.DBInstanceClass ?? null,
    engine: wire.Engine ?? '',
    engineVersion: wire.EngineVersion ?? null,
    zone: wire.AvailabilityZone ?? null,
    endpoint: hostOf(wire.Endpoint?.Address),
    port: wire.Endpoint?.Port ?? null,
    vpc: wire.DBSubnetGroup?.VpcId ?? null,
    subnets: subnetsOf(wire.DBSubnetGroup?.Subnets),
    securityGroups: (wire.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
    public: wire.PubliclyAccessible ?? false,
    parameterGroups: (wire.DBParameterGroups ?? []).map((group) => ({
      name: group.DBParameterGroupName ?? '',
      status: group.ParameterApplyStatus ?? null,
    })),
    certificateAuthority: wire.CACertificateIdentifier ?? null,
    pending: pendingOf(wire.PendingModifiedValues),
    createdAt: wire.InstanceCreateTime ?? null,
  };
}

/** A host name that leads to one or several members. */
export interface DbEndpoint {
  readonly host: string;
  /** `WRITER`, `READER` or `CUSTOM`. */
  readonly type: string;
  /** Of custom ones: `READER` or `ANY`. */
  readonly customType: string | null;
  readonly status: string | null;
  /** Members it leads to; empty for all but the excluded ones. */
  readonly members: readonly string[];
  readonly excluded: readonly string[];
}

export function endpointOf(wire: DBClusterEndpoint): DbEndpoint {
  return {
    host: hostOf(wire.Endpoint) ?? '',
    type: (wire.EndpointType ?? '').toUpperCase(),
    customType: wire.CustomEndpointType?.toUpperCase() ?? null,
    status: wire.Status ?? null,
    members: wire.StaticMembers ?? [],
    excluded: wire.ExcludedMembers ?? [],
  };
}

export function subnetsOf(
  wire:
    | readonly {
        readonly SubnetIdentifier?: string | undefined;
        readonly SubnetAvailabilityZone?: { readonly Name?: string | undefined } | undefined;
      }[]
    | undefined,
): DbSubnet[] {
  return (wire ?? []).map((each) => ({
    id: each.SubnetIdentifier ?? '',
    zone: each.SubnetAvailabilityZone?.Name ?? null,
  }));
}

/** Host names are compared in lower case, as DNS does. */
function hostOf(wire: string | undefined): string | null {
  return wire ? wire.toLowerCase() : null;
}

/** A new password is among these, masked or not: it is left out. */
function pendingOf(wire: object | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(wire ?? {}).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (/password/i.test(name)) return [];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, String(value)]]
      : [];
  });
  return Object.fromEntries(entries);
}
