import type { ChangeMessage } from '#changes';
import type { Card } from '../card.ts';
import { context, ended, sentence } from '../elements.ts';
import { line, rich } from '../rich-text.ts';
import type { Part } from '../rich-text.ts';
import { actButtons } from './acts.ts';
import type { ShownChange } from './shown.ts';
import { headOf } from './card.ts';

type Note = Extract<ChangeMessage, { kind: `note/${string}` }>['body'];

/** What a note says; `by` is the user whose name comes before it. */
type Spoken = Omit<Note, 'change' | 'by'> & { readonly by?: string | undefined };

/** Which buttons a note asks with; only those that still do something are shown. */
const asks: Readonly<Record<NonNullable<Note['ask']>, Parameters<typeof actButtons>[1]>> = {
  end: ['extend', 'undo'],
  decide: ['undo', 'keep'],
  undo: ['undo'],
  again: ['again'],
  review: ['review'],
};

/** One line in the thread of a card, since edits of the card notify nobody. */
export function noteCard({ says, by, to, ask, broadcast }: Spoken, shown: ShownChange): Card {
  const whom = to.flatMap((user): readonly Part[] => [{ user }, ' ']);
  return {
    text: sentence(says, broadcast ? headOf(shown) : null),
    blocks: [
      rich(line(...whom, ...(by === undefined ? [] : [{ user: by }, ' ']), ended(says))),
      ...(broadcast || to.length > 0 ? [context(headOf(shown), shown.anchor)] : []),
      ...(ask === null ? [] : actButtons(shown, asks[ask])),
    ],
  };
}
