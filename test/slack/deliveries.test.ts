import { describe, expect, test } from 'vitest';
import { UsageError } from '#app';
import type { Command } from '#app';
import { CannotInvestigate } from '#playbook';
import type { Json } from '../../src/workspace/slack/index.ts';
import { appOf, shop } from './support/shop.ts';
import { finalCard, isCard, rig, saidIn, textIn, toldTo } from './support/rig.ts';
import type { Rig } from './support/rig.ts';
import { hurriedClock, until } from './support/quick-clock.ts';

/** What Slack sent for the last command or press. */
function lastSent(at: Rig, name: string): Json {
  const sent = at.slack.traffic.all.findLast((exchange) => exchange.name === name)?.sent;
  if (typeof sent !== 'object' || sent === null) throw new Error(`no ${name} was sent`);
  return { ...sent };
}

async function told(at: Rig): Promise<string> {
  await until('something is told', () => toldTo(at, at.alice).length > 0);
  return textIn(toldTo(at, at.alice)[0]);
}

describe('what Slack delivers twice is done once', () => {
  test('a slash command', async () => {
    const world = shop();
    const at = await rig(appOf(world));
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await at.slack.dispatch.request('slash_commands', lastSent(at, 'slash_commands'));
    await finalCard(at);
    await at.bot.stop();
    expect(world.begun).toBe(1);
    expect(saidIn(at)).toHaveLength(1);
  });

  test('a mention', async () => {
    const world = shop();
    const at = await rig(appOf(world));
    await at.alice.say(at.channel, '@opsmedic diagnose alb-502 checkout');
    const eventId = String(lastSent(at, 'events_api')['event_id']);
    await at.slack.dispatch.redeliver(eventId);
    await finalCard(at);
    await at.bot.stop();
    expect(world.begun).toBe(1);
  });

  test('a press', async () => {
    const world = shop();
    const at = await rig(appOf(world));
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await at.alice.click(await finalCard(at), 'press:rerun');
    await at.slack.dispatch.request('interactive', lastSent(at, 'interactive'));
    await finalCard(at, 2);
    await at.bot.stop();
    expect(world.begun).toBe(2);
  });

  test('a double click, and a click of somebody else meanwhile', async () => {
    const world = shop();
    const at = await rig(appOf(world));
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    const card = await finalCard(at);
    const gate = Promise.withResolvers<void>();
    world.hold = gate.promise;
    await Promise.all([at.alice.click(card, 'press:rerun'), at.alice.click(card, 'press:rerun')]);
    await at.bob.click(card, 'press:rerun');
    await until('both are told', () => toldTo(at, at.alice).length === 1 && toldTo(at, at.bob).length === 1);
    gate.resolve();
    await finalCard(at, 2);
    expect(world.begun).toBe(2);
    expect(textIn(toldTo(at, at.bob)[0])).toBe('Already on it.');
  });

  test('a re-run that another replica is at', async () => {
    const app = appOf(shop());
    const at = await rig(app);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    const card = await finalCard(at);
    const [first] = await app.store.recent({ limit: 1 });
    if (first) await app.store.begin({ ...first, id: 'inv_OTHER', state: 'running', repeats: first.id });
    await at.alice.click(card, 'press:rerun');
    expect(await told(at)).toBe('It is being run again already.');
  });
});

describe('acknowledgements', () => {
  test('wait for nothing, neither the store nor AWS nor Slack', async () => {
    const never = new Promise<never>(() => undefined);
    const app = appOf({ ...shop(), hold: never });
    const at = await rig({ ...app, store: { ...app.store, claimEvent: () => never } }, 'http');
    at.slack.faults.add({ kind: 'slow', method: '*', ms: 60, times: 'always' });
    await Promise.all(Array.from({ length: 50 }, () => at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout')));
    const acks = at.slack.traffic.all.filter(({ name }) => name === 'slash_commands').map(({ answer }) => answer);
    expect(new Set(acks)).toEqual(new Set(['acknowledged']));
  });

  test('a store that is out of reach keeps nobody from an answer', async () => {
    const app = appOf(shop());
    const broken = (): Promise<never> => Promise.reject(new Error('no database'));
    const at = await rig({ ...app, store: { ...app.store, claimEvent: broken, posted: broken, renew: broken } });
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    expect(textIn(await finalCard(at))).toContain('🔴 checkout');
  });
});

describe('presses are treated as hostile', () => {
  async function forged(changes: (body: Json) => Json): Promise<Rig> {
    const at = await rig(appOf(shop()));
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    const card = await finalCard(at);
    at.slack.dispatch.attach(() => Promise.resolve());
    await at.alice.click(card, 'press:rerun');
    const body = lastSent(at, 'interactive');
    const again = await rig(appOf(shop()));
    await again.slack.dispatch.request(
      'interactive',
      changes({ ...body, response_url: `${again.slack.state.baseUrl}/none` }),
    );
    return again;
  }

  const valued = (value: unknown) => (body: Json) => {
    const [action] = Array.isArray(body['actions']) ? body['actions'] : [];
    return { ...body, actions: [{ ...Object(action), value }] };
  };

  test.each<[string, (body: Json) => Json, string]>([
    ['a value that is no press', valued('{"do":"approve"}'), 'I no longer know what this button means.'],
    ['an investigation that is not there', (body) => body, 'I no longer have that investigation.'],
    [
      'another workspace',
      (body) => ({ ...body, team: { id: 'T0OTHER' } }),
      'This button belongs to another workspace.',
    ],
    ['no workspace', (body) => ({ ...body, team: null }), 'This button belongs to another workspace.'],
    [
      'a command that there is not',
      valued('{"do":"run","command":"drop tables","thread":null}'),
      'There is no command “drop”',
    ],
  ])('%s', async (_, changes, says) => {
    const at = await forged(changes);
    expect(await told(at)).toContain(says);
    expect(saidIn(at)).toEqual([]);
  });

  test('an investigation of another channel', async () => {
    const app = appOf(shop());
    const at = await rig(app);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    const card = await finalCard(at);
    const [first] = await app.store.recent({ limit: 1 });
    if (first) await app.store.begin({ ...first, place: { ...first.place, channel: 'C0SECRET' } });
    await at.alice.click(card, 'press:rerun');
    expect(await told(at)).toBe('That investigation belongs to another channel.');
  });
});

describe('who is listened to', () => {
  test('nobody answers bots, edits, or what is not said to us', async () => {
    const world = shop();
    const at = await rig(appOf(world));
    const botUser = at.slack.state.bot.userId;
    const common = {
      channel: at.channel,
      user: 'U0OTHERBOT',
      text: `<@${botUser}> diagnose alb-502 checkout`,
      ts: '1.1',
      event_ts: '1.1',
    };
    await at.slack.dispatch.event('app_mention', { type: 'app_mention', ...common, bot_id: 'B0OTHER' });
    await at.slack.dispatch.event('message.im', {
      type: 'message',
      ...common,
      channel_type: 'im',
      subtype: 'message_changed',
    });
    await at.alice.say(at.channel, 'diagnose alb-502 checkout');
    await at.bot.stop();
    expect(world.begun).toBe(0);
    expect(at.slack.state.messages.filter(({ user }) => user === botUser)).toEqual([]);
  });

  test('a direct message needs no mention', async () => {
    const at = await rig(appOf(shop()));
    const direct = {
      id: 'D0ALICE',
      name: 'alice',
      kind: 'im',
      topic: '',
      members: new Set(['U0ALICE', at.slack.state.bot.userId]),
    } as const;
    at.slack.state.channels.set(direct.id, direct);
    await at.alice.say(direct.id, 'alb-502 checkout');
    const shown = (): string => at.slack.messages(direct.id).map(textIn).join('\n');
    await until('the card is there', () => shown().includes('🔴 checkout'));
    await at.alice.say(direct.id, 'help');
    await until('help is there', () => shown().includes('Ask in a channel'));
    expect(at.slack.messages(direct.id)).toHaveLength(4);
  });
});

describe('an answer that takes its time', () => {
  test('is announced to whoever waits, once', async () => {
    const gate = Promise.withResolvers<void>();
    const app = appOf(shop());
    const openAccount: typeof app.openAccount = async (...asked) => {
      await gate.promise;
      return app.openAccount(...asked);
    };
    const at = await rig({ ...app, openAccount }, 'in process', { clock: hurriedClock });
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    expect(await told(at)).toBe('Finding out what to look at …');
    gate.resolve();
    await finalCard(at);
    expect(toldTo(at, at.alice)).toHaveLength(1);
  });
});

describe('what cannot be answered', () => {
  test('wrong usage is told to the person alone, as written', async () => {
    const at = await rig(appOf(shop()));
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout since=yesterday');
    expect(await told(at)).toBe('“yesterday” is not a length of time: say for instance 90s, 30m, 2h or 1d.');
    expect(saidIn(at)).toEqual([]);
  });

  test('missing credentials are one sentence on the card', async () => {
    const at = await rig(appOf({ ...shop(), refusal: new CannotInvestigate('There are no AWS credentials here.') }));
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    const card = await finalCard(at);
    expect(textIn(card)).toMatch(/⚪ checkout · could not look\s+There are no AWS credentials here\./u);
    await at.bot.stop();
    expect(saidIn(at, card.ts)).toEqual([]);
  });

  test.each<[string, Error, string]>([
    ['a bug', new TypeError('x is undefined'), 'Something broke in OpsMedic itself. It was logged at 20'],
    ['wrong usage', new UsageError('There is nothing to set up.'), 'There is nothing to set up.'],
    ['no credentials', new CannotInvestigate('The session has expired.'), 'The session has expired.'],
  ])('%s of another command is told in one sentence', async (_, error, says) => {
    const doctor: Command = { name: 'doctor', usage: 'doctor', summary: 'Checks.', run: () => Promise.reject(error) };
    const at = await rig(appOf(shop(), { commands: [doctor] }));
    await at.alice.slash(at.channel, '/opsmedic', 'doctor');
    expect(await told(at)).toContain(says);
    expect(await told(at)).not.toContain('undefined');
  });

  test.each([
    ['frobnicate', 'There is no command “frobnicate”: there is diagnose, playbooks.'],
    ['plabooks', 'There is no command “plabooks”: did you mean “playbooks”?'],
    ['serve', 'There is no command “serve”: there is diagnose, playbooks.'],
  ])('“%s” is no command here', async (typed, says) => {
    const run = (): Promise<never> => Promise.reject(new Error('was run'));
    const serve: Command = { name: 'serve', only: 'terminal', usage: 'serve', summary: 'Run the bot.', run };
    const at = await rig(appOf(shop(), { commands: [serve] }));
    await at.alice.slash(at.channel, '/opsmedic', typed);
    expect(await told(at)).toBe(says);
    await at.alice.slash(at.channel, '/opsmedic', 'help');
    await until('help is there', () => toldTo(at, at.alice).length === 2);
    expect(textIn(toldTo(at, at.alice)[1])).not.toContain('serve');
  });

  test('an alert that says nothing of ours is met with a question', async () => {
    const at = await rig(appOf(shop()));
    const message = await at.bob.say(at.channel, 'lunch?');
    await at.alice.messageShortcut(message, 'diagnose_alert');
    await until('the question is there', () => toldTo(at, at.alice).length === 2);
    const text = toldTo(at, at.alice).map(textIn).join(' ');
    expect(text).toContain('I see no load balancer in this message.');
    expect(text).toContain('What is going wrong?');
    expect(saidIn(at).filter(isCard)).toEqual([]);
  });
});
