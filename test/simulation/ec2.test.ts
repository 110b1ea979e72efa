import {
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  EC2Client,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import type { Filter } from '@aws-sdk/client-ec2';
import type { NormalizedSchema } from '@smithy/core/schema';
import { expect, test } from 'vitest';
import { sdks } from '../../src/aws/sdks.ts';
import type { Ec2 } from '../../src/simulation/account.ts';
import { filterTables } from '../../src/simulation/answers/ec2-filter-tables.ts';
import { describeService } from '../../src/simulation/wire/service-model.ts';
import { simulateSmall } from './small-account.ts';

async function ec2With(ec2: Ec2, pageSize?: number) {
  const running = await simulateSmall({ ec2, ...(pageSize && { pageSize }) });
  return { ...running, client: new EC2Client(running.config) };
}

test('several ids that are not there are named together', async () => {
  await using running = await ec2With({ subnets: [{ SubnetId: 'subnet-1' }] });
  const asked = { SubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] };
  await expect(running.client.send(new DescribeSubnetsCommand(asked))).rejects.toMatchObject({
    name: 'InvalidSubnetID.NotFound',
    message: "The subnet IDs 'subnet-2, subnet-3' do not exist",
  });
});

test('security groups are found by id, by name and by the groups their rules refer to', async () => {
  const rule = { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [{ GroupId: 'sg-lb' }] };
  await using running = await ec2With({
    securityGroups: [
      { GroupId: 'sg-lb', GroupName: 'lb' },
      { GroupId: 'sg-tasks', GroupName: 'tasks', IpPermissions: [rule] },
    ],
  });
  const idsOf = async (input: object) => {
    const answer = await running.client.send(new DescribeSecurityGroupsCommand(input));
    return answer.SecurityGroups?.map((group) => group.GroupId);
  };
  expect(await idsOf({ GroupIds: ['sg-tasks'] })).toEqual(['sg-tasks']);
  expect(await idsOf({ GroupNames: ['lb'] })).toEqual(['sg-lb']);
  expect(await idsOf({ Filters: [{ Name: 'ip-permission.group-id', Values: ['sg-lb'] }] })).toEqual(['sg-tasks']);
  expect(await idsOf({ Filters: [{ Name: 'ip-permission.from-port', Values: ['8080'] }] })).toEqual(['sg-tasks']);
  await expect(idsOf({ GroupIds: ['sg-gone'] })).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  await expect(idsOf({ GroupNames: ['gone'] })).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
});

test.each<[string, Filter[], string[]]>([
  [
    'any value of one filter',
    [{ Name: 'addresses.private-ip-address', Values: ['10.0.0.1', '10.0.0.3'] }],
    ['eni-1', 'eni-3'],
  ],
  [
    'all filters at once',
    [
      { Name: 'subnet-id', Values: ['subnet-a'] },
      { Name: 'group-id', Values: ['sg-2'] },
    ],
    ['eni-2'],
  ],
  ['a star for any text', [{ Name: 'description', Values: ['ELB app/*'] }], ['eni-1']],
  ['a question mark for one character', [{ Name: 'subnet-id', Values: ['subnet-?'] }], ['eni-1', 'eni-2', 'eni-3']],
  ['case as it stands', [{ Name: 'description', Values: ['elb app/*'] }], []],
  ['an escaped star as a star', [{ Name: 'description', Values: [String.raw`ELB app/\*`] }], []],
  ['booleans as words', [{ Name: 'requester-managed', Values: ['true'] }], ['eni-1']],
  ['the value of a tag', [{ Name: 'tag:team', Values: ['shop'] }], ['eni-3']],
  ['the name of a tag', [{ Name: 'tag-key', Values: ['team'] }], ['eni-3']],
])('a filter takes %s', async (_, Filters, expected) => {
  await using running = await ec2With({
    networkInterfaces: [
      {
        NetworkInterfaceId: 'eni-1',
        SubnetId: 'subnet-a',
        Groups: [{ GroupId: 'sg-1' }],
        Description: 'ELB app/checkout/50dc6c495c0c9188',
        RequesterManaged: true,
        PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1' }],
      },
      {
        NetworkInterfaceId: 'eni-2',
        SubnetId: 'subnet-a',
        Groups: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }],
        PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.2' }],
      },
      {
        NetworkInterfaceId: 'eni-3',
        SubnetId: 'subnet-b',
        PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.30' }, { PrivateIpAddress: '10.0.0.3' }],
        TagSet: [{ Key: 'team', Value: 'shop' }],
      },
    ],
  });
  const answer = await running.client.send(new DescribeNetworkInterfacesCommand({ Filters }));
  expect(answer.NetworkInterfaces?.map((each) => each.NetworkInterfaceId)).toEqual(expected);
});

test('a filter that the operation does not have is refused', async () => {
  await using running = await ec2With({});
  const sent = running.client.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'vpcid', Values: ['vpc-1'] }] }));
  await expect(sent).rejects.toMatchObject({ name: 'InvalidParameterValue', message: "The filter 'vpcid' is invalid" });
});

test('route tables are found by the subnets they are tied to, and NAT gateways take `Filter`', async () => {
  await using running = await ec2With({
    routeTables: [
      { RouteTableId: 'rtb-main', Associations: [{ Main: true }] },
      { RouteTableId: 'rtb-a', Associations: [{ SubnetId: 'subnet-a', Main: false }] },
    ],
    natGateways: [
      { NatGatewayId: 'nat-1', State: 'available' },
      { NatGatewayId: 'nat-2', State: 'deleted' },
    ],
  });
  const tablesWhere = async (Name: string, value: string) => {
    const answer = await running.client.send(new DescribeRouteTablesCommand({ Filters: [{ Name, Values: [value] }] }));
    return answer.RouteTables?.map((table) => table.RouteTableId);
  };
  expect(await tablesWhere('association.subnet-id', 'subnet-a')).toEqual(['rtb-a']);
  expect(await tablesWhere('association.main', 'true')).toEqual(['rtb-main']);
  const gateways = await running.client.send(
    new DescribeNatGatewaysCommand({ Filter: [{ Name: 'state', Values: ['available'] }] }),
  );
  expect(gateways.NatGateways?.map((gateway) => gateway.NatGatewayId)).toEqual(['nat-1']);
});

test('each instance is its own reservation', async () => {
  await using running = await ec2With({ instances: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] });
  const { Reservations } = await running.client.send(new DescribeInstancesCommand({ InstanceIds: ['i-2', 'i-1'] }));
  expect(Reservations?.map((each) => each.Instances?.map((instance) => instance.InstanceId))).toEqual([
    ['i-1'],
    ['i-2'],
  ]);
});

test('a VPC resolves names unless it says that it does not', async () => {
  await using running = await ec2With({
    vpcs: [{ VpcId: 'vpc-1' }, { VpcId: 'vpc-2', IsDefault: true }],
    vpcAttributes: { 'vpc-2': { enableDnsSupport: false } },
  });
  const ask = (VpcId: string, Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    running.client.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }));
  expect((await ask('vpc-1', 'enableDnsSupport')).EnableDnsSupport?.Value).toBe(true);
  expect((await ask('vpc-2', 'enableDnsSupport')).EnableDnsSupport?.Value).toBe(false);
  expect((await ask('vpc-1', 'enableDnsHostnames')).EnableDnsHostnames?.Value).toBe(false);
  expect((await ask('vpc-2', 'enableDnsHostnames')).EnableDnsHostnames?.Value).toBe(true);
});

test('small pages go on after one that is empty but for its token', async () => {
  const subnets = Array.from({ length: 7 }, (_, index) => ({ SubnetId: `subnet-${index}` }));
  await using running = await ec2With({ subnets }, 3);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeSubnets({ client: running.client }, {})) {
    pages.push((page.Subnets ?? []).map((subnet) => subnet.SubnetId));
  }
  expect(pages).toEqual([['subnet-0', 'subnet-1', 'subnet-2'], [], ['subnet-3', 'subnet-4', 'subnet-5'], ['subnet-6']]);
});

test.each([4, 1001])('a page of %d is refused', async (MaxResults) => {
  await using running = await ec2With({});
  const sent = running.client.send(new DescribeSubnetsCommand({ MaxResults }));
  await expect(sent).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('every filter looks at a member that the resource has', async () => {
  const service = describeService('ec2', await sdks.ec2());
  const shapes: { readonly [T in keyof typeof filterTables]: readonly string[] } = {
    instances: ['DescribeInstances', 'Reservations', 'Instances'],
    internetGateways: ['DescribeInternetGateways', 'InternetGateways'],
    natGateways: ['DescribeNatGateways', 'NatGateways'],
    networkAcls: ['DescribeNetworkAcls', 'NetworkAcls'],
    networkInterfaces: ['DescribeNetworkInterfaces', 'NetworkInterfaces'],
    routeTables: ['DescribeRouteTables', 'RouteTables'],
    securityGroups: ['DescribeSecurityGroups', 'SecurityGroups'],
    subnets: ['DescribeSubnets', 'Subnets'],
    vpcEndpoints: ['DescribeVpcEndpoints', 'VpcEndpoints'],
  };
  const step = (schema: NormalizedSchema | undefined, member: string): NormalizedSchema | undefined => {
    const next = schema?.isStructSchema() ? new Map(schema.structIterator()).get(member) : undefined;
    return next?.isListSchema() ? next.getValueSchema() : next;
  };
  const lost: string[] = [];
  for (const [table, [operation = '', ...members]] of Object.entries(shapes)) {
    const item = members.reduce(step, service.operations.get(operation)?.output);
    for (const [filter, path] of Object.entries<string>(filterTables[table as keyof typeof filterTables])) {
      if (path.split('.').reduce(step, item) === undefined) lost.push(`${table}: ${filter}`);
    }
  }
  expect(lost).toEqual([]);
});
