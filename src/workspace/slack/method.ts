import { isObject, parseJson, textIn, type Json } from './json.ts';
import { findMessage } from './messages.ts';
import { Refusal } from './refusal.ts';
import type { Faults } from './faults.ts';
import type { Channel, Message, State } from './state.ts';
import type { Triggers } from './triggers.ts';
import { blockProblems, tooMuchText, type Surface } from './validate.ts';

/** What a Web API method works with. */
export interface MethodContext {
  readonly state: State;
  readonly faults: Faults;
  readonly triggers: Triggers;
  /** Tickets for Socket Mode connections that were handed out and not used yet. */
  readonly tickets: Set<string>;
}

/** One Web API method: answers with what comes beside `ok: true`, or throws a `Refusal`. */
export type Method = (args: Json, context: MethodContext) => Json;

export type Methods = { readonly [name: string]: Method };

/** Refuses a call that lacks an argument, with the error that Slack has for it. */
export function required(args: Json, key: string, error = 'invalid_arguments'): string {
  const value = textIn(args, key);
  if (value === undefined) throw new Refusal(error, [`[ERROR] missing required field: ${key}`]);
  return value;
}

/** A channel that the bot may know of: private ones only as a member. */
export function channelOf(state: State, args: Json, key = 'channel'): Channel {
  const channel = state.channels.get(required(args, key, 'channel_not_found'));
  if (channel === undefined) throw new Refusal('channel_not_found');
  if (channel.kind === 'private' && !channel.members.has(state.bot.userId)) throw new Refusal('channel_not_found');
  return channel;
}

export function joinedChannel(state: State, args: Json, key = 'channel'): Channel {
  const channel = channelOf(state, args, key);
  if (!channel.members.has(state.bot.userId)) throw new Refusal('not_in_channel');
  return channel;
}

export function messageOf(state: State, channel: string, ts: string): Message {
  const message = findMessage(state, channel, ts);
  if (message === undefined || message.visibleTo !== null) throw new Refusal('message_not_found');
  return message;
}

/** The blocks of a call, checked as Slack checks them; null where there are none. */
export function blocksIn(args: Json, surface: Surface, faults: Faults): readonly Json[] | null {
  const value = args['blocks'];
  if (value === undefined || value === null || value === '') return null;
  const parsed = typeof value === 'string' ? parseJson(value) : { ok: true as const, value };
  if (!parsed.ok || !Array.isArray(parsed.value) || !parsed.value.every(isObject)) {
    throw new Refusal('invalid_blocks_format');
  }
  const blocks: readonly Json[] = parsed.value;
  const problems = [...blockProblems(blocks, surface), ...faults.refusedBlocks(blocks)];
  if (problems.length > 0) throw new Refusal('invalid_blocks', problems);
  if (surface === 'message' && tooMuchText(blocks)) throw new Refusal('msg_blocks_too_long');
  return blocks;
}

/** A part of a longer list with the cursor of the next part, as all listing methods return it. */
export function page<T>(
  items: readonly T[],
  args: Json,
  standard: number,
): { readonly items: readonly T[]; readonly next: string } {
  const cursor = textIn(args, 'cursor');
  const from = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString().replace('from:', ''));
  if (!Number.isInteger(from) || from < 0) throw new Refusal('invalid_cursor');
  const limit = Math.min(Math.max(Number(textIn(args, 'limit') ?? standard), 1), 1000);
  const end = from + limit;
  return {
    items: items.slice(from, end),
    next: end < items.length ? Buffer.from(`from:${end}`).toString('base64url') : '',
  };
}
