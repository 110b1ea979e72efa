import type * as sdk from '@aws-sdk/client-ec2';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Answers } from './answers.ts';
import { filterTables } from './ec2-filter-tables.ts';
import { filtered } from './ec2-filters.ts';
import type { Ec2Filter, FilterTable } from './ec2-filters.ts';
import { page } from './page.ts';

export const ec2: Answers<typeof sdk> = {
  DescribeInstances(account, input) {
    const { items, next } = list(account, account.ec2?.instances, input, {
      ids: input.InstanceIds,
      idOf: (instance) => instance.InstanceId,
      missing: ['InvalidInstanceID.NotFound', 'instance ID'],
      filters: filterTables.instances,
    });
    const reservations = items.map((instance) => ({
      ReservationId: instance.InstanceId?.replace(/^i-/, 'r-'),
      OwnerId: account.id,
      Instances: [instance],
    }));
    return { Reservations: reservations, NextToken: next };
  },

  DescribeInternetGateways(account, input) {
    const { items, next } = list(account, account.ec2?.internetGateways, input, {
      ids: input.InternetGatewayIds,
      idOf: (gateway) => gateway.InternetGatewayId,
      missing: ['InvalidInternetGatewayID.NotFound', 'internetGateway ID'],
      filters: filterTables.internetGateways,
    });
    return { InternetGateways: items, NextToken: next };
  },

  /** The only one that spells its parameter `Filter`. */
  DescribeNatGateways(account, input) {
    const { items, next } = list(
      account,
      account.ec2?.natGateways,
      { ...input, Filters: input.Filter },
      {
        ids: input.NatGatewayIds,
        idOf: (gateway) => gateway.NatGatewayId,
        missing: ['NatGatewayNotFound', 'NAT gateway'],
        filters: filterTables.natGateways,
      },
    );
    return { NatGateways: items, NextToken: next };
  },

  DescribeNetworkAcls(account, input) {
    const { items, next } = list(account, account.ec2?.networkAcls, input, {
      ids: input.NetworkAclIds,
      idOf: (acl) => acl.NetworkAclId,
      missing: ['InvalidNetworkAclID.NotFound', 'networkAcl ID'],
      filters: filterTables.networkAcls,
    });
    return { NetworkAcls: items, NextToken: next };
  },

  DescribeNetworkInterfaces(account, input) {
    const { items, next } = list(account, account.ec2?.networkInterfaces, input, {
      ids: input.NetworkInterfaceIds,
      idOf: (each) => each.NetworkInterfaceId,
      missing: ['InvalidNetworkInterfaceID.NotFound', 'networkInterface ID'],
      filters: filterTables.networkInterfaces,
    });
    return { NetworkInterfaces: items, NextToken: next };
  },

  DescribeRouteTables(account, input) {
    const { items, next } = list(account, account.ec2?.routeTables, input, {
      ids: input.RouteTableIds,
      idOf: (table) => table.RouteTableId,
      missing: ['InvalidRouteTableID.NotFound', 'routeTable ID'],
      filters: filterTables.routeTables,
      most: 100,
    });
    return { RouteTables: items, NextToken: next };
  },

  DescribeSecurityGroups(account, input) {
    const all = account.ec2?.securityGroups ?? [];
    const named = input.GroupNames ?? [];
    const unknown = named.find((name) => !all.some((group) => group.GroupName === name));
    if (unknown !== undefined) {
      throw new AwsError('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`);
    }
    const groups = named.length === 0 ? all : all.filter(({ GroupName = '' }) => named.includes(GroupName));
    const { items, next } = list(account, groups, input, {
      ids: input.GroupIds,
      idOf: (group) => group.GroupId,
      missing: ['InvalidGroup.NotFound', 'security group'],
      filters: filterTables.securityGroups,
    });
    return { SecurityGroups: items, NextToken: next };
  },

  DescribeSubnets(account, input) {
    const { items, next } = list(account, account.ec2?.subnets, input, {
      ids: input.SubnetIds,
      idOf: (subnet) => subnet.SubnetId,
      missing: ['InvalidSubnetID.NotFound', 'subnet ID'],
      filters: filterTables.subnets,
    });
    return { Subnets: items, NextToken: next };
  },

  /** Answers the one attribute that was asked for. */
  DescribeVpcAttribute(account, { VpcId, Attribute }) {
    const vpc = account.ec2?.vpcs?.find((each) => each.VpcId === VpcId);
    if (!vpc) throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${VpcId}' does not exist`);
    const defaults = { enableDnsSupport: true, enableDnsHostnames: vpc.IsDefault ?? false };
    const attributes = { ...defaults, ...account.ec2?.vpcAttributes?.[VpcId ?? ''] };
    switch (Attribute) {
      case 'enableDnsSupport':
        return { VpcId, EnableDnsSupport: { Value: attributes.enableDnsSupport } };
      case 'enableDnsHostnames':
        return { VpcId, EnableDnsHostnames: { Value: attributes.enableDnsHostnames } };
      case 'enableNetworkAddressUsageMetrics':
        return { VpcId, EnableNetworkAddressUsageMetrics: { Value: false } };
      case undefined:
      default:
        throw new AwsError('InvalidParameterValue', `Value (${Attribute}) for parameter attribute is invalid.`);
    }
  },

  DescribeVpcEndpoints(account, input) {
    const { items, next } = list(account, account.ec2?.vpcEndpoints, input, {
      ids: input.VpcEndpointIds,
      idOf: (endpoint) => endpoint.VpcEndpointId,
      missing: ['InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'],
      filters: filterTables.vpcEndpoints,
    });
    return { VpcEndpoints: items, NextToken: next };
  },

  GetManagedPrefixListEntries(account, { PrefixListId, MaxResults, NextToken }) {
    const found = account.ec2?.prefixLists?.find((each) => each.PrefixListId === PrefixListId);
    if (!found) {
      throw new AwsError('InvalidPrefixListID.NotFound', `The prefix list ID '${PrefixListId}' does not exist`);
    }
    const { items, next } = page(account, found.entries, {
      token: NextToken,
      asked: MaxResults,
      usual: 100,
      mayBeEmpty: true,
      badToken,
    });
    return { Entries: items, NextToken: next };
  },
};

interface ListInput {
  readonly Filters?: readonly Ec2Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface Listing<T> {
  readonly ids: readonly string[] | undefined;
  readonly idOf: (item: T) => string | undefined;
  readonly missing: readonly [code: string, noun: string];
  readonly filters: FilterTable;
  readonly most?: number;
}

/** The common ground of EC2's Describe operations: ids that must exist, filters, pages. */
function list<T extends object>(
  account: Account,
  all: readonly T[] = [],
  input: ListInput,
  { ids = [], idOf, missing, filters, most = 1000 }: Listing<T>,
) {
  const unknown = ids.filter((id) => !all.some((item) => idOf(item) === id));
  if (unknown.length > 0) throw notFound(missing, unknown);
  const { MaxResults: asked } = input;
  if (asked !== undefined && (asked < 5 || asked > most)) {
    const expected = asked < 5 ? 'greater than or equal to 5' : `less than or equal to ${most}`;
    const message = `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value ${expected}.`;
    throw new AwsError('InvalidParameterValue', message);
  }
  const named = ids.length === 0 ? all : all.filter((item) => ids.includes(idOf(item) ?? ''));
  const wanted = filtered(named, input.Filters, filters);
  return page(account, wanted, { token: input.NextToken, asked, usual: most, mayBeEmpty: true, badToken });
}

function notFound([code, noun]: readonly [code: string, noun: string], ids: readonly string[]): AwsError {
  if (ids.length === 1) return new AwsError(code, `The ${noun} '${ids[0]}' does not exist`);
  return new AwsError(code, `The ${noun}s '${ids.join(', ')}' do not exist`);
}

function badToken(): AwsError {
  return new AwsError('InvalidParameterValue', 'Unable to parse the pagination token');
}
