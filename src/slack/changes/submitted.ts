import type { ModalView } from '@slack/types';
import { UsageError } from '#app';
import type { Answered } from '#changes';
import type { Asked, Bot } from '../bot.ts';
import { errorsByBlock, fields, filledIn } from '../forms/filled.ts';
import { parseChangeId, parseMemo } from '../forms/memo.ts';
import { inputIds, proposalForm } from '../forms/proposal-form.ts';
import type { ProposalForm } from '../forms/proposal-form.ts';
import { notice } from '../forms/small-forms.ts';
import type { AskedFor } from '../forms/small-forms.ts';
import { personIn } from '../../approval/person.ts';
import { noSuch, remedyOf, see, wantedFrom, withSeen } from './form.ts';
import { tellOutcome, unanswered } from './pressed.ts';
import { againstChannel } from './shared-channel.ts';

/** A modal that was sent. */
export interface SubmittedView {
  readonly memo: string;
  readonly values: unknown;
  readonly by: string;
}

/** What becomes of a modal that was sent. */
export type Sent =
  /** It closes, and the person is told this. */
  | { readonly kind: 'done'; readonly answered: Answered }
  /** It stays open, with errors beside its fields. */
  | { readonly kind: 'errors'; readonly errors: Record<string, string> }
  /** It stays open and shows this. */
  | { readonly kind: 'view'; readonly view: ModalView };

/** Asks for the change that a form describes. Never rejects. */
export async function sentProposal({ memo: text, values, by }: SubmittedView, bot: Bot): Promise<Sent> {
  const memo = parseMemo(text);
  const remedy = memo === null ? null : remedyOf(memo, bot);
  const { changes } = bot.app;
  if (memo === null || remedy === null || changes === null) return says(noSuch(memo?.remedy ?? ''));
  const filled = filledIn(values, remedy);
  const form: ProposalForm = { memo, remedy, filled, seen: { kind: 'looking' }, problem: null };
  const signal = bot.background.signal;
  if (remedy.kind === 'by-hand')
    return { kind: 'view', view: proposalForm(withSeen(form, await see(form, by, bot, signal))) };
  try {
    const against = await againstChannel(memo.channel, bot);
    if (against !== null) return says(against);
    if (filled.reason === '')
      return { kind: 'errors', errors: { [fields.reason]: 'Say why: whoever approves reads it.' } };
    if (memo.breakGlass && memo.digest === null)
      return await rejected(form, 'Look at what it would change first.', by, bot);
    const wanted = await wantedFrom(memo, filled, by, changes, bot);
    if (wanted === null) return says('What it would extend is over by now.');
    const answered = await changes.propose(wanted, memo.digest, signal);
    return answered.ok ? { kind: 'done', answered } : await rejected(form, answered.says, by, bot);
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'view', view: proposalForm({ ...form, problem: error.message }) };
    bot.log.error({ err: error }, 'a change could not be asked for');
    return says(unanswered);
  }
}

/** Why it was not taken, beside the field that is wrong, or above what would come of it now. */
async function rejected(form: ProposalForm, problem: string, by: string, bot: Bot): Promise<Sent> {
  const seen = await see(form, by, bot, bot.background.signal);
  const current = withSeen(form, seen);
  if (seen.kind === 'draft' && seen.toType !== null) return { kind: 'errors', errors: { [fields.typed]: seen.toType } };
  if (seen.kind !== 'draft' || seen.draft.kind !== 'wrong')
    return { kind: 'view', view: proposalForm({ ...current, problem: isSaid(seen, problem) ? null : problem }) };
  const { errors, others } = errorsByBlock(seen.draft.wrong, inputIds(current));
  if (others.length === 0 && Object.keys(errors).length > 0) return { kind: 'errors', errors };
  return { kind: 'view', view: proposalForm({ ...current, problem }) };
}

/** Whether the form says so already. */
function isSaid(seen: ProposalForm['seen'], problem: string): boolean {
  return seen.kind === 'draft' && seen.draft.kind === 'refused' && seen.draft.says === problem;
}

function says(text: string): Sent {
  return { kind: 'view', view: notice('Change', text) };
}

/** Denies a change, or closes its review, with the sentence that was typed. Never rejects. */
export async function sentSentence(asking: AskedFor, { memo, values, by }: SubmittedView, bot: Bot): Promise<Sent> {
  const id = parseChangeId(memo);
  const { changes } = bot.app;
  const { reason } = filledIn(values, { parameters: [] });
  if (id === null || changes === null) return says('Changes are off here, so there is nothing to decide.');
  if (reason === '') return { kind: 'errors', errors: { [fields.reason]: 'Say it in a sentence.' } };
  try {
    const change = await changes.find(id);
    if (change === null) return says('I no longer have that change.');
    const against = await againstChannel(change.proposal.place.channel, bot);
    if (against !== null) return says(against);
    const person = personIn(bot.identity.team, by);
    const answered = await (asking === 'deny'
      ? changes.deny(id, person, reason)
      : changes.closeReview(id, person, reason));
    return { kind: 'done', answered };
  } catch (error) {
    bot.log.error({ err: error, change: id }, 'a sentence about a change could not be taken');
    return says(unanswered);
  }
}

/** Tells the person what came of it, where their card is. */
export async function tellSent({ answered }: Extract<Sent, { kind: 'done' }>, asked: Asked, bot: Bot): Promise<void> {
  await tellOutcome(answered, answered.change?.proposal.id ?? '', asked, bot);
}
