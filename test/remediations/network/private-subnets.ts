import type { RouteTable, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Account } from '#simulation/account';

/** A VPC with an endpoint for S3 that only its main table leads to. Parts go over it. */
export function privateSubnets(
  endpoint: Partial<VpcEndpoint> = {},
  table: Partial<RouteTable> = {},
  more: readonly VpcEndpoint[] = [],
): Account {
  return {
    id: '123456789012',
    region: 'eu-west-1',
    ec2: {
      vpcs: [{ VpcId: 'vpc-1' }],
      subnets: ['a', 'b', 'c'].map((zone) => ({ SubnetId: `subnet-${zone}`, VpcId: 'vpc-1' })),
      vpcEndpoints: [
        {
          VpcEndpointId: 'vpce-s3',
          VpcEndpointType: 'Gateway',
          VpcId: 'vpc-1',
          ServiceName: 'com.amazonaws.eu-west-1.s3',
          State: 'Available',
          RouteTableIds: ['rtb-main'],
          ...endpoint,
        },
        ...more,
      ],
      routeTables: [
        {
          RouteTableId: 'rtb-main',
          VpcId: 'vpc-1',
          Associations: [{ Main: true }],
          Routes: [{ DestinationPrefixListId: 'pl-s3', GatewayId: 'vpce-s3', State: 'active', Origin: 'CreateRoute' }],
        },
        {
          RouteTableId: 'rtb-private',
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-b' }, { SubnetId: 'subnet-a' }],
          Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }],
          ...table,
        },
      ],
      prefixLists: [{ PrefixListId: 'pl-s3', PrefixListName: 'com.amazonaws.eu-west-1.s3', entries: [] }],
    },
  };
}
