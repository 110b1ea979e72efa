import { describe, expect, test } from 'vitest';
import { around, changesOf, turns } from '../../src/on-call/shift.ts';
import type { Shift, Turn } from '../../src/on-call/shift.ts';

const day = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));
const shift = (who: string, from: number, to: number): Shift => ({
  from: day(from),
  to: day(to),
  people: [who],
  unknown: [],
});
const told = (all: readonly Turn[]) =>
  all.map(({ from, to, people }) =>
    `${from.getTime() / 3.6e6 - day(0).getTime() / 3.6e6}-${to.getTime() / 3.6e6 - day(0).getTime() / 3.6e6} ${people.join('+')}`.trim(),
  );

const all = turns(
  [shift('ana', 0, 8), shift('ana', 8, 10), shift('ben', 9, 16), shift('cleo', 18, 30)],
  day(2),
  day(24),
);

describe('turns', () => {
  test('follow one another without holes: one person’s shifts as one, overlaps and gaps by themselves', () => {
    expect(told(all)).toEqual(['2-9 ana', '9-10 ana+ben', '10-16 ben', '16-18', '18-24 cleo']);
  });

  test('of no shifts are one gap', () => {
    expect(told(turns([], day(0), day(5)))).toEqual(['0-5']);
  });
});

describe('around a moment', () => {
  const names = (hour: number) => {
    const found = around(all, day(hour));
    return found && [found.before?.people ?? null, found.now.people, found.next?.people ?? null];
  };

  test.each([
    ['in a shift', 4, [null, ['ana'], ['ana', 'ben']]],
    ['in an overlap', 9, [['ana'], ['ana', 'ben'], ['ben']]],
    ['in a gap', 17, [['ben'], [], ['cleo']]],
    ['in the last', 20, [['ben'], ['cleo'], null]],
    ['outside of what is known', 25, null],
  ])('%s it is told who is on call, who was before and who is next', (_, hour, expected) => {
    expect(names(hour)).toEqual(expected);
  });
});

test('a change of shift is when one ends, also before a gap; who comes back after the night changes nothing', () => {
  const evenings = turns([shift('ana', 1, 3), shift('ana', 5, 7), shift('ben', 9, 11)], day(0), day(24));
  expect(changesOf(evenings).map(({ at, outgoing, incoming }) => [at, outgoing.people, incoming.people])).toEqual([
    [day(7), ['ana'], ['ben']],
  ]);
});
