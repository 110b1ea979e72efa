import type { Account } from '../account.ts';
import { hex } from '../shop/dice.ts';
import type { Segment, Shop } from '../shop/model.ts';
import { emptyShop } from '../shop/empty.ts';
import { arn } from '../shop/place.ts';
import { record } from '../shop/trail.ts';
import { answers } from './answers.ts';
import { addClient } from './clients.ts';
import type { ClientOptions } from './clients.ts';
import { addDatabase } from './database.ts';
import type { DatabaseOptions } from './database.ts';
import { rdsEvent } from './events.ts';
import type { Estate, Happening } from './model.ts';

/** What a healthy estate is made of: one database and its clients. */
export interface EstateOptions {
  /** Ids, addresses and noise follow from it. */
  readonly seed: string;
  readonly account: string;
  readonly region: string;
  readonly partition?: string;
  readonly zones?: number;
  readonly database: DatabaseOptions;
  readonly clients: readonly Omit<ClientOptions, 'database'>[];
  /** Minutes of metrics and logs before now; default 90. */
  readonly minutes?: number;
}

/** The account of a healthy estate in which, one after the other, these things have happened. */
export function estate(now: Date, options: EstateOptions, ...happenings: readonly Happening[]): Account {
  const made = healthy(now, options);
  for (const happen of happenings) happen(made);
  return answers(made);
}

function healthy(now: Date, options: EstateOptions): Estate {
  const place = { account: options.account, region: options.region, partition: options.partition ?? 'aws' };
  const shop = emptyShop(now, place, options);
  const made: Estate = {
    shop,
    databases: [addDatabase(shop, dataSubnets(shop), options.database)],
    proxies: [],
    clients: [],
    secrets: [],
    secretValues: {},
    events: [],
    customEndpoints: [],
    globalClusters: [],
    maintenance: [],
    otherClusters: [],
    otherInstances: [],
    engineLogs: new Map(),
    moreLogs: [],
    more: { part: {} },
  };
  const [database] = made.databases;
  if (!database) throw new RangeError('An estate needs a database');
  for (const client of options.clients) addClient(made, { ...client, database });
  everydayEvents(made);
  return made;
}

/** Subnets without a way to the internet, where databases are kept: one in each zone. */
function dataSubnets({ network: { cidr, vpcId, zones, ec2 }, place, seed }: Shop): readonly Segment[] {
  const second = cidr.split('.')[1] ?? '0';
  const segments = zones.map(({ name }, index): Segment => {
    const base = `10.${second}.${64 + index}.`;
    return { id: `subnet-0${hex(`${seed}/subnet/data-${name}`, 16)}`, cidr: `${base}0/24`, base };
  });
  const owner = { OwnerId: place.account, VpcId: vpcId };
  for (const [index, { id, cidr: block }] of segments.entries())
    ec2.subnets.push({
      ...owner,
      SubnetId: id,
      SubnetArn: arn(place, 'ec2', `subnet/${id}`),
      CidrBlock: block,
      AvailabilityZone: zones[index]?.name,
      AvailabilityZoneId: zones[index]?.id,
      AvailableIpAddressCount: 244,
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      State: 'available',
      Tags: [{ Key: 'Name', Value: `data-${zones[index]?.name.slice(-1)}` }],
    });
  const RouteTableId = `rtb-0${hex(`${seed}/rtb/data`, 16)}`;
  ec2.routeTables.push({
    ...owner,
    RouteTableId,
    Associations: segments.map(({ id }) => ({
      Main: false,
      RouteTableAssociationId: `rtbassoc-0${hex(id, 16)}`,
      RouteTableId,
      SubnetId: id,
      AssociationState: { State: 'associated' },
    })),
    PropagatingVgws: [],
    Routes: [{ DestinationCidrBlock: cidr, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }],
    Tags: [{ Key: 'Name', Value: 'data' }],
  });
  const NetworkAclId = `acl-0${hex(`${seed}/acl/data`, 16)}`;
  ec2.networkAcls.push({
    ...owner,
    NetworkAclId,
    IsDefault: false,
    Associations: segments.map(({ id }) => ({
      NetworkAclAssociationId: `aclassoc-0${hex(id, 16)}`,
      NetworkAclId,
      SubnetId: id,
    })),
    Entries: [false, true].flatMap((Egress) => [
      { Egress, RuleNumber: 100, Protocol: '-1', RuleAction: 'allow' as const, CidrBlock: '0.0.0.0/0' },
      { Egress, RuleNumber: 32_767, Protocol: '-1', RuleAction: 'deny' as const, CidrBlock: '0.0.0.0/0' },
    ]),
    Tags: [],
  });
  return segments;
}

/** People log in, a nightly backup is made, a pipeline registers an image for something else. */
function everydayEvents(made: Estate): void {
  const { shop } = made;
  record(shop, { name: 'ConsoleLogin', source: 'signin', by: 'maria.keller', minutesAgo: 68, readOnly: false });
  record(shop, { name: 'AssumeRole', source: 'sts', by: 'ci', minutesAgo: 52, readOnly: true });
  record(shop, { name: 'CreateLogStream', source: 'logs', by: 'ci', minutesAgo: 13 });
  for (const { id } of made.databases) {
    rdsEvent(made, {
      source: id,
      type: 'db-cluster',
      minutesAgo: 431,
      message: 'Creating automated cluster snapshot',
      categories: ['backup'],
    });
    rdsEvent(made, {
      source: id,
      type: 'db-cluster',
      minutesAgo: 428,
      message: 'Automated cluster snapshot created',
      categories: ['backup'],
    });
  }
}
