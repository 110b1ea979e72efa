import { afterEach, describe, expect, test } from 'vitest';
import { catchupCommand } from '../../commands/catchup.ts';
import { handoffCommand } from '../../commands/handoff.ts';
import { isQuiet } from '../../src/handoff/index.ts';
import type { GuardedChanges, Unowned } from '../../src/changes/index.ts';
import type { Config } from '../../src/config/index.ts';
import { createSchedule } from '../../src/on-call/index.ts';
import type { DurableStore } from '../../src/store/index.ts';
import { configOf } from '../app/small-config.ts';
import { anAlarm, appIn } from '../handoff/a-shift.ts';
import type { Said } from '../handoff/a-shift.ts';
import { testDatabase } from '../store/databases.ts';
import { cardThat, letters, modalOf } from './support/changing.ts';
import { until } from './support/quick-clock.ts';
import { rig, textIn, toldTo } from './support/rig.ts';
import type { Mode, Rig } from './support/rig.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const mute: Unowned = {
  kind: 'mute-rule',
  account: '111122223333',
  region: 'eu-west-1',
  resource: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:nightly',
  says: 'The mute rule nightly mutes one alarm.',
  since: null,
  until: null,
  by: 'zoe',
};

interface Handing extends Rig {
  readonly store: DurableStore;
  readonly due: (kind: string) => Promise<void>;
}

/** A workspace in which Alice hands over to Bob in so many minutes. */
async function handing(
  inMinutes: number,
  parts: {
    readonly said?: Said;
    readonly found?: readonly Unowned[];
    readonly mode?: Mode;
    readonly channels?: readonly string[];
    readonly escalateTo?: string;
  } = {},
): Promise<Handing> {
  const database = await testDatabase(null);
  const store = await database.open();
  closers.push(() => database.close());
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const config: Config = configOf({
    accounts: [{ id: '111122223333', name: 'prod', regions: ['eu-west-1'], tags: {} }],
    onCall: {
      shifts: [
        { user: 'U0ALICE', from: at(inMinutes - 600), to: at(inMinutes) },
        { user: 'U0BOB', from: at(inMinutes), to: at(inMinutes + 600) },
      ],
    },
    handoff: {
      timeZone: 'UTC',
      channels: [...(parts.channels ?? ['#incidents'])],
      ...(parts.escalateTo !== undefined && { escalateTo: parts.escalateTo }),
    },
  });
  const found = parts.found ?? [mute];
  // Only what a handoff asks for.
  const changes = { unaccounted: async () => ({ found, blind: [] }), remedies: new Map() } as Pick<
    GuardedChanges,
    'unaccounted' | 'remedies'
  > as GuardedChanges;
  const app = appIn(parts.said ?? { alarms: [anAlarm('checkout-5xx')] }, { store });
  const people = [
    { id: 'U0ALICE', name: 'alice', realName: 'Alice Moreau', title: 'On call', timeZone: 'Europe/Paris' },
    { id: 'U0BOB', name: 'bob', realName: 'Bob Tanaka', title: 'On call', timeZone: 'America/New_York' },
  ];
  const commands = new Map(
    [handoffCommand({ fetch: () => Promise.reject(new Error('offline')) }), catchupCommand].map((one) => [
      one.name,
      one,
    ]),
  );
  const now = () => new Date();
  const offline = () => Promise.reject(new Error('offline'));
  const schedule = createSchedule({ config, team: 'T0LOCAL', people: null, fetch: offline, now });
  const whole = { ...app, config, changes, commands, schedule, now };
  const on = await rig(whole, parts.mode, { workspace: { people } });
  return {
    ...on,
    store,
    due: async (kind) => {
      await database.meddle(`update job set run_at = 0 where kind = '${kind}' and done = 0`);
    },
  };
}

async function told(at: Rig, person: Rig['alice'], says: RegExp): Promise<void> {
  await until(`is told ${says}`, () => says.test(toldTo(at, person).map(textIn).join('\n')));
}

const modes: readonly Mode[] = ['in process', 'socket'];

describe.each(modes)('a change of shift, %s', (mode) => {
  test('is drafted to who hands over, with three fields of their own, posted, and taken over line by line', async () => {
    const at = await handing(30, { mode });
    const draft = await cardThat(at, /The draft of your handoff/u, 'handoff/draft/U0ALICE');
    expect(textIn(draft)).toMatch(/U0ALICE → U0BOB.*checkout-5xx.*Made by hand by zoe/su);
    await at.alice.click(draft, 'press:edit');
    const form = await modalOf(at.alice, /What to watch.*checkout-5xx/su);
    expect(await at.alice.submit(form, { 'watch/words': 'the queue of *orders*' })).toEqual({ kind: 'accepted' });
    await cardThat(at, /Watch: the queue of \*orders\*/u, 'handoff/draft');
    await at.alice.click(await cardThat(at, /Post it now/u, 'handoff/draft'), 'press:post');
    const posted = await cardThat(at, /Accept one by one/u, 'handoff/posted');
    expect(posted.channel).toBe(at.channel);
    expect(textIn(posted)).toMatch(
      /^Handoff\nU0ALICE → U0BOB.*Start here.*Rule \d+ of 11.*U0ALICE says.*Watch: the queue/su,
    );
    await cardThat(at, /In numbers/u, 'handoff/more');
    expect(letters(at, 'handoff/more')[0]?.threadTs).toBe(posted.ts);

    await at.alice.click(posted, 'press:accept');
    await told(at, at.alice, /It is for.*U0BOB.*to take over/su);
    await at.bob.click(posted, 'press:accept-some');
    const lines = await modalOf(at.bob, /I take over.*Alarm checkout-5xx/su);
    await at.bob.submit(lines, { 'lines-0/lines': ['1'] });
    await cardThat(at, /U0BOB took over 1; 1 are open/u, 'handoff/posted');
    await at.bob.click(await cardThat(at, /Accept all/u, 'handoff/posted'), 'press:accept');
    const done = await cardThat(at, /✅.*U0BOB took over all of it/su, 'handoff/posted');
    expect(JSON.stringify(done.blocks)).not.toContain('press:accept');
    expect(letters(at, 'handoff/posted')).toHaveLength(1);
  });
});

describe('asked for', () => {
  test('a handoff is shown to who asks alone, and posted here to be taken over only on demand', async () => {
    const at = await handing(300);
    await at.alice.slash(at.channel, '/handoff', 'since=8h');
    await told(at, at.alice, /Start here.*checkout-5xx.*To post it here/su);
    expect(letters(at, 'handoff/')).toEqual([]);
    await at.alice.slash(at.channel, '/handoff', 'post since=8h');
    const card = await cardThat(at, /Accept all/u, 'handoff/posted');
    expect(textIn(card)).toMatch(/U0ALICE → U0BOB/u);
    await at.bob.click(card, 'press:accept');
    const taken = await cardThat(at, /U0BOB took over all of it/u, 'handoff/posted');
    expect(taken.ts).toBe(card.ts);
  });

  test('the home tab tells who is on call and next, and the last handoff', async () => {
    const at = await handing(-5);
    await cardThat(at, /Accept all/u, 'handoff/posted');
    await at.alice.openHome();
    const shown = (): string => JSON.stringify(at.alice.home()?.body ?? '');
    await until('the shift is shown', () => /The shift/u.test(shown()));
    expect(shown()).toMatch(/On call: .*U0BOB.*The last handoff: .*2 lines are not taken over.*archives/su);
  });

  test('catching up by the menu of a message is answered to who asks alone', async () => {
    const at = await handing(300);
    const message = await at.bob.say(at.channel, 'It is down.');
    await at.alice.messageShortcut(message, 'catch_up');
    await told(at, at.alice, /So far in this thread.*Nothing was looked into and nothing was changed/su);
    expect(at.slack.messages(at.channel, message.ts).filter(({ visibleTo }) => visibleTo === null)).toHaveLength(1);
  });
});

describe('a handoff', () => {
  test('that nobody takes over is brought to mind, and then told to the configured group', async () => {
    const at = await handing(-5, { escalateTo: 'S0LEADS' });
    await cardThat(at, /Accept all/u, 'handoff/posted');
    await at.due('handoff-remind');
    const reminder = await cardThat(
      at,
      /You have not taken over your shift yet: 2 lines are open/u,
      'handoff/remind/U0BOB',
    );
    expect(JSON.stringify(reminder.blocks)).toContain('/archives/');
    await at.due('handoff-escalate');
    const escalated = await cardThat(at, /Nobody has taken over this shift yet/u, 'handoff/escalate');
    expect(JSON.stringify(escalated.blocks)).toContain('S0LEADS');
    await at.bob.click(reminder, 'press:accept');
    await cardThat(at, /The handoff is taken over/u, 'handoff/remind');
  });

  test('of a quiet shift is two lines without buttons', async () => {
    const at = await handing(-5, { said: {}, found: [] });
    const card = await cardThat(at, /A quiet shift/u, 'handoff/posted');
    expect(textIn(card).split('\n')).toHaveLength(2);
    expect(JSON.stringify(card.blocks)).not.toContain('press:');
    const [handoff] = await at.store.handoffs.newest({ team: 'T0LOCAL', limit: 1 });
    expect(handoff?.content && isQuiet(handoff.content)).toBe(true);
  });

  test('may be left out by who hands over', async () => {
    const at = await handing(30);
    await at.alice.click(await cardThat(at, /Skip it/u, 'handoff/draft'), 'press:skip');
    await cardThat(at, /No handoff is posted/u, 'handoff/draft');
    await at.due('handoff-post');
    await told(at, at.alice, /Nothing will be posted/u);
    expect(letters(at, 'handoff/posted')).toEqual([]);
  });

  test('whose channel is gone is told to the next on call', async () => {
    const at = await handing(-5, { channels: ['C0GONE'] });
    await cardThat(at, /could not be posted/u, 'handoff/unreachable/U0BOB');
    expect(letters(at, 'handoff/posted')).toEqual([]);
  });

  test('fits into a message with three hundred alarms and a hundred changes of hostile names, and all can be taken over', async () => {
    const alarms = Array.from({ length: 300 }, (_, index) => anAlarm(`<!channel> *a* \`${'x'.repeat(200)}\` ${index}`));
    const hostile = { says: `<!here> ${'y'.repeat(500)}`, by: '<@U0BOB> *b*' };
    const found = Array.from({ length: 100 }, (_, index) => ({ ...mute, ...hostile, resource: `arn:${index}` }));
    const at = await handing(-5, { said: { alarms }, found });
    const card = await cardThat(at, /Alarms that ring \(300, the first of them\)/u, 'handoff/posted');
    expect(card.text).not.toContain('<!channel>');
    await cardThat(at, /Alarms that ring \(295, the first of them\)/u, 'handoff/more');
    await at.bob.click(card, 'press:accept-some');
    await modalOf(at.bob, /and 310 more/u);
    await at.bob.click(card, 'press:accept');
    const taken = await cardThat(at, /took over all of it/u, 'handoff/posted');
    expect(taken.ts).toBe(card.ts);
  });
});
