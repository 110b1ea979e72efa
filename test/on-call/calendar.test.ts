import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../src/on-call/calendar.ts';
import { readCalendar } from '../../src/on-call/read-calendar.ts';
import { berlinWeeks, calendarOf } from './calendars.ts';

const autumn = { from: new Date('2026-10-15T00:00:00Z'), to: new Date('2026-11-05T00:00:00Z'), timeZone: 'UTC' };

function told(text: string, expansion = autumn): string[] {
  const short = (at: Date) => at.toISOString().slice(0, 16).replace(':00Z', '');
  return eventsOf(text, expansion).map(({ from, to, texts }) => `${texts[0]} ${short(from)} ${short(to)}`);
}

const daily = (lines: string[]) => ['UID:a', 'SUMMARY:ana', ...lines];

describe('the events of a calendar', () => {
  test('keep their hour on the wall over the end of daylight-saving time, so that weeks leave no gap', () => {
    expect(told(berlinWeeks)).toEqual([
      'Ben Roy 2026-10-12T07:00 2026-10-19T07:00',
      'Ana Lima 2026-10-19T07:00 2026-10-26T08:00',
      'Ben Roy 2026-10-26T08:00 2026-11-02T08:00',
      'Ana Lima 2026-11-02T08:00 2026-11-09T08:00',
    ]);
  });

  test('of a day last from midnight to midnight where the calendar is at home', () => {
    const days = calendarOf(
      [daily(['DTSTART;VALUE=DATE:20261024', 'DTEND;VALUE=DATE:20261026'])],
      ['X-WR-TIMEZONE:Europe/Berlin'],
    );
    expect(told(days)).toEqual(['ana 2026-10-23T22:00 2026-10-25T23:00']);
  });

  test('without a zone are in the configured one', () => {
    const floating = calendarOf([daily(['DTSTART:20261020T090000', 'DTEND:20261020T170000'])]);
    expect(told(floating, { ...autumn, timeZone: 'America/New_York' })).toEqual([
      'ana 2026-10-20T13:00 2026-10-20T21:00',
    ]);
  });

  test('may be swapped, moved, cancelled and left out one by one', () => {
    const series = daily([
      'DTSTART:20261020T090000Z',
      'DTEND:20261020T170000Z',
      'RRULE:FREQ=DAILY;COUNT=5',
      'EXDATE:20261024T090000Z',
    ]);
    const swapped = [
      'UID:a',
      'RECURRENCE-ID:20261021T090000Z',
      'SUMMARY:ben',
      'DTSTART:20261021T090000Z',
      'DTEND:20261021T170000Z',
    ];
    const cancelled = [
      'UID:a',
      'RECURRENCE-ID:20261022T090000Z',
      'STATUS:CANCELLED',
      'SUMMARY:ana',
      'DTSTART:20261022T090000Z',
      'DTEND:20261022T170000Z',
    ];
    const moved = [
      'UID:a',
      'RECURRENCE-ID:20261023T090000Z',
      'SUMMARY:late',
      'DTSTART:20261023T190000Z',
      'DTEND:20261023T200000Z',
    ];
    expect(told(calendarOf([series, swapped, cancelled, moved]))).toEqual([
      'ana 2026-10-20T09:00 2026-10-20T17:00',
      'ben 2026-10-21T09:00 2026-10-21T17:00',
      'late 2026-10-23T19:00 2026-10-23T20:00',
    ]);
  });

  test('are found where they were moved to, however far, and not where they were moved from', () => {
    const series = daily(['DTSTART:20260805T090000Z', 'DTEND:20260805T170000Z', 'RRULE:FREQ=DAILY']);
    const earlier = [
      'UID:a',
      'RECURRENCE-ID:20270105T090000Z',
      'SUMMARY:early',
      'DTSTART:20261016T200000Z',
      'DTEND:20261016T210000Z',
    ];
    const away = [
      'UID:a',
      'RECURRENCE-ID:20261016T090000Z',
      'SUMMARY:away',
      'DTSTART:20270101T090000Z',
      'DTEND:20270101T170000Z',
    ];
    const day = { ...autumn, from: new Date('2026-10-16T00:00:00Z'), to: new Date('2026-10-17T00:00:00Z') };
    expect(told(calendarOf([series, earlier, away]), day)).toEqual(['early 2026-10-16T20:00 2026-10-16T21:00']);
  });

  test('of one series are not changed by the overrides of another', () => {
    const one = [
      'UID:a',
      'SUMMARY:one',
      'DTSTART:20261020T090000Z',
      'DTEND:20261020T100000Z',
      'RRULE:FREQ=DAILY;COUNT=1',
    ];
    const two = [
      'UID:b',
      'SUMMARY:two',
      'DTSTART:20261020T090000Z',
      'DTEND:20261020T100000Z',
      'RRULE:FREQ=DAILY;COUNT=1',
    ];
    const ofTwo = [
      'UID:b',
      'RECURRENCE-ID:20261020T090000Z',
      'SUMMARY:TWO',
      'DTSTART:20261020T090000Z',
      'DTEND:20261020T100000Z',
    ];
    expect(
      told(calendarOf([one, two, ofTwo]))
        .map((line) => line.slice(0, 3))
        .toSorted(),
    ).toEqual(['TWO', 'one']);
  });

  test('may have extra dates, several with one id, and an override for all that follow', () => {
    const extra = daily(['DTSTART:20261016T090000Z', 'DTEND:20261016T100000Z', 'RDATE:20261018T090000Z']);
    const again = daily(['DTSTART:20261020T090000Z', 'DTEND:20261020T100000Z', 'RRULE:FREQ=DAILY;COUNT=3']);
    const onwards = [
      'UID:a',
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20261021T090000Z',
      'SUMMARY:ben',
      'DTSTART:20261021T110000Z',
      'DTEND:20261021T120000Z',
    ];
    expect(told(calendarOf([extra, again, onwards]))).toEqual([
      'ana 2026-10-16T09:00 2026-10-16T10:00',
      'ana 2026-10-18T09:00 2026-10-18T10:00',
      'ana 2026-10-20T09:00 2026-10-20T10:00',
      'ben 2026-10-21T11:00 2026-10-21T12:00',
      'ben 2026-10-22T11:00 2026-10-22T12:00',
    ]);
  });

  test('lasting a day end at the same hour, and lasting 24 hours after 24 hours', () => {
    const day = ['UID:a', 'SUMMARY:day', 'DTSTART;TZID=Europe/Berlin:20261024T090000', 'DURATION:P1D'];
    const hours = ['UID:b', 'SUMMARY:hours', 'DTSTART;TZID=Europe/Berlin:20261024T090001', 'DURATION:PT24H'];
    expect(told(calendarOf([day, hours]))).toEqual([
      'day 2026-10-24T07:00 2026-10-25T08:00',
      'hours 2026-10-24T07:00 2026-10-25T07:00',
    ]);
  });

  test('name their attendees, but for those who declined', () => {
    const lines = daily([
      'DTSTART:20261020T090000Z',
      'DTEND:20261020T170000Z',
      'ATTENDEE;CN="Ana Lima":mailto:ana@example.com',
      'ATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.com',
    ]);
    expect(eventsOf(calendarOf([lines]), autumn)[0]?.texts).toEqual(['ana', 'ana@example.com', 'Ana Lima']);
  });

  test.each(['/freeassociation.sourceforge.net/Europe/Berlin', 'europe/berlin', 'CET'])(
    'may name their zone %s',
    (zone) => {
      const lines = daily([`DTSTART;TZID=${zone}:20261020T090000`, `DTEND;TZID=${zone}:20261020T170000`]);
      expect(told(calendarOf([lines]))).toEqual(['ana 2026-10-20T07:00 2026-10-20T15:00']);
    },
  );

  test('may bring a zone of their own', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Mars',
      'BEGIN:STANDARD',
      'TZOFFSETFROM:+0330',
      'TZOFFSETTO:+0330',
      'DTSTART:19700101T000000',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    const lines = daily(['DTSTART;TZID=Mars:20261020T090000', 'DTEND;TZID=Mars:20261020T170000']);
    expect(told(calendarOf([lines], zone))).toEqual(['ana 2026-10-20T05:30 2026-10-20T13:30']);
  });
});

describe('a calendar that cannot be used', () => {
  test.each([
    ['is a web page', '<html><body>Sign in</body></html>', /no iCalendar file/],
    ['is empty', '', /no iCalendar file/],
    ['is cut off', berlinWeeks.slice(0, 200), /no iCalendar file/],
    ['is an address card', 'BEGIN:VCARD\r\nFN:Ana\r\nEND:VCARD\r\n', /no iCalendar file/],
    [
      'uses a zone that nobody knows',
      calendarOf([['UID:a', 'DTSTART;TZID=Moon/Base:20261020T090000', 'DTEND;TZID=Moon/Base:20261020T170000']]),
      /“Moon\/Base” without saying what that is/,
    ],
    [
      'repeats each second',
      calendarOf([['UID:a', 'DTSTART:20200101T000000Z', 'DTEND:20200101T000001Z', 'RRULE:FREQ=SECONDLY']]),
      /too many events/,
    ],
    [
      'has a date that is none',
      calendarOf([['UID:a', 'DTSTART:soon', 'DTEND:later']]),
      /cannot be understood|no iCalendar file/,
    ],
  ])('%s, and says so', async (_, text, says) => {
    await expect(readCalendar(text, autumn)).rejects.toThrow(says);
  });

  test('keeps nobody busy for ever', async () => {
    const never = calendarOf([
      ['UID:a', 'DTSTART:20260101T000000Z', 'DTEND:20260101T000001Z', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
    ]);
    await expect(readCalendar(never, autumn, 1500)).rejects.toThrow('It takes more than 1.5 seconds to understand.');
  });
});
