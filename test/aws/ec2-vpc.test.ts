import { networkAcls, routeTables, securityGroups, subnets } from '../../src/aws/ec2.ts';
import { inVpc, xml } from './ec2-wire.ts';
import { describeCall } from './wire.ts';

describeCall('subnets', {
  call: subnets,
  input: { vpc: 'vpc-1' },
  exchanges: [
    {
      asks: { ...inVpc, NextToken: undefined },
      answer: xml(
        'DescribeSubnets',
        `<subnetSet><item>
          <subnetId>subnet-0aaa</subnetId><vpcId>vpc-1</vpcId><state>available</state><cidrBlock>10.0.1.0/24</cidrBlock>
          <ipv6CidrBlockAssociationSet>
            <item><ipv6CidrBlock>2a05:d018:1::/64</ipv6CidrBlock><ipv6CidrBlockState><state>associated</state></ipv6CidrBlockState></item>
            <item><ipv6CidrBlock>2a05:d018:2::/64</ipv6CidrBlock><ipv6CidrBlockState><state>disassociated</state></ipv6CidrBlockState></item>
          </ipv6CidrBlockAssociationSet>
          <availableIpAddressCount>7</availableIpAddressCount><availabilityZone>eu-west-1a</availabilityZone>
          <blockPublicAccessStates><internetGatewayBlockMode>block-ingress</internetGatewayBlockMode></blockPublicAccessStates>
        </item></subnetSet>`,
        'page2',
      ),
    },
    {
      asks: { ...inVpc, NextToken: 'page2' },
      answer: xml('DescribeSubnets', '<subnetSet><item><subnetId>subnet-0bbb</subnetId></item></subnetSet>'),
    },
  ],
  gives: [
    {
      id: 'subnet-0aaa',
      vpc: 'vpc-1',
      zone: 'eu-west-1a',
      cidr: '10.0.1.0/24',
      ipv6Cidrs: ['2a05:d018:1::/64'],
      freeIps: 7,
      internetBlock: 'block-ingress',
    },
    { id: 'subnet-0bbb', vpc: '', zone: '', cidr: '', ipv6Cidrs: [], freeIps: 0, internetBlock: null },
  ],
});

const route = (content: string) => `<item>${content}<origin>CreateRoute</origin></item>`;

describeCall('route tables', {
  call: routeTables,
  input: { vpc: 'vpc-1' },
  exchanges: [
    {
      asks: { ...inVpc, MaxResults: '100', NextToken: undefined },
      answer: xml(
        'DescribeRouteTables',
        `<routeTableSet><item><routeTableId>rtb-main</routeTableId><vpcId>vpc-1</vpcId><routeSet>
          ${route('<destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state>')}
          ${route('<destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</natGatewayId><state>blackhole</state>')}
          ${route('<destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock><egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId><state>active</state>')}
          ${route('<destinationPrefixListId>pl-6da54004</destinationPrefixListId><gatewayId>vpce-1</gatewayId><state>active</state>')}
          ${route('<destinationCidrBlock>10.9.0.0/16</destinationCidrBlock><transitGatewayId>tgw-1</transitGatewayId><state>active</state>')}
          ${route('<destinationCidrBlock>10.8.0.0/16</destinationCidrBlock><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId><state>active</state>')}
          ${route('<destinationCidrBlock>10.7.0.0/16</destinationCidrBlock><instanceId>i-1</instanceId><networkInterfaceId>eni-1</networkInterfaceId><state>active</state>')}
        </routeSet><associationSet><item><routeTableAssociationId>rtbassoc-1</routeTableAssociationId><main>true</main></item></associationSet></item></routeTableSet>`,
        'page2',
      ),
    },
    {
      asks: { ...inVpc, NextToken: 'page2' },
      answer: xml(
        'DescribeRouteTables',
        `<routeTableSet><item><routeTableId>rtb-public</routeTableId><vpcId>vpc-1</vpcId><associationSet>
          <item><main>false</main><subnetId>subnet-0aaa</subnetId></item><item><main>false</main><gatewayId>igw-1</gatewayId></item>
        </associationSet></item></routeTableSet>`,
      ),
    },
  ],
  gives: [
    {
      id: 'rtb-main',
      vpc: 'vpc-1',
      main: true,
      subnets: [],
      routes: [
        { destination: '10.0.0.0/16', target: 'local', state: 'active' },
        { destination: '0.0.0.0/0', target: 'nat-1', state: 'blackhole' },
        { destination: '::/0', target: 'eigw-1', state: 'active' },
        { destination: 'pl-6da54004', target: 'vpce-1', state: 'active' },
        { destination: '10.9.0.0/16', target: 'tgw-1', state: 'active' },
        { destination: '10.8.0.0/16', target: 'pcx-1', state: 'active' },
        { destination: '10.7.0.0/16', target: 'eni-1', state: 'active' },
      ],
    },
    { id: 'rtb-public', vpc: 'vpc-1', main: false, subnets: ['subnet-0aaa'], routes: [] },
  ],
});

describeCall('network ACLs, their entries in the order they are tried', {
  call: networkAcls,
  input: { vpc: 'vpc-1' },
  exchanges: [
    {
      asks: { ...inVpc, NextToken: undefined },
      answer: xml(
        'DescribeNetworkAcls',
        `<networkAclSet><item><networkAclId>acl-1</networkAclId><vpcId>vpc-1</vpcId><default>true</default>
          <entrySet>
            <item><ruleNumber>32767</ruleNumber><protocol>-1</protocol><ruleAction>deny</ruleAction><egress>false</egress><cidrBlock>0.0.0.0/0</cidrBlock></item>
            <item><ruleNumber>100</ruleNumber><protocol>6</protocol><ruleAction>allow</ruleAction><egress>true</egress><ipv6CidrBlock>::/0</ipv6CidrBlock><portRange><from>1024</from><to>65535</to></portRange></item>
            <item><ruleNumber>90</ruleNumber><protocol>1</protocol><ruleAction>allow</ruleAction><egress>false</egress><cidrBlock>10.0.0.0/8</cidrBlock><icmpTypeCode><code>-1</code><type>-1</type></icmpTypeCode></item>
          </entrySet>
          <associationSet><item><networkAclAssociationId>aclassoc-1</networkAclAssociationId><subnetId>subnet-0aaa</subnetId></item></associationSet>
        </item></networkAclSet>`,
        'page2',
      ),
    },
    { asks: { ...inVpc, NextToken: 'page2' }, answer: xml('DescribeNetworkAcls', '<networkAclSet/>') },
  ],
  gives: [
    {
      id: 'acl-1',
      subnets: ['subnet-0aaa'],
      isDefault: true,
      entries: [
        { number: 90, egress: false, protocol: '1', action: 'allow', cidr: '10.0.0.0/8', fromPort: null, toPort: null },
        { number: 100, egress: true, protocol: '6', action: 'allow', cidr: '::/0', fromPort: 1024, toPort: 65535 },
        {
          number: 32767,
          egress: false,
          protocol: '-1',
          action: 'deny',
          cidr: '0.0.0.0/0',
          fromPort: null,
          toPort: null,
        },
      ],
    },
  ],
});

const groupXml = `<item><groupId>sg-0task</groupId><groupName>task</groupName><vpcId>vpc-1</vpcId>
  <ipPermissions>
    <item><ipProtocol>tcp</ipProtocol><fromPort>8080</fromPort><toPort>8081</toPort>
      <groups><item><userId>123456789012</userId><groupId>sg-0lb</groupId></item></groups>
      <ipRanges><item><cidrIp>10.0.0.0/8</cidrIp></item></ipRanges>
      <ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges>
      <prefixListIds><item><prefixListId>pl-6da54004</prefixListId></item></prefixListIds></item>
  </ipPermissions>
  <ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><groups/><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissionsEgress>
</item>`;

const group = {
  id: 'sg-0task',
  name: 'task',
  vpc: 'vpc-1',
  ingress: [
    {
      protocol: 'tcp',
      fromPort: 8080,
      toPort: 8081,
      cidrs: ['10.0.0.0/8', '::/0'],
      prefixLists: ['pl-6da54004'],
      groups: ['sg-0lb'],
    },
  ],
  egress: [{ protocol: '-1', fromPort: null, toPort: null, cidrs: ['0.0.0.0/0'], prefixLists: [], groups: [] }],
};

describeCall('security groups of a VPC', {
  call: securityGroups,
  input: { vpc: 'vpc-1' },
  exchanges: [
    {
      asks: { ...inVpc, NextToken: undefined },
      answer: xml('DescribeSecurityGroups', `<securityGroupInfo>${groupXml}</securityGroupInfo>`, 'page2'),
    },
    {
      asks: { ...inVpc, NextToken: 'page2' },
      answer: xml(
        'DescribeSecurityGroups',
        '<securityGroupInfo><item><groupId>sg-empty</groupId></item></securityGroupInfo>',
      ),
    },
  ],
  gives: [group, { id: 'sg-empty', name: '', vpc: '', ingress: [], egress: [] }],
});

describeCall('security groups by id', {
  call: securityGroups,
  input: { ids: ['sg-0task', 'sg-gone'] },
  exchanges: [
    {
      asks: { 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': 'sg-0task', 'Filter.1.Value.2': 'sg-gone' },
      answer: xml('DescribeSecurityGroups', `<securityGroupInfo>${groupXml}</securityGroupInfo>`),
    },
  ],
  gives: [group],
});
