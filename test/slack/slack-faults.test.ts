import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/workspace/slack/index.ts';
import { appOf, shop } from './support/shop.ts';
import { finalCard, isCard, rig, saidIn, textIn, toldTo } from './support/rig.ts';
import type { Rig } from './support/rig.ts';
import { until } from './support/quick-clock.ts';

/** Asks, and waits for everything that has to come: the card, and the evidence below it. */
async function answered(at: Rig, faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) at.slack.faults.add(fault);
  await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
  const card = await finalCard(at);
  await until('the evidence is there', () => saidIn(at, card.ts).length > 0);
}

describe.each(['in process', 'http'] as const)('Slack fails %s', (mode) => {
  test.each<[string, readonly Fault[]]>([
    ['when the answer to the card is lost', [{ kind: 'lose-answer', method: 'chat.postMessage' }]],
    ['when the card is lost on its way', [{ kind: 'lose-request', method: 'chat.postMessage' }]],
    ['when posting answers 500 twice', [{ kind: 'server-error', method: 'chat.postMessage', status: 500, times: 2 }]],
    ['when posting is rate limited', [{ kind: 'rate-limit', method: 'chat.postMessage', retryAfterSeconds: 1 }]],
    [
      'when the answer is lost and the search for it fails, too',
      [
        { kind: 'lose-answer', method: 'chat.postMessage' },
        { kind: 'server-error', method: 'conversations.history', status: 503, times: 2 },
      ],
    ],
    ['when updates are rate limited', [{ kind: 'rate-limit', method: 'chat.update', retryAfterSeconds: 2, times: 3 }]],
    ['when updates answer 503', [{ kind: 'server-error', method: 'chat.update', status: 503, times: 3 }]],
    ['when updates are carried out but not answered', [{ kind: 'lose-answer', method: 'chat.update', times: 3 }]],
  ])('and there is one card and one reply all the same %s', async (_, faults) => {
    const at = await rig(appOf(shop()), mode);
    await answered(at, faults);
    const [card, ...more] = saidIn(at);
    expect(more).toEqual([]);
    expect(textIn(card)).toContain('🔴 checkout · Tasks run out of memory');
    expect(saidIn(at, card?.ts)).toHaveLength(1);
  });

  test('and a lost answer to the evidence leaves one reply', async () => {
    const world = { ...shop(), hold: Promise.resolve() };
    const gate = Promise.withResolvers<void>();
    world.hold = gate.promise;
    const at = await rig(appOf(world), mode);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await until('the card is there', () => saidIn(at).some(isCard));
    at.slack.faults.add({ kind: 'lose-answer', method: 'chat.postMessage' });
    gate.resolve();
    const card = await finalCard(at);
    await until('Slack was asked what had arrived', () =>
      at.slack.traffic.all.some(({ name }) => name === 'conversations.replies'),
    );
    await at.bot.stop();
    expect(saidIn(at, card.ts)).toHaveLength(1);
  });
});

describe('a workspace that refuses blocks', () => {
  test('gets plain progress, and is not sent plans again', async () => {
    const at = await rig(appOf(shop()));
    await answered(at, [{ kind: 'refuse-block', block: 'plan', times: 'always' }]);
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    expect(textIn(await finalCard(at, 2))).toContain('🔴 checkout');
    const plans = at.slack.traffic.all.filter(
      ({ sent }) => JSON.stringify(sent).includes('"plan"') || JSON.stringify(sent).includes('\\"plan\\"'),
    );
    expect(plans).toHaveLength(1);
  });

  test('gets the sentence when it takes no blocks of ours at all', async () => {
    const at = await rig(appOf(shop()));
    for (const block of ['rich_text', 'plan']) at.slack.faults.add({ kind: 'refuse-block', block, times: 'always' });
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await until('the card says it', () => saidIn(at)[0]?.text.startsWith('checkout: Tasks run out of memory') === true);
    expect(saidIn(at)[0]?.blocks).toBeNull();
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 nothing-like-it');
    await until('the refusal is told', () => toldTo(at, at.alice).length > 0);
    expect(toldTo(at, at.alice)[0]?.text).toContain('There is no load balancer “nothing-like-it”');
  });
});

describe('a bot that is not in the channel', () => {
  test.each(['public', 'private'] as const)(
    'says so to the person alone, with the way in (%s channel)',
    async (kind) => {
      const app = appOf(shop());
      const at = await rig(app);
      const outside = { ...at.slack.channel('general'), kind };
      outside.members.delete(at.slack.state.bot.userId);
      at.slack.state.channels.set(outside.id, outside);
      await at.alice.slash(outside.id, '/diagnose', 'alb-502 checkout');
      await until('it is told', () => toldTo(at, at.alice).length > 0);
      const [invite] = toldTo(at, at.alice);
      expect(textIn(invite)).toMatch(/I am not in this channel.*\/invite @opsmedic.*Try again/su);
      const [tried] = await app.store.recent({ limit: 5 });
      expect(tried?.state).toBe('failed');

      await at.alice.invite(outside.id, at.slack.state.bot.userId);
      if (invite) await at.alice.click(invite, 'press:again');
      await until('the card is there', () =>
        at.slack.messages(outside.id).some((message) => textIn(message).includes('🔴 checkout')),
      );
      expect(toldTo(at, at.alice)).toEqual([]);
    },
  );
});

describe('a card', () => {
  test('that somebody deleted is posted anew at the end', async () => {
    const gate = Promise.withResolvers<void>();
    const at = await rig(appOf({ ...shop(), hold: gate.promise }));
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await until('the card is there', () => saidIn(at).some(isCard));
    const [card] = saidIn(at);
    const { messages } = at.slack.state;
    messages.splice(
      messages.findIndex(({ ts }) => ts === card?.ts),
      1,
    );
    gate.resolve();
    expect(textIn(await finalCard(at))).toContain('🔴 checkout');
  });

  test('whose evidence is too long for a message has a file in its thread, without secrets or mentions', async () => {
    const line = `ERROR <!channel> password=hunter2-not-shown ${'x'.repeat(900)}`;
    const at = await rig(appOf({ ...shop(), says: Array.from({ length: 200 }, () => line).join('\n') }), 'http');
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await until('the file is there', () => [...at.slack.state.files.values()].some(({ stage }) => stage === 'shared'));
    const [file] = at.slack.state.files.values();
    const content = file?.bytes.toString() ?? '';
    expect(file?.name).toBe('alb-502-checkout.txt');
    expect(content).toContain('ROOT CAUSE');
    const everything = JSON.stringify(at.slack.state.messages) + content;
    expect(everything).not.toContain('hunter2');
    const card = await finalCard(at);
    expect(saidIn(at, card.ts).some(({ files }) => files.includes(file?.id ?? ''))).toBe(true);
  });
});
