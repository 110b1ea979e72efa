import type { Happening } from '../shop.ts';
import { addGroup, addRoute, addTarget } from '../shop/balancer.ts';
import { hex } from '../shop/dice.ts';
import type { Network, Segment } from '../shop/model.ts';
import { addSecurityGroup } from '../shop/network.ts';
import { balancerNamed } from './find.ts';

/** The VPC and the load balancer speak IPv6 beside IPv4: subnets, tables, ACLs, security groups and nodes. */
export const dualStack: Happening = (shop) => {
  const { ec2 } = shop.network;
  const all = prefix(shop.network);
  for (const subnet of ec2.subnets) {
    const segment = shop.network.zones
      .flatMap((zone) => [zone.public, zone.private])
      .find(({ id }) => id === subnet.SubnetId);
    if (!segment) continue;
    subnet.Ipv6CidrBlockAssociationSet = [
      {
        AssociationId: `subnet-cidr-assoc-0${hex(`${segment.id}/six`, 16)}`,
        Ipv6CidrBlock: `${blockOf(shop.network, segment)}::/64`,
        Ipv6CidrBlockState: { State: 'associated' },
      },
    ];
  }
  for (const { Routes } of ec2.routeTables)
    Routes?.push({
      DestinationIpv6CidrBlock: `${all}00::/56`,
      GatewayId: 'local',
      Origin: 'CreateRouteTable',
      State: 'active',
    });
  for (const { Entries } of ec2.networkAcls)
    for (const Egress of [false, true])
      Entries?.push({ Egress, RuleNumber: 101, Protocol: '-1', RuleAction: 'allow', Ipv6CidrBlock: '::/0' });
  for (const { IpPermissionsEgress } of ec2.securityGroups)
    for (const rule of IpPermissionsEgress ?? []) rule.Ipv6Ranges = [{ CidrIpv6: '::/0' }];
  const balancer = balancerNamed(shop);
  balancer.raw.IpAddressType = 'dualstack';
  for (const eni of ec2.networkInterfaces) {
    const segment = shop.network.zones.map((zone) => zone.public).find(({ id }) => id === eni.SubnetId);
    if (eni.Description === `ELB ${balancer.path}` && segment)
      eni.Ipv6Addresses = [{ Ipv6Address: `${blockOf(shop.network, segment)}::a1b` }];
  }
};

export interface Ipv6Hosts {
  readonly group: string;
  readonly count: number;
  readonly perMinute: number;
  readonly port: number;
}

/** A service registered by IPv6 addresses, which the load balancer may reach on its port. */
export function ipv6Hosts({ group: name, count, perMinute, port }: Ipv6Hosts): Happening {
  return (shop) => {
    const { network, place, seed } = shop;
    const balancer = balancerNamed(shop);
    const group = addGroup(shop, balancer, name, { port });
    group.raw.IpAddressType = 'ipv6';
    addRoute(shop, balancer, [group], {
      priority: 4,
      host: `${name}.example.com`,
      pages: [{ method: 'GET', path: '/' }],
      perMinute,
    });
    const security = addSecurityGroup(network, place, seed, `${name}-hosts`, `Hosts of ${name}`);
    security.IpPermissions?.push({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      UserIdGroupPairs: [{ GroupId: balancer.securityGroup, UserId: place.account }],
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
    });
    for (let index = 0; index < count; index += 1) {
      const zone = network.zones[index % network.zones.length];
      if (!zone) throw new RangeError('No zone');
      const address = `${blockOf(network, zone.private)}::${(0xc0de + index).toString(16)}`;
      const ip = `${zone.private.base}${120 + index}`;
      network.ec2.networkInterfaces.push({
        NetworkInterfaceId: `eni-0${hex(`${seed}/${address}`, 16)}`,
        Description: `${name}-${index + 1}`,
        InterfaceType: 'interface',
        OwnerId: place.account,
        AvailabilityZone: zone.name,
        SubnetId: zone.private.id,
        VpcId: network.vpcId,
        PrivateIpAddress: ip,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: ip }],
        Ipv6Addresses: [{ Ipv6Address: address }],
        Groups: [{ GroupId: security.GroupId, GroupName: `${name}-hosts` }],
        Status: 'in-use',
        TagSet: [],
      });
      addTarget(group, address, zone.name, 4_320);
    }
  };
}

/** The /56 of the VPC, but for the last two digits of its fourth group. */
function prefix({ vpcId }: Network): string {
  return `2600:1f16:${hex(vpcId, 4)}:${hex(`${vpcId}/six`, 2)}`;
}

/** The /64 of a subnet, without its trailing colons: the third number of its IPv4 block, in hexadecimal. */
function blockOf(network: Network, { base }: Segment): string {
  return `${prefix(network)}${Number(base.split('.')[2]).toString(16).padStart(2, '0')}`;
}
