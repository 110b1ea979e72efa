import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverage, halves, parseBlock, relation } from '../../src/network/address.ts';
import type { Block } from '../../src/network/address.ts';

function block(text: string): Block {
  const parsed = parseBlock(text);
  if (parsed === null) throw new Error(`${text} is no block`);
  return parsed;
}

/** The oracle: addresses as whole numbers, blocks as their first and last. */
function bounds(groups: readonly number[], width: number, prefix: number): readonly [bigint, bigint] {
  const total = BigInt(groups.length * width);
  const value = groups.reduce((sum, group) => sum * (1n << BigInt(width)) + BigInt(group), 0n);
  const size = 1n << (total - BigInt(prefix));
  const first = (value / size) * size;
  return [first, first + size - 1n];
}

const ipv4 = fc
  .record({ groups: fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }), prefix: fc.nat(32) })
  .map(({ groups, prefix }) => ({ text: `${groups.join('.')}/${prefix}`, bounds: bounds(groups, 8, prefix) }));

const ipv6 = fc
  .record({ groups: fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), prefix: fc.nat(128) })
  .map(({ groups, prefix }) => ({
    text: `${groups.map((group) => group.toString(16)).join(':')}/${prefix}`,
    bounds: bounds(groups, 16, prefix),
  }));

/** Blocks that share their beginnings, so that most of them have to do with each other. */
const near4 = fc
  .record({
    groups: fc.tuple(fc.constant(10), fc.nat(1), fc.nat(1), fc.nat(255)),
    prefix: fc.integer({ min: 6, max: 32 }),
  })
  .map(({ groups, prefix }) => ({ text: `${groups.join('.')}/${prefix}`, bounds: bounds(groups, 8, prefix) }));

describe('Blocks of addresses', () => {
  test.each([
    ['IPv4', ipv4],
    ['IPv6', ipv6],
    ['IPv4 near each other', near4],
  ])('relate to each other as their first and last addresses do: %s', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (a, b) => {
        const within = a.bounds[0] <= b.bounds[0] && b.bounds[1] <= a.bounds[1];
        const around = b.bounds[0] <= a.bounds[0] && a.bounds[1] <= b.bounds[1];
        expect(relation(block(a.text), block(b.text))).toBe(within ? 'covers' : around ? 'inside' : 'apart');
      }),
    );
  });

  test('cover a span together exactly when each of its addresses lies in one of them', () => {
    const part = fc.record({ last: fc.nat(31), prefix: fc.integer({ min: 27, max: 32 }) });
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.integer({ min: 27, max: 32 }),
        fc.nat(31),
        (parts, prefix, at) => {
          const [first, last] = bounds([10, 0, 0, at], 8, prefix);
          let inside = 0;
          for (let address = first; address <= last; address += 1n) {
            const holds = parts.some((each) => {
              const [from, to] = bounds([10, 0, 0, each.last], 8, each.prefix);
              return from <= address && address <= to;
            });
            if (holds) inside += 1;
          }
          const blocks = parts.map((each) => block(`10.0.0.${each.last}/${each.prefix}`));
          const expected = inside === 0 ? 'none' : inside === Number(last - first) + 1 ? 'all' : 'some';
          expect(coverage(blocks, block(`10.0.0.${at}/${prefix}`))).toBe(expected);
        },
      ),
    );
  });

  test('fall into two halves that are apart and lie inside', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), ({ text }) => {
        const whole = block(text);
        const parts = halves(whole);
        fc.pre(whole.prefix < whole.bytes.length * 8);
        const [lower, upper] = parts;
        if (lower === undefined || upper === undefined) throw new Error('a block has two halves');
        expect(relation(lower, upper)).toBe('apart');
        expect([relation(whole, lower), relation(whole, upper)]).toEqual(['covers', 'covers']);
        expect(lower.prefix).toBe(whole.prefix + 1);
      }),
    );
  });

  test('of one address have no halves', () => {
    expect(halves(block('10.0.0.7'))).toEqual([block('10.0.0.7')]);
    expect(halves(block('::7'))).toEqual([block('::7')]);
  });

  test.each([
    ['10.0.0.7', '10.0.0.7'],
    ['10.0.0.7/32', '10.0.0.7'],
    ['10.0.0.7/24', '10.0.0.0/24'],
    [' 2001:DB8::1 ', '2001:db8::1'],
    ['::/0', '::/0'],
    ['0.0.0.0/0', '0.0.0.0/0'],
  ])('are read from %j and written as %s', (text, written) => {
    expect(parseBlock(text)?.text).toBe(written);
  });

  test.each([
    '',
    'local',
    'pl-63a5400a',
    '10.0.0.0/33',
    '10.0.0/24',
    '010.0.0.1',
    '0x0a000001',
    '10.0.0.1/',
    '10.0.0.1/8/8',
    '::1/129',
    '1.2.3.4.5',
  ])('are not read from %j', (text) => {
    expect(parseBlock(text)).toBeNull();
  });

  test('of different families never meet', () => {
    expect(relation(block('0.0.0.0/0'), block('::1'))).toBe('apart');
    expect(relation(block('::/0'), block('10.0.0.1'))).toBe('apart');
  });
});
