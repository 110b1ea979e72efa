import type { Letter, NewMessage } from '#store';
import type { Bot } from '../bot.ts';
import type { Card } from '../cards/card.ts';
import type { Spot } from '../delivery.ts';

/** What is to be said and where, looked up when it is sent. */
export type Written =
  | {
      readonly kind: 'message';
      readonly card: Card;
      readonly spot: Spot;
      /** Also shown in the channel, when it goes into a thread. */
      readonly broadcast: boolean;
      /** Posted again when somebody has deleted it: true for what carries decisions. */
      readonly restore: boolean;
      /** Sent instead when there is no such place any more. */
      readonly instead: NewMessage | null;
    }
  /** Not yet: what it has to follow is not posted. */
  | { readonly kind: 'later'; readonly ms: number }
  /** There is nothing to be said any more. */
  | { readonly kind: 'nothing'; readonly why: string };

/** Writes letters of one kind. What it rejects with puts the letter off. */
export type Writer = (letter: Letter, bot: Bot) => Promise<Written>;
