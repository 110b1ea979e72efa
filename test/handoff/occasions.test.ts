import { describe, expect, test } from 'vitest';
import { occasionsIn } from '../../src/handoff/occasions.ts';
import type { Shift } from '../../src/on-call/index.ts';

const at = (time: string) => new Date(`2026-${time}Z`);
const shift = (who: string, from: string, to: string): Shift => ({
  from: at(from),
  to: at(to),
  people: [who],
  unknown: [],
});

function told(
  config: { times?: string[]; timeZone?: string },
  shifts: readonly Shift[] | null,
  after: string,
  until: string,
) {
  const { timeZone = 'UTC', ...rest } = config;
  return occasionsIn({ timeZone, ...rest }, shifts, at(after), at(until)).map(
    ({ at: when, since, outgoing, incoming }) =>
      `${when.toISOString().slice(5, 16)} since ${since.toISOString().slice(5, 16)}: ${outgoing.join('+')} > ${incoming.join('+')}`,
  );
}

const weeks = [
  shift('ana', '11-09T08:00', '11-16T08:00'),
  shift('ben', '11-16T08:00', '11-23T08:00'),
  shift('ben', '11-23T08:00', '11-24T08:00'),
  shift('cleo', '11-24T08:00', '11-30T08:00'),
];

describe('shifts change', () => {
  test('when other people are on call, each change since the one before', () => {
    expect(told({}, weeks, '11-16T07:59', '11-25T00:00')).toEqual([
      '11-16T08:00 since 11-02T08:00: ana > ben',
      '11-24T08:00 since 11-16T08:00: ben > cleo',
    ]);
  });

  test('never by people where nobody knows who is on call', () => {
    expect(told({}, null, '11-16T07:59', '11-25T00:00')).toEqual([]);
  });

  test('at the configured times of day, also when clocks change', () => {
    const config = { times: ['21:00', '09:00'], timeZone: 'Europe/Berlin' };
    expect(told(config, null, '10-24T12:00', '10-25T21:00')).toEqual([
      '10-24T19:00 since 10-24T07:00:  > ',
      '10-25T08:00 since 10-24T19:00:  > ',
      '10-25T20:00 since 10-25T08:00:  > ',
    ]);
  });

  test('at configured times only where something changes hands', () => {
    expect(told({ times: ['08:00'] }, weeks, '11-15T12:00', '11-25T00:00')).toEqual([
      '11-16T08:00 since 11-09T08:00: ana > ben',
      '11-24T08:00 since 11-16T08:00: ben > cleo',
    ]);
  });

  test('at a moment that is asked for up to, and not from', () => {
    expect(told({}, weeks, '11-16T08:00', '11-24T08:00')).toHaveLength(1);
    expect(told({}, weeks, '11-24T08:00', '11-25T08:00')).toHaveLength(0);
  });
});
