import { UsageError } from '#app';
import type { Place, Reply } from '#app';
import type { Draft, GuardedChanges, Remedy, Wanted } from '#changes';
import type { Asked, Bot } from '../bot.ts';
import { button, buttons } from '../cards/elements.ts';
import { markdownCards } from '../cards/markdown.ts';
import { said } from '../cards/private.ts';
import type { Filled } from '../forms/filled.ts';
import type { Memo } from '../forms/memo.ts';
import { proposalForm } from '../forms/proposal-form.ts';
import type { ProposalForm, Seen } from '../forms/proposal-form.ts';
import { permalink } from '../permalink.ts';
import { personIn } from '../../approval/person.ts';
import type { Press } from '../press.ts';
import { openModal, updateModal } from './modals.ts';
import type { Opened } from './modals.ts';
import { againstChannel } from './shared-channel.ts';

/** Opens the form that a command answered with; where nothing can be opened, says what would be asked for. */
export async function showForm(reply: Extract<Reply, { kind: 'form' }>, asked: Asked, bot: Bot): Promise<void> {
  const { wanted } = reply;
  const again = pressFor(wanted);
  if (asked.trigger !== null) return openForm(wanted, asked, again, bot);
  const { markdown, people } = await reply.preview();
  for (const card of markdownCards(markdown, people)) await asked.tell(card);
  await asked.tell({ ...said('To ask for it'), blocks: buttons(button('again', 'Open the form', again)) });
}

/** What a button carries to open the same form again; without the values when those are too long for a button. */
function pressFor({ remedy, account, region, given, reason, lastsMs, place, extends: earlier }: Wanted): Press {
  if (earlier !== null) return { do: 'extend', change: earlier };
  const whole: Press = { do: 'form', remedy, account, region, given, reason, lastsMs, thread: place.thread };
  return JSON.stringify(whole).length <= 2000 ? whole : { ...whole, given: {}, reason: '' };
}

/** Opens the form of a change at once, and shows in it what would come of it as soon as that is known. */
export async function openForm(wanted: Wanted, asked: Asked, again: Press, bot: Bot): Promise<void> {
  const { changes } = bot.app;
  const remedy = changes?.remedies.get(wanted.remedy);
  if (!changes || !remedy) return asked.tell(said(noSuch(wanted.remedy)));
  const form: ProposalForm = {
    memo: memoOf(wanted),
    remedy,
    filled: { given: wanted.given, reason: wanted.reason, lastsMs: wanted.lastsMs, typed: null },
    seen: { kind: 'looking' },
    problem: null,
  };
  const opened = await openModal(proposalForm(form), asked, again, bot);
  if (opened !== null) await showSeen(form, opened, asked.by, bot, bot.background.signal);
}

export function noSuch(remedy: string): string {
  return `There is no change “${remedy}” here.`;
}

/** Looks up what would come of a form, and shows it. */
export async function showSeen(
  form: ProposalForm,
  opened: Opened,
  by: string,
  bot: Bot,
  signal: AbortSignal,
): Promise<void> {
  const seen = await see(form, by, bot, signal);
  if (!signal.aborted) await updateModal(opened, proposalForm(withSeen(form, seen)), bot);
}

/** The form with what was found, and bound to it. */
export function withSeen(form: ProposalForm, seen: Seen): ProposalForm {
  const digest = seen.kind === 'draft' && seen.draft.kind === 'ready' ? seen.draft.digest : null;
  return { ...form, seen, memo: { ...form.memo, digest } };
}

/** What would come of a form as it is filled in. Never rejects. */
export async function see(
  { memo, filled }: Pick<ProposalForm, 'memo' | 'filled'>,
  by: string,
  bot: Bot,
  signal: AbortSignal,
): Promise<Seen> {
  const { changes } = bot.app;
  if (changes === null) return { kind: 'failed', says: 'changes are off here' };
  try {
    const against = await againstChannel(memo.channel, bot);
    if (against !== null) return refused(against);
    const wanted = await wantedFrom(memo, filled, by, changes, bot);
    if (wanted === null) return refused('What it would extend is over by now.');
    const draft = await changes.draft(wanted, signal);
    const toType = draft.kind === 'ready' ? draft.toType : null;
    return { kind: 'draft', draft, pending: draft.kind === 'refused' ? await cardOf(draft, bot) : null, toType };
  } catch (error) {
    if (error instanceof UsageError) return refused(error.message);
    if (!signal.aborted) bot.log.error({ err: error }, 'a change could not be looked up');
    return { kind: 'failed', says: 'the database or AWS does not answer. Try again in a moment' };
  }
}

function refused(says: string): Seen {
  return {
    kind: 'draft',
    draft: { kind: 'refused', says, pending: null, mayBreakGlass: false },
    pending: null,
    toType: null,
  };
}

/** The address of the same change that waits already. */
async function cardOf(
  { pending }: Extract<Draft, { kind: 'refused' }>,
  { app, identity }: Bot,
): Promise<string | null> {
  if (pending === null) return null;
  const card = await app.store.changes?.message(pending.proposal.id, 'card');
  return card ? permalink(card.place, card.ts, identity) : null;
}

/** What somebody wants, by a form; null when that is an extension of what cannot be extended any more. */
export async function wantedFrom(
  memo: Memo,
  { given, reason, lastsMs, typed }: Filled,
  by: string,
  changes: GuardedChanges,
  { identity }: Pick<Bot, 'identity'>,
): Promise<Wanted | null> {
  const person = personIn(identity.team, by);
  const filled = { reason, lastsMs, breakGlass: memo.breakGlass, typed };
  if (memo.extends !== null) {
    const earlier = await changes.again(memo.extends, person, true);
    return earlier === null ? null : { ...earlier, ...filled };
  }
  const { remedy, account, region, channel, thread, investigation } = memo;
  const place: Place = { team: identity.team, channel, thread };
  return { remedy, account, region, given, by: person, place, investigation, extends: null, ...filled };
}

function memoOf({ remedy, account, region, place, investigation, extends: earlier, breakGlass }: Wanted): Memo {
  const { channel, thread } = place;
  return { remedy, account, region, channel, thread, investigation, extends: earlier, breakGlass, digest: null };
}

/** The remedy of a form; null when the catalogue has it no longer. */
export function remedyOf({ remedy }: Memo, { app }: Bot): Remedy | null {
  return app.changes?.remedies.get(remedy) ?? null;
}
