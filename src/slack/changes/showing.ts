import type { Approvers } from '#changes';
import type { Change } from '#store';
import type { Bot } from '../bot.ts';
import type { ShownChange } from '../cards/change/shown.ts';
import { permalink } from '../permalink.ts';

/** Everything that a card shows beside the change itself, looked up now. Rejects when the store cannot be read. */
export async function showing(change: Change, bot: Bot): Promise<ShownChange> {
  const { app, identity } = bot;
  const { action, account, investigation: from } = change.proposal;
  const remedy = app.changes?.remedies.get(action);
  const [approvers, card, investigation, head] = await Promise.all([
    change.standing.state === 'pending' ? approversOf(change, bot) : null,
    app.store.changes?.message(change.proposal.id, 'card') ?? null,
    from === null ? null : app.store.find(from),
    app.store.changes?.auditHead() ?? null,
  ]);
  const named = [...(approvers?.says.matchAll(/<@([UW][A-Z0-9]+)>/gu) ?? [])].flatMap(([, user]) => user ?? []);
  return {
    change,
    remedy: remedy?.kind === 'guarded' ? remedy : null,
    accountName: app.config.accounts.find(({ id }) => id === account)?.name ?? null,
    approvers,
    names: await bot.names.of(named),
    links: {
      card: card === null ? null : permalink(card.place, card.ts, identity),
      investigation: investigation === null ? null : permalink(investigation.place, investigation.messageTs, identity),
    },
    anchor: head === null ? null : `audit ${head.seq}:${head.hash.slice(0, 16)}`,
  };
}

/** A card without this line is better than none. */
async function approversOf(change: Change, { app, log }: Bot): Promise<Approvers | null> {
  try {
    return (await app.changes?.approvers(change)) ?? null;
  } catch (error) {
    log.warn({ err: error, change: change.proposal.id }, 'who may approve could not be looked up');
    return null;
  }
}
