import { routeTable, vpcEndpoint } from '../../src/aws/ec2-attachment.ts';
import { xml } from './ec2-wire.ts';
import { describeCall } from './wire.ts';

describeCall('one VPC endpoint with its tags', {
  call: vpcEndpoint,
  input: { id: 'vpce-1' },
  exchanges: [
    {
      asks: { 'VpcEndpointId.1': 'vpce-1' },
      answer: xml(
        'DescribeVpcEndpoints',
        `<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType>
          <vpcId>vpc-1</vpcId><serviceName>com.amazonaws.eu-west-1.s3</serviceName><state>available</state>
          <policyDocument>{}</policyDocument><routeTableIdSet><item>rtb-1</item></routeTableIdSet>
          <tagSet><item><key>team</key><value>net</value></item></tagSet></item></vpcEndpointSet>`,
      ),
    },
  ],
  gives: {
    id: 'vpce-1',
    vpc: 'vpc-1',
    service: 'com.amazonaws.eu-west-1.s3',
    type: 'Gateway',
    state: 'available',
    routeTables: ['rtb-1'],
    subnets: [],
    groups: [],
    privateDns: false,
    networkInterfaces: [],
    policy: '{}',
    tags: { team: 'net' },
  },
});

describeCall('one route table with its tags', {
  call: routeTable,
  input: { id: 'rtb-1' },
  exchanges: [
    {
      asks: { 'RouteTableId.1': 'rtb-1' },
      answer: xml(
        'DescribeRouteTables',
        `<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId>
          <routeSet><item><destinationPrefixListId>pl-1</destinationPrefixListId><gatewayId>vpce-1</gatewayId>
            <state>active</state></item></routeSet>
          <associationSet><item><main>true</main></item><item><subnetId>subnet-1</subnetId><main>false</main></item>
          </associationSet></item></routeTableSet>`,
      ),
    },
  ],
  gives: {
    id: 'rtb-1',
    vpc: 'vpc-1',
    main: true,
    subnets: ['subnet-1'],
    routes: [{ destination: 'pl-1', target: 'vpce-1', state: 'active' }],
    tags: {},
  },
});
