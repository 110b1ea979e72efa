import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Asked, Bot } from '../bot.ts';
import { button, buttons } from '../cards/elements.ts';
import { said } from '../cards/private.ts';
import type { Press } from '../press.ts';
import { troubleOf } from '../trouble.ts';

/** A modal that somebody has open, as it was when we last saw it. */
export interface Opened {
  readonly id: string;
  /** Null: whatever it shows by now. */
  readonly hash: string | null;
}

const tooLate: ReadonlySet<string> = new Set(['expired_trigger_id', 'exchanged_trigger_id', 'trigger_expired']);

const answered = z.object({ view: z.object({ id: z.string(), hash: z.string() }) });

/**
 * Opens a modal for whoever pressed. Slack lets it be opened within three seconds only: when that was too late, the
 * person is given the same button again, and null is returned.
 */
export async function openModal(view: ModalView, asked: Asked, again: Press, bot: Bot): Promise<Opened | null> {
  try {
    if (asked.trigger === null) throw new Error('nothing was pressed that opens a form');
    return answered.parse(await bot.web.sure.views.open({ trigger_id: asked.trigger, view })).view;
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.kind === 'refused' && !tooLate.has(trouble.error)) {
      bot.log.error({ err: error }, 'Slack does not take a form');
      await asked.tell(said(`Slack did not take the form: ${trouble.error}`));
      return null;
    }
    bot.log.warn({ trouble }, 'a modal could not be opened');
    const once = said('Slack did not open the form in time. Press once more');
    await asked.tell({
      text: once.text,
      blocks: [...once.blocks, ...buttons(button('again', 'Open the form', again))],
    });
    return null;
  }
}

const tries = 3;
const pauseMs = 500;

/** Shows something else in an open modal; null when it was closed, or shows something newer by now. */
export async function updateModal({ id, hash }: Opened, view: ModalView, bot: Bot): Promise<Opened | null> {
  for (let left = tries; ; left -= 1) {
    try {
      const call = { view_id: id, view, ...(hash !== null && { hash }) };
      return answered.parse(await bot.web.sure.views.update(call)).view;
    } catch (error) {
      const trouble = troubleOf(error);
      const over =
        trouble.kind === 'refused' && ['not_found', 'view_not_found', 'hash_conflict'].includes(trouble.error);
      if (over || left <= 1) {
        if (!over) bot.log.error({ trouble }, 'a modal could not be updated');
        return null;
      }
      if (trouble.kind === 'refused') left = 1;
      await bot.clock.sleep(trouble.kind === 'rate-limited' ? trouble.afterMs : pauseMs);
    }
  }
}
