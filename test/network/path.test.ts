import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { End, Hop, Network, NetworkAclEntry, Path, SgRule } from '#network';
import { evaluatePath } from '#network';
import { acl, emptyNetwork, entry, group, lastEntries, openAcl, rule, subnet } from './builders.ts';

const local = { destination: '10.0.0.0/16', target: 'local', state: 'active' };

/** A load balancer in two subnets and a task in a third, with everything open that has to be. */
const open: Network = {
  ...emptyNetwork,
  subnets: [subnet('subnet-a', '10.0.1.0/24'), subnet('subnet-b', '10.0.2.0/24'), subnet('subnet-t', '10.0.3.0/24')],
  securityGroups: [
    group('sg-alb', { ingress: [rule({ fromPort: 443, toPort: 443, cidrs: ['0.0.0.0/0'] })] }),
    group('sg-app', { ingress: [rule({ fromPort: 8080, toPort: 8080, groups: ['sg-alb'] })] }),
  ],
  networkAcls: [openAcl('acl-1', ['subnet-a', 'subnet-b', 'subnet-t'])],
  routeTables: [{ id: 'rtb-1', vpc: 'vpc-1', main: true, subnets: [], routes: [local] }],
};

const alb: End = { ips: [], subnets: ['subnet-a', 'subnet-b'], securityGroups: ['sg-alb'] };
const task: End = { ips: ['10.0.3.7'], subnets: ['subnet-t'], securityGroups: ['sg-app'] };

function path(network: Partial<Network> = {}, question: { from?: End; to?: End; port?: number } = {}): Path {
  return evaluatePath({
    from: alb,
    to: task,
    protocol: 'tcp',
    port: 8080,
    ...question,
    network: { ...open, ...network },
  });
}

function failing(result: Path): Hop[] {
  return result.hops.filter(({ verdict }) => verdict === 'fail');
}

function verdict(result: Path): string {
  return result.verdict === 'blocked' ? `blocked ${result.extent}` : result.verdict;
}

describe('A path', () => {
  test('is open when every hop lets it pass, and lists them in the order of the way', () => {
    const result = path();
    expect(verdict(result)).toBe('open');
    expect([...new Set(result.hops.map(({ kind }) => kind))]).toEqual([
      'sg-egress',
      'nacl-source-egress',
      'route',
      'nacl-destination-ingress',
      'sg-ingress',
      'nacl-destination-egress',
      'nacl-source-ingress',
    ]);
  });

  test('is blocked by the security group that has no rule for it', () => {
    const result = path({}, { port: 9090 });
    expect(verdict(result)).toBe('blocked all');
    expect(failing(result).map(({ says }) => says)).toEqual([
      'security group sg-app has no inbound rule for tcp 9090 from sg-alb (10.0.1.0/24); the nearest allows tcp 8080 from sg-alb',
      'security group sg-app has no inbound rule for tcp 9090 from sg-alb (10.0.2.0/24); the nearest allows tcp 8080 from sg-alb',
    ]);
  });

  test('is blocked by a source group that lets nothing out to it', () => {
    const securityGroups = [
      group('sg-alb', { egress: [rule({ fromPort: 80, toPort: 80, cidrs: ['0.0.0.0/0'] })] }),
      group('sg-app', { ingress: [rule({ groups: ['sg-alb'] })] }),
    ];
    expect(failing(path({ securityGroups })).map(({ kind, resource }) => [kind, resource])).toEqual([
      ['sg-egress', 'sg-alb'],
    ]);
  });

  const narrow: { [leg: string]: [string, NetworkAclEntry[]] } = {
    'nacl-source-egress': [
      'subnet-a',
      [entry(100), entry(100, { egress: true, protocol: '6', fromPort: 443, toPort: 443 })],
    ],
    'nacl-destination-ingress': [
      'subnet-t',
      [entry(100, { protocol: '6', fromPort: 443, toPort: 443 }), entry(100, { egress: true })],
    ],
    'nacl-destination-egress': [
      'subnet-t',
      [entry(100), entry(100, { egress: true, protocol: '6', fromPort: 0, toPort: 1023 })],
    ],
    'nacl-source-ingress': [
      'subnet-a',
      [entry(100, { protocol: '6', fromPort: 0, toPort: 1023 }), entry(100, { egress: true })],
    ],
  };

  test.each(Object.keys(narrow))('is blocked by a network ACL on the leg %s', (leg) => {
    const [where, entries] = narrow[leg] ?? ['', []];
    const others = ['subnet-a', 'subnet-b', 'subnet-t'].filter((id) => id !== where);
    const networkAcls = [acl('acl-narrow', [where], [...entries, ...lastEntries]), openAcl('acl-1', others)];
    const from = { ...alb, subnets: ['subnet-a'] };
    const result = path({ networkAcls }, { from });
    expect(failing(result).map(({ kind, resource }) => [kind, resource])).toEqual([[leg, 'acl-narrow']]);
    expect(verdict(result)).toBe('blocked all');
  });

  test('is blocked in part when only one of two subnets is cut off', () => {
    const networkAcls = [acl('acl-b', ['subnet-b'], lastEntries), openAcl('acl-1', ['subnet-a', 'subnet-t'])];
    const result = path({ networkAcls });
    expect(verdict(result)).toBe('blocked some');
    expect(failing(result).every(({ says }) => says.includes('acl-b of subnet-b'))).toBe(true);
  });

  test('is blocked in part when answers are let back on some of the ports only', () => {
    const returns = [
      entry(100, { protocol: '6', fromPort: 32_768, toPort: 61_000 }),
      entry(100, { egress: true }),
      ...lastEntries,
    ];
    const networkAcls = [acl('acl-a', ['subnet-a', 'subnet-b'], returns), openAcl('acl-1', ['subnet-t'])];
    const result = path({ networkAcls });
    expect(verdict(result)).toBe('blocked some');
    expect(failing(result)[0]?.says).toBe(
      'network ACL acl-a of subnet-a allows tcp 1024-65535 from 10.0.3.7 only for ports 32768-61000; ports 1024-32767, 61001-65535 are denied (rule *)',
    );
  });

  test('to several addresses is judged for each of them', () => {
    const securityGroups = [
      group('sg-alb', { egress: [rule({ cidrs: ['10.0.3.7/32', '10.0.1.0/24', '10.0.2.0/24'] })] }),
      group('sg-app', { ingress: [rule({ fromPort: 8080, toPort: 8080, groups: ['sg-alb'] })] }),
    ];
    const result = path({ securityGroups }, { to: { ...task, ips: ['10.0.3.7', '10.0.3.8'] } });
    expect(verdict(result)).toBe('blocked some');
    expect(failing(result).map(({ decidedBy }) => decidedBy)).toEqual([
      'sg-alb: no outbound rule for tcp 8080 to sg-app (10.0.3.8)',
    ]);
  });

  test('from several subnets is routed by the table of each', () => {
    const through = { destination: '10.0.3.0/24', target: 'vpce-fw', state: 'active' };
    const routeTables = [
      { id: 'rtb-1', vpc: 'vpc-1', main: true, subnets: [], routes: [local] },
      { id: 'rtb-b', vpc: 'vpc-1', main: false, subnets: ['subnet-b'], routes: [local, through] },
    ];
    const result = path({ routeTables });
    expect(result.verdict).toBe('unknown');
    expect(
      result.hops.filter(({ kind }) => kind === 'route').map(({ resource, verdict }) => [resource, verdict]),
    ).toEqual([
      ['rtb-1', 'pass'],
      ['rtb-b', 'unknown'],
    ]);
  });

  test('within one subnet passes no network ACL and no route', () => {
    const from: End = { ips: ['10.0.3.9'], subnets: ['subnet-t'], securityGroups: ['sg-alb'] };
    const result = path({ networkAcls: [acl('acl-none', ['subnet-t'], lastEntries)], routeTables: null }, { from });
    expect(verdict(result)).toBe('open');
    expect(result.hops.map(({ kind }) => kind)).toEqual(['sg-egress', 'sg-ingress']);
  });

  test.each<[string, Partial<Network>, { from?: End; to?: End }]>([
    ['the security groups', { securityGroups: null }, {}],
    ['the network ACLs', { networkAcls: null }, {}],
    ['the subnets', { subnets: null }, {}],
    ['the groups of the target', {}, { to: { ...task, securityGroups: null } }],
    ['the subnet of the target', {}, { to: { ...task, ips: ['10.0.200.9'], subnets: null } }],
  ])('is unknown while %s could not be read', (_, network, question) => {
    const result = path(network, question);
    expect([result.verdict, failing(result)]).toEqual(['unknown', []]);
  });

  test('is known within a VPC although route tables could not be read', () => {
    expect(path({ routeTables: null }).verdict).toBe('open');
  });

  test('within a VPC is unknown where a more specific route leads through a firewall', () => {
    const through = (destination: string): Partial<Network> => ({
      routeTables: [
        {
          id: 'rtb-1',
          vpc: 'vpc-1',
          main: true,
          subnets: [],
          routes: [local, { destination, target: 'vpce-fw', state: 'active' }],
        },
      ],
    });
    expect(path(through('10.0.3.0/24')).verdict).toBe('unknown');
    expect(path(through('10.0.3.0/28'), { to: { ...task, ips: [] } }).verdict).toBe('unknown');
    expect(path(through('10.0.9.0/24')).verdict).toBe('open');
  });

  test('between subnets that have both families is judged by IPv4 where no address is known', () => {
    const subnets = (open.subnets ?? []).map((each, index) => ({ ...each, ipv6Cidrs: [`2001:db8:0:${index}::/64`] }));
    expect(verdict(path({ subnets }, { to: { ...task, ips: [] } }))).toBe('open');
  });

  test('does not guess the subnet of an address that two VPCs have', () => {
    const subnets = [subnet('subnet-z', '10.0.3.0/24', { vpc: 'vpc-2' }), ...(open.subnets ?? [])];
    const result = path({ subnets }, { to: { ...task, subnets: null } });
    expect(result.verdict).toBe('unknown');
    expect(result.hops.some(({ says }) => says.includes('subnet-z'))).toBe(false);
  });

  test('finds the subnet of an address by its CIDR when that is not given', () => {
    expect(path({}, { to: { ...task, subnets: null } }).verdict).toBe('open');
  });

  test('says what blocks it although something else could not be read', () => {
    expect(verdict(path({ networkAcls: null }, { port: 9090 }))).toBe('blocked all');
  });

  test('is judged by the address of the network interface where it is known, else by the subnet as uncertain', () => {
    const securityGroups = [
      group('sg-alb'),
      group('sg-app', { ingress: [rule({ fromPort: 8080, toPort: 8080, cidrs: ['10.0.1.0/28'] })] }),
    ];
    const from = { ...alb, subnets: ['subnet-a'] };
    expect(verdict(path({ securityGroups }, { from: { ...from, ips: ['10.0.1.5'] } }))).toBe('open');
    expect(verdict(path({ securityGroups }, { from: { ...from, ips: ['10.0.1.99'] } }))).toBe('blocked all');
    expect(verdict(path({ securityGroups }, { from }))).toBe('unknown');
  });

  test('over IPv6 needs rules for IPv6', () => {
    const subnets = [
      subnet('subnet-a', '10.0.1.0/24', { ipv6Cidrs: ['2001:db8:0:1::/64'] }),
      subnet('subnet-t', '10.0.3.0/24', { ipv6Cidrs: ['2001:db8:0:3::/64'] }),
    ];
    const ends = { from: { ...alb, subnets: ['subnet-a'] }, to: { ...task, ips: ['2001:db8:0:3::7'] } };
    expect(failing(path({ subnets }, ends)).map(({ kind }) => kind)).toContain('nacl-source-egress');
    const six = [entry(100, { cidr: '::/0' }), entry(100, { cidr: '::/0', egress: true })];
    expect(verdict(path({ subnets, networkAcls: [acl('acl-6', ['subnet-a', 'subnet-t'], six)] }, ends))).toBe('open');
  });

  test('has nothing to say of an end of which nothing is known', () => {
    const nobody: End = { ips: [], subnets: null, securityGroups: null };
    expect(path({}, { to: nobody }).verdict).toBe('unknown');
    expect(path({}, { from: nobody, to: nobody }).verdict).toBe('unknown');
  });

  test('survives addresses, CIDRs and ids that make no sense', () => {
    const odd: End = { ips: ['not an address', ''], subnets: ['subnet-none', ''], securityGroups: ['', 'sg-none'] };
    const networkAcls = [acl('acl-1', ['subnet-none'], [entry(1, { cidr: 'nonsense', protocol: '' })])];
    expect(() => path({ networkAcls }, { from: odd })).not.toThrow();
    expect(path({ networkAcls }, { from: odd }).verdict).not.toBe('open');
  });
});

describe('Between VPCs', () => {
  const subnets = [subnet('subnet-a', '10.0.1.0/24'), subnet('subnet-t', '10.9.3.0/24', { vpc: 'vpc-2' })];
  const networkAcls = [openAcl('acl-1', ['subnet-a', 'subnet-t'])];
  const from: End = { ...alb, subnets: ['subnet-a'] };
  const to: End = { ...task, ips: ['10.9.3.7'] };
  const there = {
    id: 'rtb-1',
    vpc: 'vpc-1',
    main: true,
    subnets: [],
    routes: [local, { destination: '10.9.0.0/16', target: 'pcx-1', state: 'active' }],
  };
  const back = {
    id: 'rtb-2',
    vpc: 'vpc-2',
    main: true,
    subnets: [],
    routes: [{ destination: '10.0.0.0/16', target: 'pcx-1', state: 'active' }],
  };

  test('a path needs a route there and a route back', () => {
    expect(verdict(path({ subnets, networkAcls, routeTables: [there, back] }, { from, to }))).toBe('open');
    const noBack = path({ subnets, networkAcls, routeTables: [there, { ...back, routes: [] }] }, { from, to });
    expect(failing(noBack).map(({ kind, says }) => [kind, says])).toEqual([
      ['route-back', 'route table rtb-2 of subnet-t has no route to 10.0.1.0/24'],
    ]);
  });

  test('a peering that is gone leaves a blackhole, which is named', () => {
    const gone = { ...there, routes: [local, { destination: '10.9.0.0/16', target: 'pcx-1', state: 'blackhole' }] };
    const [hop] = failing(path({ subnets, networkAcls, routeTables: [gone, back] }, { from, to }));
    expect(hop).toMatchObject({
      kind: 'route',
      resource: 'rtb-1',
      decidedBy: 'rtb-1: 10.9.0.0/16 to pcx-1',
      says: 'route table rtb-1 of subnet-a sends 10.9.3.7 to pcx-1, which is gone (blackhole)',
    });
  });

  test.each([
    ['igw-1', 'nat-1', []],
    ['nat-1', 'nat-1', [{ destination: '0.0.0.0/0', target: 'igw-1', state: 'active' }]],
  ])('a private address is not reached by the way to the internet, %s', (target, id, ofPublic) => {
    const out = { ...there, routes: [local, { destination: '0.0.0.0/0', target, state: 'active' }] };
    const publicTable = { id: 'rtb-3', vpc: 'vpc-1', main: false, subnets: ['subnet-p'], routes: [local, ...ofPublic] };
    const natGateways = [{ id, subnet: 'subnet-p', state: 'available' }];
    const all = [...subnets, subnet('subnet-p', '10.0.9.0/24')];
    const result = path(
      { subnets: all, networkAcls, routeTables: [out, back, publicTable], natGateways },
      { from, to },
    );
    expect(failing(result)).toMatchObject([
      { kind: 'route', resource: 'rtb-1', extent: 'all', says: expect.stringContaining('private addresses') },
    ]);
  });

  test('a private NAT gateway may send a private address on', () => {
    const out = { ...there, routes: [local, { destination: '0.0.0.0/0', target: 'nat-1', state: 'active' }] };
    const behind = { id: 'rtb-3', vpc: 'vpc-1', main: false, subnets: ['subnet-p'], routes: there.routes };
    const natGateways = [{ id: 'nat-1', subnet: 'subnet-p', state: 'available' }];
    const all = [...subnets, subnet('subnet-p', '10.0.9.0/24')];
    const result = path({ subnets: all, networkAcls, routeTables: [out, back, behind], natGateways }, { from, to });
    expect(failing(result).map(({ kind }) => kind)).not.toContain('route');
  });

  test('a transit gateway cannot be seen through', () => {
    const routes = [local, { destination: '10.0.0.0/8', target: 'tgw-1', state: 'active' }];
    const routeTables = [
      { ...there, routes },
      { ...back, routes },
    ];
    expect(path({ subnets, networkAcls, routeTables }, { from, to }).verdict).toBe('unknown');
  });
});

describe('From the internet', () => {
  const client: End = { ips: ['198.51.100.7'], subnets: [], securityGroups: [] };
  const balancer: End = { ...alb, subnets: ['subnet-a'] };
  const to = (target: string): Partial<Network> => ({
    routeTables: [
      {
        id: 'rtb-1',
        vpc: 'vpc-1',
        main: true,
        subnets: [],
        routes: [local, { destination: '0.0.0.0/0', target, state: 'active' }],
      },
    ],
  });

  test('a load balancer is reached in a public subnet and not behind a NAT gateway', () => {
    expect(verdict(path(to('igw-1'), { from: client, to: balancer, port: 443 }))).toBe('open');
    expect(failing(path(to('nat-1'), { from: client, to: balancer, port: 443 })).map(({ kind }) => kind)).toEqual([
      'route-back',
    ]);
    expect(verdict(path(to('igw-1'), { from: client, to: balancer, port: 8443 }))).toBe('blocked all');
  });

  test.each(['block-ingress', 'block-bidirectional'])(
    'it is stopped by VPC Block Public Access: %s',
    (internetBlock) => {
      const subnets = [subnet('subnet-a', '10.0.1.0/24', { internetBlock })];
      const result = path({ ...to('igw-1'), subnets }, { from: client, to: balancer, port: 443 });
      expect(failing(result).map(({ kind }) => kind)).toEqual(['block-public-access']);
    },
  );
});

describe('Whole paths agree with an oracle that tries every rule and every port', () => {
  const cidr = fc.constantFrom(
    '0.0.0.0/0',
    '10.0.1.0/24',
    '10.0.1.5/32',
    '10.0.3.0/25',
    '10.0.3.7/32',
    '10.0.0.0/16',
    '192.168.0.0/16',
  );
  const span = fc.constantFrom<[number | null, number | null]>(
    [null, null],
    [8080, 8080],
    [443, 443],
    [1024, 65_535],
    [32_768, 65_535],
    [0, 65_535],
  );
  const sgRules = fc.array(
    fc
      .record({
        protocol: fc.constantFrom('-1', 'tcp', 'udp'),
        span,
        cidrs: fc.array(cidr, { maxLength: 2 }),
        groups: fc.subarray(['sg-alb', 'sg-app', 'sg-x']),
      })
      .map(({ protocol, span: [fromPort, toPort], cidrs, groups }) =>
        rule({ protocol, fromPort, toPort, cidrs, groups }),
      ),
    { maxLength: 3 },
  );
  const aclEntries = fc
    .uniqueArray(
      fc.record({
        number: fc.nat(300),
        egress: fc.boolean(),
        protocol: fc.constantFrom('-1', '6', '17'),
        action: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
        cidr,
        span,
      }),
      { maxLength: 6, selector: ({ number, egress }) => `${number} ${egress}` },
    )
    .map((entries) =>
      entries.map(({ span: [fromPort, toPort], ...rest }) => entry(rest.number, { ...rest, fromPort, toPort })),
    );

  const holds = (block: string, address: string): boolean => {
    const bits = (text: string): string =>
      text
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('');
    const [network = '', length = '32'] = block.split('/');
    return bits(network).slice(0, Number(length)) === bits(address).slice(0, Number(length));
  };
  const aboutPort = (
    each: { protocol: string; fromPort: number | null; toPort: number | null },
    port: number,
  ): boolean =>
    each.protocol === '-1' ||
    (['6', 'tcp'].includes(each.protocol) &&
      (each.fromPort === null || (port >= each.fromPort && port <= (each.toPort ?? -1))));
  const sgLets = (rules: readonly SgRule[], peerGroup: string, peer: string): boolean =>
    rules
      .filter((each) => aboutPort(each, 8080))
      .some((each) => each.groups.includes(peerGroup) || each.cidrs.some((block) => holds(block, peer)));
  const aclLets = (entries: readonly NetworkAclEntry[], egress: boolean, port: number, peer: string): boolean =>
    entries
      .toSorted((a, b) => a.number - b.number)
      .find((each) => each.egress === egress && aboutPort(each, port) && holds(each.cidr, peer))?.action === 'allow';

  test('for two known addresses in two subnets', () => {
    fc.assert(
      fc.property(sgRules, sgRules, aclEntries, aclEntries, (egress, ingress, aclA, aclT) => {
        const network: Network = {
          ...open,
          securityGroups: [group('sg-alb', { egress }), group('sg-app', { ingress })],
          networkAcls: [acl('acl-a', ['subnet-a'], aclA), acl('acl-t', ['subnet-t'], aclT)],
        };
        const from: End = { ips: ['10.0.1.5'], subnets: ['subnet-a'], securityGroups: ['sg-alb'] };
        const there =
          sgLets(egress, 'sg-app', '10.0.3.7') &&
          sgLets(ingress, 'sg-alb', '10.0.1.5') &&
          aclLets(aclA, true, 8080, '10.0.3.7') &&
          aclLets(aclT, false, 8080, '10.0.1.5');
        let out = 0;
        let back = 0;
        for (let port = 1024; port <= 65_535; port += 1) {
          if (aclLets(aclT, true, port, '10.0.1.5')) out += 1;
          if (aclLets(aclA, false, port, '10.0.3.7')) back += 1;
        }
        const all = 65_535 - 1024 + 1;
        const expected =
          !there || out === 0 || back === 0 ? 'blocked all' : out < all || back < all ? 'blocked some' : 'open';
        const result = evaluatePath({ from, to: task, protocol: 'tcp', port: 8080, network });
        expect([verdict(result), result.hops]).toEqual([expected, result.hops]);
      }),
      { numRuns: 40 },
    );
  });

  test('and never say open or blocked of a path of which a part was hidden, where the whole says otherwise', () => {
    const hidden = fc.subarray(['securityGroups', 'networkAcls', 'subnets', 'routeTables'] as const, { minLength: 1 });
    fc.assert(
      fc.property(sgRules, sgRules, aclEntries, aclEntries, hidden, (egress, ingress, aclA, aclT, names) => {
        const network: Network = {
          ...open,
          securityGroups: [group('sg-alb', { egress }), group('sg-app', { ingress })],
          networkAcls: [acl('acl-a', ['subnet-a'], aclA), acl('acl-t', ['subnet-t'], aclT)],
        };
        const from: End = { ips: ['10.0.1.5'], subnets: ['subnet-a'], securityGroups: ['sg-alb'] };
        const question = { from, to: task, protocol: 'tcp', port: 8080 };
        const whole = evaluatePath({ ...question, network });
        const part = evaluatePath({
          ...question,
          network: { ...network, ...Object.fromEntries(names.map((name) => [name, null])) },
        });
        expect([whole.verdict, 'unknown']).toContain(part.verdict);
      }),
      { numRuns: 300 },
    );
  });
});
