import { internetGateways, natGateways, prefixListEntries, vpcDnsAttributes, vpcEndpoints } from '../../src/aws/ec2.ts';
import { inVpc, xml } from './ec2-wire.ts';
import { describeCall } from './wire.ts';

describeCall('NAT gateways', {
  call: natGateways,
  input: { vpc: 'vpc-1' },
  exchanges: [
    {
      asks: { ...inVpc, NextToken: undefined },
      answer: xml(
        'DescribeNatGateways',
        `<natGatewaySet><item><natGatewayId>nat-1</natGatewayId><subnetId>subnet-0aaa</subnetId><vpcId>vpc-1</vpcId>
          <state>failed</state><failureCode>Gateway.NotAttached</failureCode>
          <failureMessage>Network vpc-1 has no Internet gateway attached</failureMessage><connectivityType>public</connectivityType>
          <createTime>2026-11-22T09:00:00.000Z</createTime><deleteTime>2026-11-22T09:01:00.000Z</deleteTime></item></natGatewaySet>`,
        'page2',
      ),
    },
    {
      asks: { ...inVpc, NextToken: 'page2' },
      answer: xml(
        'DescribeNatGateways',
        '<natGatewaySet><item><natGatewayId>nat-2</natGatewayId><vpcId>vpc-1</vpcId><state>available</state><availabilityMode>regional</availabilityMode></item></natGatewaySet>',
      ),
    },
  ],
  gives: [
    {
      id: 'nat-1',
      vpc: 'vpc-1',
      subnet: 'subnet-0aaa',
      state: 'failed',
      failureCode: 'Gateway.NotAttached',
      failureMessage: 'Network vpc-1 has no Internet gateway attached',
      connectivity: 'public',
      availabilityMode: 'zonal',
      createdAt: new Date('2026-11-22T09:00:00Z'),
      deletedAt: new Date('2026-11-22T09:01:00Z'),
    },
    {
      id: 'nat-2',
      vpc: 'vpc-1',
      subnet: null,
      state: 'available',
      failureCode: null,
      failureMessage: null,
      connectivity: 'public',
      availabilityMode: 'regional',
      createdAt: null,
      deletedAt: null,
    },
  ],
});

const attached = { 'Filter.1.Name': 'attachment.vpc-id', 'Filter.1.Value.1': 'vpc-1' };

describeCall('internet gateways', {
  call: internetGateways,
  input: { vpc: 'vpc-1' },
  exchanges: [
    {
      asks: { ...attached, NextToken: undefined },
      answer: xml(
        'DescribeInternetGateways',
        '<internetGatewaySet><item><internetGatewayId>igw-1</internetGatewayId><attachmentSet><item><vpcId>vpc-1</vpcId><state>available</state></item></attachmentSet></item></internetGatewaySet>',
        'page2',
      ),
    },
    { asks: { ...attached, NextToken: 'page2' }, answer: xml('DescribeInternetGateways', '<internetGatewaySet/>') },
  ],
  gives: [{ id: 'igw-1', attachments: [{ vpc: 'vpc-1', state: 'available' }] }],
});

describeCall('VPC endpoints', {
  call: vpcEndpoints,
  input: { vpc: 'vpc-1' },
  exchanges: [
    {
      asks: { ...inVpc, NextToken: undefined },
      answer: xml(
        'DescribeVpcEndpoints',
        `<vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType><vpcId>vpc-1</vpcId>
          <serviceName>com.amazonaws.eu-west-1.ecr.api</serviceName><state>available</state><privateDnsEnabled>true</privateDnsEnabled>
          <subnetIdSet><item>subnet-0aaa</item></subnetIdSet><groupSet><item><groupId>sg-endpoint</groupId></item></groupSet>
          <networkInterfaceIdSet><item>eni-endpoint</item></networkInterfaceIdSet><policyDocument>{"Statement":[]}</policyDocument></item></vpcEndpointSet>`,
        'page2',
      ),
    },
    {
      asks: { ...inVpc, NextToken: 'page2' },
      answer: xml(
        'DescribeVpcEndpoints',
        '<vpcEndpointSet><item><vpcEndpointId>vpce-2</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType><vpcId>vpc-1</vpcId><serviceName>com.amazonaws.eu-west-1.s3</serviceName><state>Available</state><routeTableIdSet><item>rtb-1</item></routeTableIdSet></item></vpcEndpointSet>',
      ),
    },
  ],
  gives: [
    {
      id: 'vpce-1',
      vpc: 'vpc-1',
      service: 'com.amazonaws.eu-west-1.ecr.api',
      type: 'Interface',
      state: 'available',
      routeTables: [],
      subnets: ['subnet-0aaa'],
      groups: ['sg-endpoint'],
      privateDns: true,
      networkInterfaces: ['eni-endpoint'],
      policy: '{"Statement":[]}',
    },
    {
      id: 'vpce-2',
      vpc: 'vpc-1',
      service: 'com.amazonaws.eu-west-1.s3',
      type: 'Gateway',
      state: 'Available',
      routeTables: ['rtb-1'],
      subnets: [],
      groups: [],
      privateDns: false,
      networkInterfaces: [],
      policy: null,
    },
  ],
});

describeCall('entries of a prefix list', {
  call: prefixListEntries,
  input: { id: 'pl-6da54004' },
  exchanges: [
    {
      asks: { PrefixListId: 'pl-6da54004', MaxResults: '100', NextToken: undefined },
      answer: xml(
        'GetManagedPrefixListEntries',
        '<entrySet><item><cidr>52.218.0.0/17</cidr></item><item><description>no block</description></item></entrySet>',
        'page2',
      ),
    },
    {
      asks: { PrefixListId: 'pl-6da54004', NextToken: 'page2' },
      answer: xml('GetManagedPrefixListEntries', '<entrySet><item><cidr>3.5.64.0/21</cidr></item></entrySet>'),
    },
  ],
  gives: ['52.218.0.0/17', '3.5.64.0/21'],
});

describeCall('DNS attributes of a VPC', {
  call: vpcDnsAttributes,
  input: { vpc: 'vpc-1' },
  exchanges: [
    {
      asks: { VpcId: 'vpc-1', Attribute: 'enableDnsSupport' },
      answer: xml(
        'DescribeVpcAttribute',
        '<vpcId>vpc-1</vpcId><enableDnsSupport><value>true</value></enableDnsSupport>',
      ),
    },
    {
      asks: { VpcId: 'vpc-1', Attribute: 'enableDnsHostnames' },
      answer: xml(
        'DescribeVpcAttribute',
        '<vpcId>vpc-1</vpcId><enableDnsHostnames><value>false</value></enableDnsHostnames>',
      ),
    },
  ],
  gives: { dnsSupport: true, dnsHostnames: false },
});
