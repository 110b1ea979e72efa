import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { digits, hex, uuid } from '../shop/dice.ts';
import { addService } from '../shop/ecs.ts';
import type { Service, Shop } from '../shop/model.ts';
import { addSecurityGroup, takeAddress } from '../shop/network.ts';
import { arn } from '../shop/place.ts';
import { ago } from '../shop/time.ts';
import type { Client, Database, Estate } from './model.ts';
import { secretFor } from './secrets.ts';

export interface ClientOptions {
  readonly name: string;
  readonly kind?: 'service' | 'function';
  readonly database: Database;
  /** Default by engine: node-postgres, mysql2. */
  readonly driver?: string;
  readonly user?: string;
  /** The host it is configured with; the cluster's writer endpoint without it. */
  readonly host?: string;
  readonly port?: number;
  /** How it learns where to connect: a host of its own, one URL, or the secret alone. */
  readonly configured?: 'host' | 'url' | 'secret';
  /** Log lines are JSON. */
  readonly json?: boolean;
  readonly tasks?: number;
  /** A function that is not in the VPC. */
  readonly outside?: true;
  /** Minutes since its tasks were started; default two days. */
  readonly startedAgo?: number;
  /** It authenticates with a token of IAM: no password anywhere. */
  readonly iam?: true;
  /** The database's group does not admit it. */
  readonly notAdmitted?: true;
}

/** Adds an ECS service or a Lambda function that uses a database, and admits it there. */
export function addClient(estate: Estate, options: ClientOptions): Client {
  const { shop } = estate;
  const { name, kind = 'service', database } = options;
  const client: Client = {
    name,
    kind,
    securityGroup: '',
    driver: options.driver ?? (database.engine === 'aurora-postgresql' ? 'node-pg' : 'mysql2'),
    user: options.user ?? 'app',
    database,
    host: options.host ?? database.raw.Endpoint ?? '',
    port: options.port ?? database.port,
    logGroup: kind === 'service' ? `/ecs/${name}` : `/aws/lambda/${name}`,
    json: options.json ?? false,
    service: null,
    complaints: [],
  };
  const made = kind === 'service' ? asService(estate, client, options) : asFunction(estate, client, options);
  estate.clients.push(made);
  if (!options.outside && !options.notAdmitted) admit(shop, database.securityGroup, made.securityGroup, database.port);
  return made;
}

/** Lets one security group into another on a port. */
export function admit(shop: Shop, into: string, from: string, port: number): void {
  const group = shop.network.ec2.securityGroups.find(({ GroupId }) => GroupId === into);
  group?.IpPermissions?.push({
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: [{ GroupId: from, UserId: shop.place.account }],
    IpRanges: [],
    Ipv6Ranges: [],
    PrefixListIds: [],
  });
}

/** What is set in its environment, besides what comes from the secret. */
export function environment(client: Client, configured: ClientOptions['configured'] = 'host') {
  const { host, port, user, database } = client;
  const scheme = database.engine === 'aurora-postgresql' ? 'postgres' : 'mysql';
  const url = [{ name: 'DATABASE_URL', value: `${scheme}://${user}@${host}:${port}/${database.name}` }];
  const parts = [
    { name: 'DB_HOST', value: host },
    { name: 'DB_PORT', value: String(port) },
    { name: 'DB_NAME', value: database.name },
  ];
  const everyday = [{ name: 'LOG_LEVEL', value: 'info' }];
  if (configured === 'secret') return everyday;
  return [...everyday, ...(configured === 'url' ? url : parts)];
}

function asService(estate: Estate, client: Client, options: ClientOptions): Client {
  const { shop } = estate;
  const { name } = client;
  const startedAgo = options.startedAgo ?? 2_880;
  const service: Service = addService(shop, {
    name,
    cluster: 'main',
    group: null,
    port: 8_080,
    desired: options.tasks ?? 2,
    deployedAgo: startedAgo,
  });
  const secret = options.iam ? null : secretFor(estate, client);
  const from = (key: string) => `${secret?.ARN}:${key}::`;
  const secrets = secret
    ? [
        { name: 'DB_USER', valueFrom: from('username') },
        { name: 'DB_PASSWORD', valueFrom: from('password') },
        ...(options.configured === 'secret' ? [{ name: 'DB_HOST', valueFrom: from('host') }] : []),
      ]
    : [];
  for (const definition of service.taskDefinitions)
    for (const container of definition.containerDefinitions ?? []) {
      container.environment = environment(client, options.configured);
      container.secrets = secrets;
    }
  return { ...client, service, securityGroup: service.securityGroup };
}

function asFunction(estate: Estate, client: Client, options: ClientOptions): Client {
  const { shop } = estate;
  const { network, place } = shop;
  const { name } = client;
  const security = addSecurityGroup(network, place, shop.seed, `${name}-fn`, `Function ${name}`);
  const secret = options.iam ? null : secretFor(estate, client);
  const variables = Object.fromEntries(environment(client, options.configured).map((one) => [one.name, one.value]));
  const configuration: FunctionConfiguration = {
    FunctionName: name,
    FunctionArn: arn(place, 'lambda', `function:${name}`),
    Runtime: client.driver.startsWith('p') ? 'python3.13' : 'nodejs22.x',
    Handler: 'index.handler',
    Role: `arn:${place.partition}:iam::${place.account}:role/${name}`,
    Timeout: 30,
    MemorySize: 512,
    CodeSize: 2_311_902,
    CodeSha256: `${hex(name, 43)}=`,
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    LastModified: ago(shop, 12_000).toISOString().replace('Z', '+0000'),
    PackageType: 'Zip',
    Architectures: ['arm64'],
    Environment: { Variables: { ...variables, ...(secret && { DB_SECRET_ARN: secret.ARN }) } },
    LoggingConfig: { LogFormat: 'Text', LogGroup: client.logGroup },
    ...(options.outside
      ? {}
      : {
          VpcConfig: {
            VpcId: network.vpcId,
            SubnetIds: network.zones.map((zone) => zone.private.id),
            SecurityGroupIds: [security.GroupId],
          },
        }),
  };
  shop.functions.push({ configuration });
  if (!options.outside) for (const zone of network.zones) addInterface(estate, name, security.GroupId, zone);
  return { ...client, securityGroup: security.GroupId };
}

function addInterface({ shop }: Estate, name: string, group: string, zone: Shop['network']['zones'][number]): void {
  const { network, place } = shop;
  const ip = takeAddress(network, zone.private);
  network.ec2.networkInterfaces.push({
    NetworkInterfaceId: `eni-0${hex(`${shop.seed}/${name}/${zone.name}`, 16)}`,
    Description: `AWS Lambda VPC ENI-${name}-${uuid(`${shop.seed}/${name}/${zone.name}`)}`,
    InterfaceType: 'lambda',
    RequesterId: `AROA${digits(name, 17)}:${place.account}`,
    RequesterManaged: true,
    OwnerId: place.account,
    AvailabilityZone: zone.name,
    SubnetId: zone.private.id,
    VpcId: network.vpcId,
    PrivateIpAddress: ip,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: ip }],
    Groups: [{ GroupId: group, GroupName: `${name}-fn` }],
    SourceDestCheck: true,
    Status: 'in-use',
    TagSet: [],
  });
}
