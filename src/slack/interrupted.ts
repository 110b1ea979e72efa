import type { Investigation } from '#app';
import { aboutOf } from './about.ts';
import type { Bot } from './bot.ts';
import { deliveryOf, showCard } from './card-message.ts';
import { interrupted } from './cards/stopped.ts';
import { findPosted } from './delivery.ts';

/**
 * Finds investigations whose process is gone, this one's predecessor or another replica, and says so on their cards.
 * Each is handed to one replica only. Rejects when the store cannot be read.
 */
export async function showInterrupted(bot: Bot): Promise<void> {
  const found = await bot.app.store.takeInterrupted();
  const ours = found.filter(({ place }) => place.team === bot.identity.team);
  for (const investigation of ours) bot.background.begin('interrupted', () => showOne(investigation, bot));
}

async function showOne(investigation: Investigation, bot: Bot): Promise<void> {
  const { id, place, startedAt, finishedAt } = investigation;
  const spot = { channel: place.channel, thread: place.thread };
  const posted =
    investigation.messageTs ??
    (await findPosted(spot, { kind: 'card', investigation: id }, new Date(startedAt), deliveryOf(bot)));
  bot.log.info({ investigation: id, card: posted === null ? 'none' : 'updated' }, 'was interrupted');
  if (posted === null) return;
  const about = aboutOf(investigation, bot.app);
  const card = interrupted({ investigation, about }, finishedAt ?? bot.clock.now().toISOString());
  await showCard(card, investigation, { ...spot, ts: posted }, bot);
}
