import { describe, expect, it } from 'vitest';
import { createSlack, type Json, type Slack } from '../../src/workspace/slack/index.ts';
import { testManifest } from './manifest.ts';

const TOKEN = 'xoxb-local';
const CHANNEL = 'C0GENERAL';
const heading = { type: 'header', text: { type: 'plain_text', text: 'x' } };

function workspace(now: () => number = () => 1_000_000): Slack {
  return createSlack({ manifest: testManifest, now });
}

async function call(slack: Slack, method: string, args: Json = {}, token: string | undefined = TOKEN): Promise<Json> {
  const answer = await slack.api.call(method, args, token);
  if (answer.kind === 'lost') throw new Error('the answer was lost');
  return answer.body;
}

async function posted(slack: Slack, args: Json = {}): Promise<string> {
  const answer = await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', ...args });
  return String(answer['ts']);
}

describe('a reply that is shown in the channel as well', () => {
  it('stands in the history of the channel and in its thread, and says so', async () => {
    const slack = workspace();
    const root = await posted(slack);
    await posted(slack, { thread_ts: root, text: 'only here' });
    const ts = await posted(slack, { thread_ts: root, reply_broadcast: true, text: 'everywhere' });
    const history = await call(slack, 'conversations.history', { channel: CHANNEL });
    const shown = { ts, thread_ts: root, subtype: 'thread_broadcast', text: 'everywhere' };
    expect(history['messages']).toMatchObject([shown, { ts: root }]);
    const replies = await call(slack, 'conversations.replies', { channel: CHANNEL, ts: root });
    expect(replies['messages']).toMatchObject([{ ts: root }, { text: 'only here' }, shown]);
  });

  it('is an ordinary message where there is no thread', async () => {
    const slack = workspace();
    await posted(slack, { reply_broadcast: true });
    const history = await call(slack, 'conversations.history', { channel: CHANNEL });
    expect(JSON.stringify(history)).not.toContain('thread_broadcast');
  });
});

describe('who may call', () => {
  it('a call without a token, or with a wrong one, is refused', async () => {
    const slack = workspace();
    expect((await slack.api.call('auth.test', {}, undefined)).kind).toBe('answer');
    expect(await call(slack, 'auth.test', {}, 'xoxb-other')).toEqual({ ok: false, error: 'invalid_auth' });
    expect(await call(slack, 'auth.test')).toMatchObject({ ok: true, user_id: 'U0BOT', user: 'probe' });
    expect(await call(slack, 'api.test', {}, 'anything')).toEqual({ ok: true });
  });

  it('a scope that the manifest lacks is named', async () => {
    const { scopes: _scopes, ...rest } = testManifest.oauth_config;
    const slack = createSlack({
      manifest: { ...testManifest, oauth_config: { ...rest, scopes: { bot: ['commands'] } } },
    });
    expect(await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x' })).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'commands',
    });
  });

  it('the scope for reading depends on the kind of channel', async () => {
    const slack = workspace();
    const opened = await call(slack, 'conversations.open', { users: 'U0ALICE' });
    expect(opened).toMatchObject({ ok: true, channel: { id: 'D0ALICE' } });
    expect(await call(slack, 'conversations.info', { channel: CHANNEL })).toMatchObject({ ok: true });
    expect(await call(slack, 'conversations.info', { channel: 'D0ALICE' })).toMatchObject({ needed: 'im:read' });
  });

  it('an unknown method is refused', async () => {
    expect(await call(workspace(), 'chat.shout')).toEqual({ ok: false, error: 'unknown_method' });
  });

  it('only the app token opens connections', async () => {
    const slack = workspace();
    expect(await call(slack, 'apps.connections.open')).toMatchObject({ error: 'invalid_auth' });
    expect(await call(slack, 'apps.connections.open', {}, 'xapp-local')).toMatchObject({ ok: true });
  });
});

describe('messages', () => {
  it('timestamps never repeat, although the clock stands still', async () => {
    const slack = workspace(() => 1_000_000);
    const all = [await posted(slack), await posted(slack), await posted(slack)];
    expect(all).toEqual(['1000.000000', '1000.000001', '1000.000002']);
  });

  it('blocks without an id get one', async () => {
    const slack = workspace();
    const answer = await call(slack, 'chat.postMessage', { channel: CHANNEL, blocks: [heading] });
    expect(answer).toMatchObject({ message: { blocks: [{ block_id: expect.stringMatching(/^b/) }] } });
  });

  it('bad blocks are refused with the places that are bad', async () => {
    const answer = await call(workspace(), 'chat.postMessage', {
      channel: CHANNEL,
      blocks: [{ type: 'divider', x: 1 }],
    });
    expect(answer).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      response_metadata: { messages: ['[ERROR] invalid additional property: x [json-pointer:/blocks/0]'] },
    });
  });

  it.each([
    ['no text', { text: '' }, 'no_text'],
    ['blocks that are no JSON', { blocks: '[{' }, 'invalid_blocks_format'],
    ['an unknown channel', { channel: 'C9' }, 'channel_not_found'],
    ['a thread that is not there', { thread_ts: '1.000001' }, 'thread_not_found'],
    ['text and markdown at once', { markdown_text: 'x' }, 'markdown_text_conflict'],
  ])('%s is refused', async (_title, args, error) => {
    const answer = await call(workspace(), 'chat.postMessage', { channel: CHANNEL, text: 'x', ...args });
    expect(answer).toMatchObject({ ok: false, error });
  });

  it('blocks that are too long in all are refused in a message, and taken through a response_url', async () => {
    const slack = workspace();
    const long = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2900) } };
    const blocks = Array.from({ length: 4 }, () => long);
    expect(await call(slack, 'chat.postMessage', { channel: CHANNEL, blocks })).toMatchObject({
      error: 'msg_blocks_too_long',
    });
    slack.dispatch.attach(({ body }) => {
      const id = String(body['response_url']).split('/').at(-1) ?? '';
      expect(slack.respond(id, { blocks })).toEqual({ status: 200, body: 'ok' });
      return Promise.resolve();
    });
    await slack.person('alice').slash(CHANNEL, '/diagnose');
    expect(slack.messages(CHANNEL)).toHaveLength(1);
  });

  it('text is cut at 40,000 characters', async () => {
    const slack = workspace();
    await posted(slack, { text: 'x'.repeat(50_000) });
    expect(slack.messages(CHANNEL)[0]?.text).toHaveLength(40_000);
  });

  it('an update with text alone removes the blocks and shows as edited', async () => {
    const slack = workspace();
    const ts = await posted(slack, { blocks: [heading] });
    await call(slack, 'chat.update', { channel: CHANNEL, ts, text: 'y', blocks: [heading] });
    expect(slack.messages(CHANNEL)[0]).toMatchObject({ text: 'y', editedTs: null, blocks: [{ type: 'header' }] });
    const answer = await call(slack, 'chat.update', { channel: CHANNEL, ts, text: 'z' });
    expect(answer).toMatchObject({ ok: true, text: 'z', message: { edited: { user: 'U0BOT' } } });
    expect(slack.messages(CHANNEL)[0]?.blocks).toBeNull();
  });

  it('the bot changes and deletes its own messages only', async () => {
    const slack = workspace();
    const { ts } = await slack.person('alice').say(CHANNEL, 'mine');
    const at = { channel: CHANNEL, ts };
    expect(await call(slack, 'chat.update', { ...at, text: 'x' })).toMatchObject({ error: 'cant_update_message' });
    expect(await call(slack, 'chat.delete', at)).toMatchObject({ error: 'cant_delete_message' });
    const own = { channel: CHANNEL, ts: await posted(slack) };
    expect(await call(slack, 'chat.delete', own)).toMatchObject({ ok: true });
    expect(await call(slack, 'chat.delete', own)).toMatchObject({ error: 'message_not_found' });
  });

  it('a reply belongs to the message that began the thread', async () => {
    const slack = workspace();
    const ts = await posted(slack);
    const reply = await posted(slack, { thread_ts: ts });
    expect(await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', thread_ts: reply })).toMatchObject({
      error: 'thread_not_found',
    });
    const history = await call(slack, 'conversations.history', { channel: CHANNEL });
    expect(history).toMatchObject({ messages: [{ ts, thread_ts: ts, reply_count: 1, latest_reply: reply }] });
    const replies = await call(slack, 'conversations.replies', { channel: CHANNEL, ts: reply });
    expect(replies).toMatchObject({ messages: [{ ts }, { ts: reply, thread_ts: ts }] });
  });

  it('an ephemeral message is in no history and cannot be updated', async () => {
    const slack = workspace();
    const args = { channel: CHANNEL, user: 'U0BOB', text: 'psst' };
    const ts = (await call(slack, 'chat.postEphemeral', args))['message_ts'];
    expect(await call(slack, 'chat.update', { channel: CHANNEL, ts, text: 'x' })).toMatchObject({
      error: 'message_not_found',
    });
    expect(await call(slack, 'conversations.history', { channel: CHANNEL })).toMatchObject({ messages: [] });
    expect(await call(slack, 'chat.postEphemeral', { ...args, user: 'U9' })).toMatchObject({
      error: 'user_not_in_channel',
    });
  });

  it('metadata is shown to those who ask for it', async () => {
    const slack = workspace();
    const metadata = { event_type: 'investigation', event_payload: { id: 'inv_1' } };
    await posted(slack, { metadata });
    const asked = { channel: CHANNEL, include_all_metadata: 'true' };
    expect(await call(slack, 'conversations.history', asked)).toMatchObject({ messages: [{ metadata }] });
    const plain = await call(slack, 'conversations.history', { channel: CHANNEL });
    expect(JSON.stringify(plain)).not.toContain('inv_1');
  });

  it('history comes newest first, in pages', async () => {
    const slack = workspace();
    const all = [await posted(slack), await posted(slack), await posted(slack)];
    const first = await call(slack, 'conversations.history', { channel: CHANNEL, limit: '2' });
    expect(first).toMatchObject({ has_more: true, messages: [{ ts: all[2] }, { ts: all[1] }] });
    const { response_metadata: more } = first;
    const cursor = typeof more === 'object' && more !== null && 'next_cursor' in more ? more.next_cursor : '';
    const second = await call(slack, 'conversations.history', { channel: CHANNEL, limit: '2', cursor });
    expect(second).toMatchObject({ has_more: false, messages: [{ ts: all[0] }] });
    const since = await call(slack, 'conversations.history', { channel: CHANNEL, oldest: all[1], inclusive: 'true' });
    expect(since).toMatchObject({ messages: [{ ts: all[2] }, { ts: all[1] }] });
  });
});

describe('a channel that the bot has not joined', () => {
  it('cannot be posted to or read until somebody invites it', async () => {
    const slack = workspace();
    slack.channel('general').members.delete('U0BOT');
    for (const method of ['chat.postMessage', 'chat.postEphemeral', 'conversations.history']) {
      const answer = await call(slack, method, { channel: CHANNEL, text: 'x', user: 'U0ALICE' });
      expect(answer).toMatchObject({ ok: false, error: 'not_in_channel' });
    }
    const alice = slack.person('alice');
    await alice.say(CHANNEL, '@probe help');
    expect(slack.messages(CHANNEL).at(-1)).toMatchObject({ visibleTo: 'U0ALICE', user: 'USLACKBOT' });
    await alice.invite(CHANNEL, 'U0BOT');
    expect(await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x' })).toMatchObject({ ok: true });
  });

  it('is open to a bot with chat:write.public', async () => {
    const bot = [...testManifest.oauth_config.scopes.bot, 'chat:write.public'];
    const slack = createSlack({ manifest: { ...testManifest, oauth_config: { scopes: { bot } } } });
    slack.channel('general').members.delete('U0BOT');
    expect(await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x' })).toMatchObject({ ok: true });
  });
});

describe('people and reactions', () => {
  it('tells who is here', async () => {
    const slack = workspace();
    expect(await call(slack, 'users.info', { user: 'U0BOB' })).toMatchObject({ user: { name: 'bob', is_bot: false } });
    expect(await call(slack, 'users.info', { user: 'U9' })).toMatchObject({ error: 'user_not_found' });
    expect(await call(slack, 'usergroups.users.list', { usergroup: 'S0APPROVERS' })).toMatchObject({
      users: ['U0BOB'],
    });
    expect(await call(slack, 'conversations.members', { channel: CHANNEL })).toMatchObject({
      members: ['U0ALICE', 'U0BOB', 'U0BOT'],
    });
    expect(await call(slack, 'conversations.list', { limit: 1 })).toMatchObject({
      channels: [{ name: 'general', is_member: true }],
      response_metadata: { next_cursor: expect.stringMatching(/./) },
    });
  });

  it('a bot reacts once', async () => {
    const slack = workspace();
    const at = { channel: CHANNEL, timestamp: await posted(slack), name: 'eyes' };
    expect(await call(slack, 'reactions.add', at)).toEqual({ ok: true });
    expect(await call(slack, 'reactions.add', at)).toMatchObject({ error: 'already_reacted' });
    expect(await call(slack, 'reactions.remove', at)).toEqual({ ok: true });
    expect(await call(slack, 'reactions.remove', at)).toMatchObject({ error: 'no_reaction' });
  });
});
