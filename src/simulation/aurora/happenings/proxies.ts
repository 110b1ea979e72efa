import type { TargetHealth } from '@aws-sdk/client-rds';
import { hex } from '../../shop/dice.ts';
import { addSecurityGroup, takeAddress } from '../../shop/network.ts';
import { arn } from '../../shop/place.ts';
import { admit } from '../clients.ts';
import { rdsEvent } from '../events.ts';
import { hostName } from '../hosts.ts';
import type { Estate, Happening, Proxy } from '../model.ts';
import { secretFor } from '../secrets.ts';
import { databaseNamed, proxyNamed } from './find.ts';

export interface ProxyOptions {
  readonly name: string;
  readonly user?: string;
  readonly requireTls?: boolean;
  readonly iam?: 'DISABLED' | 'REQUIRED';
  readonly percent?: number;
}

/** The host name of a proxy, known beforehand: clients are configured with it. */
export function proxyHost(
  place: { readonly account: string; readonly region: string; readonly partition?: string },
  name: string,
): string {
  return hostName({ partition: 'aws', ...place }, name, 'proxy-');
}

/** An RDS Proxy before the database. Clients that have its host go through it: they are admitted to it. */
export function proxied(options: ProxyOptions): Happening {
  return (estate) => {
    const { shop } = estate;
    const { network, place } = shop;
    const { name } = options;
    const database = databaseNamed(estate);
    const security = addSecurityGroup(network, place, shop.seed, `${name}-proxy`, `Proxy ${name}`);
    const endpoint = hostName(place, name, 'proxy-');
    const through = estate.clients.filter(({ host }) => host === endpoint);
    for (const { securityGroup } of through) admit(shop, security.GroupId, securityGroup, database.port);
    admit(shop, database.securityGroup, security.GroupId, database.port);
    const user = options.user ?? 'app';
    const secret = secretFor(estate, { name, user, host: database.raw.Endpoint ?? '', port: database.port, database });
    for (const zone of network.zones) {
      const ip = takeAddress(network, zone.private);
      network.ec2.networkInterfaces.push({
        NetworkInterfaceId: `eni-0${hex(`${shop.seed}/${name}/${zone.name}`, 16)}`,
        Description: `Network interface for DBProxy ${name}`,
        InterfaceType: 'interface',
        RequesterManaged: true,
        OwnerId: place.account,
        AvailabilityZone: zone.name,
        SubnetId: zone.private.id,
        VpcId: network.vpcId,
        PrivateIpAddress: ip,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: ip }],
        Groups: [{ GroupId: security.GroupId, GroupName: `${name}-proxy` }],
        SourceDestCheck: true,
        Status: 'in-use',
        TagSet: [],
      });
    }
    estate.proxies.push(made(estate, options, security.GroupId, endpoint, secret.ARN));
  };
}

function made(
  estate: Estate,
  options: ProxyOptions,
  securityGroup: string,
  endpoint: string,
  secretArn: string,
): Proxy {
  const { shop } = estate;
  const { place, network } = shop;
  const { name } = options;
  const database = databaseNamed(estate);
  const id = hex(`${shop.seed}/${name}/prx`, 17);
  const date = new Date('2025-01-20T08:11:45.120Z');
  return {
    name,
    database,
    securityGroup,
    raw: {
      DBProxyName: name,
      DBProxyArn: arn(place, 'rds', `db-proxy:prx-${id}`),
      Status: 'available',
      EngineFamily: database.engine === 'aurora-postgresql' ? 'POSTGRESQL' : 'MYSQL',
      VpcId: network.vpcId,
      VpcSecurityGroupIds: [securityGroup],
      VpcSubnetIds: network.zones.map((zone) => zone.private.id),
      Auth: [{ AuthScheme: 'SECRETS', SecretArn: secretArn, IAMAuth: options.iam ?? 'DISABLED' }],
      RoleArn: `arn:${place.partition}:iam::${place.account}:role/${name}-proxy`,
      Endpoint: endpoint,
      RequireTLS: options.requireTls ?? false,
      IdleClientTimeout: 1_800,
      DebugLogging: false,
      CreatedDate: date,
      UpdatedDate: date,
    },
    targetGroup: {
      DBProxyName: name,
      TargetGroupName: 'default',
      TargetGroupArn: arn(place, 'rds', `target-group:prx-tg-${id}`),
      IsDefault: true,
      Status: 'available',
      ConnectionPoolConfig: {
        MaxConnectionsPercent: options.percent ?? 100,
        MaxIdleConnectionsPercent: 50,
        ConnectionBorrowTimeout: 120,
        SessionPinningFilters: [],
      },
      CreatedDate: date,
      UpdatedDate: date,
    },
    targets: database.instances.map(({ id: RdsResourceId, raw }, index) => ({
      Endpoint: raw.Endpoint?.Address,
      TrackedClusterId: database.id,
      RdsResourceId,
      Port: database.port,
      Type: 'RDS_INSTANCE' as const,
      Role: index === 0 ? ('READ_WRITE' as const) : ('READ_ONLY' as const),
      TargetHealth: { State: 'AVAILABLE' as const },
    })),
    gauges: {
      usual: {
        ClientConnections: 38,
        DatabaseConnections: 12,
        DatabaseConnectionsBorrowLatency: 820,
        DatabaseConnectionsCurrentlyBorrowed: 4,
        DatabaseConnectionsCurrentlySessionPinned: 0,
        ConnectionPoolAvailabilityPercentage: 100,
      },
      surges: [],
    },
  };
}

/** All targets of the proxy are in that health. */
export function targetsAre(health: TargetHealth): Happening {
  return (estate) => {
    for (const target of proxyNamed(estate).targets) target.TargetHealth = health;
  };
}

export function proxyEvent(minutesAgo: number, message: string): Happening {
  return (estate) => {
    const { name } = proxyNamed(estate);
    rdsEvent(estate, { source: name, type: 'db-proxy', minutesAgo, message, categories: ['failure'] });
  };
}
