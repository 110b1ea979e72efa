import { describe, expect, test } from 'vitest';
import { given } from '#playbook';
import type { ReadFailure } from '#playbook';
import { networkAround } from '#facts/network/around';
import type { NetworkAround } from '#facts/network/around';
import { egressFrom } from '#facts/network/egress';
import { endpointPolicy } from '#facts/network/endpoint-policy';
import { decidingHop } from '#facts/network/hops';
import { partsOf } from '#facts/network/parts';
import { pathBetween } from '#facts/network/path';
import type { NetworkPlace } from '#facts/network/place';
import { serviceFrom } from '#facts/network/service';
import { everything, group, openAcl, rule, subnet } from '../network/builders.ts';
import { learn, refused } from './learning.ts';
import type { Answers } from './learning.ts';

const places = given<NetworkPlace | readonly NetworkPlace[] | null>('test.place', 'Place');
const around = networkAround({ places });

const main = { id: 'rtb-main', vpc: 'vpc-1', main: true, subnets: [] };
const local = { destination: '10.0.0.0/16', target: 'local', state: 'active' };
const nat = {
  id: 'nat-1',
  vpc: 'vpc-1',
  subnet: 'subnet-public',
  state: 'available',
  failureCode: null,
  failureMessage: null,
  connectivity: 'public',
  availabilityMode: 'zonal',
  createdAt: null,
  deletedAt: null,
};
const endpoint = {
  id: 'vpce-ssm',
  vpc: 'vpc-1',
  service: 'com.amazonaws.eu-west-1.ssm',
  type: 'Interface',
  state: 'available',
  routeTables: [],
  subnets: ['subnet-b'],
  groups: ['sg-endpoint'],
  privateDns: true,
  networkInterfaces: [],
  policy: null,
};

/** Two private subnets of which one has lost its NAT gateway's route, a public one, and an endpoint for SSM. */
const answers: Answers = {
  'ec2.DescribeSubnets': (which: { vpc?: string; ids?: readonly string[] }) =>
    [
      subnet('subnet-a', '10.0.1.0/24', { freeIps: 3 }),
      subnet('subnet-b', '10.0.2.0/24'),
      subnet('subnet-public', '10.0.9.0/24'),
    ].filter(({ id, vpc }) => (which.ids ? which.ids.includes(id) : vpc === which.vpc)),
  'ec2.DescribeRouteTables': [
    { ...main, routes: [local, { destination: '0.0.0.0/0', target: 'nat-1', state: 'active' }] },
    { id: 'rtb-b', vpc: 'vpc-1', main: false, subnets: ['subnet-b'], routes: [local] },
    {
      id: 'rtb-public',
      vpc: 'vpc-1',
      main: false,
      subnets: ['subnet-public'],
      routes: [local, { destination: '0.0.0.0/0', target: 'igw-1', state: 'active' }],
    },
  ],
  'ec2.DescribeNetworkAcls': [openAcl('acl-1', ['subnet-a', 'subnet-b', 'subnet-public'])],
  'ec2.DescribeSecurityGroups': [
    group('sg-app'),
    group('sg-endpoint', { ingress: [rule({ fromPort: 443, toPort: 443, groups: ['sg-app'] })] }),
    group('sg-db', { ingress: [rule({ fromPort: 5432, toPort: 5432, groups: ['sg-other'] })] }),
    group('sg-list', { egress: [rule({ protocol: '-1', prefixLists: ['pl-1'] })] }),
  ],
  'ec2.DescribeNatGateways': [nat],
  'ec2.DescribeVpcEndpoints': [endpoint],
  'ec2.DescribeVpcAttribute': { dnsSupport: true, dnsHostnames: true },
  'ec2.GetManagedPrefixListEntries': ['203.0.113.0/24'],
};
const app: NetworkPlace = {
  vpc: 'vpc-1',
  subnets: ['subnet-a', 'subnet-b'],
  securityGroups: ['sg-app'],
  publicIp: false,
};
const database = { subnets: ['subnet-b'], securityGroups: ['sg-db'], port: 5432 };

async function networkOf(place: NetworkPlace | readonly NetworkPlace[] | null, more: Answers = {}) {
  const { value, ...rest } = await learn(around, { places: place }, { ...answers, ...more });
  return { network: value, ...rest };
}

async function known(more: Answers = {}): Promise<NetworkAround> {
  const { network } = await networkOf(app, more);
  if (!network) throw new Error('there is no network');
  return network;
}

describe('the network around a place', () => {
  test('is read once for each VPC', async () => {
    const { asked, network } = await networkOf([app, { ...app, subnets: ['subnet-public'] }]);
    expect(asked.map(({ call }) => call).toSorted()).toEqual(Object.keys(answers).toSorted());
    expect(network?.subnets).toHaveLength(3);
    expect(network?.unread).toEqual([]);
  });

  test('is none for what is in no VPC', async () => {
    expect((await networkOf(null)).network).toBeNull();
    expect((await networkOf({ subnets: [], securityGroups: [] })).network).toBeNull();
  });

  test('is found by the subnets, or the security groups, of which the VPC is not known', async () => {
    const bySubnet = await networkOf({ subnets: ['subnet-a'], securityGroups: [] });
    const byGroup = await networkOf({ subnets: null, securityGroups: ['sg-app'] });
    expect(bySubnet.asked[0]).toEqual({ call: 'ec2.DescribeSubnets', input: { ids: ['subnet-a'] } });
    expect([bySubnet.network?.vpcs, byGroup.network?.vpcs]).toEqual([
      [{ id: 'vpc-1', dnsSupport: true, dnsHostnames: true }],
      [{ id: 'vpc-1', dnsSupport: true, dnsHostnames: true }],
    ]);
  });

  test('of subnets that are gone is absent', async () => {
    await expect(networkOf({ subnets: ['subnet-gone'], securityGroups: [] })).rejects.toMatchObject({ why: 'absent' });
  });

  test('has parts that are not known where their read was refused', async () => {
    const { network, unseen } = await networkOf(app, { 'ec2.DescribeNatGateways': refused('ec2:DescribeNatGateways') });
    expect(network?.natGateways).toBeNull();
    expect(unseen).toHaveLength(1);
    expect(network?.unread).toMatchObject([
      { fact: 'network.around', why: 'denied', action: 'ec2:DescribeNatGateways' },
    ]);
  });

  test('is not known at all where nothing that decides could be read', async () => {
    const all = Object.fromEntries(
      ['DescribeSubnets', 'DescribeRouteTables', 'DescribeNetworkAcls', 'DescribeSecurityGroups'].map((name) => [
        `ec2.${name}`,
        refused(`ec2:${name}`),
      ]),
    );
    const unseen: ReadFailure[] = [];
    const learning = learn(around, { places: app }, { ...answers, ...all }, unseen);
    await expect(learning).rejects.toMatchObject({ why: 'denied', action: 'ec2:DescribeSubnets' });
    expect(unseen.map(({ action }) => action)).toEqual([
      'ec2:DescribeRouteTables',
      'ec2:DescribeNetworkAcls',
      'ec2:DescribeSecurityGroups',
    ]);
  });
});

describe('the way to the internet', () => {
  test('is told for each subnet, with the route that decides', async () => {
    const { path, subnets, hidden } = egressFrom(app, await known());
    expect(path).toMatchObject({ verdict: 'blocked', extent: 'some' });
    expect(subnets).toMatchObject([
      { subnet: 'subnet-a', class: 'nat', freeIps: 3, table: 'rtb-main', path: { verdict: 'open' } },
      { subnet: 'subnet-b', class: 'isolated', table: 'rtb-b', path: { verdict: 'blocked' } },
    ]);
    expect(decidingHop(path)).toMatchObject({ kind: 'route', resource: 'rtb-b', verdict: 'fail' });
    expect(hidden).toBeNull();
  });

  test('is not known, and never open, where the NAT gateways were not read', async () => {
    const denied = refused('ec2:DescribeNatGateways');
    const network = await known({ 'ec2.DescribeNatGateways': denied });
    const { path, hidden } = egressFrom({ ...app, subnets: ['subnet-a'] }, network);
    expect(path.verdict).toBe('unknown');
    expect(hidden).toMatchObject({ why: 'denied', action: 'ec2:DescribeNatGateways' });
  });

  test('is closed to a function in a public subnet: it has no public address', async () => {
    const { path } = egressFrom({ ...app, subnets: ['subnet-public'] }, await known());
    expect(decidingHop(path)).toMatchObject({ kind: 'public-ip', verdict: 'fail' });
  });
});

describe('the way to an AWS service', () => {
  const ask = { service: 'ssm', action: 'ssm:GetParameters' };

  test('is by an endpoint whose policy is judged too', async () => {
    const way = serviceFrom(app, ask, await known());
    expect(way).toMatchObject({
      path: { verdict: 'open' },
      endpoints: [{ id: 'vpce-ssm', policy: { verdict: 'allows' } }],
      hidden: null,
    });
    expect(way.subnets.map(({ by }) => by)).toEqual(['interface-endpoint', 'interface-endpoint']);
  });

  test('is blocked by the security group of the endpoint, which nothing goes around', async () => {
    const network = await known({ 'ec2.DescribeSecurityGroups': [group('sg-app'), group('sg-endpoint')] });
    const { path } = serviceFrom(app, ask, network);
    expect(decidingHop(path)).toMatchObject({ kind: 'sg-ingress', resource: 'sg-endpoint', verdict: 'fail' });
  });

  test('is the internet, with its troubles, where no endpoint is', async () => {
    const { path, subnets } = serviceFrom(app, { service: 'kms' }, await known());
    expect(subnets.map(({ by }) => by)).toEqual(['internet', 'internet']);
    expect(path).toMatchObject({ verdict: 'blocked', extent: 'some' });
  });

  test('is not known where the endpoints were not read', async () => {
    const network = await known({ 'ec2.DescribeVpcEndpoints': refused('ec2:DescribeVpcEndpoints') });
    const { path, hidden } = serviceFrom(app, ask, network);
    expect(path.verdict).toBe('unknown');
    expect(hidden).toMatchObject({ action: 'ec2:DescribeVpcEndpoints' });
  });
});

describe('the path to a destination', () => {
  test('fails at the hop that stops it, by name', async () => {
    const { path, hidden } = pathBetween(app, database, await known());
    expect(path).toMatchObject({ verdict: 'blocked', extent: 'all' });
    expect(decidingHop(path)).toMatchObject({ kind: 'sg-ingress', resource: 'sg-db' });
    expect(hidden).toBeNull();
  });

  test('is open when the rule is there', async () => {
    const groups = [group('sg-app'), group('sg-db', { ingress: [rule({ protocol: '-1', groups: ['sg-app'] })] })];
    const { path } = pathBetween(app, database, await known({ 'ec2.DescribeSecurityGroups': groups }));
    expect(path.verdict).toBe('open');
  });

  test('names the refused read that hides it', async () => {
    const network = await known({ 'ec2.DescribeSecurityGroups': refused('ec2:DescribeSecurityGroups') });
    expect(pathBetween(app, database, network)).toMatchObject({
      path: { verdict: 'unknown' },
      hidden: { action: 'ec2:DescribeSecurityGroups' },
    });
  });

  test('leads to another VPC by a peering that is there, and not where its route leads nowhere', async () => {
    const there = (state: string): Answers => ({
      'ec2.DescribeSubnets': ({ vpc }: { vpc: string }) => [
        vpc === 'vpc-1' ? subnet('subnet-a', '10.0.1.0/24') : subnet('subnet-z', '10.9.1.0/24', { vpc: 'vpc-9' }),
      ],
      'ec2.DescribeRouteTables': ({ vpc }: { vpc: string }) => [
        {
          id: `rtb-${vpc}`,
          vpc,
          main: true,
          subnets: [],
          routes: [{ destination: vpc === 'vpc-1' ? '10.9.0.0/16' : '10.0.0.0/16', target: 'pcx-1', state }],
        },
      ],
      'ec2.DescribeNetworkAcls': ({ vpc }: { vpc: string }) => [
        openAcl(`acl-${vpc}`, [vpc === 'vpc-1' ? 'subnet-a' : 'subnet-z']),
      ],
      'ec2.DescribeSecurityGroups': ({ vpc }: { vpc: string }) =>
        vpc === 'vpc-1' ? [group('sg-app')] : [group('sg-z', { vpc: 'vpc-9', ingress: [everything] })],
    });
    const from = { vpc: 'vpc-1', subnets: ['subnet-a'], securityGroups: ['sg-app'] };
    const to = { vpc: 'vpc-9', subnets: ['subnet-z'], securityGroups: ['sg-z'], port: 5432 };
    const verdict = async (state: string) => {
      const { network } = await networkOf([from, to], there(state));
      return network && pathBetween(from, to, network).path.verdict;
    };
    expect(await verdict('active')).toBe('open');
    expect(await verdict('blackhole')).toBe('blocked');
  });
});

test('what a place’s packets pass is known by its ids, and nothing else is', async () => {
  const parts = partsOf({ ...app, subnets: ['subnet-a'] }, await known());
  expect(parts.toSorted()).toEqual(
    ['vpc-1', 'subnet-a', 'sg-app', 'rtb-main', 'acl-1', 'nat-1', 'vpce-ssm', 'sg-endpoint'].toSorted(),
  );
});

describe('the policy of an endpoint', () => {
  const policy = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
  const all = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  const bucket = 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/x';

  test.each<[string, string | null, string]>([
    ['none', null, 'allows'],
    ['one without limits', policy(all), 'allows'],
    ['one that names the action', policy({ ...all, Action: ['s3:Get*'] }), 'allows'],
    ['one that names another action', policy({ ...all, Action: 's3:PutObject' }), 'denies'],
    ['one that names another bucket', policy({ ...all, Resource: 'arn:aws:s3:::uploads/*' }), 'denies'],
    ['one that leaves the action out', policy({ ...all, Action: undefined, NotAction: 's3:Delete*' }), 'allows'],
    ['one that denies it after all', policy(all, { ...all, Effect: 'Deny', Action: 's3:GetObject' }), 'denies'],
    ['one for a single role', policy({ ...all, Principal: { AWS: 'arn:aws:iam::123456789012:role/x' } }), 'unknown'],
    [
      'one with a condition',
      policy({ ...all, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      'unknown',
    ],
    ['one that is cut off', policy(all).slice(0, 20), 'unknown'],
  ])('%s: s3:GetObject', (_, document, verdict) => {
    expect(endpointPolicy(document, 's3:GetObject', bucket).verdict).toBe(verdict);
  });

  test('is only sure of an unknown action when it has no limits', () => {
    expect(endpointPolicy(policy(all), null, null).verdict).toBe('allows');
    expect(endpointPolicy(policy({ ...all, Action: 's3:GetObject' }), null, null).verdict).toBe('unknown');
  });

  test('shows the statement that decides', () => {
    const denying = { ...all, Effect: 'Deny', Action: 's3:GetObject', Sid: 'NoReading' };
    expect(endpointPolicy(policy(all, denying), 's3:GetObject', bucket).statement).toContain('NoReading');
  });
});
