import { flagIn, textIn, type Json } from '../json.ts';
import {
  fileJson,
  findMessage,
  messageJson,
  metadataIn,
  post,
  removeMessage,
  tellOf,
  withBlockIds,
} from '../messages.ts';
import {
  blocksIn,
  channelOf,
  joinedChannel,
  messageOf,
  required,
  type MethodContext,
  type Methods,
} from '../method.ts';
import { Refusal } from '../refusal.ts';
import type { Channel, Message, State } from '../state.ts';

/** Posting, changing and deleting messages: https://docs.slack.dev/reference/methods?family=chat */
export const chat: Methods = {
  'chat.postMessage'(args, { state, faults }) {
    const channel = writableChannel(state, args);
    const message = post(state, {
      channel: channel.id,
      user: state.bot.userId,
      app: state.bot,
      ...contentIn(args, { state, faults }),
      threadTs: threadIn(state, channel, args),
      broadcast: flagIn(args, 'reply_broadcast'),
      metadata: metadataIn(args),
    });
    return { channel: channel.id, ts: message.ts, message: messageJson(state, message, { metadata: true }) };
  },
  'chat.postEphemeral'(args, { state, faults }) {
    const channel = writableChannel(state, args);
    const user = required(args, 'user', 'user_not_in_channel');
    if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
    const message = post(state, {
      channel: channel.id,
      user: state.bot.userId,
      app: state.bot,
      ...contentIn(args, { state, faults }),
      threadTs: threadIn(state, channel, args),
      visibleTo: user,
    });
    return { message_ts: message.ts };
  },
  'chat.update'(args, { state, faults }) {
    const channel = channelOf(state, args);
    const message = ownMessage(state, channel, args, 'cant_update_message');
    const { text, blocks } = contentIn(args, { state, faults }, message.files.length > 0);
    message.text = textIn(args, 'text') === undefined && blocks !== null ? message.text : text;
    message.blocks = blocks === null ? null : withBlockIds(state, blocks);
    message.metadata = metadataIn(args) ?? message.metadata;
    if (blocks === null) message.editedTs = state.nextTs();
    tellOf(state, message);
    return {
      channel: channel.id,
      ts: message.ts,
      text: message.text,
      message: messageJson(state, message, { metadata: true }),
    };
  },
  'chat.delete'(args, { state }) {
    const channel = channelOf(state, args);
    const message = ownMessage(state, channel, args, 'cant_delete_message');
    removeMessage(state, message);
    return { channel: channel.id, ts: message.ts };
  },
  'chat.getPermalink'(args, { state }) {
    const channel = channelOf(state, args);
    const message = messageOf(state, channel.id, required(args, 'message_ts', 'message_not_found'));
    const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
    const permalink = `${state.baseUrl}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
    return { channel: channel.id, permalink };
  },
};

/** File uploads in two steps: https://docs.slack.dev/messaging/working-with-files#upload */
export const files: Methods = {
  'files.getUploadURLExternal'(args, { state }) {
    const name = required(args, 'filename');
    const length = Number(required(args, 'length'));
    if (!Number.isInteger(length) || length <= 0) throw new Refusal('invalid_arguments');
    const id = state.newId('F');
    state.files.set(id, { id, name, title: name, bytes: Buffer.alloc(0), stage: 'announced' });
    return { file_id: id, upload_url: `${state.baseUrl}/upload/${id}` };
  },
  'files.completeUploadExternal'(args, { state }) {
    const wanted = args['files'];
    if (!Array.isArray(wanted) || wanted.length === 0) throw new Refusal('invalid_arguments');
    const stored = wanted.map((each: unknown) => {
      const file = state.files.get(textIn(each, 'id') ?? '');
      if (file === undefined || file.stage === 'announced') throw new Refusal('file_not_found');
      return { file, title: textIn(each, 'title') };
    });
    const channel = textIn(args, 'channel_id') === undefined ? null : joinedChannel(state, args, 'channel_id');
    const threadTs = channel === null ? null : threadIn(state, channel, args);
    for (const { file, title } of stored) {
      file.title = title ?? file.name;
      file.stage = 'shared';
    }
    if (channel !== null) {
      post(state, {
        channel: channel.id,
        user: state.bot.userId,
        app: state.bot,
        text: textIn(args, 'initial_comment') ?? '',
        blocks: null,
        threadTs,
        files: stored.map(({ file }) => file.id),
      });
    }
    return { files: stored.map(({ file }) => fileJson(state, file.id)) };
  },
  'files.info'(args, { state }) {
    const id = required(args, 'file', 'file_not_found');
    if (!state.files.has(id)) throw new Refusal('file_not_found');
    return { file: fileJson(state, id) };
  },
};

/** Reactions of the bot: https://docs.slack.dev/reference/methods/reactions.add */
export const reactions: Methods = {
  'reactions.add'(args, { state }) {
    const { message, name, by } = reactionIn(state, args);
    if (by.includes(state.bot.userId)) throw new Refusal('already_reacted');
    message.reactions.set(name, [...by, state.bot.userId]);
    tellOf(state, message);
    return {};
  },
  'reactions.remove'(args, { state }) {
    const { message, name, by } = reactionIn(state, args);
    if (!by.includes(state.bot.userId)) throw new Refusal('no_reaction');
    const rest = by.filter((user) => user !== state.bot.userId);
    if (rest.length === 0) message.reactions.delete(name);
    else message.reactions.set(name, rest);
    tellOf(state, message);
    return {};
  },
};

function reactionIn(state: State, args: Json): { message: Message; name: string; by: readonly string[] } {
  const channel = joinedChannel(state, args);
  const name = required(args, 'name', 'invalid_name');
  const message = messageOf(state, channel.id, required(args, 'timestamp', 'bad_timestamp'));
  return { message, name, by: message.reactions.get(name) ?? [] };
}

/** With `chat:write.public` a bot posts to public channels that it has not joined. */
function writableChannel(state: State, args: Json): Channel {
  const channel = channelOf(state, args);
  const mayPostAnywhere = state.manifest.oauth_config.scopes.bot.includes('chat:write.public');
  if (!channel.members.has(state.bot.userId) && !(mayPostAnywhere && channel.kind === 'public')) {
    throw new Refusal('not_in_channel');
  }
  return channel;
}

/** A reply names the message that began the thread; another reply will not do. */
function threadIn(state: State, channel: Channel, args: Json): string | null {
  const ts = textIn(args, 'thread_ts');
  if (ts === undefined) return null;
  const root = findMessage(state, channel.id, ts);
  if (root === undefined || root.visibleTo !== null || root.threadTs !== null) throw new Refusal('thread_not_found');
  return root.ts;
}

function ownMessage(state: State, channel: Channel, args: Json, error: string): Message {
  const message = messageOf(state, channel.id, required(args, 'ts', 'message_not_found'));
  if (message.user !== state.bot.userId) throw new Refusal(error);
  return message;
}

function contentIn(
  args: Json,
  { faults }: Pick<MethodContext, 'state' | 'faults'>,
  mayBeEmpty = false,
): { readonly text: string; readonly blocks: readonly Json[] | null } {
  const blocks = blocksIn(args, 'message', faults);
  const markdown = textIn(args, 'markdown_text');
  if (markdown !== undefined && (blocks !== null || textIn(args, 'text') !== undefined)) {
    throw new Refusal('markdown_text_conflict');
  }
  const text = textIn(args, 'text') ?? markdown ?? '';
  const given = blocks ?? (markdown === undefined ? null : [{ type: 'markdown', text: markdown }]);
  if (text === '' && (given === null || given.length === 0) && !mayBeEmpty) throw new Refusal('no_text');
  return { text, blocks: given !== null && given.length === 0 ? null : given };
}
