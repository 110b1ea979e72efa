import type { NetworkAcl, SecurityGroup } from '@aws-sdk/client-ec2';
import { digits, hex } from './dice.ts';
import type { Network, Segment, Zone } from './model.ts';
import { unlisted } from './unlisted.ts';
import { arn, zoneId, zoneNames } from './place.ts';
import type { Place } from './place.ts';

/** Public and private subnets in each zone, one NAT gateway, one ACL for each kind of subnet that lets all pass. */
export function network(place: Place, seed: string, zoneCount: number): Network {
  const id = (kind: string, name: string) => `${kind}-0${hex(`${seed}/${kind}/${name}`, 16)}`;
  const second = 10 + (Number.parseInt(hex(seed, 4), 16) % 200);
  const cidr = `10.${second}.0.0/16`;
  const vpcId = id('vpc', 'main');
  const segment = (kind: string, zone: string, third: number): Segment => ({
    id: id('subnet', `${kind}-${zone}`),
    cidr: `10.${second}.${third}.0/24`,
    base: `10.${second}.${third}.`,
  });
  const zones: Zone[] = zoneNames(place.region, zoneCount).map((name, index) => ({
    name,
    id: zoneId(place.region, index),
    public: segment('public', name, index),
    private: segment('private', name, 32 + index),
  }));
  const igw = id('igw', 'main');
  const nat = id('nat', 'main');
  const owner = { OwnerId: place.account, VpcId: vpcId };
  const [first] = zones;
  if (!first) throw new RangeError('A network needs a zone');
  const table = (kind: 'public' | 'private') => ({
    ...owner,
    RouteTableId: id('rtb', kind),
    Associations: zones.map((zone) => ({
      Main: false,
      RouteTableAssociationId: id('rtbassoc', zone[kind].id),
      RouteTableId: id('rtb', kind),
      SubnetId: zone[kind].id,
      AssociationState: { State: 'associated' as const },
    })),
    PropagatingVgws: [],
    Routes: [
      { DestinationCidrBlock: cidr, GatewayId: 'local', Origin: 'CreateRouteTable' as const, State: 'active' as const },
      {
        DestinationCidrBlock: '0.0.0.0/0',
        ...(kind === 'public' ? { GatewayId: igw } : { NatGatewayId: nat }),
        Origin: 'CreateRoute' as const,
        State: 'active' as const,
      },
    ],
    Tags: [{ Key: 'Name', Value: kind }],
  });
  return {
    vpcId,
    cidr,
    zones,
    taken: {},
    ec2: {
      vpcs: [
        {
          ...owner,
          CidrBlock: cidr,
          CidrBlockAssociationSet: [
            { AssociationId: id('vpc-cidr-assoc', 'main'), CidrBlock: cidr, CidrBlockState: { State: 'associated' } },
          ],
          DhcpOptionsId: id('dopt', 'main'),
          InstanceTenancy: 'default',
          IsDefault: false,
          State: 'available',
          Tags: [{ Key: 'Name', Value: 'main' }],
        },
      ],
      vpcAttributes: {},
      subnets: zones.flatMap((zone) =>
        (['public', 'private'] as const).map((kind) => ({
          ...owner,
          SubnetId: zone[kind].id,
          SubnetArn: arn(place, 'ec2', `subnet/${zone[kind].id}`),
          CidrBlock: zone[kind].cidr,
          AvailabilityZone: zone.name,
          AvailabilityZoneId: zone.id,
          AvailableIpAddressCount: 200 + (Number.parseInt(hex(zone[kind].id, 2), 16) % 40),
          DefaultForAz: false,
          MapPublicIpOnLaunch: kind === 'public',
          State: 'available' as const,
          Tags: [{ Key: 'Name', Value: `${kind}-${zone.name.slice(-1)}` }],
        })),
      ),
      routeTables: [
        table('public'),
        table('private'),
        {
          ...owner,
          RouteTableId: id('rtb', 'main'),
          Associations: [
            {
              Main: true,
              RouteTableAssociationId: id('rtbassoc', 'main'),
              RouteTableId: id('rtb', 'main'),
              AssociationState: { State: 'associated' },
            },
          ],
          PropagatingVgws: [],
          Routes: [{ DestinationCidrBlock: cidr, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }],
          Tags: [],
        },
      ],
      networkAcls: (['public', 'private'] as const).map((kind) =>
        openAcl(
          place,
          vpcId,
          id('acl', kind),
          zones.map((zone) => zone[kind].id),
        ),
      ),
      securityGroups: [],
      networkInterfaces: [],
      instances: [],
      natGateways: [
        {
          NatGatewayId: nat,
          VpcId: vpcId,
          SubnetId: first.public.id,
          State: 'available',
          ConnectivityType: 'public',
          CreateTime: new Date('2024-02-11T09:20:11Z'),
          NatGatewayAddresses: [
            {
              AllocationId: id('eipalloc', 'nat'),
              NetworkInterfaceId: id('eni', 'nat'),
              PrivateIp: `${first.public.base}7`,
              PublicIp: `52.${digits(`${seed}/nat`, 2)}.${digits(`${seed}/nat2`, 2)}.17`,
              Status: 'succeeded',
              IsPrimary: true,
            },
          ],
          Tags: [{ Key: 'Name', Value: 'main' }],
        },
      ],
      internetGateways: [
        {
          InternetGatewayId: igw,
          OwnerId: place.account,
          Attachments: [{ State: unlisted('available', 'attached'), VpcId: vpcId }],
          Tags: [{ Key: 'Name', Value: 'main' }],
        },
      ],
      vpcEndpoints: [],
    },
  };
}

function openAcl(place: Place, vpcId: string, aclId: string, subnets: readonly string[]): NetworkAcl {
  return {
    NetworkAclId: aclId,
    OwnerId: place.account,
    VpcId: vpcId,
    IsDefault: false,
    Associations: subnets.map((SubnetId) => ({
      NetworkAclAssociationId: `aclassoc-0${hex(SubnetId, 16)}`,
      NetworkAclId: aclId,
      SubnetId,
    })),
    Entries: [false, true].flatMap((Egress) => [
      { Egress, RuleNumber: 100, Protocol: '-1', RuleAction: 'allow' as const, CidrBlock: '0.0.0.0/0' },
      { Egress, RuleNumber: 32_767, Protocol: '-1', RuleAction: 'deny' as const, CidrBlock: '0.0.0.0/0' },
    ]),
    Tags: [],
  };
}

/** Adds a group that lets everything out and, so far, nothing in. */
export function addSecurityGroup(
  { ec2, vpcId }: Network,
  place: Place,
  seed: string,
  name: string,
  description: string,
): SecurityGroup & { readonly GroupId: string } {
  const GroupId = securityGroupId(seed, name);
  const group = {
    GroupId,
    GroupName: name,
    Description: description,
    OwnerId: place.account,
    VpcId: vpcId,
    SecurityGroupArn: arn(place, 'ec2', `security-group/${GroupId}`),
    IpPermissions: [],
    IpPermissionsEgress: [
      {
        IpProtocol: '-1',
        IpRanges: [{ CidrIp: '0.0.0.0/0' }],
        Ipv6Ranges: [],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      },
    ],
    Tags: [{ Key: 'Name', Value: name }],
  };
  ec2.securityGroups.push(group);
  return group;
}

/** The next free address of a subnet. AWS keeps the first four; ours start higher, to be told apart at a glance. */
export function takeAddress({ taken }: Network, { id, base }: Segment): string {
  const next = (taken[id] ?? 10) + 1;
  taken[id] = next;
  return `${base}${next}`;
}

/** Known beforehand, so that a scenario can say which group is to blame. */
export function securityGroupId(seed: string, name: string): string {
  return `sg-0${hex(`${seed}/sg/${name}`, 16)}`;
}

/** Id of the ACL of the public or private subnets. */
export function aclId(seed: string, kind: 'public' | 'private'): string {
  return `acl-0${hex(`${seed}/acl/${kind}`, 16)}`;
}
