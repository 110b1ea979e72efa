import { expect, test } from 'vitest';
import { checkOnCall } from '../../commands/doctor/on-call.ts';
import type { Config } from '../../src/config/index.ts';
import { app } from '../app/small-account.ts';
import { berlinWeeks } from '../on-call/calendars.ts';

/** The small account's clock stands at 22 November 2026, when Ana is on call by the calendar. */
async function found(config: Partial<Config>, calendar = berlinWeeks) {
  const findings = await checkOnCall({
    app: app({ config }),
    env: {},
    nodeVersion: 'v24.15.0',
    fetch: async () => new Response(calendar),
    slackScopes: [],
    signal: new AbortController().signal,
  });
  return findings.map(({ state, says }) => `${state}: ${says}`);
}

const calendar = 'https://calendar.example.com/x.ics';

test('the doctor says who is on call', async () => {
  const people = { 'Ana Lima': 'UANA', 'Ben Roy': 'UBEN' };
  expect(await found({ onCall: { calendar, people } })).toEqual(['right: UANA']);
});

test('the doctor names people of a calendar that nobody knows', async () => {
  const people = { 'Ana Lima': 'UANA' };
  expect(await found({ onCall: { calendar, people } })).toEqual([
    'right: UANA',
    'wrong: The calendar names somebody whom onCall.people does not know.',
  ]);
});

test('the doctor says why a calendar cannot be used', async () => {
  expect(await found({ onCall: { calendar } }, '<html>')).toEqual([
    expect.stringMatching(/^wrong: The calendar of who is on call cannot be used\. It is no iCalendar file/u),
  ]);
});

test('the doctor says what nobody set up', async () => {
  expect(await found({})).toEqual(['unset: nothing says who is on call']);
  expect(await found({ handoff: { timeZone: 'UTC', channels: ['C1'] } })).toEqual([
    'unset: nothing says who is on call, so shifts are never handed over by themselves',
  ]);
  expect(await found({ onCall: { group: 'S1' } })).toEqual([
    'unset: whoever is in the Slack user group S1; only the bot can ask Slack',
  ]);
});
