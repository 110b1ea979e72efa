import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimeZone } from '../../src/on-call/wall-clock.ts';

const at = (year: number, month: number, day: number, hour: number, minute = 0) => ({
  year,
  month,
  day,
  hour,
  minute,
  second: 0,
});

describe('a time on the wall', () => {
  const berlin = new TimeZone('Europe/Berlin');

  test.each([
    ['in summer', at(2026, 7, 1, 9), '2026-07-01T07:00:00.000Z'],
    ['in winter', at(2026, 12, 1, 9), '2026-12-01T08:00:00.000Z'],
    ['that comes twice is the first', at(2026, 10, 25, 2, 30), '2026-10-25T00:30:00.000Z'],
    ['just after the second', at(2026, 10, 25, 3), '2026-10-25T02:00:00.000Z'],
    ['that is skipped is as long after the last before', at(2026, 3, 29, 2, 30), '2026-03-29T01:30:00.000Z'],
    ['just after the skipped hour', at(2026, 3, 29, 3), '2026-03-29T01:00:00.000Z'],
  ])('%s', (_, wall, moment) => {
    expect(berlin.moment(wall).toISOString()).toBe(moment);
  });

  test('is a whole day off where a country crossed the date line', () => {
    const apia = new TimeZone('Pacific/Apia');
    expect(apia.moment(at(2011, 12, 29, 12)).toISOString()).toBe('2011-12-29T22:00:00.000Z');
    expect(apia.moment(at(2011, 12, 31, 12)).toISOString()).toBe('2011-12-30T22:00:00.000Z');
  });

  test('leads back to its moment in every zone, unless it comes twice', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Africa/Casablanca',
    ].map((name) => new TimeZone(name));
    const min = Date.parse('1990-01-01T00:00:00Z') / 1000;
    const max = Date.parse('2037-01-01T00:00:00Z') / 1000;
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min, max }), (zone, seconds) => {
        const moment = new Date(seconds * 1000);
        const wall = zone.wallTime(moment);
        const back = zone.moment(wall);
        expect(zone.wallTime(back)).toEqual(wall);
        expect(back.getTime()).toBeLessThanOrEqual(moment.getTime());
      }),
    );
  });
});
