import type { KnownBlock, ModalView } from '@slack/types';
import { changeCard, headOf } from '../cards/change/card.ts';
import type { ShownChange } from '../cards/change/shown.ts';
import { ended, plainText } from '../cards/elements.ts';
import { line, naming, rich } from '../cards/rich-text.ts';
import { fit } from '../fit.ts';
import { limits } from '../limits.ts';
import { fields } from './filled.ts';

/** A modal that only says something. */
export function notice(title: string, says: string): ModalView {
  return {
    type: 'modal',
    title: plainText(title, limits.viewTitle, 'Change'),
    close: plainText('Close', limits.viewTitle, 'Close'),
    blocks: [rich(line(...naming(ended(says))))],
  };
}

/** The forms that ask for a sentence about a change that is there. */
export type AskedFor = 'deny' | 'review';

const words: Readonly<Record<AskedFor, { readonly title: string; readonly submit: string; readonly label: string }>> = {
  deny: { title: 'Deny a change', submit: 'Deny', label: 'Why not?' },
  review: { title: 'Close the review', submit: 'Close review', label: 'What did you find?' },
};

/** Asks for one sentence, beside what it is about. `shown` is null while that is looked up. */
export function sentenceForm(asked: AskedFor, change: string, shown: ShownChange | null): ModalView {
  const { title, submit, label } = words[asked];
  const about: readonly KnownBlock[] =
    shown === null
      ? [rich(line('…'))]
      : [
          rich(line({ bold: headOf(shown) })),
          ...fit(changeCard(shown).blocks.filter(({ type }) => type === 'rich_text')).blocks,
        ];
  return {
    type: 'modal',
    callback_id: asked,
    title: plainText(title, limits.viewTitle, 'Change'),
    submit: plainText(submit, limits.viewTitle, 'Send'),
    close: plainText('Cancel', limits.viewTitle, 'Cancel'),
    private_metadata: change,
    blocks: [
      ...about,
      {
        type: 'input',
        block_id: fields.reason,
        label: plainText(label, limits.label, 'Why?'),
        hint: plainText('Everybody reads it on the card, and the audit log keeps it.', limits.label, ' '),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, min_length: 1, max_length: 500 },
      },
    ],
  };
}
