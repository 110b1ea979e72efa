import { expect, test } from 'vitest';
import { attachGatewayEndpoint } from '#remediations/network/attach-gateway-endpoint';
import type { Account } from '#simulation/account';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { privateSubnets } from './private-subnets.ts';

const given = { endpoint: 'vpce-s3', routeTable: 'rtb-private' };
const arn = (resource: string) => `arn:aws:ec2:eu-west-1:123456789012:${resource}`;

const attached =
  (routeTable: string) =>
  (own: Account): Account => ({
    ...own,
    ec2: {
      ...own.ec2,
      vpcEndpoints: (own.ec2?.vpcEndpoints ?? []).map((one) =>
        one.VpcEndpointId === 'vpce-s3' ? { ...one, RouteTableIds: [...(one.RouteTableIds ?? []), routeTable] } : one,
      ),
      routeTables: (own.ec2?.routeTables ?? []).map((one) =>
        one.RouteTableId === routeTable
          ? {
              ...one,
              Routes: [
                ...(one.Routes ?? []),
                { DestinationPrefixListId: 'pl-s3', GatewayId: 'vpce-s3', Origin: 'CreateRoute', State: 'active' },
              ],
            }
          : one,
      ),
    },
  });

describeRemediation(
  attachGatewayEndpoint,
  [
    {
      title: 'two private subnets',
      given,
      account: privateSubnets(),
      changes: [
        {
          resource: arn('route-table/rtb-private'),
          field: 'Route to com.amazonaws.eu-west-1.s3',
          before: null,
          after: 'vpce-s3',
        },
      ],
      made: attached('rtb-private'),
      drift: (own) => ({
        ...own,
        ec2: {
          ...own.ec2,
          routeTables: (own.ec2?.routeTables ?? []).map((one) =>
            one.RouteTableId === 'rtb-private'
              ? { ...one, Associations: [...(one.Associations ?? []), { SubnetId: 'subnet-c' }] }
              : one,
          ),
        },
      }),
      others: null,
    },
  ],
  [
    {
      title: 'an interface endpoint',
      given,
      account: privateSubnets({ VpcEndpointType: 'Interface' }),
      says: /no gateway endpoint, but Interface/,
    },
    {
      title: 'one that is not there yet',
      given,
      account: privateSubnets({ State: 'Pending' }),
      says: /vpce-s3 is Pending/,
    },
    {
      title: 'another VPC',
      given,
      account: privateSubnets({}, { VpcId: 'vpc-2' }),
      says: /is in vpc-1, rtb-private in vpc-2/,
    },
    {
      title: 'a table that has it',
      given,
      account: attached('rtb-private')(privateSubnets()),
      says: /rtb-private has the route through vpce-s3 already/,
    },
    {
      title: 'a table that has it through another endpoint',
      given,
      account: privateSubnets({}, {}, [
        {
          VpcEndpointId: 'vpce-old',
          VpcEndpointType: 'Gateway',
          VpcId: 'vpc-1',
          ServiceName: 'com.amazonaws.eu-west-1.s3',
          State: 'Available',
          RouteTableIds: ['rtb-private'],
        },
      ]),
      says: /already, through vpce-old/,
    },
    {
      title: 'a table that nothing uses',
      given,
      account: privateSubnets({}, { Associations: [] }),
      says: /No subnet uses rtb-private/,
    },
    {
      title: 'no such endpoint',
      given: { ...given, endpoint: 'vpce-none' },
      account: privateSubnets(),
      says: /no VPC endpoint vpce-none/,
    },
    {
      title: 'no such table',
      given: { ...given, routeTable: 'rtb-none' },
      account: privateSubnets(),
      says: /no route table rtb-none/,
    },
  ],
);

test('which subnets go another way is said, and what may break', async () => {
  const { preview } = await approved(attachGatewayEndpoint, given, {
    account: privateSubnets({ Tags: [{ Key: 'aws:cloudformation:stack-name', Value: 'network' }] }),
  });
  expect(preview).toMatchObject({
    blastRadius:
      'Everything in subnet-a and subnet-b: what it sends to com.amazonaws.eu-west-1.s3 goes through vpce-s3. Open connections to it break once, and policies that ask for a public source address do not match any more. The endpoint lets everything through.',
    undo: 'The route is taken out of rtb-private again; connections through it break.',
    call: 'aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-s3 --add-route-table-ids rtb-private --region eu-west-1',
    resources: [arn('vpc-endpoint/vpce-s3'), arn('route-table/rtb-private')],
    managedBy: 'the CloudFormation stack network',
  });
});

test('the main table serves every subnet without one of its own, and a policy of the endpoint is said', async () => {
  const policy = JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
  });
  const own = privateSubnets({ RouteTableIds: [], PolicyDocument: policy });
  const { preview } = await approved(attachGatewayEndpoint, { ...given, routeTable: 'rtb-main' }, { account: own });
  expect(preview.blastRadius).toMatch(/^Everything in subnet-c: .* what that does not allow is refused\.$/);
});

const cutOff = 'Without it nothing in the subnets of rtb-private reaches com.amazonaws.eu-west-1.s3.';

test.each([
  ['nowhere', [], cutOff],
  [
    'through a NAT gateway',
    [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' as const }],
    null,
  ],
  [
    'through one that is gone',
    [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole' as const }],
    cutOff,
  ],
])(
  'at its end it waits for a person where the subnets would be cut off: other ways lead %s',
  async (_, Routes, says) => {
    const own = await approved(attachGatewayEndpoint, given, { account: privateSubnets({}, { Routes }) });
    await own.bound.apply(await own.doing(attachGatewayEndpoint, own.resources));
    expect(await own.bound.objection(await own.look(attachGatewayEndpoint))).toBe(says);
  },
);
