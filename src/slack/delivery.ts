import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Card, CardBlock } from './cards/card.ts';
import type { Clock } from './clock.ts';
import { SlackRefused, troubleOf } from './trouble.ts';

/** What delivering takes. */
export interface Delivery {
  readonly web: WebClient;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where a message goes: a channel, and a thread of it or the channel itself. */
export interface Spot {
  readonly channel: string;
  readonly thread: string | null;
}

/** What tells a message of ours from all others, so that it can be found again. */
export type Mark =
  | { readonly kind: 'card' | 'evidence'; readonly investigation: string }
  /** By the id that the outbox gave it. */
  | { readonly kind: 'letter'; readonly letter: string };

/** A card that could not be delivered in this time is no longer news. */
const giveUpMs = 15 * 60_000;
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/** Repeats a call that does no harm when it is carried out twice, until Slack took it. Rejects with `SlackRefused`. */
export async function insist<T>(
  what: string,
  call: () => Promise<T>,
  { clock, log }: Omit<Delivery, 'web'>,
): Promise<T> {
  const until = clock.now().getTime() + giveUpMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await call();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === 'refused' || clock.now().getTime() > until) throw new SlackRefused(trouble, what);
      log.warn({ what, trouble }, 'Slack did not take it; trying again');
      await clock.sleep(trouble.kind === 'rate-limited' ? trouble.afterMs : pauseMs);
    }
  }
}

/**
 * Posts a message once, also when Slack's answer gets lost: before posting again it looks whether the message is there.
 * Returns its timestamp. Rejects with `SlackRefused`.
 */
export async function postOnce(spot: Spot, card: Card, mark: Mark, delivery: Delivery): Promise<string> {
  const { web, clock } = delivery;
  const from = clock.now();
  let doubtful = false;
  return insist(
    'chat.postMessage',
    async () => {
      const there = doubtful ? await findPosted(spot, mark, from, delivery) : null;
      if (there !== null) return there;
      try {
        const { ts } = await web.chat.postMessage({
          ...contentOf(card, mark),
          channel: spot.channel,
          ...(spot.thread === null ? {} : { thread_ts: spot.thread }),
          unfurl_links: false,
          unfurl_media: false,
          link_names: false,
        });
        if (ts === undefined) throw new Error('Slack answered without the timestamp of the message');
        return ts;
      } catch (error) {
        doubtful ||= troubleOf(error).kind === 'unknown';
        throw error;
      }
    },
    delivery,
  );
}

/** What `chat.postMessage` and `chat.update` send of a card. */
export function contentOf(
  card: Card,
  mark: Mark,
): {
  text: string;
  blocks: KnownBlock[];
  metadata: { event_type: string; event_payload: Record<string, string> };
} {
  const [first, ...rest] = card.blocks;
  const marked: readonly CardBlock[] = first ? [{ ...first, block_id: blockIdOf(mark) }, ...rest] : [];
  return {
    text: card.text,
    blocks: [...marked],
    metadata: { event_type: `opsmedic_${mark.kind}`, event_payload: payloadOf(mark) },
  };
}

function blockIdOf(mark: Mark): string {
  return `${mark.kind}:${nameIn(mark)}`;
}

function nameIn(mark: Mark): string {
  return mark.kind === 'letter' ? mark.letter : mark.investigation;
}

function payloadOf(mark: Mark): Record<string, string> {
  return mark.kind === 'letter' ? { letter: mark.letter } : { investigation: mark.investigation };
}

/**
 * Looks for a message of ours since `from`: by its metadata, or by the id of its first block where an app may not read
 * metadata. Null when it is not there, or when the channel may not be read: then a second message is the lesser evil.
 */
export async function findPosted(
  spot: Spot,
  mark: Mark,
  from: Date,
  { web, clock, log }: Delivery,
): Promise<string | null> {
  try {
    return await lookFor(spot, mark, from, web, (call) => insist('conversations.history', call, { clock, log }));
  } catch (error) {
    log.warn({ err: error }, 'could not look whether the message had arrived');
    return null;
  }
}

const mostPages = 5;

/** The same, asked once: rejects as the calls do, which `carry` makes. */
export async function lookFor(
  spot: Spot,
  mark: Mark,
  from: Date,
  web: WebClient,
  carry: <T>(call: () => Promise<T>) => Promise<T> = (call) => call(),
): Promise<string | null> {
  /** Slack's clock and ours differ. */
  const oldest = String(Math.max(0, Math.floor(from.getTime() / 1000) - 120));
  const { channel, thread } = spot;
  let cursor: string | undefined;
  for (let read = 0; read < mostPages; read += 1) {
    const common = { channel, oldest, limit: 200, include_all_metadata: true, ...(cursor && { cursor }) };
    const page = history.parse(
      await carry<unknown>(() =>
        thread === null ? web.conversations.history(common) : web.conversations.replies({ ...common, ts: thread }),
      ),
    );
    const found = page.messages.find((message) => isMarked(message, mark));
    if (found) return found.ts;
    cursor = page.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return null;
  }
  return null;
}

const messages = z.array(
  z.object({
    ts: z.string(),
    metadata: z
      .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
      .optional()
      .catch(undefined),
    blocks: z
      .array(z.object({ block_id: z.string().optional() }))
      .optional()
      .catch(undefined),
  }),
);

const history = z.object({
  messages,
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional().catch(undefined),
});

function isMarked({ metadata, blocks }: z.infer<typeof messages>[number], mark: Mark): boolean {
  const [payload] = Object.entries(payloadOf(mark));
  const byMetadata =
    metadata?.event_type === `opsmedic_${mark.kind}` &&
    payload !== undefined &&
    metadata.event_payload[payload[0]] === payload[1];
  return byMetadata || blocks?.[0]?.block_id === blockIdOf(mark);
}
