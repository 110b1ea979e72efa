import type { Card, CardBlock } from '../card.ts';
import { context, ended, header, sentence } from '../elements.ts';
import { utc } from '../moment.ts';
import { bullets, line, lines, rich } from '../rich-text.ts';
import type { Part, RichTextPart } from '../rich-text.ts';
import { actButtons } from './acts.ts';
import { endOf, titleOf } from './shown.ts';
import type { ShownChange } from './shown.ts';
import { isOver, stampOf, standingLines } from './standing.ts';
import { about, fieldChange, lasting, place, risks, shortDigest, who } from './words.ts';

/** More fields than this are in the details. */
const mostFields = 4;

/**
 * The card of a change, from the proposal to the end: what, where, for how long, and how it is undone, in the first two
 * blocks; then where it stands and what can be done about it now.
 */
export function changeCard(shown: ShownChange, acts: Parameters<typeof actButtons>[1] = 'all'): Card {
  const { change } = shown;
  return {
    text: summary(shown),
    blocks: [
      header(`${stampOf(change).mark} ${headOf(shown)}`),
      ...body(shown),
      small(shown),
      ...actButtons(shown, acts),
    ],
  };
}

/** Whoever has to decide needs to know what; everybody later, where it stands. */
function body(shown: ShownChange): readonly CardBlock[] {
  const standing = rich(lines(...standingLines(shown)));
  if (shown.change.standing.state === 'pending') return [rich(...what(shown)), standing];
  return isOver(shown.change) ? [standing] : [standing, rich(...what(shown))];
}

/** The message to one approver: as much as it takes to decide, and when it is decided, only that. */
export function directCard(shown: ShownChange): Card {
  const { change, links } = shown;
  const open: readonly CardBlock[] =
    links.card === null ? [] : [rich(line({ link: links.card, label: 'Open the card in its channel' }))];
  if (change.standing.state === 'pending') {
    const card = changeCard(shown, ['approve', 'deny', 'details']);
    const [head, ...rest] = card.blocks;
    return { text: card.text, blocks: [...(head ? [head] : []), ...open, ...rest] };
  }
  return {
    text: sentence(`${stampOf(change).says}: ${headOf(shown)}`),
    blocks: [
      rich(lines([{ bold: `${stampOf(change).mark} ${headOf(shown)}` }], ...standingLines(shown))),
      ...open,
      ...(change.review?.state === 'open' ? actButtons(shown, ['review', 'undo', 'details']) : []),
    ],
  };
}

/** `Limit how many copies run at once · checkout-worker · 45 min`. */
export function headOf(shown: ShownChange): string {
  const { change } = shown;
  const { lastsMs, leavesNothing, extends: earlier } = change.proposal;
  const time = earlier !== null ? `${lasting(lastsMs)} longer` : leavesNothing ? null : lasting(lastsMs);
  return [titleOf(shown), about(change), time].filter((part) => part !== null).join(' · ');
}

/** What will change, for how long, how it is undone, whom it touches and why. */
function what(shown: ShownChange): readonly RichTextPart[] {
  const { change, accountName, links } = shown;
  const { proposal } = change;
  const { preview, lastsMs, reason, requester } = proposal;
  const fields = preview.changes.slice(0, mostFields).map(fieldChange);
  const more = preview.changes.length - fields.length;
  const last = `For ${lasting(lastsMs)}${proposal.extends === null ? '' : ' from then on'}`;
  const span: readonly Part[] =
    proposal.extends === null && proposal.leavesNothing
      ? [{ bold: 'Undo: ' }, 'there is nothing to put back. ', ended(preview.undo)]
      : [{ bold: last }, `, then ${endOf(shown)}. `, { bold: 'Undo: ' }, ended(preview.undo)];
  return [
    ...(fields.length === 0 ? [] : [bullets(more > 0 ? [...fields, [`and ${more} more: see Details`]] : fields)]),
    lines(
      [{ bold: 'Where: ' }, place(proposal, accountName)],
      span,
      [{ bold: 'Touches: ' }, ended(preview.blastRadius)],
      ...(preview.managedBy === null ? [] : [managed(preview.managedBy)]),
      [
        { bold: 'Why: ' },
        who(requester),
        ': ',
        ended(reason),
        ...(links.investigation === null ? [] : [' ', { link: links.investigation, label: 'The investigation' }]),
      ],
    ),
  ];
}

function managed(by: string): readonly Part[] {
  return [{ bold: '⚠️ Managed by ' }, by, ': its next run may undo this.'];
}

function small(shown: ShownChange): CardBlock {
  const { change, accountName, anchor } = shown;
  const { proposal } = change;
  const over = isOver(change);
  return context(
    over ? place(proposal, accountName) : null,
    risks[proposal.risk],
    `digest ${shortDigest(proposal.digest)}`,
    proposal.id,
    anchor,
  );
}

/** What a phone shows before it is unlocked. */
function summary(shown: ShownChange): string {
  const { change, accountName } = shown;
  const { standing, proposal } = change;
  const until = standing.state === 'applied' ? `Until ${utc(standing.until.toISOString())}` : null;
  const why = standing.state === 'pending' ? proposal.reason : null;
  return sentence(`${stampOf(change).says}: ${headOf(shown)}`, place(proposal, accountName), until, why);
}
