import { describe, expect, test } from 'vitest';
import { episodeOf, troubleOf } from '../../../src/facts/lambda/episode.ts';
import type { FunctionMinute } from '../../../src/facts/lambda/traffic.ts';

const now = new Date('2026-11-22T12:00:00Z');
const window = { from: new Date('2026-11-22T11:00:00Z'), to: now };
const ordinary: Omit<FunctionMinute, 'at'> = {
  invocations: 10,
  errors: 0,
  throttles: 0,
  asyncDropped: 0,
  deadLetterErrors: 0,
  destinationFailures: 0,
  spillover: 0,
  recursionsDropped: 0,
  durationP50: 400,
  durationP95: 700,
  durationMax: 900,
  concurrent: 2,
  iteratorAge: null,
  asyncAge: null,
  accountConcurrent: 20,
  accountUnreserved: 20,
  published: true,
};

/** Four hours, minute by minute, in which something is otherwise from so many minutes ago. */
function course(other: (ago: number) => Partial<FunctionMinute>): { minutes: FunctionMinute[]; period: number } {
  const minutes = Array.from({ length: 240 }, (_, index) => {
    const ago = 240 - index;
    return { at: new Date(now.getTime() - ago * 60_000), ...ordinary, ...other(ago) };
  });
  return { minutes, period: 60 };
}
const troubles = (other: (ago: number) => Partial<FunctionMinute>) =>
  episodeOf(course(other), window, 3_000).troubles.map(({ kind }) => kind);

describe('trouble', () => {
  test('is none on an ordinary day', () => {
    expect(troubles(() => ({}))).toEqual([]);
  });

  test.each([
    ['errors', { errors: 4 }],
    ['throttles', { throttles: 30 }],
    ['dropped', { asyncDropped: 5 }],
    ['undelivered', { errors: 0, deadLetterErrors: 5 }],
    ['recursion', { recursionsDropped: 1 }],
    ['slow', { durationP50: 2_500, durationP95: 2_900 }],
  ] as const)('is %s where that rose', (kind, more) => {
    expect(troubles((ago) => (ago <= 20 ? more : {}))).toContain(kind);
  });

  test('is a lag that grows through three stretches of five minutes', () => {
    expect(troubles((ago) => ({ iteratorAge: ago <= 30 ? (31 - ago) * 60_000 : 500 }))).toEqual(['lag']);
  });

  test('is no lag that is high and falls', () => {
    expect(troubles((ago) => ({ iteratorAge: ago * 10_000 }))).toEqual([]);
  });

  test('is no slowness that comes and goes', () => {
    expect(troubles((ago) => (ago % 12 === 0 ? { durationP50: 4_000, durationP95: 4_000 } : {}))).toEqual([]);
  });

  test('is no slowness where it is as long now and then', () => {
    expect(troubles((ago) => (ago % 9 === 0 || ago <= 20 ? { durationP50: 2_000, durationP95: 2_000 } : {}))).toEqual(
      [],
    );
  });

  test('is no slowness of less than a second', () => {
    expect(
      troubles((ago) => (ago <= 20 ? { durationP50: 90, durationP95: 99 } : { durationP50: 20, durationP95: 30 })),
    ).toEqual([]);
  });
});

describe('an episode', () => {
  test('spans all its troubles, and is over when they are', () => {
    const over = episodeOf(
      course((ago) => (ago <= 40 && ago > 20 ? { errors: 5, throttles: 2 } : {})),
      window,
      3_000,
    );
    expect(over).toMatchObject({
      since: new Date(now.getTime() - 40 * 60_000),
      until: new Date(now.getTime() - 21 * 60_000),
      failed: 140,
    });
    expect(troubleOf(over, 'throttles')?.count).toBe(40);
    expect(troubleOf(over, 'lag')).toBeNull();
  });

  test('is told only up to the timeout before now', () => {
    expect(
      episodeOf(
        course(() => ({})),
        window,
        900_000,
      ).toldUntil,
    ).toEqual(new Date(now.getTime() - 900_000));
  });

  test('knows what is usual only where there was something before', () => {
    expect(
      episodeOf(
        course(() => ({})),
        window,
        3_000,
      ).usualMs,
    ).toBe(400);
    const young = course(() => ({})).minutes.slice(-30);
    expect(episodeOf({ minutes: young, period: 60 }, window, 3_000).usualMs).toBeNull();
  });
});
