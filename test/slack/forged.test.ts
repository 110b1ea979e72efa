import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, Message } from '../../src/workspace/slack/index.ts';
import { cardThat, changing, proposed } from './support/changing.ts';
import { proposedBy } from './support/open-changing.ts';
import { forgeries, pressBy, seconds, send, sentFor } from './support/forgeries.ts';
import type { Changing } from './support/changing.ts';
import { textIn, toldTo } from './support/rig.ts';
import { until } from './support/quick-clock.ts';

/** What Slack sends when Bob presses Approve. */
async function approval(at: Changing, card: Message): Promise<Json> {
  const sent = await sentFor(at, at.dave, card, 'press:approve');
  await until('Dave is told', () => toldTo(at, at.dave).length > 0);
  return pressBy(sent, at.dave, at.bob, 'b1');
}

/** The same payload with another value of its button. */
function withValue(change: (value: string) => string): (payload: string) => string {
  return (text) => {
    const payload: { actions: { value: string }[] } = JSON.parse(text);
    const [action] = payload.actions;
    if (action) action.value = change(action.value);
    return JSON.stringify(payload);
  };
}

/** Everything that was said to one person only: the response_url of a press is that of whoever first pressed. */
function privately(at: Changing): readonly Message[] {
  return at.slack.state.messages.filter(({ visibleTo }) => visibleTo !== null);
}

async function stateOf(at: Changing): Promise<string> {
  const [change] = await at.changes.list({ limit: 1 });
  return change?.standing.state ?? 'none';
}

describe('a request that Slack did not send', () => {
  test('is refused, however it is forged, and the true one is not', async () => {
    const at = await changing('http');
    const payload = await approval(at, await proposedBy(at, at.alice));
    for (const [what, how] of Object.entries(forgeries))
      for (const n of [0, 1, 64]) expect([what, await send(at, payload, how(n))]).toEqual([what, 401]);
    expect(await stateOf(at)).toBe('pending');
    expect(await send(at, payload)).toBe(200);
    await cardThat(at, /About to start/u);
    expect(await stateOf(at)).toBe('approved');
  });

  test('is refused whatever its signature is', async () => {
    const at = await changing('http');
    const payload = await approval(at, await proposedBy(at, at.alice));
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('0', '7', 'a', 'f', 'v', '=', ','), maxLength: 80 }),
        fc.integer({ min: -100_000, max: 100_000 }),
        async (signature, off) => {
          expect(await send(at, payload, { signature, timestamp: seconds(off) })).toBe(401);
        },
      ),
      { numRuns: 60 },
    );
    expect(await stateOf(at)).toBe('pending');
  });
});

describe('a request that Slack did send', () => {
  test('does nothing when it comes a second time', async () => {
    const at = await changing('http', { config: { approvals: twoOf } });
    const payload = await approval(at, await proposedBy(at, at.alice));
    const before = privately(at).length;
    for (let time = 0; time < 5; time += 1) expect(await send(at, payload)).toBe(200);
    await cardThat(at, /Waits for more approvals/u);
    await until('it is answered once', () => privately(at).length > before);
    await at.bot.stop();
    expect(privately(at)).toHaveLength(before + 1);
    const [change] = await at.changes.list({ limit: 1 });
    expect(change?.votes).toHaveLength(1);
  });

  test.each<[string, (payload: string) => string, RegExp]>([
    ['of another workspace', (text) => text.replaceAll('T0LOCAL', 'T0OTHER'), /another workspace/u],
    [
      'for another digest',
      withValue((value) => value.replace(/[0-9a-f](?="\}$)/u, (last) => (last === '0' ? '1' : '0'))),
      /look at the card again/u,
    ],
    [
      'for a change that never was',
      (text) => text.replaceAll(/chg_[0-9A-Z]+/gu, 'chg_NONE'),
      /no longer have that change/u,
    ],
    ['from another channel', (text) => text.replaceAll('C0INCIDENTS', 'C0GENERAL'), /another channel/u],
    ['with a value that is no press', withValue(() => '{}'), /no longer know/u],
    ['with a value that says more', withValue((value) => value.replace('}', ',"ok":true}')), /no longer know/u],
  ])('%s decides nothing, and says why', async (_, meddle, says) => {
    const at = await changing('http');
    const payload = await approval(at, await proposedBy(at, at.alice));
    const before = privately(at).length;
    expect(await send(at, JSON.parse(meddle(JSON.stringify(payload))))).toBe(200);
    await until('it is answered', () => privately(at).length > before);
    expect(privately(at).slice(before).map(textIn).join('\n')).toMatch(says);
    expect(await stateOf(at)).toBe('pending');
  });

  test('and that was sent as a form of ours, tampered with, asks for nothing', async () => {
    const at = await changing('http');
    await proposed(at);
    const form = at.slack.traffic.all.findLast(({ sent }) => JSON.stringify(sent).includes('view_submission'))?.sent;
    const text = JSON.stringify(form).replaceAll(/"trigger_id":"[^"]*"/gu, '"trigger_id":"t1"');
    for (const [n, memo] of ['', '{}', 'null', '{"remedy":"test.set"}', '"'.repeat(3000)].entries()) {
      const payload: { view: { private_metadata: string }; trigger_id: string } = JSON.parse(text);
      payload.view.private_metadata = memo;
      payload.trigger_id = `t${n}`;
      expect(await send(at, payload)).toBe(200);
    }
    expect(await at.changes.list({ limit: 9 })).toHaveLength(1);
  });
});

const twoOf = [
  {
    actions: ['*'],
    risks: [],
    accountTags: {},
    users: ['U0BOB', 'U0CAROL'],
    groups: [],
    onCall: false,
    differentGroups: false,
    requesterMayApprove: false,
    needed: 2,
    expiresAfter: '15m',
    startWithin: '5m',
  },
];
