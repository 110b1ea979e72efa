import { hex } from '../../shop/dice.ts';
import { record } from '../../shop/trail.ts';
import type { Happening } from '../model.ts';
import { databaseNamed } from './find.ts';
import { rule } from './network.ts';

/** The database lies in a VPC of its own, and a peering leads there; where `since` is given the route to it was deleted then. */
export function apart(since?: number): Happening {
  return (made) => {
    const { shop } = made;
    const { network, place, seed } = shop;
    const database = databaseNamed(made);
    const VpcId = `vpc-0${hex(`${seed}/vpc/data`, 16)}`;
    const second = Number(network.cidr.split('.')[1]);
    const CidrBlock = `10.${second + 1}.0.0/16`;
    const peering = `pcx-0${hex(`${seed}/pcx`, 16)}`;
    const moved = (text: string | undefined) => text?.replace(`10.${second}.`, `10.${second + 1}.`);
    const segments = new Set(database.segments.map(({ id }) => id));
    network.ec2.vpcs.push({
      VpcId,
      CidrBlock,
      OwnerId: place.account,
      State: 'available',
      IsDefault: false,
      Tags: [{ Key: 'Name', Value: 'data' }],
    });
    for (const subnet of network.ec2.subnets)
      if (segments.has(subnet.SubnetId ?? '')) Object.assign(subnet, { VpcId, CidrBlock: moved(subnet.CidrBlock) });
    for (const instance of database.instances) {
      const eni = network.ec2.networkInterfaces.find(({ PrivateIpAddress }) => PrivateIpAddress === instance.ip);
      const PrivateIpAddress = moved(instance.ip);
      Object.assign(instance, { ip: PrivateIpAddress });
      if (eni)
        Object.assign(eni, { VpcId, PrivateIpAddress, PrivateIpAddresses: [{ Primary: true, PrivateIpAddress }] });
      if (instance.raw.DBSubnetGroup) instance.raw.DBSubnetGroup.VpcId = VpcId;
    }
    const route = (DestinationCidrBlock: string) => ({
      DestinationCidrBlock,
      VpcPeeringConnectionId: peering,
      Origin: 'CreateRoute' as const,
      State: 'active' as const,
    });
    for (const table of network.ec2.routeTables) {
      const own = table.Associations?.some(({ SubnetId }) => segments.has(SubnetId ?? ''));
      if (own) {
        const local = {
          DestinationCidrBlock: CidrBlock,
          GatewayId: 'local',
          Origin: 'CreateRouteTable' as const,
          State: 'active' as const,
        };
        Object.assign(table, { VpcId, Routes: [local, route(network.cidr)] });
      } else if (since === undefined && !table.Associations?.some(({ Main }) => Main))
        table.Routes?.push(route(CidrBlock));
    }
    const acl = network.ec2.networkAcls.find(({ Associations }) =>
      Associations?.some(({ SubnetId }) => segments.has(SubnetId ?? '')),
    );
    if (acl) acl.VpcId = VpcId;
    const group = network.ec2.securityGroups.find(({ GroupId }) => GroupId === database.securityGroup);
    if (group) {
      group.VpcId = VpcId;
      group.IpPermissions = [
        rule({ FromPort: database.port, ToPort: database.port, IpRanges: [{ CidrIp: network.cidr }] }),
      ];
    }
    if (since === undefined) return;
    const table = network.ec2.routeTables.find(({ Tags }) => Tags?.some(({ Value }) => Value === 'private'));
    record(shop, {
      name: 'DeleteRoute',
      source: 'ec2',
      by: 'jon.abara',
      minutesAgo: since,
      parameters: { routeTableId: table?.RouteTableId, destinationCidrBlock: CidrBlock },
      resources: [{ type: 'AWS::EC2::RouteTable', name: table?.RouteTableId ?? '' }],
    });
  };
}
