import { describe, expect, test } from 'vitest';
import { handoffCommand } from '../../commands/handoff.ts';
import type { App } from '../../src/app/index.ts';
import { ReadFailure } from '../../src/playbook/index.ts';
import type { GuardedChanges } from '../../src/changes/index.ts';
import { anAlarm, anEvent, appIn, at, noSchedule, scheduleOf } from './a-shift.ts';

const command = handoffCommand({ fetch: () => Promise.reject(new Error('offline')) });
const prod = { id: '111122223333', name: 'prod', regions: ['eu-west-1'], tags: {} };
const inProd = { config: { accounts: [prod] } };
const nothingElse = { unaccounted: async () => ({ found: [], blind: [] }), remedies: new Map() };
// Only what a handoff asks for.
const changes = nothingElse as Pick<GuardedChanges, 'unaccounted' | 'remedies'> as GuardedChanges;

async function ask(typed: string, app: Partial<App> = {}, team = 'terminal') {
  const base = appIn({}, { config: { accounts: [prod] } });
  const whole = { ...base, schedule: noSchedule, changes, ...app, config: app.config ?? base.config };
  const place = { team, channel: '', thread: null };
  const reply = await command.run({ words: typed.split(' ').filter((word) => word !== ''), by: 'ana', place }, whole);
  if (reply.kind !== 'text') throw new TypeError('it is a text');
  return reply;
}

async function windowOf(typed: string, app: Partial<App> = {}) {
  const { data } = await ask(typed, app);
  const { from, to } = Object(Object(data).window);
  return `${String(from).slice(0, 16)} ${String(to).slice(0, 16)}`;
}

const berlin = { accounts: [prod], handoff: { times: ['09:00'], timeZone: 'Europe/Berlin', channels: ['C1'] } };
const inBerlin = { config: appIn({}, { config: berlin }).config };

describe('the window of a handoff', () => {
  test.each([
    ['', '2026-11-21T23:00 2026-11-22T11:00'],
    ['since 09:00', '2026-11-22T09:00 2026-11-22T11:00'],
    ['since=8h', '2026-11-22T03:00 2026-11-22T11:00'],
    ['--since 12:30', '2026-11-21T12:30 2026-11-22T11:00'],
    ['from=2026-11-20 to=2026-11-21T08:00', '2026-11-20T00:00 2026-11-21T08:00'],
    ['from=2026-11-22T09:00+02:00', '2026-11-22T07:00 2026-11-22T11:00'],
    ['from=09:00 to=now', '2026-11-22T09:00 2026-11-22T11:00'],
  ])('“%s”', async (typed, window) => {
    expect(await windowOf(typed)).toBe(window);
  });

  test.each([
    ['since 09:00', '2026-11-22T08:00 2026-11-22T11:00'],
    ['from=2026-11-20T09:00 to=2026-11-21', '2026-11-20T08:00 2026-11-20T23:00'],
  ])('“%s” is by the clock of the configured time zone', async (typed, window) => {
    expect(await windowOf(typed, inBerlin)).toBe(window);
  });

  test('is the shift so far, where it is known since when', async () => {
    const shift = (who: string, from: string, to: string) => ({
      from: new Date(from),
      to: new Date(to),
      people: [who],
      unknown: [],
    });
    const schedule = scheduleOf([
      shift('T1.ana', '2026-11-15T08:00:00Z', '2026-11-22T08:00:00Z'),
      shift('T1.ben', '2026-11-22T08:00:00Z', '2026-11-29T08:00:00Z'),
    ]);
    expect(await windowOf('', { schedule })).toBe('2026-11-22T08:00 2026-11-22T11:00');
  });

  test.each([
    ['since=8h from=09:00', /not both/],
    ['to=09:00', /needs a “from”/],
    ['from=10:00 to=09:00', /ends before it begins/],
    ['since=15d', /at most 14d/],
    ['from=2026-10-01', /at most 14 days/],
    ['from=2026-02-30', /not a time for “from”/],
    ['from=2026-11-23T00:00', /in the future/],
    ['until 9', /not understood/],
    ['since soon', /not a length of time/],
  ])('“%s” is refused in a sentence', async (typed, says) => {
    await expect(ask(typed)).rejects.toThrow(says);
  });
});

describe('a handoff in words', () => {
  test('of a quiet shift is two lines', async () => {
    const store = { ...appIn().store, changes: quietLedger() };
    const { markdown } = await ask('since 09:00', { store });
    expect(markdown.split('\n')).toEqual([
      '**Handoff**, 09:00 to 11:00 (UTC)',
      'A quiet shift. No alarm rings, nothing of ours is in force or waits, nothing was left behind by hand, nothing was looked into.',
    ]);
  });

  test('is not called quiet where something could not be seen, and does not say that it is not there', async () => {
    const denied = new ReadFailure('denied', 'AWS refused it', 'cloudwatch:DescribeAlarms');
    const store = { ...appIn().store, changes: quietLedger() };
    const { markdown } = await ask('since 09:00', {
      ...appIn({ alarms: denied }),
      store,
      changes,
      schedule: noSchedule,
    });
    expect(markdown).toContain('Quiet, as far as could be seen. Nothing of ours');
    expect(markdown).not.toContain('o alarm rings');
    expect(markdown).toContain(
      '- alarms (111122223333 eu-west-1): cloudwatch:DescribeAlarms is not allowed. AWS refused it.',
    );
  });

  test('begins with what to do first, and tells the rest in order', async () => {
    const app = appIn(
      {
        alarms: [anAlarm('checkout-5xx')],
        trail: [anEvent('UpdateService')],
        rings: [{ alarm: 'checkout-5xx', at: at('10:00') }],
      },
      inProd,
    );
    const { markdown } = await ask('since 09:00', { ...app, changes, schedule: noSchedule });
    const lines = markdown.split('\n');
    expect(lines[2]).toBe(
      '**Start here**: The alarm checkout-5xx rings, and nobody has looked into it. [console](https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/checkout-5xx)',
    );
    expect(lines[3]).toMatch(/^- Rule 2 of 11: /);
    expect(lines.filter((line) => line.startsWith('## '))).toEqual([
      '## Alarms that ring (1)',
      '## Worth knowing (1)',
      '## Could not be seen (2)',
      '## In numbers, and in the 2 h before',
    ]);
    expect(markdown).toContain('- Alarms: 1 (before: 0); outside of working hours: 1 (before: 0)');
  });

  test('gives hostile names no power, and stays short with three hundred alarms', async () => {
    const name = '`x` *y* [z](https://evil.example.com) <!channel> <@U1>\nnext';
    const alarms = Array.from({ length: 300 }, (_, index) => anAlarm(`${name} ${index}`, { reason: name.repeat(20) }));
    const { markdown, people } = await ask(
      'since 09:00',
      { ...appIn({ alarms }, inProd), changes, schedule: noSchedule },
      'T1',
    );
    expect(markdown).toContain('## Alarms that ring (300)');
    expect(markdown).toContain('- … and 288 more');
    expect(markdown).not.toMatch(/<[!@]|\]\(https:\/\/evil|`x`/u);
    expect(people).toEqual([]);
    expect(markdown.length).toBeLessThan(40_000);
  });
});

/** A ledger in which there is nothing. */
function quietLedger(): NonNullable<App['store']['changes']> {
  // Only what a handoff asks for.
  return { list: async () => [], message: async () => null } as Pick<
    NonNullable<App['store']['changes']>,
    'list' | 'message'
  > as NonNullable<App['store']['changes']>;
}
