import type {
  InstanceNetworkInterface,
  IpPermission,
  NetworkAcl as WireNetworkAcl,
  NetworkInterface as WireNetworkInterface,
  Route as WireRoute,
  RouteTable as WireRouteTable,
  SecurityGroup as WireSecurityGroup,
  Subnet as WireSubnet,
} from '@aws-sdk/client-ec2';
import type { NetworkAcl, Route, RouteTable, SecurityGroup, SgRule, Subnet } from '#network';

/** A network interface: what an IP address is, whose it is, and what guards it. */
export interface NetworkInterface {
  readonly id: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly zone: string;
  readonly privateIps: readonly string[];
  readonly ipv6: readonly string[];
  readonly securityGroups: readonly string[];
  readonly description: string;
  /** `interface`, `lambda`, `network_load_balancer`, … */
  readonly type: string;
  readonly publicIp: string | null;
  /** `in-use`, `available`, … */
  readonly status: string;
  readonly instance: string | null;
}

export function securityGroupOf(wire: WireSecurityGroup): SecurityGroup {
  return {
    id: wire.GroupId ?? '',
    name: wire.GroupName ?? '',
    vpc: wire.VpcId ?? '',
    ingress: (wire.IpPermissions ?? []).map(securityGroupRuleOf),
    egress: (wire.IpPermissionsEgress ?? []).map(securityGroupRuleOf),
  };
}

function securityGroupRuleOf(wire: IpPermission): SgRule {
  return {
    protocol: wire.IpProtocol ?? '-1',
    fromPort: wire.FromPort ?? null,
    toPort: wire.ToPort ?? null,
    cidrs: [
      ...(wire.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
      ...(wire.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
    ],
    prefixLists: (wire.PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []),
    groups: (wire.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  };
}

export function networkAclOf(wire: WireNetworkAcl): NetworkAcl {
  const entries = (wire.Entries ?? []).map((entry) => ({
    number: entry.RuleNumber ?? 0,
    egress: entry.Egress ?? false,
    protocol: entry.Protocol ?? '-1',
    action: entry.RuleAction === 'allow' ? ('allow' as const) : ('deny' as const),
    cidr: entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '',
    fromPort: entry.PortRange?.From ?? null,
    toPort: entry.PortRange?.To ?? null,
  }));
  return {
    id: wire.NetworkAclId ?? '',
    subnets: (wire.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
    isDefault: wire.IsDefault ?? false,
    entries: entries.toSorted((a, b) => a.number - b.number),
  };
}

export function routeTableOf(wire: WireRouteTable): RouteTable {
  const associations = wire.Associations ?? [];
  return {
    id: wire.RouteTableId ?? '',
    vpc: wire.VpcId ?? '',
    main: associations.some(({ Main }) => Main === true),
    subnets: associations.flatMap(({ SubnetId }) => SubnetId ?? []),
    routes: (wire.Routes ?? []).map(routeOf),
  };
}

function routeOf(wire: WireRoute): Route {
  return {
    destination: wire.DestinationCidrBlock ?? wire.DestinationIpv6CidrBlock ?? wire.DestinationPrefixListId ?? '',
    // Each kind of target has a member of its own; `GatewayId` also holds `local`, `vgw-…` and `vpce-…`.
    target:
      wire.GatewayId ??
      wire.NatGatewayId ??
      wire.TransitGatewayId ??
      wire.VpcPeeringConnectionId ??
      wire.EgressOnlyInternetGatewayId ??
      wire.NetworkInterfaceId ??
      wire.InstanceId ??
      wire.CarrierGatewayId ??
      wire.LocalGatewayId ??
      wire.CoreNetworkArn ??
      '',
    state: wire.State ?? 'active',
  };
}

export function subnetOf(wire: WireSubnet): Subnet {
  return {
    id: wire.SubnetId ?? '',
    vpc: wire.VpcId ?? '',
    zone: wire.AvailabilityZone ?? '',
    cidr: wire.CidrBlock ?? '',
    ipv6Cidrs: (wire.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock, Ipv6CidrBlockState }) =>
      Ipv6CidrBlock && (Ipv6CidrBlockState?.State ?? 'associated') === 'associated' ? Ipv6CidrBlock : [],
    ),
    freeIps: wire.AvailableIpAddressCount ?? 0,
    internetBlock: wire.BlockPublicAccessStates?.InternetGatewayBlockMode ?? null,
  };
}

export function networkInterfaceOf(wire: WireNetworkInterface): NetworkInterface {
  return interfaceOf(wire, wire.AvailabilityZone, wire.Attachment?.InstanceId);
}

/** An instance lists its interfaces in a shape of their own, without zone and instance. */
export function interfaceOfInstance(
  wire: InstanceNetworkInterface,
  zone: string | undefined,
  instance: string | undefined,
): NetworkInterface {
  return interfaceOf(wire, zone, instance);
}

function interfaceOf(
  wire: WireNetworkInterface | InstanceNetworkInterface,
  zone: string | undefined,
  instance: string | undefined,
): NetworkInterface {
  const listed = (wire.PrivateIpAddresses ?? []).flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []);
  return {
    id: wire.NetworkInterfaceId ?? '',
    vpc: wire.VpcId ?? '',
    subnet: wire.SubnetId ?? '',
    zone: zone ?? '',
    privateIps: listed.length > 0 || !wire.PrivateIpAddress ? listed : [wire.PrivateIpAddress],
    ipv6: (wire.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    securityGroups: (wire.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    description: wire.Description ?? '',
    type: wire.InterfaceType ?? 'interface',
    publicIp: wire.Association?.PublicIp ?? null,
    status: wire.Status ?? 'unknown',
    instance: instance ?? null,
  };
}
