import type { ShiftHandoff } from '#store';
import type { Bot } from '../bot.ts';
import type { ShownHandoff } from '../cards/handoff/card.ts';
import { permalink } from '../permalink.ts';

/** A handoff with what it takes to show it. */
export async function showingHandoff(handoff: ShiftHandoff, bot: Bot): Promise<ShownHandoff> {
  const { accounts } = bot.app.config;
  return {
    handoff,
    looks: {
      link: (message) => permalink(message, message.ts, bot.identity),
      account: (id) => accounts.find((account) => account.id === id)?.name ?? id,
    },
    previous: handoff.previous === null ? null : await postedLink(handoff.previous, bot),
  };
}

/** The address of a handoff in the first of its channels; null until it was posted there. */
export async function postedLink(id: string, { app, identity }: Bot): Promise<string | null> {
  for (const channel of app.config.handoff?.channels ?? []) {
    const posted = await app.store.changes?.message(id, `handoff/posted/${channel}`);
    if (posted && posted.ts !== null) return permalink(posted.place, posted.ts, identity);
  }
  return null;
}
