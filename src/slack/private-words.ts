import type { RespondFn } from '@slack/bolt';
import type { Bot } from './bot.ts';
import type { Card } from './cards/card.ts';
import { fit } from './fit.ts';
import { isPerson } from './outbox/direct-channel.ts';

/** Shows a card to one person only. Never rejects. */
export type Tell = (card: Card) => Promise<void>;

/** Where a person can be told something: where they are, and by the address that came with what they did. */
interface Listener {
  readonly user: string;
  readonly channel: string;
  readonly thread: string | null;
  /** Works also where the bot is not in the channel; only for half an hour and five times. */
  readonly respond: RespondFn | null;
}

/**
 * Tells a person something: by the `response_url` of what they did, else as a message in the channel that only they
 * see, else in a direct message. Blocks that the workspace refuses are left out.
 */
export function tellOnly({ user, channel, thread, respond }: Listener, bot: Bot): Tell {
  const inThread = thread === null ? {} : { thread_ts: thread };
  const direct = channel.startsWith('D') || isPerson(channel);
  return async (card) => {
    const blocks = [...fit(card.blocks).blocks];
    const ways = [{ text: card.text, blocks }, { text: card.text }].flatMap((content) => [
      ...(respond === null
        ? []
        : [() => respond({ response_type: 'ephemeral', replace_original: false, ...inThread, ...content })]),
      direct
        ? () => bot.web.sure.chat.postMessage({ channel, ...inThread, ...content })
        : () => bot.web.sure.chat.postEphemeral({ channel, user, ...inThread, ...content }),
      () => bot.web.sure.chat.postMessage({ channel: user, ...content }),
    ]);
    for (const way of ways) {
      try {
        await way();
        return;
      } catch (error) {
        bot.log.info({ err: error }, 'could not be told privately in this way');
      }
    }
    bot.log.error({ channel }, 'a person could not be told anything');
  };
}
