import nock from 'nock';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { insist, postOnce } from '../../src/slack/delivery.ts';
import type { Delivery } from '../../src/slack/delivery.ts';
import { openWeb } from '../../src/slack/web.ts';

const log = pino({ level: 'silent' });
const pauses: number[] = [];
const card = { text: 'checkout: not happening.', blocks: [] };
const mark = { kind: 'card', investigation: 'inv_01' } as const;
const spot = { channel: 'C0INCIDENTS', thread: null };
const marked = { ts: '5.5', metadata: { event_type: 'opsmedic_card', event_payload: { investigation: 'inv_01' } } };

function delivery(): Delivery {
  const web = openWeb({ botToken: 'xoxb-1', apiUrl: 'https://slack.com/api/' }, log).sure;
  let now = Date.parse('2026-11-22T02:30:00Z');
  const clock = {
    now: () => new Date(now),
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve(void pauses.push(ms));
    },
  };
  return { web, clock, log };
}

const slack = (method: string): nock.Interceptor => nock('https://slack.com').post(`/api/${method}`);

afterEach(() => {
  const unused = nock.pendingMocks();
  nock.cleanAll();
  pauses.length = 0;
  if (unused.length > 0) throw new Error(`never called: ${unused.join(', ')}`);
});

describe('on the wire, a message', () => {
  test('is sent with its marks, as a form, and without unfurling or linking names', async () => {
    let sent = new URLSearchParams();
    nock('https://slack.com')
      .post('/api/chat.postMessage', (body: Record<string, string>) => {
        sent = new URLSearchParams(body);
        return true;
      })
      .reply(200, { ok: true, ts: '1.1' });
    expect(await postOnce({ ...spot, thread: '0.9' }, card, mark, delivery())).toBe('1.1');
    expect(Object.fromEntries(sent)).toEqual({
      channel: 'C0INCIDENTS',
      thread_ts: '0.9',
      text: card.text,
      blocks: '[]',
      metadata: JSON.stringify(marked.metadata),
      unfurl_links: 'false',
      unfurl_media: 'false',
      link_names: 'false',
    });
  });

  test('waits as long as Slack says after 429, and is not looked for, since it was not taken', async () => {
    slack('chat.postMessage').reply(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '7' });
    slack('chat.postMessage').reply(200, { ok: true, ts: '1.1' });
    expect(await postOnce(spot, card, mark, delivery())).toBe('1.1');
    expect(pauses).toEqual([7_000]);
  });

  test.each([
    ['an answer of 500', () => slack('chat.postMessage').reply(500, 'oops')],
    ['a lost connection', () => slack('chat.postMessage').replyWithError('socket hang up')],
    ['an error that tells nothing', () => slack('chat.postMessage').reply(200, { ok: false, error: 'fatal_error' })],
  ])('is looked for after %s, and found', async (_, fail) => {
    fail();
    slack('conversations.history').reply(200, { ok: true, messages: [{ ts: '9.9' }, marked] });
    expect(await postOnce(spot, card, mark, delivery())).toBe('5.5');
  });

  test('is found by the id of its first block where metadata may not be read', async () => {
    slack('chat.postMessage').reply(503, '');
    const blocks = [{ type: 'header', block_id: 'card:inv_01' }];
    slack('conversations.replies').reply(200, { ok: true, messages: [{ ts: '6.6', blocks }] });
    expect(await postOnce({ ...spot, thread: '0.9' }, card, mark, delivery())).toBe('6.6');
  });

  test.each([
    ['it is not there', { ok: true, messages: [{ ts: '9.9' }] }],
    ['the channel may not be read', { ok: false, error: 'missing_scope' }],
  ])('is posted again when %s', async (_, answer) => {
    slack('chat.postMessage').reply(500, 'oops');
    slack('conversations.history').reply(200, answer);
    slack('chat.postMessage').reply(200, { ok: true, ts: '2.2' });
    expect(await postOnce(spot, card, mark, delivery())).toBe('2.2');
  });

  test('that Slack refuses is not tried again', async () => {
    slack('chat.postMessage').reply(200, { ok: false, error: 'invalid_blocks' });
    await expect(postOnce(spot, card, mark, delivery())).rejects.toMatchObject({
      name: 'SlackRefused',
      trouble: { kind: 'refused', error: 'invalid_blocks' },
    });
    expect(pauses).toEqual([]);
  });
});

describe('on the wire, an update', () => {
  test('is repeated with growing pauses until Slack takes it', async () => {
    for (const fail of [500, 502, 503, 504, 500, 500, 500]) slack('chat.update').reply(fail, '');
    slack('chat.update').reply(200, { ok: true });
    const on = delivery();
    await insist('chat.update', () => on.web.chat.update({ channel: 'C1', ts: '1.1', text: 'x', blocks: [] }), on);
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test('is given up after a quarter of an hour', async () => {
    nock('https://slack.com').persist().post('/api/chat.update').reply(500, '');
    const on = delivery();
    const began = on.clock.now().getTime();
    const update = () => on.web.chat.update({ channel: 'C1', ts: '1.1', text: 'x', blocks: [] });
    await expect(insist('chat.update', update, on)).rejects.toThrow('Slack did not answer to chat.update: HTTP 500');
    expect(on.clock.now().getTime() - began).toBeGreaterThan(15 * 60_000);
  });
});
