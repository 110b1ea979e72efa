import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Network, SgRule } from '#network';
import { parseBlock } from '../../src/network/address.ts';
import type { Block } from '../../src/network/address.ts';
import type { Hop } from '../../src/network/hop.ts';
import { trafficOf } from '../../src/network/protocol.ts';
import { judgeGroups } from '../../src/network/security-group.ts';
import { emptyNetwork, group, rule } from './builders.ts';

function block(text: string): Block {
  const parsed = parseBlock(text);
  if (parsed === null) throw new Error(`${text} is no block`);
  return parsed;
}

function judge(
  rules: readonly SgRule[],
  question: { peer?: string; peerGroups?: readonly string[] | null; protocol?: string; port?: number | null } = {},
  network: Partial<Network> = {},
): Hop {
  const { peer = '10.0.0.5', peerGroups = ['sg-alb'], protocol = 'tcp', port = 5432 } = question;
  return judgeGroups(
    { direction: 'ingress', groups: ['sg-app'], peer: block(peer), peerGroups, traffic: trafficOf(protocol, port) },
    { ...emptyNetwork, securityGroups: [group('sg-app', { ingress: rules })], ...network },
  );
}

describe('Security groups agree with an oracle', () => {
  const protocols = ['-1', 'tcp', '6', 'udp', '17', '50'] as const;
  const lists = { 'pl-known': ['10.0.0.8/30', '10.0.0.1/32'] };
  const rules = fc.array(
    fc
      .record({
        protocol: fc.constantFrom(...protocols),
        ports: fc.option(fc.tuple(fc.nat(7), fc.nat(7)), { nil: null }),
        cidrs: fc.array(
          fc
            .record({ last: fc.nat(15), prefix: fc.integer({ min: 28, max: 32 }) })
            .map(({ last, prefix }) => `10.0.0.${last}/${prefix}`),
          { maxLength: 2 },
        ),
        prefixLists: fc.subarray(['pl-known', 'pl-unread']),
        groups: fc.subarray(['sg-alb', 'sg-other']),
      })
      .map(({ ports, ...rest }) => ({
        ...rest,
        fromPort: ports === null ? null : Math.min(...ports),
        toPort: ports === null ? null : Math.max(...ports),
      })),
    { maxLength: 5 },
  );

  /** Every address and port of a small world that a rule speaks of, written out one by one. */
  function permits(rule: SgRule, protocol: 'tcp' | 'udp', port: number, last: number): boolean {
    const spoken: { [protocol: string]: string[] } = {
      '-1': ['tcp', 'udp'],
      tcp: ['tcp'],
      '6': ['tcp'],
      udp: ['udp'],
      '17': ['udp'],
    };
    if (!(spoken[rule.protocol] ?? []).includes(protocol)) return false;
    if (rule.protocol !== '-1' && rule.fromPort !== null && !(port >= rule.fromPort && port <= (rule.toPort ?? 0)))
      return false;
    const named = rule.prefixLists.includes('pl-known') ? lists['pl-known'] : [];
    return [...rule.cidrs, ...named].some((cidr) => {
      const [address = '', prefix = ''] = cidr.split('/');
      const size = 2 ** (32 - Number(prefix));
      return Math.floor(Number(address.split('.')[3]) / size) === Math.floor(last / size);
    });
  }

  test.each(['tcp', 'udp'] as const)('for one address and for blocks of them, over %s', (protocol) => {
    fc.assert(
      fc.property(rules, fc.nat(7), fc.nat(15), fc.integer({ min: 28, max: 32 }), (rules, port, last, prefix) => {
        const size = 2 ** (32 - prefix);
        const first = Math.floor(last / size) * size;
        const addresses = Array.from({ length: size }, (_, index) => first + index);
        const allowed = addresses.filter((address) => rules.some((rule) => permits(rule, protocol, port, address)));
        const speaks = (rule: SgRule): boolean => permits({ ...rule, cidrs: ['10.0.0.0/28'] }, protocol, port, 0);
        const byGroup = rules.some((rule) => speaks(rule) && rule.groups.includes('sg-alb'));
        const unread = rules.some((rule) => speaks(rule) && rule.prefixLists.includes('pl-unread'));

        const hop = judge(rules, { peer: `10.0.0.${last}/${prefix}`, protocol, port }, { prefixLists: lists });
        const expected =
          byGroup || allowed.length === size ? 'pass' : unread || allowed.length > 0 ? 'unknown' : 'fail';
        expect(hop).toMatchObject({ verdict: expected });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('A security group', () => {
  test.each<[string, SgRule]>([
    ['protocol -1, whose ports are absent', rule({ protocol: '-1', cidrs: ['10.0.0.0/16'] })],
    ['protocol -1 with ports of -1', rule({ protocol: '-1', fromPort: -1, toPort: -1, cidrs: ['10.0.0.0/16'] })],
    ['a range that holds the port', rule({ fromPort: 5000, toPort: 6000, cidrs: ['10.0.0.0/16'] })],
    ['all ports, 0 to 65535', rule({ fromPort: 0, toPort: 65_535, cidrs: ['10.0.0.0/16'] })],
    ['tcp without ports', rule({ cidrs: ['10.0.0.0/16'] })],
    ['the protocol by number', rule({ protocol: '6', fromPort: 5432, toPort: 5432, cidrs: ['10.0.0.5/32'] })],
    ['the protocol in capitals', rule({ protocol: 'TCP', fromPort: 5432, toPort: 5432, cidrs: ['10.0.0.5/32'] })],
    ['the group of the other end', rule({ fromPort: 5432, toPort: 5432, groups: ['sg-alb'] })],
    ['two halves of the block', rule({ fromPort: 5432, toPort: 5432, cidrs: ['10.0.0.0/32', '10.0.0.4/30'] })],
  ])('lets traffic in by %s', (_, allowing) => {
    expect(judge([rule({ fromPort: 22, toPort: 22, cidrs: ['0.0.0.0/0'] }), allowing]).verdict).toBe('pass');
  });

  test('lets IPv6 in by IPv6 rules only', () => {
    const peer = '2001:db8::7';
    expect(judge([rule({ cidrs: ['::/0'] })], { peer }).verdict).toBe('pass');
    expect(judge([rule({ cidrs: ['0.0.0.0/0'] })], { peer }).verdict).toBe('fail');
  });

  test('says what is missing, and what comes nearest', () => {
    const hop = judge([rule({ fromPort: 3000, toPort: 3000, groups: ['sg-alb'] })], { port: 8080 });
    expect(hop).toEqual({
      kind: 'sg-ingress',
      verdict: 'fail',
      extent: 'all',
      resource: 'sg-app',
      decidedBy: 'sg-app: no inbound rule for tcp 8080 from sg-alb (10.0.0.5)',
      says: 'security group sg-app has no inbound rule for tcp 8080 from sg-alb (10.0.0.5); the nearest allows tcp 3000 from sg-alb',
    });
  });

  test('names the rule that let it through', () => {
    const hop = judge([rule({ id: 'sgr-0abc', fromPort: 5432, toPort: 5432, groups: ['sg-alb'] })]);
    expect(hop.decidedBy).toBe('sgr-0abc inbound tcp 5432 from sg-alb');
  });

  test('is not judged by a prefix list that could not be read', () => {
    const hop = judge([rule({ prefixLists: ['pl-1'] })]);
    expect([hop.verdict, hop.says]).toEqual([
      'unknown',
      'security group sg-app allows tcp from pl-1, whose addresses could not be read',
    ]);
    expect(judge([rule({ prefixLists: ['pl-1'] })], {}, { prefixLists: { 'pl-1': ['192.0.2.0/24'] } }).verdict).toBe(
      'fail',
    );
    expect(judge([rule({ prefixLists: ['pl-1'] })], {}, { prefixLists: { 'pl-1': ['10.0.0.0/24'] } }).verdict).toBe(
      'pass',
    );
  });

  test('does not resolve a prefix list by the name of something every object has', () => {
    expect(judge([rule({ prefixLists: ['constructor'] })]).verdict).toBe('unknown');
  });

  test('is not judged when it, its peer or all groups could not be read', () => {
    expect(judge([], {}, { securityGroups: null }).verdict).toBe('unknown');
    expect(judge([], {}, { securityGroups: [] }).verdict).toBe('unknown');
    expect(judge([rule({ groups: ['sg-alb'] })], { peerGroups: null }).verdict).toBe('unknown');
  });

  test('that allows only a part of the block an address may lie in is uncertain', () => {
    const hop = judge([rule({ cidrs: ['10.0.0.0/25'] })], { peer: '10.0.0.0/24' });
    expect([hop.verdict, hop.says]).toEqual([
      'unknown',
      'security group sg-app allows tcp from 10.0.0.0/25: only a part of 10.0.0.0/24',
    ]);
  });

  test('matches ICMP by type, not by port', () => {
    const ping = rule({ protocol: 'icmp', fromPort: 8, toPort: -1, cidrs: ['0.0.0.0/0'] });
    expect(judge([ping], { protocol: 'icmp', port: 8 }).verdict).toBe('pass');
    expect(judge([ping], { protocol: 'icmp', port: 3 }).verdict).toBe('fail');
    expect(judge([ping], { protocol: 'tcp', port: 8 }).verdict).toBe('fail');
    expect(
      judge([rule({ protocol: 'icmp', fromPort: -1, toPort: -1, cidrs: ['0.0.0.0/0'] })], { protocol: '1', port: 3 })
        .verdict,
    ).toBe('pass');
  });
});
