import { expect, test } from 'vitest';
import { instances, networkInterfaces } from '../../src/aws/ec2.ts';
import { xml } from './ec2-wire.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const taskInterface = `<item>
  <networkInterfaceId>eni-0task</networkInterfaceId><subnetId>subnet-0aaa</subnetId><vpcId>vpc-1</vpcId>
  <availabilityZone>eu-west-1a</availabilityZone>
  <description>arn:aws:ecs:eu-west-1:123456789012:attachment/0d1c</description>
  <interfaceType>interface</interfaceType><status>in-use</status><privateIpAddress>10.0.1.10</privateIpAddress>
  <groupSet><item><groupId>sg-0task</groupId><groupName>task</groupName></item></groupSet>
  <attachment><attachmentId>ela-attach-1</attachmentId><instanceOwnerId>amazon-ecs</instanceOwnerId><deviceIndex>1</deviceIndex><status>attached</status></attachment>
  <association><publicIp>34.240.0.1</publicIp><ipOwnerId>amazon</ipOwnerId></association>
  <privateIpAddressesSet>
    <item><privateIpAddress>10.0.1.10</privateIpAddress><primary>true</primary></item>
    <item><privateIpAddress>10.0.1.11</privateIpAddress><primary>false</primary></item>
  </privateIpAddressesSet>
  <ipv6AddressesSet><item><ipv6Address>2a05:d018::10</ipv6Address></item></ipv6AddressesSet>
</item>`;

const bareInterface = `<item><networkInterfaceId>eni-0bare</networkInterfaceId><privateIpAddress>10.0.2.10</privateIpAddress><attachment><instanceId>i-0abc</instanceId></attachment></item>`;

describeCall('network interfaces by address', {
  call: networkInterfaces,
  input: { privateIps: ['10.0.1.10', '10.0.2.10'], vpc: 'vpc-1' },
  exchanges: [
    {
      asks: {
        'Filter.1.Name': 'addresses.private-ip-address',
        'Filter.1.Value.1': '10.0.1.10',
        'Filter.1.Value.2': '10.0.2.10',
        'Filter.2.Name': 'vpc-id',
        'Filter.2.Value.1': 'vpc-1',
        MaxResults: '1000',
        NextToken: undefined,
      },
      answer: xml('DescribeNetworkInterfaces', `<networkInterfaceSet>${taskInterface}</networkInterfaceSet>`, 'page2'),
    },
    {
      asks: { NextToken: 'page2' },
      answer: xml('DescribeNetworkInterfaces', `<networkInterfaceSet>${bareInterface}</networkInterfaceSet>`),
    },
  ],
  gives: [
    {
      id: 'eni-0task',
      vpc: 'vpc-1',
      subnet: 'subnet-0aaa',
      zone: 'eu-west-1a',
      privateIps: ['10.0.1.10', '10.0.1.11'],
      ipv6: ['2a05:d018::10'],
      securityGroups: ['sg-0task'],
      description: 'arn:aws:ecs:eu-west-1:123456789012:attachment/0d1c',
      type: 'interface',
      publicIp: '34.240.0.1',
      status: 'in-use',
      instance: null,
    },
    {
      id: 'eni-0bare',
      vpc: '',
      subnet: '',
      zone: '',
      privateIps: ['10.0.2.10'],
      ipv6: [],
      securityGroups: [],
      description: '',
      type: 'interface',
      publicIp: null,
      status: 'unknown',
      instance: 'i-0abc',
    },
  ],
});

describeCall('instances', {
  call: instances,
  input: { ids: ['i-0abc', 'i-0def'] },
  exchanges: [
    {
      asks: {
        'Filter.1.Name': 'instance-id',
        'Filter.1.Value.1': 'i-0abc',
        'Filter.1.Value.2': 'i-0def',
        NextToken: undefined,
      },
      answer: xml(
        'DescribeInstances',
        `<reservationSet><item><reservationId>r-1</reservationId><instancesSet><item>
          <instanceId>i-0abc</instanceId><instanceState><code>16</code><name>running</name></instanceState>
          <placement><availabilityZone>eu-west-1a</availabilityZone></placement><launchTime>2026-11-20T08:00:00.000Z</launchTime>
          <subnetId>subnet-0aaa</subnetId><vpcId>vpc-1</vpcId><privateIpAddress>10.0.1.5</privateIpAddress><ipAddress>34.240.0.9</ipAddress>
          <reason/><groupSet><item><groupId>sg-0host</groupId></item></groupSet>
          <networkInterfaceSet>
            <item><networkInterfaceId>eni-second</networkInterfaceId><subnetId>subnet-0bbb</subnetId><attachment><deviceIndex>1</deviceIndex></attachment><groupSet/></item>
            <item><networkInterfaceId>eni-first</networkInterfaceId><subnetId>subnet-0aaa</subnetId><vpcId>vpc-1</vpcId><status>in-use</status><attachment><deviceIndex>0</deviceIndex></attachment><groupSet><item><groupId>sg-0host</groupId></item></groupSet><privateIpAddressesSet><item><privateIpAddress>10.0.1.5</privateIpAddress></item></privateIpAddressesSet><association><publicIp>34.240.0.9</publicIp></association></item>
          </networkInterfaceSet>
        </item></instancesSet></item></reservationSet>`,
        'page2',
      ),
    },
    {
      asks: { NextToken: 'page2' },
      answer: xml(
        'DescribeInstances',
        `<reservationSet><item><instancesSet><item><instanceId>i-0def</instanceId><instanceState><name>stopped</name></instanceState><stateReason><code>Client.UserInitiatedShutdown</code><message>Client.UserInitiatedShutdown: User initiated shutdown</message></stateReason></item></instancesSet></item></reservationSet>`,
      ),
    },
  ],
  gives: [
    {
      id: 'i-0abc',
      state: 'running',
      stateReason: null,
      zone: 'eu-west-1a',
      vpc: 'vpc-1',
      subnet: 'subnet-0aaa',
      privateIp: '10.0.1.5',
      publicIp: '34.240.0.9',
      securityGroups: ['sg-0host'],
      interfaces: [
        {
          id: 'eni-first',
          vpc: 'vpc-1',
          subnet: 'subnet-0aaa',
          zone: 'eu-west-1a',
          privateIps: ['10.0.1.5'],
          ipv6: [],
          securityGroups: ['sg-0host'],
          description: '',
          type: 'interface',
          publicIp: '34.240.0.9',
          status: 'in-use',
          instance: 'i-0abc',
        },
        {
          id: 'eni-second',
          vpc: '',
          subnet: 'subnet-0bbb',
          zone: 'eu-west-1a',
          privateIps: [],
          ipv6: [],
          securityGroups: [],
          description: '',
          type: 'interface',
          publicIp: null,
          status: 'unknown',
          instance: 'i-0abc',
        },
      ],
      launchedAt: new Date('2026-11-20T08:00:00Z'),
    },
    {
      id: 'i-0def',
      state: 'stopped',
      stateReason: 'Client.UserInitiatedShutdown: User initiated shutdown',
      zone: '',
      vpc: null,
      subnet: null,
      privateIp: null,
      publicIp: null,
      securityGroups: [],
      interfaces: [],
      launchedAt: null,
    },
  ],
});

test('interfaces are found by IPv6 address, id and description too, two hundred values a call', async () => {
  const ids = Array.from({ length: 201 }, (_, index) => `eni-${index}`);
  const operation = 'DescribeNetworkInterfaces';
  const one = (id: string) =>
    xml(
      operation,
      `<networkInterfaceSet><item><networkInterfaceId>${id}</networkInterfaceId></item></networkInterfaceSet>`,
    );
  answerOnce('ec2', [
    {
      asks: { operation, 'Filter.1.Name': 'ipv6-addresses.ipv6-address', 'Filter.1.Value.1': '2a05:d018::10' },
      answer: one('by-ipv6'),
    },
    {
      asks: {
        operation,
        'Filter.1.Name': 'network-interface-id',
        'Filter.1.Value.200': 'eni-199',
        'Filter.1.Value.201': undefined,
      },
      answer: one('by-id'),
    },
    {
      asks: { operation, 'Filter.1.Name': 'network-interface-id', 'Filter.1.Value.1': 'eni-200' },
      answer: one('by-id-too'),
    },
    {
      asks: { operation, 'Filter.1.Name': 'description', 'Filter.1.Value.1': 'ELB app/checkout/50dc' },
      answer: one('by-description'),
    },
  ]);
  const which = { privateIps: ['2a05:d018::10'], ids, description: 'ELB app/checkout/50dc' };
  const { value, attempts } = await ask(networkInterfaces, which);
  expect(value.map(({ id }) => id)).toEqual(['by-ipv6', 'by-id', 'by-id-too', 'by-description']);
  expect(attempts).toBe(4);
});

test('asking for nothing asks AWS nothing', async () => {
  const { value, attempts } = await ask(instances, { ids: [] });
  expect(value).toEqual([]);
  expect(attempts).toBe(0);
});
