import type { CardBlock } from './card.ts';
import { actButtons } from './change/acts.ts';
import { headOf } from './change/card.ts';
import type { ShownChange } from './change/shown.ts';
import { stampOf, standingLines } from './change/standing.ts';
import { fieldChange, place } from './change/words.ts';
import { ended, header } from './elements.ts';
import { bullets, line, lines, rich } from './rich-text.ts';

/** What concerns one person, as looked up for them. */
export interface ListedChanges {
  /** They may approve it. */
  readonly waiting: readonly ShownChange[];
  /** They asked for it, and it waits for somebody else. */
  readonly asked: readonly ShownChange[];
  readonly inForce: readonly ShownChange[];
  /** Made without approval, and nobody has looked into it yet. */
  readonly toReview: readonly ShownChange[];
  /** Why this may not be all; null when it is. */
  readonly missing: string | null;
}

const mostFields = 3;

/** One section for each change, so that its buttons stay with it. */
export function changeSections(listed: ListedChanges): readonly (readonly CardBlock[])[] {
  const { waiting, asked, inForce, toReview, missing } = listed;
  return [
    ...(missing === null ? [] : [[rich(line({ bold: '⚠️ ' }, ended(missing)))]]),
    ...titled('Waits for you', waiting, (shown) => [
      ...decidable(shown),
      ...actButtons(shown, ['approve', 'deny', 'details']),
    ]),
    ...titled('You asked for', asked, (shown) => [row(shown), ...actButtons(shown, ['withdraw', 'details'])]),
    ...titled('Made without approval, to be reviewed', toReview, (shown) => [
      row(shown),
      ...actButtons(shown, ['review', 'undo', 'details']),
    ]),
    ...titled('In force', inForce, (shown) => [
      row(shown),
      ...actButtons(shown, ['undo', 'extend', 'keep', 'took-effect', 'did-not', 'details']),
    ]),
    ...(waiting.length + asked.length + inForce.length + toReview.length > 0 || missing !== null
      ? []
      : [[header('Changes'), rich(line('Nothing waits for you, and nothing that concerns you is in force.'))]]),
  ];
}

function titled(
  title: string,
  changes: readonly ShownChange[],
  section: (shown: ShownChange) => readonly CardBlock[],
): readonly (readonly CardBlock[])[] {
  if (changes.length === 0) return [];
  return [[header(title)], ...changes.map(section)];
}

function row(shown: ShownChange): CardBlock {
  const { change, links } = shown;
  return rich(
    lines(
      [
        { bold: `${stampOf(change).mark} ${headOf(shown)}` },
        ...(links.card === null ? [] : [' ', { link: links.card, label: 'Open' } as const]),
      ],
      ...standingLines(shown),
    ),
  );
}

/** As much as it takes to decide. */
function decidable(shown: ShownChange): readonly CardBlock[] {
  const { proposal } = shown.change;
  const { preview, reason } = proposal;
  const fields = preview.changes.slice(0, mostFields).map(fieldChange);
  return [
    row(shown),
    rich(
      ...(fields.length === 0 ? [] : [bullets(fields)]),
      lines(
        [{ bold: 'Where: ' }, place(proposal, shown.accountName)],
        [{ bold: 'Undo: ' }, ended(preview.undo)],
        [{ bold: 'Touches: ' }, ended(preview.blastRadius)],
        [{ bold: 'Why: ' }, ended(reason)],
      ),
    ),
  ];
}
