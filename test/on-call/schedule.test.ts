import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSchedule, onCallOf } from '../../src/on-call/index.ts';
import type { ScheduleParts } from '../../src/on-call/index.ts';
import { peopleNamed } from '../../src/on-call/people-named.ts';
import { berlinWeeks, calendarOf } from './calendars.ts';

type OnCallConfig = ScheduleParts['config']['onCall'];

const now = new Date('2026-10-20T12:00:00Z');
const people = { 'Ana Lima': 'UANA', 'ben@example.com': 'UBEN', 'Ben Roy': 'UBEN' };

function schedule(onCall: OnCallConfig, more: Partial<ScheduleParts> = {}) {
  const parts = { team: 'T1', people: null, fetch: async () => new Response(berlinWeeks), now: () => now, ...more };
  return createSchedule({ ...parts, config: onCall ? { onCall } : {} });
}

const at = (time: string) => new Date(time);

describe('who is on call', () => {
  test('is told by a list', async () => {
    const shifts = [
      { user: 'UANA', from: '2026-10-19T09:00:00+02:00', to: '2026-10-26T09:00:00+01:00' },
      { user: 'UBEN', from: '2026-10-26T09:00:00+01:00', to: '2026-11-02T09:00:00+01:00' },
    ];
    const onCall = onCallOf(schedule({ shifts }));
    expect(await onCall(now)).toEqual(['T1.UANA']);
    expect(await onCall(at('2026-10-26T07:59:59Z'))).toEqual(['T1.UANA']);
    expect(await onCall(at('2026-10-26T08:00:00Z'))).toEqual(['T1.UBEN']);
    expect(await onCall(at('2026-12-01T00:00:00Z'))).toEqual([]);
  });

  test('is told by a calendar, at the second of the change on the day the clocks are set back', async () => {
    const onCall = onCallOf(schedule({ calendar: 'https://calendar.example.com/x.ics', people }));
    expect(await onCall(at('2026-10-26T07:59:59Z'))).toEqual(['T1.UANA']);
    expect(await onCall(at('2026-10-26T08:00:00Z'))).toEqual(['T1.UBEN']);
  });

  test('is told by a calendar in a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'calendar-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const calendar = join(directory, 'on-call.ics');
    await writeFile(calendar, berlinWeeks);
    expect(await onCallOf(schedule({ calendar, people }))(now)).toEqual(['T1.UANA']);
    const missing = await schedule({ calendar: `${calendar}x`, people }).shifts(now, at('2026-10-21T00:00:00Z'));
    expect(missing).toMatchObject({ ok: false, why: 'unreadable', says: expect.stringContaining('ENOENT') });
  });

  test('is nobody with rights where the calendar names somebody that nobody knows, who is named all the same', async () => {
    const calendar = schedule({ calendar: 'https://calendar.example.com/x.ics' });
    expect(await onCallOf(calendar)(now)).toEqual([]);
    expect(await calendar.shifts(now, at('2026-10-20T13:00:00Z'))).toMatchObject({
      shifts: [{ people: [], unknown: ['Ana Lima'] }],
    });
  });

  test('is whoever is in a Slack user group, now and not at other times', async () => {
    const members = {
      membersOf: async (team: string, group: string) => [`${team}.U${group}`],
      barred: async () => null,
    };
    const onCall = onCallOf(schedule({ group: 'S1' }, { people: members }));
    expect(await onCall(now)).toEqual(['T1.US1']);
    expect(await onCall(at('2026-10-27T12:00:00Z'))).toBeNull();
  });

  test('is not known where a group cannot be read, where nothing is configured, or where the calendar is none', async () => {
    const silent = { membersOf: async () => null, barred: async () => null };
    expect(await onCallOf(schedule({ group: 'S1' }, { people: silent }))(now)).toBeNull();
    expect(await onCallOf(schedule(undefined))(now)).toBeNull();
    const page = async () => new Response('<html>');
    expect(await onCallOf(schedule({ calendar: 'https://example.com' }, { fetch: page }))(now)).toBeNull();
  });
});

describe('the calendar behind an address', () => {
  const says = async (
    fetch: typeof globalThis.fetch,
    calendar = 'https://calendar.example.com/private-token/x.ics',
  ) => {
    const found = await schedule({ calendar, people }, { fetch }).shifts(now, at('2026-10-21T00:00:00Z'));
    return found.ok ? found.shifts.length : found.says;
  };
  const elsewhere = (location: string) => async () => new Response(null, { status: 302, headers: { location } });

  test.each([
    [
      'that answers 404',
      async () => new Response('', { status: 404 }),
      'calendar.example.com answers with HTTP status 404.',
    ],
    [
      'that is out of reach',
      async () =>
        Promise.reject(
          Object.assign(new TypeError('failed https://calendar.example.com/private-token'), { code: 'ENOTFOUND' }),
        ),
      'calendar.example.com cannot be reached: ENOTFOUND.',
    ],
    [
      'that sends on to plain HTTP',
      elsewhere('http://calendar.example.com/x.ics'),
      'calendar.example.com sends on to what is no https address.',
    ],
    ['that sends on for ever', elsewhere('/private-token/again'), 'calendar.example.com sends on again and again.'],
    [
      'that is huge',
      async () => new Response(calendarOf([]).padEnd(6 * 1024 * 1024)),
      'The calendar of calendar.example.com is larger than 5 MB.',
    ],
    [
      'that does not answer',
      async () => Promise.reject(new DOMException('timed out', 'TimeoutError')),
      'calendar.example.com cannot be reached: TimeoutError.',
    ],
  ])('%s is named, without the secret in its address', async (_, fetch, expected) => {
    expect(await says(fetch)).toBe(`The calendar of who is on call cannot be used. ${expected}`);
  });

  test('may send on to another https address', async () => {
    const asked: string[] = [];
    const fetch = async (input: unknown) => {
      asked.push(input instanceof URL ? input.href : '');
      return asked.length === 1 ? elsewhere('https://other.example.com/y.ics')() : new Response(berlinWeeks);
    };
    expect(await says(fetch)).toBe(1);
    expect(asked.at(-1)).toBe('https://other.example.com/y.ics');
  });

  test('is read again after a minute, and at once when it failed', async () => {
    let asked = 0;
    let time = now;
    const fetch = async () => new Response(++asked === 1 ? 'busy' : berlinWeeks, { status: asked === 1 ? 503 : 200 });
    const calendar = schedule({ calendar: 'https://example.com/x.ics', people }, { fetch, now: () => time });
    const onCall = onCallOf(calendar);
    expect([await onCall(now), await onCall(now), await onCall(now), asked]).toEqual([
      null,
      ['T1.UANA'],
      ['T1.UANA'],
      2,
    ]);
    time = at('2026-10-20T12:01:00Z');
    await onCall(now);
    expect(asked).toBe(3);
  });
});

describe('people in the texts of an event', () => {
  test.each([
    ['On call: Ana Lima (primary)', ['UANA']],
    ['ANA LIMA', ['UANA']],
    ['Diana Limare', []],
    ['Ben Roy and Ana Lima', ['UANA', 'UBEN']],
    ['<@U0123ABCD> is on call', ['U0123ABCD']],
    ['UNAVAILABLE', []],
  ])('“%s”', (text, users) => {
    expect(peopleNamed([text], people).toSorted()).toEqual(users);
  });

  test('are known by their whole name before a part of it', () => {
    expect(peopleNamed(['Ana Maria'], { Ana: 'U1', 'Ana Maria': 'U2' })).toEqual(['U2']);
  });
});
