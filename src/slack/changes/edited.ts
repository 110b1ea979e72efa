import type { Bot } from '../bot.ts';
import { filledIn } from '../forms/filled.ts';
import { parseMemo } from '../forms/memo.ts';
import type { ProposalForm } from '../forms/proposal-form.ts';
import { proposalForm } from '../forms/proposal-form.ts';
import { notice } from '../forms/small-forms.ts';
import { noSuch, remedyOf, showSeen } from './form.ts';
import { updateModal } from './modals.ts';

/** A modal in which something was typed, chosen or pressed. */
export interface EditedView {
  readonly id: string;
  readonly hash: string;
  readonly memo: string;
  readonly values: unknown;
  readonly by: string;
  /** The danger button was pressed: the form becomes that of an emergency. */
  readonly glass: boolean;
}

/** Milliseconds after the last key before AWS is asked: people type faster than it answers. */
export const typingMs = 400;

/** Keeps the preview of a form current while it is filled in: only what was typed last is looked up. */
export function liveForms(bot: Bot): (edited: EditedView) => Promise<void> {
  const latest = new Map<string, AbortController>();
  return async (edited) => {
    latest.get(edited.id)?.abort();
    const mine = new AbortController();
    latest.set(edited.id, mine);
    try {
      if (!edited.glass) await bot.clock.sleep(typingMs, mine.signal);
      if (!mine.signal.aborted) await show(edited, bot, AbortSignal.any([mine.signal, bot.background.signal]));
    } finally {
      if (latest.get(edited.id) === mine) latest.delete(edited.id);
    }
  };
}

async function show(edited: EditedView, bot: Bot, signal: AbortSignal): Promise<void> {
  const opened = { id: edited.id, hash: edited.hash };
  const memo = parseMemo(edited.memo);
  const remedy = memo === null ? null : remedyOf(memo, bot);
  if (memo === null || remedy === null) {
    await updateModal(opened, notice('Change', noSuch(memo?.remedy ?? '')), bot);
    return;
  }
  const form: ProposalForm = {
    memo: { ...memo, breakGlass: memo.breakGlass || edited.glass },
    remedy,
    filled: filledIn(edited.values, remedy),
    seen: { kind: 'looking' },
    problem: null,
  };
  if (!edited.glass) return showSeen(form, opened, edited.by, bot, signal);
  const emergency = await updateModal(opened, proposalForm(form), bot);
  if (emergency !== null) await showSeen(form, emergency, edited.by, bot, signal);
}
