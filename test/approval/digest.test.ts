import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from '../../src/approval/canonical.ts';
import type { Plain } from '../../src/approval/canonical.ts';
import { digestOf } from '../../src/approval/digest.ts';

const bound = {
  action: 'lambda.lower-concurrency',
  account: '123456789012',
  region: 'eu-west-1',
  params: { function: 'checkout', limit: 5 },
  found: { reserved: null },
};

test('the digest is that of the same text on every machine', () => {
  expect(digestOf(bound)).toBe('228427185a6c92a0d911e36b70570706f5d1c9281a3ef3ee4c598b041d410e5a');
  expect(digestOf({ ...bound, params: { limit: 5, function: 'checkout' } })).toBe(digestOf(bound));
});

test.each([
  ['action', { action: 'lambda.raise-timeout' }],
  ['account', { account: '123456789013' }],
  ['region', { region: 'eu-west-2' }],
  ['parameters', { params: { function: 'checkout', limit: 50 } }],
  ['what was found', { found: { reserved: 100 } }],
  ['absence and zero', { found: { reserved: 0 } }],
])('another %s has another digest', (_, other) => {
  expect(digestOf({ ...bound, ...other })).not.toBe(digestOf(bound));
});

test('equal values have equal texts, and different ones have not', () => {
  const plain = fc.jsonValue().map((value): Plain => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(plain, plain, (one, other) => {
      expect(JSON.parse(canonicalText(one))).toEqual(one);
      expect(canonicalText(one) === canonicalText(other)).toBe(same(one, other));
    }),
  );
});

function same(one: Plain, other: Plain): boolean {
  try {
    expect(one).toStrictEqual(other);
    return true;
  } catch {
    return false;
  }
}

test('what JSON cannot say is not bound at all', () => {
  expect(() => canonicalText({ limit: Number.NaN })).toThrow(TypeError);
});
