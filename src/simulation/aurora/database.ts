import type { DBCluster, DBInstance, Parameter } from '@aws-sdk/client-rds';
import { dice, hex } from '../shop/dice.ts';
import type { Segment, Shop } from '../shop/model.ts';
import { addSecurityGroup, takeAddress } from '../shop/network.ts';
import { arn } from '../shop/place.ts';
import { ago } from '../shop/time.ts';
import { hostName, hostZone } from './hosts.ts';
import type { Database, DatabaseInstance, Engine } from './model.ts';

export interface DatabaseOptions {
  readonly id: string;
  readonly engine?: Engine;
  /** Default: a recent version of the engine. */
  readonly version?: string;
  readonly port?: number;
  /** Instances behind the writer; default 1. */
  readonly readers?: number;
  /** Capacity of a serverless cluster; without it the instances are `db.r6g.large`. */
  readonly serverless?: { readonly min: number; readonly max: number; readonly pauseAfter?: number };
  readonly instanceClass?: string;
  /** Usual connections to the writer. */
  readonly connections?: number;
  readonly database?: string;
  readonly exportsLogs?: boolean;
}

const GIB = 1_073_741_824;
/** Memory of an instance class in GiB, and of one capacity unit. */
const memory: Readonly<Record<string, number>> = { 'db.t4g.medium': 4, 'db.r6g.large': 16, 'db.r6g.2xlarge': 64 };

/** An Aurora cluster that has been available for months: a writer, readers, parameter groups, a security group. */
export function addDatabase(shop: Shop, segments: readonly Segment[], options: DatabaseOptions): Database {
  const { id, engine = 'aurora-postgresql', serverless } = options;
  const postgres = engine === 'aurora-postgresql';
  const port = options.port ?? (postgres ? 5_432 : 3_306);
  const security = addSecurityGroup(shop.network, shop.place, shop.seed, `${id}-db`, `Database ${id}`);
  const made: Database = {
    id,
    engine,
    port,
    securityGroup: security.GroupId,
    zone: hostZone(shop.place),
    name: options.database ?? 'app',
    raw: cluster(shop, options, engine, port, security.GroupId),
    instances: [],
    clusterParameters: parameters(postgres),
    instanceParameters: [],
    segments,
    gauges: {
      usual: { AuroraReplicaLagMaximum: 18, VolumeBytesUsed: 84 * GIB, AuroraVolumeBytesLeftTotal: 140_600 * GIB },
      surges: [],
    },
  };
  for (let index = 0; index <= (options.readers ?? 1); index += 1) addInstance(shop, made, options, index);
  if (serverless && (options.readers ?? 1) === 0) delete made.gauges.usual['AuroraReplicaLagMaximum'];
  return made;
}

function cluster(shop: Shop, options: DatabaseOptions, engine: Engine, port: number, securityGroup: string): DBCluster {
  const { id, serverless } = options;
  const { place, network } = shop;
  const resource = `cluster-${hex(`${shop.seed}/${id}`, 26).toUpperCase()}`;
  const postgres = engine === 'aurora-postgresql';
  return {
    DBClusterIdentifier: id,
    DBClusterArn: arn(place, 'rds', `cluster:${id}`),
    DbClusterResourceId: resource,
    AllocatedStorage: 1,
    AvailabilityZones: network.zones.map(({ name }) => name),
    BackupRetentionPeriod: 7,
    DatabaseName: options.database ?? 'app',
    DBClusterParameterGroup: `${id}-cluster`,
    DBSubnetGroup: `${id}-subnets`,
    Status: 'available',
    Endpoint: hostName(place, id, 'cluster-'),
    ReaderEndpoint: hostName(place, id, 'cluster-ro-'),
    MultiAZ: (options.readers ?? 1) > 0,
    Engine: engine,
    EngineVersion: options.version ?? (postgres ? '16.6' : '8.0.mysql_aurora.3.08.1'),
    EngineMode: 'provisioned',
    Port: port,
    MasterUsername: postgres ? 'postgres' : 'admin',
    PreferredBackupWindow: '02:14-02:44',
    PreferredMaintenanceWindow: 'sun:03:30-sun:04:00',
    DBClusterMembers: [],
    VpcSecurityGroups: [{ VpcSecurityGroupId: securityGroup, Status: 'active' }],
    HostedZoneId: 'Z29XKXDKYMONMX',
    StorageEncrypted: true,
    KmsKeyId: arn(place, 'kms', `key/${uuidLike(`${shop.seed}/${id}/kms`)}`),
    IAMDatabaseAuthenticationEnabled: false,
    ClusterCreateTime: new Date('2024-02-12T09:12:44.118Z'),
    EnabledCloudwatchLogsExports: options.exportsLogs ? [postgres ? 'postgresql' : 'error'] : [],
    AutoMinorVersionUpgrade: true,
    DeletionProtection: true,
    HttpEndpointEnabled: false,
    CopyTagsToSnapshot: true,
    CrossAccountClone: false,
    NetworkType: 'IPV4',
    AssociatedRoles: [],
    TagList: [],
    EarliestRestorableTime: ago(shop, 7 * 1_440),
    LatestRestorableTime: ago(shop, 4),
    ...(serverless && {
      ServerlessV2ScalingConfiguration: {
        MinCapacity: serverless.min,
        MaxCapacity: serverless.max,
        ...(serverless.min === 0 && { SecondsUntilAutoPause: serverless.pauseAfter ?? 300 }),
      },
    }),
  };
}

function parameters(postgres: boolean): Parameter[] {
  return postgres
    ? [
        {
          ParameterName: 'timezone',
          ParameterValue: 'UTC',
          Source: 'user',
          ApplyMethod: 'immediate',
          ApplyType: 'dynamic',
        },
      ]
    : [
        {
          ParameterName: 'time_zone',
          ParameterValue: 'UTC',
          Source: 'user',
          ApplyMethod: 'immediate',
          ApplyType: 'dynamic',
        },
      ];
}

function addInstance(shop: Shop, database: Database, options: DatabaseOptions, index: number): DatabaseInstance {
  const { place, network } = shop;
  const id = `${database.id}-${index + 1}`;
  const place_ = database.segments[index % database.segments.length];
  const zone = network.zones[index % network.zones.length];
  if (!place_ || !zone) throw new RangeError('A database needs a subnet');
  const ip = takeAddress(network, place_);
  const instanceClass = options.serverless ? 'db.serverless' : (options.instanceClass ?? 'db.r6g.large');
  database.raw.DBClusterMembers?.push({
    DBInstanceIdentifier: id,
    IsClusterWriter: index === 0,
    DBClusterParameterGroupStatus: 'in-sync',
    PromotionTier: index === 0 ? 1 : Math.min(index, 15),
  });
  const raw: DBInstance = {
    DBInstanceIdentifier: id,
    DBInstanceArn: arn(place, 'rds', `db:${id}`),
    DbiResourceId: `db-${hex(`${shop.seed}/${id}`, 26).toUpperCase()}`,
    DBClusterIdentifier: database.id,
    DBInstanceClass: instanceClass,
    DBInstanceStatus: 'available',
    Engine: database.engine,
    EngineVersion: database.raw.EngineVersion,
    MasterUsername: database.raw.MasterUsername,
    Endpoint: { Address: hostName(place, id, ''), Port: database.port, HostedZoneId: 'Z29XKXDKYMONMX' },
    InstanceCreateTime: new Date('2024-02-12T09:18:02.771Z'),
    AvailabilityZone: zone.name,
    PubliclyAccessible: false,
    MultiAZ: false,
    StorageType: 'aurora',
    StorageEncrypted: true,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    CertificateDetails: { CAIdentifier: 'rds-ca-rsa2048-g1', ValidTill: new Date('2027-05-24T10:00:00Z') },
    VpcSecurityGroups: [{ VpcSecurityGroupId: database.securityGroup, Status: 'active' }],
    DBParameterGroups: [{ DBParameterGroupName: `${database.id}-instance`, ParameterApplyStatus: 'in-sync' }],
    DBSubnetGroup: { DBSubnetGroupName: `${database.id}-subnets`, VpcId: network.vpcId, SubnetGroupStatus: 'Complete' },
    PendingModifiedValues: {},
    PerformanceInsightsEnabled: true,
    PromotionTier: index === 0 ? 1 : Math.min(index, 15),
    NetworkType: 'IPV4',
    IAMDatabaseAuthenticationEnabled: false,
    DbInstancePort: 0,
    MonitoringInterval: 0,
    AutoMinorVersionUpgrade: true,
    PreferredMaintenanceWindow: 'sun:03:30-sun:04:00',
    TagList: [],
  };
  const instance: DatabaseInstance = {
    id,
    raw,
    ip,
    gauges: { usual: levels(database.engine, instanceClass, options, index), surges: [] },
    starts: [41_000],
  };
  database.instances.push(instance);
  network.ec2.networkInterfaces.push({
    NetworkInterfaceId: `eni-0${hex(`${shop.seed}/${id}/eni`, 16)}`,
    Description: 'RDSNetworkInterface',
    InterfaceType: 'interface',
    RequesterId: 'amazon-rds',
    RequesterManaged: true,
    OwnerId: place.account,
    AvailabilityZone: zone.name,
    SubnetId: place_.id,
    VpcId: network.vpcId,
    PrivateIpAddress: ip,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: ip }],
    Groups: [{ GroupId: database.securityGroup, GroupName: `${database.id}-db` }],
    SourceDestCheck: true,
    Status: 'in-use',
    TagSet: [],
  });
  return instance;
}

/** What is usual: bytes, percent, seconds, per second, as CloudWatch counts each. */
function levels(
  engine: Engine,
  instanceClass: string,
  { serverless, connections = 42 }: DatabaseOptions,
  index: number,
): Record<string, number> {
  const gib = serverless ? serverless.max * 2 : (memory[instanceClass] ?? 16);
  const capacity = serverless ? Math.max(serverless.min, Math.min(serverless.max * 0.3, serverless.max)) : 0;
  return {
    DatabaseConnections: index === 0 ? connections : Math.max(Math.round(connections / 3), 2),
    CPUUtilization: index === 0 ? 27 : 14,
    FreeableMemory: gib * 0.46 * GIB,
    FreeLocalStorage: gib * 1.7 * GIB,
    CommitLatency: 4.2,
    DBLoad: 0.8,
    DBLoadCPU: 0.4,
    ...(engine === 'aurora-postgresql'
      ? { MaximumUsedTransactionIDs: 92_400_000 }
      : { Queries: 310, ConnectionAttempts: 1.6, LoginFailures: 0, AbortedClients: 0 }),
    ...(serverless && {
      ServerlessDatabaseCapacity: capacity,
      ACUUtilization: (100 * capacity) / serverless.max,
    }),
  };
}

function uuidLike(seed: string): string {
  const all = dice(seed).hex(32);
  return [all.slice(0, 8), all.slice(8, 12), all.slice(12, 16), all.slice(16, 20), all.slice(20, 32)].join('-');
}
