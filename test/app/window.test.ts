import { describe, expect, test } from 'vitest';
import { settleWindow } from '../../src/app/window.ts';

const now = new Date('2026-11-22T11:00:00.000Z');
const nothing = { since: null, from: null, to: null };

function settled(ask: Partial<typeof nothing> | Record<string, string>): string {
  const { from, to } = settleWindow({ ...nothing, ...ask }, now);
  return `${from.toISOString()} ${to.toISOString()}`;
}

describe('the window', () => {
  test('is the last hour when nothing was said', () => {
    expect(settled({})).toBe('2026-11-22T10:00:00.000Z 2026-11-22T11:00:00.000Z');
  });

  test.each([
    ['90s', '2026-11-22T10:58:30.000Z'],
    ['30m', '2026-11-22T10:30:00.000Z'],
    ['2h', '2026-11-22T09:00:00.000Z'],
    ['1d', '2026-11-21T11:00:00.000Z'],
    ['14d', '2026-11-08T11:00:00.000Z'],
    ['1h30m', '2026-11-22T09:30:00.000Z'],
    ['45 min', '2026-11-22T10:15:00.000Z'],
    ['2H', '2026-11-22T09:00:00.000Z'],
  ])('since %s begins at %s', (since, from) => {
    expect(settled({ since })).toBe(`${from} 2026-11-22T11:00:00.000Z`);
  });

  test.each([
    [{ from: '2026-11-22T09:00Z', to: '2026-11-22T10:00Z' }, '2026-11-22T09:00:00.000Z 2026-11-22T10:00:00.000Z'],
    [{ from: '2026-11-22T09:00' }, '2026-11-22T09:00:00.000Z 2026-11-22T11:00:00.000Z'],
    [{ from: '2026-11-22 09:00:30' }, '2026-11-22T09:00:30.000Z 2026-11-22T11:00:00.000Z'],
    [{ from: '2026-11-22T10:00+01:00' }, '2026-11-22T09:00:00.000Z 2026-11-22T11:00:00.000Z'],
    [{ from: '2026-11-22T10:00:00.123456+0100' }, '2026-11-22T09:00:00.123Z 2026-11-22T11:00:00.000Z'],
    [{ from: '2026-11-22' }, '2026-11-22T00:00:00.000Z 2026-11-22T11:00:00.000Z'],
    [{ to: '2026-11-22T08:00Z' }, '2026-11-22T07:00:00.000Z 2026-11-22T08:00:00.000Z'],
    [{ from: '2026-11-22T10:00Z', to: 'now' }, '2026-11-22T10:00:00.000Z 2026-11-22T11:00:00.000Z'],
    [{ to: '2026-11-22T11:00:30Z' }, '2026-11-22T10:00:00.000Z 2026-11-22T11:00:00.000Z'],
  ])('%j', (ask, window) => {
    expect(settled(ask)).toBe(window);
  });

  test.each([
    [{ since: 'yesterday' }, '“yesterday” is not a length of time: say for instance 90s, 30m, 2h or 1d.'],
    [{ since: '1month' }, '“1month” is not a length of time: say for instance 90s, 30m, 2h or 1d.'],
    [{ since: '-1h' }, '“-1h” is not a length of time: say for instance 90s, 30m, 2h or 1d.'],
    [{ since: '' }, '“” is not a length of time: say for instance 90s, 30m, 2h or 1d.'],
    [{ since: '0m' }, '“since” must be longer than nothing: say for instance 30m.'],
    [{ since: '15d' }, '“since” may be at most 14d.'],
    [{ since: `${'9'.repeat(400)}h` }, '“since” may be at most 14d.'],
    [{ since: '1h', from: '2026-11-22' }, 'Say either “since” or “from” and “to”, not both.'],
    [{ from: '22.11.2026' }, '“22.11.2026” is not a time for “from”: say for instance 2026-11-22T10:30Z.'],
    [{ from: '2026-02-30' }, '“2026-02-30” is not a time for “from”: say for instance 2026-11-22T10:30Z.'],
    [
      { from: '2026-11-22T25:00Z' },
      '“2026-11-22T25:00Z” is not a time for “from”: say for instance 2026-11-22T10:30Z.',
    ],
    [
      { to: '2026-11-22T12:00Z' },
      '“to” is in the future: 2026-11-22T12:00:00.000Z; it is now 2026-11-22T11:00:00.000Z.',
    ],
    [
      { from: '2026-11-22T12:00Z' },
      '“from” is in the future: 2026-11-22T12:00:00.000Z; it is now 2026-11-22T11:00:00.000Z.',
    ],
    [
      { from: '2026-11-22T10:00Z', to: '2026-11-22T09:00Z' },
      'The window ends before it begins: from 2026-11-22T10:00:00.000Z to 2026-11-22T09:00:00.000Z.',
    ],
    [{ from: '2026-11-01' }, 'The window may be at most 14 days long.'],
    [
      { from: '1970-01-01', to: '1970-01-02' },
      '1970-01-01T00:00:00.000Z is too long ago: AWS keeps metrics for 15 months.',
    ],
  ])('refuses %j', (ask, message) => {
    expect(() => settled(ask)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });
});
