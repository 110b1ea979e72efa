import type { Filter, Instance as WireInstance } from '@aws-sdk/client-ec2';
import { internetGatewayOf, natGatewayOf, vpcEndpointOf } from './ec2-gateways.ts';
import type { InternetGateway, NatGateway, VpcEndpoint } from './ec2-gateways.ts';
import {
  interfaceOfInstance,
  networkAclOf,
  networkInterfaceOf,
  routeTableOf,
  securityGroupOf,
  subnetOf,
} from './ec2-network.ts';
import type { NetworkInterface } from './ec2-network.ts';
import type { NetworkAcl, RouteTable, SecurityGroup, Subnet } from '#network';
import { inBatches, pages } from './pages.ts';
import { read } from './service.ts';

export type { InternetGateway, NatGateway, VpcEndpoint } from './ec2-gateways.ts';
export type { NetworkInterface } from './ec2-network.ts';

/** An EC2 instance. `state` is `running`, `stopped`, `terminated`, … */
export interface Instance {
  readonly id: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly zone: string;
  readonly vpc: string | null;
  readonly subnet: string | null;
  readonly privateIp: string | null;
  readonly publicIp: string | null;
  readonly securityGroups: readonly string[];
  /** The primary interface first. */
  readonly interfaces: readonly NetworkInterface[];
  readonly launchedAt: Date | null;
}

/** Whether names resolve in a VPC; null where AWS does not say. */
export interface VpcDnsAttributes {
  readonly dnsSupport: boolean | null;
  readonly dnsHostnames: boolean | null;
}

/** EC2 takes 200 values in a filter. Ids go in filters too: an id that is gone would fail a call that names it. */
const filterValues = 200;
const pageSize = 1000;

/** Interfaces by address (IPv4 or IPv6), by id, or by their whole description (`ELB app/name/id`, `*` allowed). */
export const networkInterfaces = read(
  'ec2',
  'DescribeNetworkInterfaces',
  async (
    send,
    which: {
      readonly privateIps?: readonly string[];
      /** Looks for `privateIps` in this VPC only: the same address may occur in others. */
      readonly vpc?: string;
      readonly ids?: readonly string[];
      readonly description?: string;
    },
  ): Promise<readonly NetworkInterface[]> => {
    const matching = (Name: string, values: readonly string[], also: readonly Filter[] = []) =>
      inBatches(values, filterValues, (Values) =>
        pages(
          (NextToken) => send({ Filters: [{ Name, Values }, ...also], MaxResults: pageSize, NextToken }),
          (page) => page.NextToken,
          (page) => page.NetworkInterfaces?.map(networkInterfaceOf),
        ),
      );
    const ips = which.privateIps ?? [];
    const v4 = ips.filter((ip) => !ip.includes(':'));
    const v6 = ips.filter((ip) => ip.includes(':'));
    const inOne = which.vpc === undefined ? [] : inVpc(which.vpc);
    const found = await Promise.all([
      matching('addresses.private-ip-address', v4, inOne),
      matching('ipv6-addresses.ipv6-address', v6, inOne),
      matching('network-interface-id', which.ids ?? []),
      matching('description', which.description === undefined ? [] : [which.description]),
    ]);
    return found.flat();
  },
);

/** Those of the instances that still exist. */
export const instances = read(
  'ec2',
  'DescribeInstances',
  async (send, { ids }: { readonly ids: readonly string[] }): Promise<readonly Instance[]> =>
    inBatches(ids, filterValues, (Values) =>
      pages(
        (NextToken) => send({ Filters: [{ Name: 'instance-id', Values }], MaxResults: pageSize, NextToken }),
        (page) => page.NextToken,
        (page) => page.Reservations?.flatMap(({ Instances }) => Instances ?? []).map(instanceOf),
      ),
    ),
);

/** All subnets of a VPC, or those of these ids that still exist. */
export const subnets = read(
  'ec2',
  'DescribeSubnets',
  async (send, which: { readonly vpc: string } | { readonly ids: readonly string[] }): Promise<readonly Subnet[]> => {
    const matching = (Filters: Filter[]) =>
      pages(
        (NextToken) => send({ Filters, MaxResults: pageSize, NextToken }),
        (page) => page.NextToken,
        (page) => page.Subnets?.map(subnetOf),
      );
    if ('vpc' in which) return matching(inVpc(which.vpc));
    return inBatches(which.ids, filterValues, (Values) => matching([{ Name: 'subnet-id', Values }]));
  },
);

export const routeTables = read(
  'ec2',
  'DescribeRouteTables',
  async (send, { vpc }: { readonly vpc: string }): Promise<readonly RouteTable[]> =>
    pages(
      // 100 is the most that DescribeRouteTables takes.
      (NextToken) => send({ Filters: inVpc(vpc), MaxResults: 100, NextToken }),
      (page) => page.NextToken,
      (page) => page.RouteTables?.map(routeTableOf),
    ),
);

export const networkAcls = read(
  'ec2',
  'DescribeNetworkAcls',
  async (send, { vpc }: { readonly vpc: string }): Promise<readonly NetworkAcl[]> =>
    pages(
      (NextToken) => send({ Filters: inVpc(vpc), MaxResults: pageSize, NextToken }),
      (page) => page.NextToken,
      (page) => page.NetworkAcls?.map(networkAclOf),
    ),
);

/** All security groups of a VPC, or those of these ids that still exist. */
export const securityGroups = read(
  'ec2',
  'DescribeSecurityGroups',
  async (
    send,
    which: { readonly vpc: string } | { readonly ids: readonly string[] },
  ): Promise<readonly SecurityGroup[]> => {
    const matching = (Filters: Filter[]) =>
      pages(
        (NextToken) => send({ Filters, MaxResults: pageSize, NextToken }),
        (page) => page.NextToken,
        (page) => page.SecurityGroups?.map(securityGroupOf),
      );
    if ('vpc' in which) return matching(inVpc(which.vpc));
    return inBatches(which.ids, filterValues, (Values) => matching([{ Name: 'group-id', Values }]));
  },
);

/** NAT gateways of a VPC; deleted ones stay visible for about an hour. */
export const natGateways = read(
  'ec2',
  'DescribeNatGateways',
  async (send, { vpc }: { readonly vpc: string }): Promise<readonly NatGateway[]> =>
    pages(
      // The one EC2 call whose parameter is `Filter`, not `Filters`.
      (NextToken) => send({ Filter: inVpc(vpc), MaxResults: pageSize, NextToken }),
      (page) => page.NextToken,
      (page) => page.NatGateways?.map(natGatewayOf),
    ),
);

export const internetGateways = read(
  'ec2',
  'DescribeInternetGateways',
  async (send, { vpc }: { readonly vpc: string }): Promise<readonly InternetGateway[]> =>
    pages(
      (NextToken) => send({ Filters: [{ Name: 'attachment.vpc-id', Values: [vpc] }], MaxResults: pageSize, NextToken }),
      (page) => page.NextToken,
      (page) => page.InternetGateways?.map(internetGatewayOf),
    ),
);

export const vpcEndpoints = read(
  'ec2',
  'DescribeVpcEndpoints',
  async (send, { vpc }: { readonly vpc: string }): Promise<readonly VpcEndpoint[]> =>
    pages(
      (NextToken) => send({ Filters: inVpc(vpc), MaxResults: pageSize, NextToken }),
      (page) => page.NextToken,
      (page) => page.VpcEndpoints?.map(vpcEndpointOf),
    ),
);

/** The CIDRs of a prefix list, ours or one of AWS's own. */
export const prefixListEntries = read(
  'ec2',
  'GetManagedPrefixListEntries',
  async (send, { id }: { readonly id: string }): Promise<readonly string[]> =>
    pages(
      // 100 is the most that GetManagedPrefixListEntries takes.
      (NextToken) => send({ PrefixListId: id, MaxResults: 100, NextToken }),
      (page) => page.NextToken,
      (page) => page.Entries?.flatMap(({ Cidr }) => Cidr ?? []),
    ),
);

/** DescribeVpcAttribute tells one attribute at a time. */
export const vpcDnsAttributes = read(
  'ec2',
  'DescribeVpcAttribute',
  async (send, { vpc }: { readonly vpc: string }): Promise<VpcDnsAttributes> => {
    const [support, hostnames] = await Promise.all([
      send({ VpcId: vpc, Attribute: 'enableDnsSupport' }),
      send({ VpcId: vpc, Attribute: 'enableDnsHostnames' }),
    ]);
    return {
      dnsSupport: support.EnableDnsSupport?.Value ?? null,
      dnsHostnames: hostnames.EnableDnsHostnames?.Value ?? null,
    };
  },
);

function inVpc(vpc: string): Filter[] {
  return [{ Name: 'vpc-id', Values: [vpc] }];
}

function instanceOf(wire: WireInstance): Instance {
  const zone = wire.Placement?.AvailabilityZone;
  const order = (index: number | undefined) => index ?? Infinity;
  return {
    id: wire.InstanceId ?? '',
    state: wire.State?.Name ?? 'unknown',
    stateReason: wire.StateReason?.Message || wire.StateTransitionReason || null,
    zone: zone ?? '',
    vpc: wire.VpcId ?? null,
    subnet: wire.SubnetId ?? null,
    privateIp: wire.PrivateIpAddress ?? null,
    publicIp: wire.PublicIpAddress ?? null,
    securityGroups: (wire.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    interfaces: (wire.NetworkInterfaces ?? [])
      .toSorted((a, b) => order(a.Attachment?.DeviceIndex) - order(b.Attachment?.DeviceIndex) || 0)
      .map((one) => interfaceOfInstance(one, zone, wire.InstanceId)),
    launchedAt: wire.LaunchTime ?? null,
  };
}
