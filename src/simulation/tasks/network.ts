import type { RouteTable, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Happening } from '../shop.ts';
import { hex } from '../shop/dice.ts';
import { addSecurityGroup, takeAddress } from '../shop/network.ts';
import type { Shop } from '../shop/model.ts';
import { record } from '../shop/trail.ts';
import { found, serviceNamed } from '../incidents/find.ts';

/** The table of the private subnets. */
function privateTable({ network }: Shop): RouteTable {
  return found(network.ec2.routeTables[1], 'private route table');
}

/** Somebody deletes the way out of the private subnets. */
export function defaultRouteDeleted(minutesAgo: number, by: string): Happening {
  return (shop) => {
    const table = privateTable(shop);
    table.Routes = table.Routes?.filter(({ DestinationCidrBlock }) => DestinationCidrBlock !== '0.0.0.0/0');
    record(shop, {
      name: 'DeleteRoute',
      source: 'ec2',
      by,
      minutesAgo,
      parameters: { routeTableId: table.RouteTableId, destinationCidrBlock: '0.0.0.0/0' },
      resources: [{ type: 'AWS::EC2::RouteTable', name: table.RouteTableId ?? '' }],
    });
  };
}

/** There never was one: all goes through endpoints. */
export const noNat: Happening = (shop) => {
  const table = privateTable(shop);
  table.Routes = table.Routes?.filter(({ DestinationCidrBlock }) => DestinationCidrBlock !== '0.0.0.0/0');
  shop.network.ec2.natGateways.length = 0;
};

/** The NAT gateway was deleted; its route is a black hole since. */
export function natDeleted(minutesAgo: number, by: string): Happening {
  return (shop) => {
    const [nat] = shop.network.ec2.natGateways;
    if (nat) {
      nat.State = 'deleted';
      nat.DeleteTime = new Date(shop.now.getTime() - minutesAgo * 60_000);
    }
    const route = privateTable(shop).Routes?.find(({ NatGatewayId }) => NatGatewayId !== undefined);
    if (route) route.State = 'blackhole';
    record(shop, {
      name: 'DeleteNatGateway',
      source: 'ec2',
      by,
      minutesAgo,
      parameters: { DeleteNatGatewayRequest: { NatGatewayId: nat?.NatGatewayId } },
      resources: [{ type: 'AWS::EC2::NatGateway', name: nat?.NatGatewayId ?? '' }],
    });
  };
}

export interface Endpoints {
  /** `ecr.api`, `ecr.dkr`, `logs`, `secretsmanager`, … */
  readonly services: readonly string[];
  /** Which port their security group lets in from the VPC; 443 unless said, null for nothing at all. */
  readonly port?: number | null;
}

/** Interface endpoints in all private subnets with private DNS, behind one security group. */
export function endpoints({ services, port = 443 }: Endpoints): Happening {
  return (shop) => {
    const { network, place, seed } = shop;
    // Private DNS needs both.
    network.ec2.vpcAttributes[network.vpcId] ??= { enableDnsSupport: true, enableDnsHostnames: true };
    const security = addSecurityGroup(network, place, seed, 'endpoints', 'Interface endpoints');
    if (port !== null)
      security.IpPermissions?.push({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        IpRanges: [{ CidrIp: network.cidr }],
        Ipv6Ranges: [],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      });
    for (const service of services) {
      const VpcEndpointId = `vpce-0${hex(`${seed}/vpce/${service}`, 16)}`;
      const interfaces = network.zones.map((zone) => {
        const NetworkInterfaceId = `eni-0${hex(`${VpcEndpointId}/${zone.name}`, 16)}`;
        const ip = takeAddress(network, zone.private);
        network.ec2.networkInterfaces.push({
          NetworkInterfaceId,
          Description: `VPC Endpoint Interface ${VpcEndpointId}`,
          InterfaceType: 'vpc_endpoint',
          RequesterManaged: true,
          OwnerId: place.account,
          AvailabilityZone: zone.name,
          SubnetId: zone.private.id,
          VpcId: network.vpcId,
          PrivateIpAddress: ip,
          PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: ip }],
          Groups: [{ GroupId: security.GroupId, GroupName: 'endpoints' }],
          Status: 'in-use',
          TagSet: [],
        });
        return NetworkInterfaceId;
      });
      network.ec2.vpcEndpoints.push({
        ...endpoint(shop, VpcEndpointId, service, 'Interface'),
        SubnetIds: network.zones.map((zone) => zone.private.id),
        Groups: [{ GroupId: security.GroupId, GroupName: 'endpoints' }],
        NetworkInterfaceIds: interfaces,
        PrivateDnsEnabled: true,
        RouteTableIds: [],
      });
    }
  };
}

/** The VPC has no resolver of its own: names are not resolved at all. */
export const dnsOff: Happening = ({ network }) => {
  network.ec2.vpcAttributes[network.vpcId] = { enableDnsSupport: false, enableDnsHostnames: false };
};

/** The gateway endpoint of S3, in the tables of the given kinds of subnets. */
export function s3Gateway(kinds: readonly ('public' | 'private')[], policy?: unknown): Happening {
  return (shop) => {
    const tables = kinds.map((kind) => shop.network.ec2.routeTables[kind === 'public' ? 0 : 1]);
    const id = `vpce-0${hex(`${shop.seed}/vpce/s3`, 16)}`;
    for (const table of tables)
      table?.Routes?.push({
        DestinationPrefixListId: `pl-${hex(`${shop.place.region}/s3`, 8)}`,
        GatewayId: id,
        Origin: 'CreateRoute',
        State: 'active',
      });
    shop.network.ec2.vpcEndpoints.push({
      ...endpoint(shop, id, 's3', 'Gateway'),
      ...(policy === undefined ? {} : { PolicyDocument: JSON.stringify(policy) }),
      RouteTableIds: tables.flatMap((table) => table?.RouteTableId ?? []),
      PrivateDnsEnabled: false,
    });
  };
}

function endpoint({ network, place }: Shop, id: string, service: string, type: 'Interface' | 'Gateway'): VpcEndpoint {
  return {
    VpcEndpointId: id,
    VpcEndpointType: type,
    VpcId: network.vpcId,
    ServiceName: `com.amazonaws.${place.region}.${service}`,
    State: 'Available',
    PolicyDocument: '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}',
    OwnerId: place.account,
    CreationTimestamp: new Date('2024-02-11T10:20:00Z'),
    Tags: [],
  };
}

/** Only so many addresses are left in the private subnet of a zone. */
export function addressesLeft(zone: number, count: number): Happening {
  return ({ network }) => {
    const subnet = network.ec2.subnets.find(({ SubnetId }) => SubnetId === network.zones[zone]?.private.id);
    if (subnet) subnet.AvailableIpAddressCount = count;
  };
}

/** A service whose tasks are in the public subnets, with or without public addresses. */
export function inPublicSubnets(name: string, publicAddresses: boolean): Happening {
  return (shop) => {
    const service = serviceNamed(shop, name);
    const networkConfiguration = {
      awsvpcConfiguration: {
        subnets: shop.network.zones.map((zone) => zone.public.id),
        securityGroups: [service.securityGroup],
        assignPublicIp: publicAddresses ? ('ENABLED' as const) : ('DISABLED' as const),
      },
    };
    service.raw = { ...service.raw, networkConfiguration };
    for (const deployment of service.deployments) deployment.networkConfiguration = networkConfiguration;
  };
}
