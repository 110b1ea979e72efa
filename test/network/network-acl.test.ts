import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NetworkAclEntry } from '#network';
import { parseBlock } from '../../src/network/address.ts';
import type { Hop } from '../../src/network/hop.ts';
import { judgeAcl } from '../../src/network/network-acl.ts';
import type { Traffic } from '../../src/network/protocol.ts';
import { answersTo, trafficOf } from '../../src/network/protocol.ts';
import { acl, emptyNetwork, entry, lastEntries } from './builders.ts';

function judge(entries: readonly NetworkAclEntry[], peer: string, traffic: Traffic): Hop {
  const block = parseBlock(peer);
  if (block === null) throw new Error(`${peer} is no block`);
  return judgeAcl(
    { kind: 'nacl-destination-ingress', subnet: 'subnet-1', direction: 'ingress', peer: block, traffic },
    { ...emptyNetwork, networkAcls: [acl('acl-1', ['subnet-1'], entries)] },
  );
}

describe('Network ACLs agree with an oracle', () => {
  const entries = fc.uniqueArray(
    fc
      .record({
        number: fc.integer({ min: 1, max: 200 }),
        protocol: fc.constantFrom('-1', '6', '17'),
        action: fc.constantFrom('allow' as const, 'deny' as const),
        last: fc.nat(15),
        prefix: fc.integer({ min: 28, max: 32 }),
        ports: fc.tuple(fc.nat(15), fc.nat(15)),
        egress: fc.boolean(),
      })
      .map(({ last, prefix, ports, ...rest }) => ({
        ...rest,
        cidr: `10.0.0.${last}/${prefix}`,
        fromPort: rest.protocol === '-1' ? null : Math.min(...ports),
        toPort: rest.protocol === '-1' ? null : Math.max(...ports),
      })),
    { maxLength: 7, selector: ({ number, egress }) => `${number} ${egress}` },
  );

  /** One packet, one walk down the list. */
  function lets(entries: readonly NetworkAclEntry[], port: number, last: number): boolean {
    let decided: boolean | undefined;
    for (let number = 1; number <= 32_767 && decided === undefined; number += 1) {
      for (const entry of entries) {
        if (entry.number !== number || entry.egress) continue;
        const [address = '', prefix = ''] = entry.cidr.split('/');
        const size = 2 ** (32 - Number(prefix));
        const here = Math.floor(Number(address.split('.')[3]) / size) === Math.floor(last / size);
        const spoken =
          entry.protocol === '-1' ||
          (entry.protocol === '6' && port >= (entry.fromPort ?? 0) && port <= (entry.toPort ?? 99));
        if (here && spoken) decided = entry.action === 'allow';
      }
      if (number > 200) break;
    }
    return decided ?? false;
  }

  test('for one address and port, and for blocks and ranges of them', () => {
    fc.assert(
      fc.property(
        entries,
        fc.tuple(fc.nat(15), fc.nat(15)),
        fc.nat(15),
        fc.integer({ min: 28, max: 32 }),
        (entries, range, last, prefix) => {
          const [from, to] = [Math.min(...range), Math.max(...range)];
          const size = 2 ** (32 - prefix);
          const first = Math.floor(last / size) * size;
          const ports = Array.from({ length: to - from + 1 }, (_, index) => from + index);
          const addresses = Array.from({ length: size }, (_, index) => first + index);
          const open = ports.map((port) => addresses.filter((address) => lets(entries, port, address)).length);
          const hop = judge(entries, `10.0.0.${last}/${prefix}`, { protocol: '6', ports: { from, to } });
          const verdict = hop.verdict === 'fail' ? `fail ${hop.extent}` : hop.verdict;
          const expected = open.every((count) => count === size)
            ? 'pass'
            : open.every((count) => count === 0)
              ? 'fail all'
              : open.includes(0)
                ? 'fail some'
                : 'unknown';
          expect([verdict, hop.says]).toEqual([expected, hop.says]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('A network ACL', () => {
  const tcp443 = trafficOf('tcp', 443);

  test('lets the first entry that matches decide, in the order of numbers and not of the list', () => {
    const entries = [
      entry(200),
      entry(100, { action: 'deny', protocol: '6', fromPort: 443, toPort: 443 }),
      ...lastEntries,
    ];
    expect(judge(entries, '10.0.0.1', tcp443)).toEqual({
      kind: 'nacl-destination-ingress',
      verdict: 'fail',
      extent: 'all',
      resource: 'acl-1',
      decidedBy: 'acl-1 rule 100',
      says: 'network ACL acl-1 of subnet-1 denies tcp 443 from 10.0.0.1 (rule 100)',
    });
    expect(judge(entries, '10.0.0.1', trafficOf('tcp', 80)).verdict).toBe('pass');
  });

  test('that ends denies what nothing allowed', () => {
    const hop = judge([entry(100, { cidr: '10.1.0.0/16' }), ...lastEntries], '10.0.0.1', tcp443);
    expect([hop.verdict, hop.decidedBy]).toEqual(['fail', 'acl-1 rule *']);
    expect(judge([], '10.0.0.1', tcp443).decidedBy).toBe('acl-1 rule *');
  });

  test('that lets answers back to only some of the ports is named with the ports it denies', () => {
    const narrow = [entry(100, { protocol: '6', fromPort: 32_768, toPort: 65_535 }), ...lastEntries];
    const hop = judge(narrow, '10.0.0.1', answersTo(tcp443));
    expect(hop).toMatchObject({ verdict: 'fail', extent: 'some' });
    expect(hop.says).toBe(
      'network ACL acl-1 of subnet-1 allows tcp 1024-65535 from 10.0.0.1 only for ports 32768-65535; ports 1024-32767 are denied (rule *)',
    );
  });

  test('that could not be read, or is associated with no such subnet, decides nothing', () => {
    const question = { kind: 'nacl-source-egress', subnet: 'subnet-2', direction: 'egress', traffic: tcp443 } as const;
    const peer = parseBlock('10.0.0.1');
    if (peer === null) throw new Error('no block');
    const networkAcls = [acl('acl-1', ['subnet-1'], [])];
    expect(judgeAcl({ ...question, peer }, { ...emptyNetwork, networkAcls }).verdict).toBe('unknown');
    expect(judgeAcl({ ...question, peer }, { ...emptyNetwork, networkAcls: null }).verdict).toBe('unknown');
  });

  test('that treats parts of a block differently is uncertain where only the block is known', () => {
    const entries = [entry(90, { action: 'deny', cidr: '10.0.0.128/25' }), entry(100), ...lastEntries];
    expect(judge(entries, '10.0.0.0/24', tcp443).verdict).toBe('unknown');
    expect(judge(entries, '10.0.0.200', tcp443).verdict).toBe('fail');
    expect(judge(entries, '10.0.0.20', tcp443).verdict).toBe('pass');
  });

  test('lets every protocol and IPv6 through by entries of their own', () => {
    const entries = [
      entry(100, { cidr: '0.0.0.0/0' }),
      entry(101, { cidr: '::/0', protocol: '17', fromPort: 53, toPort: 53 }),
    ];
    expect(judge(entries, '2001:db8::1', trafficOf('udp', 53)).verdict).toBe('pass');
    expect(judge(entries, '2001:db8::1', tcp443).verdict).toBe('fail');
    expect(judge(entries, '10.0.0.1', trafficOf('50', null)).verdict).toBe('pass');
  });
});
