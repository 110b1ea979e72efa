import { describe, expect, test } from 'vitest';
import { riseOf } from '../../../src/facts/lambda/rise.ts';
import type { Tally } from '../../../src/facts/lambda/rise.ts';

const now = new Date('2026-11-22T12:00:00Z');
const window = { from: new Date('2026-11-22T11:00:00Z'), to: now };

/** A minute for each of the last `from` minutes down to `to`: so many failed of so many. */
function minutes(from: number, to: number, count: number, of: number, every = 1): Tally[] {
  const all: Tally[] = [];
  for (let ago = from; ago > to; ago -= every) all.push({ at: new Date(now.getTime() - ago * 60_000), count, of });
  return all;
}
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('there is a rise', () => {
  test('where errors begin that were not there before', () => {
    expect(riseOf([...minutes(240, 20, 0, 10), ...minutes(20, 0, 4, 10)], window)).toEqual({
      count: 80,
      of: 200,
      since: ago(20),
      until: null,
      chronic: false,
    });
  });

  test('where a function that runs every ten minutes fails each time', () => {
    expect(riseOf([...minutes(240, 30, 0, 1, 10), ...minutes(30, 0, 1, 1, 10)], window)).toMatchObject({
      count: 3,
      until: null,
    });
  });

  test('where the only invocation of the window failed', () => {
    expect(riseOf([{ at: ago(12), count: 1, of: 1 }], window, 60)).toMatchObject({ count: 1, until: null });
  });

  test('that is over once it has been quiet for longer than its own pauses', () => {
    expect(
      riseOf([...minutes(240, 40, 0, 10), ...minutes(40, 25, 5, 10), ...minutes(25, 0, 0, 10)], window),
    ).toMatchObject({
      since: ago(40),
      until: ago(26),
    });
  });

  test('that is not over while an invocation may still time out', () => {
    const course = [...minutes(240, 40, 0, 10), ...minutes(40, 12, 5, 10), ...minutes(12, 0, 0, 10)];
    expect(riseOf(course, window)?.until).toEqual(ago(13));
    expect(riseOf(course, window, 20)?.until).toBeNull();
  });

  test('that began before the window', () => {
    expect(riseOf([...minutes(240, 75, 0, 10), ...minutes(75, 0, 5, 10)], window)?.since).toEqual(ago(75));
  });

  test('where five bad minutes would drown in the hour', () => {
    expect(
      riseOf([...minutes(240, 33, 0, 2_000), ...minutes(33, 28, 60, 2_000), ...minutes(28, 0, 0, 2_000)], window),
    ).toMatchObject({
      count: 300,
      since: ago(33),
    });
  });

  test('that has always been so, and is much', () => {
    expect(riseOf(minutes(240, 0, 2, 10), window)).toMatchObject({ chronic: true, until: null });
  });
});

describe('there is none', () => {
  test('without errors', () => {
    expect(riseOf(minutes(240, 0, 0, 10), window)).toBeNull();
  });

  test('for one error among many', () => {
    expect(
      riseOf([...minutes(240, 30, 0, 10), { at: ago(30), count: 1, of: 10 }, ...minutes(29, 0, 0, 10)], window),
    ).toBeNull();
  });

  test('for errors as there always are a few', () => {
    expect(riseOf(minutes(240, 0, 1, 500), window)).toBeNull();
  });

  test('for errors that ended before the window', () => {
    expect(riseOf([...minutes(240, 90, 8, 10), ...minutes(90, 0, 0, 10)], window)).toBeNull();
  });
});
