import { decodeTime } from 'ulid';
import type { Letter, LetterEnd } from '#store';
import type { Bot } from '../bot.ts';
import type { Card } from '../cards/card.ts';
import { contentOf, lookFor } from '../delivery.ts';
import type { Mark } from '../delivery.ts';
import { fit } from '../fit.ts';
import { isBlocksRefused, troubleOf } from '../trouble.ts';
import type { Written } from './writer.ts';

/** What became of one try; `ms` is how long to wait before the next. */
export type Tried = Exclude<LetterEnd, { readonly again: Date }> | { readonly againMs: number };

type Message = Extract<Written, { kind: 'message' }>;

/** Errors after which there is no such place any more. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const gonePlaces: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'user_not_found',
  'users_not_found',
  'user_not_visible',
  'user_disabled',
  'cannot_dm_bot',
  'messages_tab_disabled',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'no_permission',
]);

const goneMessages: ReadonlySet<string> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** Errors of the set-up, which somebody may mend: they are no reason to lose a message. */
const ourOwnTrouble: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'missing_scope',
  'not_allowed_token_type',
  'access_denied',
  'org_login_required',
  'accesslimited',
]);

const longestPauseMs = 60_000;

/**
 * Tries once to bring a letter to where it belongs: edits it where it stands, else posts it. Whether an earlier try has
 * arrived is looked up first, so that nobody reads it twice. Never rejects for what Slack answers.
 */
export async function send(letter: Letter, written: Message, bot: Bot): Promise<Tried> {
  const mark = { kind: 'letter', letter: letter.id } as const;
  try {
    const ts = letter.ts ?? (letter.tries > 0 ? await posted(letter, written, mark, bot) : null);
    return { sent: ts === null ? await post(written, mark, bot) : await edit(ts, written, mark, bot) };
  } catch (error) {
    return after(error, letter);
  }
}

/** Where an earlier try has arrived; null when none has, or when Slack will not let us look. */
async function posted(letter: Letter, { spot }: Message, mark: Mark, bot: Bot): Promise<string | null> {
  try {
    return await lookFor(spot, mark, bornAt(letter), bot.web.sure);
  } catch (error) {
    if (troubleOf(error).kind !== 'refused') throw error;
    bot.log.warn({ err: error, letter: letter.id }, 'could not look whether the message had arrived');
    return null;
  }
}

/** What a failed call means for a letter. */
export function after(error: unknown, { tries }: Pick<Letter, 'tries'>): Tried {
  const trouble = troubleOf(error);
  if (trouble.kind === 'rate-limited') return { againMs: trouble.afterMs };
  if (trouble.kind === 'unknown') return { againMs: Math.min(1_000 * 2 ** Math.min(tries, 10), longestPauseMs) };
  if (ourOwnTrouble.has(trouble.error)) return { againMs: longestPauseMs };
  return { dropped: trouble.error };
}

/** Whether Slack will never take anything at that place again. */
export function isPlaceGone(tried: Tried): boolean {
  return 'dropped' in tried && gonePlaces.has(tried.dropped);
}

async function post({ card, spot, broadcast }: Message, mark: Mark, bot: Bot): Promise<string> {
  const place = spot.thread === null ? {} : ({ thread_ts: spot.thread, reply_broadcast: broadcast } as const);
  try {
    return await takenOrBare(card, async (content) => {
      const { ts } = await bot.web.sure.chat.postMessage({
        ...contentOf(content, mark),
        channel: spot.channel,
        ...place,
        unfurl_links: false,
        unfurl_media: false,
        link_names: false,
      });
      if (ts === undefined) throw new Error('Slack answered without the timestamp of the message');
      return ts;
    });
  } catch (error) {
    // Somebody has deleted the message that began the thread: then the channel itself is the next best place.
    if (spot.thread === null || !isRefused(error, threadsGone)) throw error;
    return post({ ...messageIn(card, spot.channel), broadcast }, mark, bot);
  }
}

const threadsGone: ReadonlySet<string> = new Set(['thread_not_found', 'cannot_reply_to_message']);

function messageIn(card: Card, channel: string): Message {
  return {
    kind: 'message',
    card,
    spot: { channel, thread: null },
    broadcast: false,
    restore: false,
    instead: null,
  };
}

async function edit(ts: string, written: Message, mark: Mark, bot: Bot): Promise<string> {
  try {
    await takenOrBare(written.card, (content) =>
      bot.web.sure.chat.update({ ...contentOf(content, mark), channel: written.spot.channel, ts }),
    );
    return ts;
  } catch (error) {
    if (!isRefused(error, goneMessages)) throw error;
    return written.restore ? post(written, mark, bot) : ts;
  }
}

/** A sentence that arrives is worth more than blocks that do not. */
async function takenOrBare<T>(card: Card, call: (card: Card) => Promise<T>): Promise<T> {
  try {
    return await call({ text: card.text, blocks: fit(card.blocks).blocks });
  } catch (error) {
    if (!isBlocksRefused(troubleOf(error))) throw error;
    return call({ text: card.text, blocks: [] });
  }
}

function isRefused(error: unknown, errors: ReadonlySet<string>): boolean {
  const trouble = troubleOf(error);
  return trouble.kind === 'refused' && errors.has(trouble.error);
}

/** No try was made before what the letter is about was there: its id tells when. */
function bornAt({ ref }: Letter): Date {
  const [, ulid = ''] = /_([0-7][0-9A-HJKMNP-TV-Z]{25})$/u.exec(ref) ?? [];
  return new Date(ulid === '' ? 0 : decodeTime(ulid));
}
