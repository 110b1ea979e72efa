import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { cardThat, changing, letters, proposed } from './support/changing.ts';
import type { Changing } from './support/changing.ts';
import { until } from './support/quick-clock.ts';
import { saidIn, textIn } from './support/rig.ts';

const minute = 60_000;

/** Lets the retries of the outbox come due, as often as it takes. */
async function untilSent(at: Changing, what: string, holds: () => boolean): Promise<void> {
  await until(what, () => {
    at.bench.clock.ms += 1_000;
    return holds();
  });
}

describe('a message of the outbox', () => {
  test('of which the answer got lost is found again, not posted twice', async () => {
    const at = await changing();
    await proposedWhile(at, () => at.slack.faults.add({ kind: 'lose-answer', method: 'chat.postMessage', times: 3 }));
    const kinds = ['card', 'direct/U0BOB', 'direct/U0CAROL'];
    const [change] = await at.changes.list({ limit: 1 });
    const settled = async (kind: string): Promise<boolean> =>
      (await at.bench.changes.message(change?.proposal.id ?? '', kind))?.ts !== null;
    for (const kind of kinds) {
      for (let looks = 0; looks < 500 && !(await settled(kind)); looks += 1) {
        at.bench.clock.ms += 1_000;
        await pause(10);
      }
      expect([kind, await settled(kind)]).toEqual([kind, true]);
    }
    await at.bot.stop();
    for (const kind of kinds) expect(letters(at, kind)).toHaveLength(1);
  });

  test.each([
    ['Slack has no time', { kind: 'rate-limit', retryAfterSeconds: 7 } as const],
    ['the connection breaks', { kind: 'lose-request' } as const],
    ['Slack is out of order', { kind: 'server-error', status: 503 } as const],
    ['the token was turned off for a while', { kind: 'refuse', error: 'account_inactive' } as const],
  ])('is sent later when %s', async (_, fault) => {
    const at = await changing();
    await proposedWhile(at, () => at.slack.faults.add({ ...fault, method: 'chat.postMessage', times: 4 }));
    await untilSent(at, 'the card is there', () => letters(at, 'card').length === 1);
    expect(textIn(letters(at, 'card')[0])).toMatch(/Waits for approval/u);
  });

  test('is edited where it stands, also when edits are lost', async () => {
    const at = await changing();
    const card = await proposed(at);
    at.slack.faults.add({ kind: 'lose-request', method: 'chat.update', times: 3 });
    at.slack.faults.add({ kind: 'lose-answer', method: 'chat.update', times: 2 });
    await at.alice.click(card, 'press:withdraw');
    await untilSent(at, 'it says so', () => /Withdrawn/u.test(textIn(card)));
    expect(letters(at, 'card')).toEqual([card]);
  });

  test('that somebody has deleted is posted again', async () => {
    const at = await changing();
    const card = await proposed(at);
    at.slack.state.messages.splice(at.slack.state.messages.indexOf(card), 1);
    const [change] = await at.changes.list({ limit: 1 });
    await at.changes.withdraw(change?.proposal.id ?? '', 'T0LOCAL.U0ALICE');
    await cardThat(at, /Withdrawn/u);
    expect(letters(at, 'card')).toHaveLength(1);
  });

  test('is a sentence where the workspace does not take its blocks', async () => {
    const at = await changing();
    await proposedWhile(at, () => at.slack.faults.add({ kind: 'refuse-block', block: 'rich_text', times: 'always' }));
    await until('the card is there', () => letters(at, 'card').length === 1);
    expect(letters(at, 'card')[0]).toMatchObject({
      blocks: null,
      text: expect.stringMatching(/^Waits for approval: Set the value/u),
    });
  });

  test('whose channel is gone is given up, and whoever asked is told directly', async () => {
    const at = await changing();
    await proposedWhile(at, () =>
      at.slack.faults.add({ kind: 'refuse', method: 'chat.postMessage', error: 'is_archived' }),
    );
    await untilSent(at, 'Alice is told', () => letters(at, 'note/unreachable').length === 1);
    const [note] = letters(at, 'note/unreachable');
    expect([note?.channel, textIn(note)]).toEqual(['D0ALICE', expect.stringContaining('could not be posted')]);
  });

  test('is brought up to date once we are back in the channel, at the next thing that happens', async () => {
    const at = await changing();
    const card = await proposed(at);
    at.slack.faults.add({ kind: 'refuse', method: 'chat.update', error: 'not_in_channel', times: 'always' });
    await at.bob.click(card, 'press:approve');
    await untilSent(at, 'Alice is told', () => letters(at, 'note/unreachable').length === 1);
    expect(textIn(card)).toMatch(/Waits for approval/u);
    at.slack.faults.clear();
    await at.work();
    await untilSent(at, 'it is in force', () => /In force until/u.test(textIn(card)));
    expect(letters(at, 'card')).toEqual([card]);
  });

  test('in a thread whose beginning is gone stands in the channel', async () => {
    const at = await changing();
    await proposedWhile(at, () => {
      const [root] = saidIn(at);
      if (root) at.slack.state.messages.splice(at.slack.state.messages.indexOf(root), 1);
    });
    const card = await cardThat(at, /Waits for approval/u);
    expect(card.threadTs).toBeNull();
  });

  test('says that it waits also in the channel, when it is in a thread', async () => {
    const at = await changing();
    await proposed(at);
    const sent = at.slack.traffic.all.filter(({ name }) => name === 'chat.postMessage').map((each) => each.sent);
    expect(sent).toContainEqual(
      expect.objectContaining({ reply_broadcast: expect.anything(), thread_ts: expect.anything() }),
    );
  });

  test('of a kind that nobody knows is given up', async () => {
    const at = await changing();
    const place = { team: 'T0LOCAL', channel: at.channel, thread: null };
    await at.bench.changes.post([{ ref: 'x', kind: 'poem', place, body: {} }]);
    await proposed(at);
    at.bench.clock.ms += 5 * minute;
    expect(await at.bench.changes.claimMessage(minute)).toBeNull();
  });
});

/** Asks for a change while something goes wrong with Slack. */
async function proposedWhile(at: Changing, wrong: () => void): Promise<void> {
  await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
  await until(
    'the evidence is there',
    () => at.slack.state.messages.filter(({ metadata }) => metadata?.['event_type'] === 'opsmedic_evidence').length > 0,
  );
  const [root] = saidIn(at);
  const [change] = await at.bench.store.recent({ limit: 1 });
  wrong();
  const asked = await at.changes.propose(
    {
      remedy: 'test.set',
      account: '123456789012',
      region: 'eu-west-1',
      given: { resource: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout-worker', to: '5' },
      reason: 'It floods the database',
      lastsMs: 30 * minute,
      by: 'T0LOCAL.U0ALICE',
      place: { team: 'T0LOCAL', channel: at.channel, thread: root?.ts ?? null },
      investigation: change?.id ?? null,
      extends: null,
      breakGlass: false,
      typed: null,
    },
    null,
    AbortSignal.timeout(10_000),
  );
  if (!asked.ok) throw new Error(asked.says);
}
