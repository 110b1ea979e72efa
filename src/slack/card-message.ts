import type { Investigation } from '#app';
import type { Bot } from './bot.ts';
import type { Card } from './cards/card.ts';
import type { ProgressStyle } from './cards/running.ts';
import { contentOf, insist, postOnce } from './delivery.ts';
import type { Delivery, Mark, Spot } from './delivery.ts';
import { fit } from './fit.ts';
import { isBlocksRefused, troubleOf } from './trouble.ts';

/** A message that was posted. */
export interface At extends Spot {
  readonly ts: string;
}

/** A card in the style that the workspace takes. */
type Styled = (style: ProgressStyle) => Card;

const note = { text: 'More in the thread.', shown: 'when-cut' } as const;

/** Posts the card of an investigation that begins, and notes where it is. Rejects with `SlackRefused`. */
export async function putCard({ id }: Investigation, spot: Spot, card: Styled, bot: Bot): Promise<string> {
  const ts = await inTakenStyle(card, bot, (content) => postOnce(spot, content, markOf(id), deliveryOf(bot)));
  await bot.app.store
    .posted(id, ts)
    .catch((error: unknown) => bot.log.error({ err: error, investigation: id }, 'the card could not be noted'));
  return ts;
}

/** Sends progress when its turn comes; what does not arrive is dropped. */
export function showProgress({ id }: Investigation, at: At, card: Styled, bot: Bot): void {
  bot.progress.show(id, () =>
    inTakenStyle(card, bot, async (content) => {
      await bot.web.progress.chat.update({ ...contentOf(content, markOf(id)), channel: at.channel, ts: at.ts });
    }),
  );
}

/**
 * Puts the last word on a card, however long Slack takes; posts it anew when somebody has deleted the card. Never
 * rejects: what Slack will not have is logged.
 */
export async function showCard(card: Card, { id }: Investigation, at: At, bot: Bot): Promise<void> {
  const mark = markOf(id);
  const delivery = deliveryOf(bot);
  const update = (content: Card): Promise<unknown> =>
    insist(
      'chat.update',
      () => bot.web.sure.chat.update({ ...contentOf(content, mark), channel: at.channel, ts: at.ts }),
      delivery,
    );
  try {
    await takenOrBare(fitted(card), update);
  } catch (error) {
    if (!isGone(error)) return bot.log.error({ err: error, investigation: id }, 'the card could not be finished');
    await postTaken(at, fitted(card), { kind: 'card', investigation: `${id} again` }, delivery).catch(
      (again: unknown) => bot.log.error({ err: again, investigation: id }, 'the card could not be posted again'),
    );
  }
}

/** Posts a message that fits; without its blocks when Slack will not have those. Rejects with `SlackRefused`. */
export function postTaken(spot: Spot, card: Card, mark: Mark, delivery: Delivery): Promise<string> {
  return takenOrBare(fitted(card), (content) => postOnce(spot, content, mark, delivery));
}

export function deliveryOf({ web, clock, log }: Bot): Delivery {
  return { web: web.sure, clock, log };
}

function markOf(id: string): Mark {
  return { kind: 'card', investigation: id };
}

function fitted(card: Card): Card {
  return { text: card.text, blocks: fit(card.blocks, note).blocks };
}

/** A sentence that arrives is worth more than blocks that do not. */
async function takenOrBare<T>(card: Card, send: (card: Card) => Promise<T>): Promise<T> {
  try {
    return await send(card);
  } catch (error) {
    if (!isBlocksRefused(troubleOf(error))) throw error;
    return send({ text: card.text, blocks: [] });
  }
}

/** Once a workspace has refused `plan` blocks, it is given lines. */
async function inTakenStyle<T>(card: Styled, { style }: Bot, send: (card: Card) => Promise<T>): Promise<T> {
  if (style.now() === 'plan') {
    try {
      return await send(fitted(card('plan')));
    } catch (error) {
      if (!isBlocksRefused(troubleOf(error))) throw error;
      style.refused();
    }
  }
  return takenOrBare(fitted(card('plain')), send);
}

function isGone(error: unknown): boolean {
  const trouble = troubleOf(error);
  return (
    trouble.kind === 'refused' &&
    ['message_not_found', 'cant_update_message', 'edit_window_closed'].includes(trouble.error)
  );
}
