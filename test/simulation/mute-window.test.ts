import { describe, expect, test } from 'vitest';
import { durationMs, startsAt, statusOf } from '../../src/simulation/answers/mute-window.ts';

const rule = (Expression: string, Duration: string, more: object = {}) => ({
  Name: 'r',
  Rule: { Schedule: { Expression, Duration } },
  ...more,
});
const at = (time: string) => new Date(`2026-11-22T${time}Z`);

describe('a mute rule of the simulation', () => {
  test.each([
    ['PT1M', 60_000],
    ['P2DT12H', 216_000_000],
    ['P15D', 1_296_000_000],
    ['2h', null],
    ['PT', null],
  ])('takes %s as a duration', (iso, ms) => {
    expect(durationMs(iso)).toBe(ms);
  });

  test('is scheduled, active and expired by the minute', () => {
    const own = rule('at(2026-11-22T10:31)', 'PT45M');
    expect(statusOf(own, at('10:30:59'))).toBe('SCHEDULED');
    expect(statusOf(own, at('10:31:00'))).toBe('ACTIVE');
    expect(statusOf(own, at('11:15:59'))).toBe('ACTIVE');
    expect(statusOf(own, at('11:16:00'))).toBe('EXPIRED');
  });

  test('ends at its expiry date, whatever its duration', () => {
    const own = rule('at(2026-11-22T10:31)', 'PT45M', { ExpireDate: at('10:50:10') });
    expect(statusOf(own, at('10:50:09'))).toBe('ACTIVE');
    expect(statusOf(own, at('10:50:10'))).toBe('EXPIRED');
  });

  test('begins by the clock of its time zone', () => {
    const schedule = { Expression: 'at(2026-11-22T05:31)', Duration: 'PT1H', Timezone: 'America/New_York' };
    expect(startsAt({ Rule: { Schedule: schedule } })).toEqual(at('10:31:00'));
  });

  test('that comes again is as the account says', () => {
    expect(statusOf(rule('cron(0 2 * * *)', 'PT1H'), at('10:00:00'))).toBe('SCHEDULED');
    expect(statusOf(rule('cron(0 2 * * *)', 'PT1H', { status: 'ACTIVE' }), at('10:00:00'))).toBe('ACTIVE');
  });
});
