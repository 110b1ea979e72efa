import { flagIn, textIn, type Json } from './json.ts';
import { findMessage, post, removeMessage, tellOf, withBlockIds } from './messages.ts';
import { blocksIn, type MethodContext } from './method.ts';
import { Refusal } from './refusal.ts';
import type { Message, State } from './state.ts';

/** A response_url is good for so many answers within so long: https://docs.slack.dev/interactivity/handling-user-interaction */
const USES = 5;
const LIFE_MS = 30 * 60_000;

export interface ResponseUrls {
  /** A new address for answers to what `user` did in `channel`, on the message `ts` if there is one. */
  readonly make: (channel: string, user: string, ts: string | null) => string;
  readonly answer: (id: string, body: Json) => { readonly status: number; readonly body: string };
}

export function createResponseUrls(context: Pick<MethodContext, 'state' | 'faults'>): ResponseUrls {
  const { state, faults } = context;
  const made = new Map<string, { channel: string; user: string; ts: string | null; at: number; uses: number }>();
  return {
    make(channel, user, ts) {
      const id = state.newId('hook');
      made.set(id, { channel, user, ts, at: state.now(), uses: 0 });
      return `${state.baseUrl}/hooks/${id}`;
    },
    answer(id, body) {
      const hook = made.get(id);
      if (hook === undefined) return { status: 404, body: 'no_url' };
      if (state.now() - hook.at > LIFE_MS) return { status: 404, body: 'expired_url' };
      if (hook.uses >= USES) return { status: 404, body: 'used_url' };
      hook.uses += 1;
      try {
        respond(state, hook, body, blocksFor(body, faults));
        return { status: 200, body: 'ok' };
      } catch (error) {
        if (error instanceof Refusal) return { status: 400, body: error.error };
        throw error;
      }
    },
  };
}

/** Unlike posting, answering through a response_url has no limit on text in all. */
function blocksFor(body: Json, faults: MethodContext['faults']): readonly Json[] | null {
  try {
    return blocksIn(body, 'message', faults);
  } catch (error) {
    if (error instanceof Refusal && error.error === 'msg_blocks_too_long') {
      return Array.isArray(body['blocks']) ? body['blocks'] : null;
    }
    throw error;
  }
}

function respond(
  state: State,
  hook: { channel: string; user: string; ts: string | null },
  body: Json,
  blocks: readonly Json[] | null,
): void {
  const original = hook.ts === null ? undefined : findMessage(state, hook.channel, hook.ts);
  if (flagIn(body, 'delete_original')) {
    if (original !== undefined) removeMessage(state, original);
    return;
  }
  const text = textIn(body, 'text') ?? '';
  if (text === '' && blocks === null) throw new Refusal('no_text');
  if (flagIn(body, 'replace_original') && original !== undefined) {
    replace(state, original, text, blocks);
    return;
  }
  post(state, {
    channel: hook.channel,
    user: state.bot.userId,
    app: state.bot,
    text,
    blocks,
    threadTs: textIn(body, 'thread_ts') ?? null,
    visibleTo: textIn(body, 'response_type') === 'in_channel' ? null : hook.user,
  });
}

function replace(state: State, message: Message, text: string, blocks: readonly Json[] | null): void {
  message.text = text;
  message.blocks = blocks === null ? null : withBlockIds(state, blocks);
  tellOf(state, message);
}
