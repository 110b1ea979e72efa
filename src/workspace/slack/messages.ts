import { objectIn, textIn, type Json } from './json.ts';
import type { Message, PostingApp, State } from './state.ts';

/** Slack cuts the text of a message here. */
const TEXT_LIMIT = 40_000;

export interface Post {
  readonly channel: string;
  readonly user: string;
  readonly app: PostingApp | null;
  readonly text: string;
  readonly blocks: readonly Json[] | null;
  readonly threadTs?: string | null;
  readonly broadcast?: boolean;
  readonly visibleTo?: string | null;
  readonly metadata?: Json | null;
  readonly files?: readonly string[];
}

export function post(state: State, { text, blocks, ...of }: Post): Message {
  const message: Message = {
    ts: state.nextTs(),
    channel: of.channel,
    user: of.user,
    app: of.app,
    threadTs: of.threadTs ?? null,
    broadcast: of.broadcast === true && (of.threadTs ?? null) !== null,
    visibleTo: of.visibleTo ?? null,
    text: text.slice(0, TEXT_LIMIT),
    blocks: blocks === null ? null : withBlockIds(state, blocks),
    metadata: of.metadata ?? null,
    editedTs: null,
    files: of.files ?? [],
    reactions: new Map(),
  };
  state.messages.push(message);
  tellOf(state, message);
  return message;
}

export function findMessage(state: State, channel: string, ts: string): Message | undefined {
  return state.messages.find((message) => message.channel === channel && message.ts === ts);
}

export function removeMessage(state: State, message: Message): void {
  const at = state.messages.indexOf(message);
  if (at >= 0) state.messages.splice(at, 1);
  tellOf(state, message);
}

/** Whether a message stands in its channel, and not in a thread only. */
export function isInChannel({ threadTs, broadcast }: Message): boolean {
  return threadTs === null || broadcast;
}

/** Replies to a message, oldest first, without those that only one person sees. */
export function repliesTo(state: State, root: Message): readonly Message[] {
  return state.messages.filter(
    (message) => message.channel === root.channel && message.threadTs === root.ts && message.visibleTo === null,
  );
}

export function tellOf(state: State, message: Message): void {
  state.changed({ kind: 'message', channel: message.channel, ts: message.ts, threadTs: message.threadTs });
}

/** Slack makes up a `block_id` for each block that has none; actions name it. */
export function withBlockIds(state: State, blocks: readonly Json[]): readonly Json[] {
  return blocks.map((block) => ({
    ...block,
    block_id: textIn(block, 'block_id') ?? state.newId('b'),
    ...(Array.isArray(block['child_blocks']) ? { child_blocks: withBlockIds(state, block['child_blocks']) } : {}),
    ...(block['type'] === 'carousel' && Array.isArray(block['elements'])
      ? { elements: withBlockIds(state, block['elements']) }
      : {}),
  }));
}

/** A message as the Web API and payloads show it. */
export function messageJson(state: State, message: Message, options: { readonly metadata: boolean }): Json {
  const replies = message.threadTs === null ? repliesTo(state, message) : [];
  const users = [...new Set(replies.map((reply) => reply.user))];
  const bot = message.app === null ? undefined : state.users.get(message.app.userId);
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    ts: message.ts,
    user: message.user,
    team: state.team.id,
    text: message.text,
    ...(message.app === null
      ? {}
      : {
          bot_id: message.app.botId,
          app_id: message.app.appId,
          bot_profile: { id: message.app.botId, app_id: message.app.appId, name: bot?.realName ?? '', deleted: false },
        }),
    ...(message.blocks === null ? {} : { blocks: message.blocks }),
    ...(options.metadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    ...(message.editedTs === null ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.files.length === 0 ? {} : { files: message.files.map((id) => fileJson(state, id)) }),
    ...(message.reactions.size === 0
      ? {}
      : {
          reactions: [...message.reactions].map(([name, by]) => ({ name, users: by, count: by.length })),
        }),
    ...(message.threadTs !== null ? { thread_ts: message.threadTs } : {}),
    ...(replies.length === 0
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users_count: users.length,
          reply_users: users,
          latest_reply: replies.at(-1)?.ts,
        }),
  };
}

export function fileJson(state: State, id: string): Json {
  const file = state.files.get(id);
  if (file === undefined) return { id, mode: 'tombstone' };
  const url = `${state.baseUrl}/files/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    size: file.bytes.length,
    mode: 'hosted',
    user: state.bot.userId,
    url_private: url,
    url_private_download: url,
    permalink: url,
  };
}

/** Message metadata as sent: an event type and a payload. */
export function metadataIn(args: Json): Json | null {
  return objectIn(args, 'metadata') ?? null;
}
