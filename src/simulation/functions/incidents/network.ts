import type { Route, VpcEndpoint } from '@aws-sdk/client-ec2';
import { hex } from '../../shop/dice.ts';
import { arn } from '../../shop/place.ts';
import type { Fleet, Happening } from '../model.ts';
import { note } from '../trail.ts';
import { metric } from './invocations.ts';
import { endpointOf, functionNamed, found, routeTableOf } from './find.ts';

/** Without a way out: a route table of its own, with nothing but the VPC in it, for these of the private subnets. */
export function isolated(
  zones: readonly number[],
  change?: { readonly minutesAgo: number; readonly by: string },
): Happening {
  return (fleet) => {
    const shared = routeTableOf(fleet, 'private');
    const subnets = zones.map((index) => found(fleet.network.zones[index], 'zone').private.id);
    const moved = shared.Associations?.filter(({ SubnetId = '' }) => subnets.includes(SubnetId)) ?? [];
    const RouteTableId = isolatedTable(fleet.seed);
    shared.Associations = shared.Associations?.filter((one) => !moved.includes(one));
    fleet.network.ec2.routeTables.push({
      ...shared,
      RouteTableId,
      Associations: moved.map((one) => ({ ...one, RouteTableId })),
      Routes: shared.Routes?.filter(({ GatewayId }) => GatewayId === 'local'),
      Tags: [{ Key: 'Name', Value: 'isolated' }],
    });
    if (!change) return;
    for (const subnetId of subnets)
      note(fleet, {
        name: 'ReplaceRouteTableAssociation',
        source: 'ec2',
        ...change,
        parameters: { routeTableId: RouteTableId, associationId: `rtbassoc-0${hex(subnetId, 16)}` },
        resources: [
          { type: 'AWS::EC2::RouteTable', name: RouteTableId },
          { type: 'AWS::EC2::Subnet', name: subnetId },
        ],
      });
  };
}

/** Id of the route table of isolated subnets. */
export function isolatedTable(seed: string): string {
  return `rtb-0${hex(`${seed}/rtb/isolated`, 16)}`;
}

/** The NAT gateway is deleted; its route stays, as a black hole. */
export function natDeleted(minutesAgo: number, by: string): Happening {
  return (fleet) => {
    const [nat] = fleet.network.ec2.natGateways;
    const gateway = found(nat, 'NAT gateway');
    gateway.State = 'deleted';
    gateway.DeleteTime = new Date(fleet.now.getTime() - minutesAgo * 60_000);
    const table = routeTableOf(fleet, 'private');
    table.Routes = table.Routes?.map((route): Route =>
      route.NatGatewayId === gateway.NatGatewayId ? { ...route, State: 'blackhole' } : route,
    );
    note(fleet, {
      name: 'DeleteNatGateway',
      source: 'ec2',
      by,
      minutesAgo,
      parameters: { DeleteNatGatewayRequest: { NatGatewayId: gateway.NatGatewayId } },
      resources: [{ type: 'AWS::EC2::NatGateway', name: gateway.NatGatewayId ?? '' }],
    });
  };
}

export function natId({ network }: Fleet): string {
  return network.ec2.natGateways[0]?.NatGatewayId ?? '';
}

const EVERYTHING = { Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }] };

export interface EndpointOptions {
  /** Last part of its name: `secretsmanager`, `dynamodb`, … */
  readonly service: string;
  readonly kind: 'Gateway' | 'Interface';
  /** Whose private subnets' route table it stands in. */
  readonly attached?: boolean;
  /** Security groups may reach it from here; `nothing` for a group that admits nobody. */
  readonly admits?: 'vpc' | 'nothing';
  readonly policy?: object;
}

/** An endpoint for a service of AWS in the VPC. */
export function endpoint({
  service,
  kind,
  attached = true,
  admits = 'vpc',
  policy = EVERYTHING,
}: EndpointOptions): Happening {
  return (fleet) => {
    const { network, place, seed, now } = fleet;
    const VpcEndpointId = endpointId(seed, service);
    const common: VpcEndpoint = {
      VpcEndpointId,
      VpcEndpointType: kind,
      VpcId: network.vpcId,
      ServiceName: `com.amazonaws.${place.region}.${service}`,
      State: 'Available',
      PolicyDocument: JSON.stringify(policy),
      OwnerId: place.account,
      CreationTimestamp: new Date(now.getTime() - 9e9),
      Tags: [],
    };
    if (kind === 'Gateway') {
      const table = routeTableOf(fleet, 'private');
      const PrefixListId = `pl-${hex(`${place.region}/${service}`, 8)}`;
      const PrefixListName = `com.amazonaws.${place.region}.${service}`;
      fleet.prefixLists.push({
        PrefixListId,
        PrefixListName,
        OwnerId: 'AWS',
        AddressFamily: 'IPv4',
        State: 'create-complete',
        entries: [{ Cidr: '52.94.0.0/22' }, { Cidr: '52.218.0.0/17' }],
      });
      if (attached)
        table.Routes?.push({
          DestinationPrefixListId: PrefixListId,
          GatewayId: VpcEndpointId,
          Origin: 'CreateRoute',
          State: 'active',
        });
      network.ec2.vpcEndpoints.push({
        ...common,
        RouteTableIds: attached ? [table.RouteTableId ?? ''] : [],
        SubnetIds: [],
        Groups: [],
        NetworkInterfaceIds: [],
        PrivateDnsEnabled: false,
      });
      return;
    }
    const GroupId = `sg-0${hex(`${seed}/sg/${service}-endpoint`, 16)}`;
    network.ec2.securityGroups.push({
      GroupId,
      GroupName: `${service}-endpoint`,
      Description: `Endpoint of ${service}`,
      OwnerId: place.account,
      VpcId: network.vpcId,
      SecurityGroupArn: arn(place, 'ec2', `security-group/${GroupId}`),
      IpPermissions:
        admits === 'vpc'
          ? [
              {
                IpProtocol: 'tcp',
                FromPort: 443,
                ToPort: 443,
                IpRanges: [{ CidrIp: network.cidr }],
                Ipv6Ranges: [],
                PrefixListIds: [],
                UserIdGroupPairs: [],
              },
            ]
          : [],
      IpPermissionsEgress: [],
      Tags: [],
    });
    const interfaces = network.zones.map((zone, index) => {
      const NetworkInterfaceId = `eni-0${hex(`${seed}/${service}/${zone.name}`, 16)}`;
      const PrivateIpAddress = `${zone.private.base}${9 - (index % 2)}`;
      network.ec2.networkInterfaces.push({
        NetworkInterfaceId,
        Description: `VPC Endpoint Interface ${VpcEndpointId}`,
        InterfaceType: 'vpc_endpoint',
        OwnerId: place.account,
        RequesterManaged: true,
        AvailabilityZone: zone.name,
        SubnetId: zone.private.id,
        VpcId: network.vpcId,
        PrivateIpAddress,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress }],
        Groups: [{ GroupId, GroupName: `${service}-endpoint` }],
        Status: 'in-use',
      });
      return NetworkInterfaceId;
    });
    network.ec2.vpcEndpoints.push({
      ...common,
      PrivateDnsEnabled: true,
      RouteTableIds: [],
      SubnetIds: network.zones.map((zone) => zone.private.id),
      Groups: [{ GroupId, GroupName: `${service}-endpoint` }],
      NetworkInterfaceIds: interfaces,
      DnsEntries: [{ DnsName: `${VpcEndpointId}.${service}.${place.region}.vpce.amazonaws.com` }],
    });
  };
}

export function endpointId(seed: string, service: string): string {
  return `vpce-0${hex(`${seed}/vpce/${service}`, 16)}`;
}

/** Somebody changes what the endpoint lets through, or whom its security group admits. */
export function endpointChanged(
  service: string,
  change: { readonly policy?: object; readonly admits?: 'nothing' },
  minutesAgo: number,
  by: string,
): Happening {
  return (fleet) => {
    const it = endpointOf(fleet, service);
    const { VpcEndpointId = '', Groups } = it;
    if (change.policy) {
      it.PolicyDocument = JSON.stringify(change.policy);
      note(fleet, {
        name: 'ModifyVpcEndpoint',
        source: 'ec2',
        by,
        minutesAgo,
        parameters: { ModifyVpcEndpointRequest: { VpcEndpointId, PolicyDocument: JSON.stringify(change.policy) } },
        resources: [{ type: 'AWS::EC2::VPCEndpoint', name: VpcEndpointId }],
      });
    }
    if (change.admits !== 'nothing') return;
    const groupId = Groups?.[0]?.GroupId ?? '';
    const group = found(
      fleet.network.ec2.securityGroups.find(({ GroupId }) => GroupId === groupId),
      'security group of the endpoint',
    );
    group.IpPermissions = [];
    note(fleet, {
      name: 'RevokeSecurityGroupIngress',
      source: 'ec2',
      by,
      minutesAgo,
      parameters: { groupId, ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443 }] } },
      resources: [{ type: 'AWS::EC2::SecurityGroup', name: groupId }],
    });
  };
}

/** The function is put into the public subnets of the VPC, where it has no public address. */
export function movedToPublicSubnets(name: string, minutesAgo: number, by: string): Happening {
  return (fleet) => {
    const { configuration } = functionNamed(fleet, name);
    const SubnetIds = fleet.network.zones.map((zone) => zone.public.id);
    configuration.VpcConfig = {
      VpcId: fleet.network.vpcId,
      SecurityGroupIds: configuration.VpcConfig?.SecurityGroupIds ?? [],
      SubnetIds,
      Ipv6AllowedForDualStack: false,
    };
    configuration.LastModified = new Date(fleet.now.getTime() - minutesAgo * 60_000)
      .toISOString()
      .replace('Z', '+0000');
    note(fleet, {
      name: 'UpdateFunctionConfiguration20150331v2',
      source: 'lambda',
      by,
      minutesAgo,
      parameters: { functionName: name, vpcConfig: { subnetIds: SubnetIds } },
      resources: [{ type: 'AWS::Lambda::Function', name: functionNamed(fleet, name).arn }],
    });
  };
}

/** Figures of the NAT gateway, one a minute; the others are those of a gateway that does well. */
export function natFigures(figures: Readonly<Record<string, (minute: number) => number>>): Happening {
  return (fleet) => {
    const usual: typeof figures = {
      ErrorPortAllocation: () => 0,
      ActiveConnectionCount: (minute) => 40 + (minute % 7),
      ConnectionAttemptCount: (minute) => 120 + (minute % 11),
      ConnectionEstablishedCount: (minute) => 119 + (minute % 11),
      PacketsDropCount: () => 0,
      // Healthy gateways have these too: connections that nobody closed.
      IdleTimeoutCount: (minute) => 2 + (minute % 3),
      PacketsOutToDestination: (minute) => 8_000 + minute,
      PacketsInFromSource: (minute) => 8_000 + minute,
    };
    const NatGatewayId = natId(fleet);
    const before = fleet.series.findIndex(({ namespace }) => namespace === 'AWS/NATGateway');
    if (before >= 0) fleet.series.splice(before, Object.keys(usual).length);
    for (const [name, value] of Object.entries({ ...usual, ...figures }))
      metric('AWS/NATGateway', name, { NatGatewayId }, value)(fleet);
  };
}
