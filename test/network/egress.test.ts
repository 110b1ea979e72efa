import { describe, expect, test } from 'vitest';
import type { End, NatGateway, Network, Path, Route, RouteTable } from '#network';
import { egressOf, subnetClass } from '#network';
import { acl, emptyNetwork, entry, group, lastEntries, openAcl, rule, subnet } from './builders.ts';

const local: Route = { destination: '10.0.0.0/16', target: 'local', state: 'active' };

function to(target: string, destination = '0.0.0.0/0', state = 'active'): Route {
  return { destination, target, state };
}

function table(id: string, subnets: readonly string[], routes: readonly Route[]): RouteTable {
  return { id, vpc: 'vpc-1', main: false, subnets, routes: [local, ...routes] };
}

const nat: NatGateway = { id: 'nat-1', subnet: 'subnet-pub', state: 'available' };

/** One subnet of each kind. */
const network: Network = {
  ...emptyNetwork,
  subnets: [
    subnet('subnet-pub', '10.0.0.0/24'),
    subnet('subnet-nat', '10.0.1.0/24'),
    subnet('subnet-tgw', '10.0.2.0/24'),
    subnet('subnet-iso', '10.0.3.0/24'),
    subnet('subnet-gone', '10.0.4.0/24'),
    subnet('subnet-six', '10.0.5.0/24', { ipv6Cidrs: ['2001:db8::/64'] }),
  ],
  securityGroups: [group('sg-1')],
  networkAcls: [
    openAcl('acl-1', ['subnet-pub', 'subnet-nat', 'subnet-tgw', 'subnet-iso', 'subnet-gone', 'subnet-six']),
  ],
  routeTables: [
    table('rtb-pub', ['subnet-pub'], [to('igw-1')]),
    table('rtb-nat', ['subnet-nat'], [to('nat-1')]),
    table('rtb-tgw', ['subnet-tgw'], [to('tgw-1')]),
    table('rtb-gone', ['subnet-gone'], [to('nat-0', '0.0.0.0/0', 'blackhole')]),
    table('rtb-six', ['subnet-six'], [to('eigw-1', '::/0')]),
    { ...table('rtb-main', [], []), main: true },
  ],
  natGateways: [nat],
};

function workload(id: string, part: Partial<End> = {}): End {
  return { ips: [], subnets: [id], securityGroups: ['sg-1'], ...part };
}

function verdict(path: Path): string {
  return path.verdict === 'blocked' ? `blocked ${path.extent}` : path.verdict;
}

function failures(path: Path): [string, string][] {
  return path.hops.filter((hop) => hop.verdict === 'fail').map(({ kind, says }) => [kind, says]);
}

describe('A subnet is classed by its effective route table', () => {
  test.each([
    ['subnet-pub', 'public', 'rtb-pub of subnet-pub sends 0.0.0.0/0 to igw-1'],
    ['subnet-nat', 'nat', 'rtb-nat of subnet-nat sends 0.0.0.0/0 to nat-1'],
    ['subnet-tgw', 'appliance', 'rtb-tgw of subnet-tgw sends 0.0.0.0/0 to tgw-1'],
    ['subnet-iso', 'isolated', 'rtb-main of subnet-iso has no default route'],
    [
      'subnet-gone',
      'isolated',
      'the default route of rtb-gone of subnet-gone leads to nat-0, which is gone (blackhole)',
    ],
    ['subnet-six', 'nat', 'rtb-six of subnet-six sends ::/0 to eigw-1'],
    ['subnet-none', 'unknown', 'the route table of subnet-none could not be read'],
  ])('%s is %s', (id, expected, says) => {
    expect(subnetClass(id, network)).toMatchObject({ class: expected, says });
  });

  test.each(['vgw-1', 'eni-1', 'vpce-1', 'pcx-1', 'lgw-1', 'cagw-1', 'i-1'])(
    'a default route to %s is an appliance',
    (target) => {
      const routeTables = [table('rtb-1', ['subnet-iso'], [to(target)])];
      expect(subnetClass('subnet-iso', { ...network, routeTables }).class).toBe('appliance');
    },
  );

  test('an internet gateway is found only in a default route: every table has a gateway called local', () => {
    const routeTables = [table('rtb-1', ['subnet-iso'], [to('igw-1', '203.0.113.0/24')])];
    expect(subnetClass('subnet-iso', { ...network, routeTables }).class).toBe('isolated');
  });

  test('a default route over IPv6 counts where there is none over IPv4', () => {
    const routeTables = [table('rtb-1', ['subnet-iso'], [to('igw-1', '::/0')])];
    expect(subnetClass('subnet-iso', { ...network, routeTables }).class).toBe('public');
  });

  test('a default route that works counts before one of the other family that is gone', () => {
    const routeTables = [table('rtb-1', ['subnet-iso'], [to('nat-0', '0.0.0.0/0', 'blackhole'), to('eigw-1', '::/0')])];
    expect(subnetClass('subnet-iso', { ...network, routeTables }).class).toBe('nat');
  });

  test('a default route by a prefix list counts once the list is read', () => {
    const routeTables = [table('rtb-1', ['subnet-iso'], [to('tgw-1', 'pl-all')])];
    expect(subnetClass('subnet-iso', { ...network, routeTables, prefixLists: { 'pl-all': ['0.0.0.0/0'] } }).class).toBe(
      'appliance',
    );
  });
});

describe('A workload reaches the internet', () => {
  test('from a public subnet with a public IP address only', () => {
    const from = (publicIp: boolean | null): Path => egressOf(workload('subnet-pub', { publicIp }), network).path;
    expect(verdict(from(true))).toBe('open');
    expect(failures(from(false))).toEqual([
      ['public-ip', 'it has no public IP address in subnet-pub, and igw-1 serves no other'],
    ]);
    expect(verdict(from(null))).toBe('unknown');
  });

  test('by a NAT gateway that is available and stands in a public subnet', () => {
    expect(verdict(egressOf(workload('subnet-nat', { publicIp: false }), network).path)).toBe('open');
  });

  test.each<[string, Partial<Network>, string]>([
    ['is being deleted', { natGateways: [{ ...nat, state: 'deleting' }] }, 'NAT gateway nat-1 is deleting'],
    ['failed', { natGateways: [{ ...nat, state: 'failed' }] }, 'NAT gateway nat-1 is failed'],
    [
      'stands in a subnet that is not public',
      { natGateways: [{ ...nat, subnet: 'subnet-iso' }] },
      'NAT gateway nat-1 stands in subnet-iso, which has no internet gateway: rtb-main of subnet-iso has no default route',
    ],
    [
      'stands in a subnet whose network ACL lets no answers in',
      {
        networkAcls: [
          openAcl('acl-1', ['subnet-nat']),
          acl(
            'acl-nat',
            ['subnet-pub'],
            [entry(100, { protocol: '6', fromPort: 443, toPort: 443 }), entry(100, { egress: true }), ...lastEntries],
          ),
        ],
      },
      'network ACL acl-nat of subnet-pub denies tcp 1024-65535 from the internet (rule *)',
    ],
  ])('not by a NAT gateway that %s', (_, part, says) => {
    const { path } = egressOf(workload('subnet-nat'), { ...network, ...part });
    expect(verdict(path)).toBe('blocked all');
    expect(failures(path)).toEqual([['nat-gateway', says]]);
  });

  test('by a regional NAT gateway, which stands in no subnet', () => {
    for (const named of [null, 'subnet-iso']) {
      const natGateways = [{ ...nat, subnet: named, availabilityMode: 'regional' }];
      expect(verdict(egressOf(workload('subnet-nat'), { ...network, natGateways }).path)).toBe('open');
    }
  });

  test('perhaps, when the NAT gateway could not be read or an appliance stands in the way', () => {
    expect(verdict(egressOf(workload('subnet-nat'), { ...network, natGateways: null }).path)).toBe('unknown');
    expect(verdict(egressOf(workload('subnet-nat'), { ...network, natGateways: [] }).path)).toBe('unknown');
    expect(verdict(egressOf(workload('subnet-tgw'), network).path)).toBe('unknown');
  });

  test('not from an isolated subnet, nor by a route whose target is gone', () => {
    expect(failures(egressOf(workload('subnet-iso'), network).path)).toEqual([
      ['route', 'route table rtb-main of subnet-iso has no route to the internet'],
    ]);
    expect(failures(egressOf(workload('subnet-gone'), network).path)).toEqual([
      ['route', 'route table rtb-gone of subnet-gone sends the internet to nat-0, which is gone (blackhole)'],
    ]);
  });

  test('from some of its subnets, and says from which', () => {
    const both = egressOf(workload('', { subnets: ['subnet-nat', 'subnet-iso'] }), network);
    expect(verdict(both.path)).toBe('blocked some');
    expect(both.subnets.map(({ subnet, path }) => [subnet.subnet, subnet.class, verdict(path)])).toEqual([
      ['subnet-nat', 'nat', 'open'],
      ['subnet-iso', 'isolated', 'blocked all'],
    ]);
  });

  test('not when its security group or network ACL lets nothing out', () => {
    const securityGroups = [
      group('sg-1', { egress: [rule({ fromPort: 5432, toPort: 5432, cidrs: ['10.0.0.0/16'] })] }),
    ];
    expect(failures(egressOf(workload('subnet-nat'), { ...network, securityGroups }).path)).toEqual([
      ['sg-egress', 'security group sg-1 has no outbound rule for tcp 443 to the internet'],
    ]);
    const networkAcls = [openAcl('acl-1', ['subnet-pub']), acl('acl-2', ['subnet-nat'], [entry(100), ...lastEntries])];
    expect(failures(egressOf(workload('subnet-nat'), { ...network, networkAcls }).path).map(([kind]) => kind)).toEqual([
      'nacl-source-egress',
    ]);
  });

  test.each([
    ['block-bidirectional', 'subnet-pub', 'blocked all'],
    ['block-bidirectional', 'subnet-nat', 'blocked all'],
    ['block-ingress', 'subnet-pub', 'open'],
    ['block-ingress', 'subnet-nat', 'open'],
    ['off', 'subnet-pub', 'open'],
  ])('under VPC Block Public Access %s from %s: %s', (internetBlock, id, expected) => {
    const subnets = (network.subnets ?? []).map((each) => ({ ...each, internetBlock }));
    expect(verdict(egressOf(workload(id, { publicIp: true }), { ...network, subnets }).path)).toBe(expected);
  });

  test('over IPv6 by an egress-only internet gateway, where that is all it has', () => {
    const networkAcls = [
      acl('acl-6', ['subnet-only6'], [entry(100, { cidr: '::/0' }), entry(100, { cidr: '::/0', egress: true })]),
    ];
    const subnets = [subnet('subnet-only6', '', { ipv6Cidrs: ['2001:db8::/64'] })];
    const routeTables = [table('rtb-6', ['subnet-only6'], [to('eigw-1', '::/0')])];
    expect(verdict(egressOf(workload('subnet-only6'), { ...network, subnets, networkAcls, routeTables }).path)).toBe(
      'open',
    );
  });
});
