import { describe, expect, test } from 'vitest';
import type { End, Network, ServiceReach, SubnetReach, VpcEndpoint } from '#network';
import { reachService } from '#network';
import { emptyNetwork, group, openAcl, rule, subnet } from './builders.ts';

const s3: VpcEndpoint = {
  id: 'vpce-s3',
  service: 'com.amazonaws.eu-west-1.s3',
  type: 'Gateway',
  state: 'available',
  routeTables: ['rtb-1'],
  subnets: [],
  groups: [],
  privateDns: false,
};

const ecr: VpcEndpoint = {
  id: 'vpce-ecr',
  service: 'com.amazonaws.eu-west-1.ecr.api',
  type: 'Interface',
  state: 'available',
  routeTables: [],
  subnets: ['subnet-1'],
  groups: ['sg-vpce'],
  privateDns: true,
};

/** Two private subnets behind a NAT gateway; the second has a route table of its own. */
const network: Network = {
  ...emptyNetwork,
  subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24'), subnet('subnet-pub', '10.0.0.0/24')],
  securityGroups: [
    group('sg-task'),
    group('sg-vpce', { ingress: [rule({ fromPort: 443, toPort: 443, cidrs: ['10.0.0.0/16'] })] }),
  ],
  networkAcls: [openAcl('acl-1', ['subnet-1', 'subnet-2', 'subnet-pub'])],
  routeTables: [
    {
      id: 'rtb-1',
      vpc: 'vpc-1',
      main: true,
      subnets: [],
      routes: [
        { destination: '10.0.0.0/16', target: 'local', state: 'active' },
        { destination: '0.0.0.0/0', target: 'nat-1', state: 'active' },
        { destination: 'pl-s3', target: 'vpce-s3', state: 'active' },
      ],
    },
    {
      id: 'rtb-2',
      vpc: 'vpc-1',
      main: false,
      subnets: ['subnet-2'],
      routes: [{ destination: '10.0.0.0/16', target: 'local', state: 'active' }],
    },
    {
      id: 'rtb-pub',
      vpc: 'vpc-1',
      main: false,
      subnets: ['subnet-pub'],
      routes: [{ destination: '0.0.0.0/0', target: 'igw-1', state: 'active' }],
    },
  ],
  natGateways: [{ id: 'nat-1', subnet: 'subnet-pub', state: 'available' }],
  vpcEndpoints: [s3, ecr],
  prefixLists: { 'pl-s3': ['52.218.0.0/17', '3.5.64.0/21'] },
};

const task: End = { ips: [], subnets: ['subnet-1'], securityGroups: ['sg-task'], publicIp: false };

function summary(reach: ServiceReach): [string, string][] {
  return reach.subnets.map(({ by, path }) => [by, path.verdict]);
}

function only(reach: ServiceReach): SubnetReach {
  const [first] = reach.subnets;
  if (first === undefined || reach.subnets.length > 1) throw new Error('one subnet was expected');
  return first;
}

describe('A gateway endpoint', () => {
  test('is used from the subnets whose route table it is attached to, and from no other', () => {
    const reach = reachService({ ...task, subnets: ['subnet-1', 'subnet-2'] }, 's3', network);
    expect(summary(reach)).toEqual([
      ['gateway-endpoint', 'open'],
      ['internet', 'blocked'],
    ]);
    expect(reach.subnets[1]?.says).toBe(
      'subnet-2 reaches s3 over the internet; gateway endpoint vpce-s3 is not attached to rtb-2, the route table of subnet-2',
    );
    expect(reach.path).toMatchObject({ verdict: 'blocked', extent: 'some' });
  });

  test('still needs the security group to let the addresses of the service out', () => {
    const closed = group('sg-task', { egress: [rule({ fromPort: 443, toPort: 443, cidrs: ['10.0.0.0/16'] })] });
    const byList = group('sg-task', { egress: [rule({ fromPort: 443, toPort: 443, prefixLists: ['pl-s3'] })] });
    expect(only(reachService(task, 's3', { ...network, securityGroups: [closed] })).path.verdict).toBe('blocked');
    expect(only(reachService(task, 's3', { ...network, securityGroups: [byList] })).path.verdict).toBe('open');
    const unread = { ...network, prefixLists: {} };
    expect(only(reachService(task, 's3', { ...unread, securityGroups: [closed] })).path.verdict).not.toBe('open');
    expect(only(reachService(task, 's3', { ...unread, securityGroups: [byList] })).path.verdict).toBe('open');
    expect(only(reachService(task, 's3', unread)).path.verdict).toBe('open');
  });

  test.each(['Available', 'available', 'AVAILABLE'])('that is %s is up', (state) => {
    expect(only(reachService(task, 's3', { ...network, vpcEndpoints: [{ ...s3, state }] })).by).toBe(
      'gateway-endpoint',
    );
  });

  test('that is not available leaves the internet', () => {
    const reach = only(reachService(task, 's3', { ...network, vpcEndpoints: [{ ...s3, state: 'Pending' }] }));
    expect([reach.by, reach.says]).toEqual([
      'internet',
      'subnet-1 reaches s3 over the internet; gateway endpoint vpce-s3 is Pending',
    ]);
  });

  test('is not taken for that of a service with a similar name', () => {
    expect(only(reachService(task, '3', network)).by).toBe('internet');
    expect(only(reachService(task, 's3express', network)).by).toBe('internet');
    expect(only(reachService(task, 'com.amazonaws.eu-west-1.s3', network)).by).toBe('gateway-endpoint');
  });
});

describe('An interface endpoint', () => {
  test('takes the name of the service in its whole VPC', () => {
    expect(summary(reachService({ ...task, subnets: ['subnet-1', 'subnet-2'] }, 'ecr.api', network))).toEqual([
      ['interface-endpoint', 'open'],
      ['interface-endpoint', 'open'],
    ]);
  });

  test('whose security group blocks cuts the service off, although there is a NAT gateway', () => {
    const securityGroups = [
      group('sg-task'),
      group('sg-vpce', { ingress: [rule({ fromPort: 443, toPort: 443, cidrs: ['10.0.9.0/24'] })] }),
    ];
    const reach = only(reachService(task, 'ecr.api', { ...network, securityGroups }));
    expect([reach.by, reach.endpoint, reach.path.verdict]).toEqual(['interface-endpoint', 'vpce-ecr', 'blocked']);
    expect(reach.path.hops.find(({ verdict }) => verdict === 'fail')).toMatchObject({
      kind: 'sg-ingress',
      resource: 'sg-vpce',
    });
  });

  test.each<[string, Partial<Network>, string]>([
    [
      'its private DNS is off',
      { vpcEndpoints: [{ ...ecr, privateDns: false }] },
      'is not used since its private DNS is off',
    ],
    ['it is pending', { vpcEndpoints: [{ ...ecr, state: 'pendingAcceptance' }] }, 'is pendingAcceptance'],
    [
      'the VPC has no DNS host names',
      { vpcs: [{ id: 'vpc-1', dnsSupport: true, dnsHostnames: false }] },
      'is not used since the DNS attributes of the VPC are off',
    ],
  ])('leaves the internet when %s', (_, part, why) => {
    const reach = only(reachService(task, 'ecr.api', { ...network, ...part }));
    expect([reach.by, reach.path.verdict]).toEqual(['internet', 'open']);
    expect(reach.says).toBe(`subnet-1 reaches ecr.api over the internet; interface endpoint vpce-ecr ${why}`);
  });

  test('of another VPC is not used', () => {
    const subnets = [...(network.subnets ?? []), subnet('subnet-far', '10.9.1.0/24', { vpc: 'vpc-2' })];
    const vpcEndpoints = [{ ...ecr, subnets: ['subnet-far'] }];
    expect(only(reachService(task, 'ecr.api', { ...network, subnets, vpcEndpoints })).by).toBe('internet');
  });
});

describe('Without an endpoint', () => {
  test('the way is the internet, as good as that is', () => {
    expect(summary(reachService({ ...task, subnets: ['subnet-1', 'subnet-2'] }, 'secretsmanager', network))).toEqual([
      ['internet', 'open'],
      ['internet', 'blocked'],
    ]);
  });

  test('nothing is claimed while endpoints could not be read, since one would take over', () => {
    expect(summary(reachService(task, 'ecr.api', { ...network, vpcEndpoints: null }))).toEqual([
      ['unknown', 'unknown'],
    ]);
    expect(summary(reachService(task, 's3', { ...network, routeTables: null }))).toEqual([['unknown', 'unknown']]);
  });

  test('a workload of which no subnet is known reaches nothing that we know of', () => {
    expect(reachService({ ...task, subnets: null }, 's3', network).path.verdict).toBe('unknown');
  });
});
