import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitAt, shapeOf, variation } from '../../../src/facts/lambda/shape.ts';
import type { Run } from '../../../src/facts/lambda/shape.ts';

const run = (start: number, duration: number, failed = false): Run => ({ start, duration, failed });
const runs = fc.array(
  fc.record({
    start: fc.integer({ min: 0, max: 3_600_000 }),
    duration: fc.integer({ min: 1, max: 900_000 }),
    failed: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('the shape of runs', () => {
  test('does not depend on their order', () => {
    fc.assert(
      fc.property(
        runs.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const [one, other] = [shapeOf(all), shapeOf(shuffled)];
          // Of equal starts the order within a wave is free, which changes nothing that is told.
          expect(other).toEqual(one);
        },
      ),
    );
  });

  test('does not depend on when they were', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 0, max: 1e12 }), (all, later) => {
        expect(shapeOf(all.map((one) => ({ ...one, start: one.start + later })))).toEqual(shapeOf(all));
      }),
    );
  });

  test('claims nothing of failures where there are none', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const shape = shapeOf(all.map((one) => ({ ...one, failed: false })));
        expect(shape).toMatchObject({ split: null, plateau: null, random: false });
      }),
    );
  });

  test('of a split is never random as well, and needs both kinds', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const { split, random } = shapeOf(all);
        if (split === null) return;
        expect(random).toBe(false);
        expect(split.failed).toBeGreaterThanOrEqual(2);
        expect(split.succeeded).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  test('has a plateau wherever all failures are within one hundredth of a value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 900_000 }), fc.integer({ min: 2, max: 40 }), (ms, many) => {
        const all = Array.from({ length: many }, (_, index) => run(index * 10_000, ms * (1 + (index % 2) / 100), true));
        const { plateau, random } = shapeOf(all);
        expect(plateau?.part).toBe(1);
        expect(random).toBe(false);
      }),
    );
  });

  test('has two modes wherever both sides are dense and far apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 20 }), (fast, slow) => {
        fc.pre(Math.min(fast, slow) >= 0.1 * (fast + slow));
        const all = [
          ...Array.from({ length: fast }, (_, index) => run(index, 100 + index)),
          ...Array.from({ length: slow }, (_, index) => run(index, 10_000 + index, true)),
        ];
        expect(shapeOf(all).bimodal).toMatchObject({ fast, slow });
      }),
    );
  });
});

describe('known shapes', () => {
  const burst = (begin: number) => [
    ...Array.from({ length: 5 }, (_, index) => run(begin + index * 10, 900 + index * 20)),
    ...Array.from({ length: 5 }, (_, index) => run(begin + index * 10, 600_000, true)),
  ];

  test('half of a burst succeeds at once and half hangs until the end', () => {
    expect(shapeOf([...burst(0), ...burst(3_000_000)])).toMatchObject({
      bimodal: { fast: 10, slow: 10 },
      wave: { size: 10, failed: 5 },
      split: { waves: 2, succeeded: 10, failed: 10 },
      plateau: { ms: 600_000, part: 1 },
      random: false,
    });
  });

  test('failures between successes in a burst are chance', () => {
    const all = Array.from({ length: 10 }, (_, index) => run(index * 100, 1_000 + index * 300, index % 3 === 0));
    expect(shapeOf(all)).toMatchObject({ split: null, random: true });
  });

  test('failures that take all kinds of time are chance', () => {
    const all = [1_000, 2_500, 7_000, 4_000].map((duration, index) => run(index * 60_000, duration, true));
    expect(shapeOf(all)).toMatchObject({ wave: null, plateau: null, random: true });
  });

  test('durations that grow into the limit have one mode', () => {
    const all = Array.from({ length: 40 }, (_, index) =>
      run(index * 60_000, Math.min(3_000, 2_000 + index * 40), index >= 25),
    );
    expect(shapeOf(all)).toMatchObject({ bimodal: null, split: null, plateau: { ms: 3_000, part: 1 }, random: false });
  });

  test('one slow run among many is no second mode', () => {
    expect(shapeOf([...Array.from({ length: 30 }, (_, index) => run(index, 100)), run(99, 9_000)]).bimodal).toBeNull();
  });

  test('no runs have no shape', () => {
    expect(shapeOf([])).toEqual({ bimodal: null, wave: null, split: null, plateau: null, random: false });
  });
});

test.each([
  [3_010, 3_000, 'the timeout of the function'],
  [29_010, 60_000, 'the 29 s that API Gateway waits'],
  [60_100, 60_000, 'the timeout of the function'],
  [127_400, 900_000, 'the 127 s after which Linux gives up connecting'],
  [350_000, null, 'the 350 s after which NAT forgets an idle connection'],
  [12_000, 900_000, null],
])('%d ms under a timeout of %s is %s', (ms, timeout, what) => {
  expect(limitAt(ms, timeout)).toBe(what);
});

test('the variation of equal values is none', () => {
  expect(variation([7, 7, 7])).toBe(0);
  expect(variation([])).toBe(0);
  expect(variation([1, 3])).toBeCloseTo(0.5);
});
