import { flagIn, textIn, type Json } from '../json.ts';
import { isInChannel, messageJson } from '../messages.ts';
import { channelOf, joinedChannel, page, required, type Methods } from '../method.ts';
import { Refusal } from '../refusal.ts';
import type { Channel, Message, State, User } from '../state.ts';

/** Channels and what was said in them: https://docs.slack.dev/reference/methods?family=conversations */
export const conversations: Methods = {
  'conversations.info'(args, { state }) {
    return { channel: channelJson(state, channelOf(state, args)) };
  },
  'conversations.list'(args, { state }) {
    const kinds = kindsIn(args);
    const channels = [...state.channels.values()].filter((channel) => kinds.includes(channel.kind));
    const { items, next } = page(channels, args, 100);
    return { channels: items.map((each) => channelJson(state, each)), response_metadata: { next_cursor: next } };
  },
  'conversations.members'(args, { state }) {
    const { items, next } = page([...channelOf(state, args).members], args, 100);
    return { members: items, response_metadata: { next_cursor: next } };
  },
  'conversations.history'(args, { state }) {
    const channel = joinedChannel(state, args);
    const messages = state.messages
      .filter((message) => message.channel === channel.id && isInChannel(message))
      .toReversed();
    return listing(state, messages, args);
  },
  'conversations.replies'(args, { state }) {
    const channel = joinedChannel(state, args);
    const ts = required(args, 'ts', 'thread_not_found');
    const asked = state.messages.find((each) => each.channel === channel.id && each.ts === ts);
    if (asked === undefined || asked.visibleTo !== null) throw new Refusal('thread_not_found');
    const root = asked.threadTs ?? asked.ts;
    const messages = state.messages.filter(
      (each) => each.channel === channel.id && (each.ts === root || each.threadTs === root),
    );
    return listing(state, messages, args);
  },
  'conversations.open'(args, { state }) {
    const user = state.users.get(required(args, 'users', 'users_list_not_supplied'));
    if (user === undefined) throw new Refusal('user_not_found');
    return { channel: { id: directChannel(state, user).id } };
  },
  'conversations.join'(args, { state }) {
    const channel = channelOf(state, args);
    if (channel.kind !== 'public') throw new Refusal('method_not_supported_for_channel_type');
    channel.members.add(state.bot.userId);
    state.changed({ kind: 'channels' });
    return { channel: channelJson(state, channel) };
  },
  'users.conversations'(args, { state }) {
    const user = textIn(args, 'user') ?? state.bot.userId;
    const kinds = kindsIn(args);
    const joined = [...state.channels.values()].filter(
      (channel) => channel.members.has(user) && kinds.includes(channel.kind),
    );
    const { items, next } = page(joined, args, 100);
    return { channels: items.map((each) => channelJson(state, each)), response_metadata: { next_cursor: next } };
  },
};

/** The direct messages between a person and the bot; made when they are first needed. */
export function directChannel(state: State, user: User): Channel {
  const id = `D${user.id.slice(1)}`;
  const existing = state.channels.get(id);
  if (existing !== undefined) return existing;
  const channel: Channel = {
    id,
    name: user.name,
    kind: 'im',
    topic: '',
    members: new Set([user.id, state.bot.userId]),
  };
  state.channels.set(id, channel);
  return channel;
}

function listing(state: State, messages: readonly Message[], args: Json): Json {
  const [oldest, latest] = [Number(textIn(args, 'oldest') ?? 0), Number(textIn(args, 'latest') ?? Infinity)];
  const inclusive = flagIn(args, 'inclusive');
  const within = messages.filter((message) => {
    const ts = Number(message.ts);
    return message.visibleTo === null && (inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest);
  });
  const { items, next } = page(within, args, 100);
  const metadata = flagIn(args, 'include_all_metadata');
  return {
    messages: items.map((message) => messageJson(state, message, { metadata })),
    has_more: next !== '',
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}

function kindsIn(args: Json): readonly Channel['kind'][] {
  const names = { public_channel: 'public', private_channel: 'private', im: 'im' } as const;
  const asked = (textIn(args, 'types') ?? 'public_channel').split(',');
  return Object.entries(names).flatMap(([name, kind]) => (asked.includes(name) ? [kind] : []));
}

function channelJson(state: State, channel: Channel): Json {
  const im = channel.kind === 'im';
  return {
    id: channel.id,
    ...(im ? { user: [...channel.members].find((user) => user !== state.bot.userId) } : { name: channel.name }),
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: im,
    is_private: channel.kind !== 'public',
    is_archived: false,
    is_ext_shared: channel.shared === true,
    is_member: channel.members.has(state.bot.userId),
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}
