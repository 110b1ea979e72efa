import type { Change, Verified } from '#store';
import { ended } from '../elements.ts';
import type { Part } from '../rich-text.ts';
import { endOf } from './shown.ts';
import type { ShownChange } from './shown.ts';
import { quietly, who, whoAll } from './words.ts';

/** Seen before it is read, and the few words for it. */
export interface Stamp {
  readonly mark: string;
  readonly says: string;
}

/** Where a change stands, in two or three words. */
export function stampOf({ standing, proposal }: Change): Stamp {
  switch (standing.state) {
    case 'pending':
      return { mark: '⏳', says: 'Waits for approval' };
    case 'approved':
      return { mark: '🔵', says: 'Approved, about to start' };
    case 'executing':
      return { mark: '🔵', says: 'Being made now' };
    case 'applied':
      if (proposal.extends !== null) return { mark: '🟢', says: 'Extended' };
      return standing.note === null
        ? { mark: '🟢', says: 'In force' }
        : { mark: '🟠', says: 'In force, but only in part' };
    case 'done':
      if (proposal.extends !== null) return { mark: '🟢', says: 'Extended' };
      return standing.note === null ? { mark: '🟢', says: 'Done' } : { mark: '🟠', says: 'Done, but only in part' };
    case 'kept':
      return { mark: '⚪', says: 'Stays for good' };
    case 'reverting':
      return { mark: '🔵', says: 'Being undone now' };
    case 'reverted':
      return { mark: '⚪', says: 'Undone' };
    case 'unknown':
      return { mark: '🟠', says: 'Sent, but not confirmed' };
    case 'revert-unknown':
      return { mark: '🟠', says: 'Undo sent, but not confirmed' };
    case 'revert-stopped':
      return { mark: '🔴', says: 'Not undone: somebody has to decide' };
    case 'failed':
      return { mark: '🔴', says: 'Failed' };
    case 'stale':
      return { mark: '⚪', says: 'Not made: things have changed' };
    case 'denied':
      return { mark: '⚪', says: 'Denied' };
    case 'withdrawn':
      return { mark: '⚪', says: 'Withdrawn' };
    case 'expired':
      return { mark: '⚪', says: 'Expired' };
  }
}

/** Whether the change is over or was never made: then its card is short. */
export function isOver({ standing }: Change): boolean {
  return ['denied', 'withdrawn', 'expired', 'stale', 'failed', 'reverted', 'kept'].includes(standing.state);
}

/** Where it stands, in sentences: who did it, and what happens next. */
export function standingLines(shown: ShownChange): readonly (readonly Part[])[] {
  return [...standingOf(shown), ...glass(shown.change), ...effect(shown.change)];
}

function standingOf({ change, approvers, names, remedy }: ShownChange): readonly (readonly Part[])[] {
  const { standing, votes, proposal } = change;
  const said = votes.map(({ by }) => by);
  const approved: readonly Part[] = said.length === 0 ? [] : ['Approved by ', ...whoAll(said, 5), '. '];
  switch (standing.state) {
    case 'pending':
      return [
        [
          { bold: said.length > 0 ? 'Waits for more approvals. ' : 'Waits for approval. ' },
          ...approved,
          ...(approvers === null ? [] : ['Needs ', ...quietly(ended(approvers.says), names), ' ']),
          'Until ',
          { moment: proposal.expiresAt.toISOString(), ago: true },
          '.',
        ],
      ];
    case 'approved':
      return [[{ bold: 'About to start. ' }, ...approved, 'Everything is looked at once more first.']];
    case 'executing':
      return [[{ bold: 'Being made now. ' }, ...approved]];
    case 'applied':
      return [
        [
          { bold: proposal.extends === null ? 'In force' : 'Extended' },
          ' until ',
          { moment: standing.until.toISOString(), ago: true },
          proposal.leavesNothing ? '. ' : `, then ${endOf({ remedy })}. `,
          ...approved,
        ],
        ...note(standing.note),
      ];
    case 'done':
      return [[{ bold: proposal.extends === null ? 'Done. ' : 'Extended. ' }, ...approved], ...note(standing.note)];
    case 'kept':
      return [[{ bold: 'Stays for good' }, ', as ', who(standing.by), ' decided. ', ...approved]];
    case 'reverting':
      return [
        [
          { bold: 'Being undone now' },
          ...(standing.by === null ? [', at its end. '] : [', as ', who(standing.by), ' asked. ']),
        ],
      ];
    case 'reverted':
      return [
        [
          { bold: 'Undone' },
          ...(standing.by === null ? [' at its end, '] : [' by ', who(standing.by), ', ']),
          { moment: change.movedAt.toISOString() },
          '. ',
          ...approved,
        ],
      ];
    case 'unknown':
      return [
        [{ bold: 'The call was sent, and no answer came. ' }, ended(standing.says)],
        [
          'It is being read back; the call is not sent again. Whoever may approve can look in AWS and say what became of it.',
        ],
      ];
    case 'revert-unknown':
      return [[{ bold: 'The undo was sent, and no answer came. ' }, ended(standing.says)], ['It is being read back.']];
    case 'revert-stopped':
      return [[{ bold: 'Not undone. ' }, ended(standing.says), ' Decide: undo it anyway, or keep it.']];
    case 'failed':
      return [[{ bold: 'Nothing was changed. ' }, ended(standing.says)], ...(approved.length > 0 ? [approved] : [])];
    case 'stale':
      return [[{ bold: 'Nothing was changed. ' }, ended(standing.says)], ...(approved.length > 0 ? [approved] : [])];
    case 'denied':
      return [[{ bold: 'Denied' }, ' by ', who(standing.by), ': ', ended(standing.reason)]];
    case 'withdrawn':
      return [[{ bold: 'Withdrawn' }, ' by ', who(proposal.requester), '.']];
    case 'expired':
      return [
        [
          { bold: wasApproved(change) ? 'It could not start in time. ' : 'Nobody decided in time. ' },
          ...approved,
          'Nothing was changed.',
        ],
      ];
  }
}

/** Whether enough had said yes, as far as the rule of the proposal tells. */
function wasApproved({ proposal, votes }: Change): boolean {
  return proposal.breakGlass || (proposal.rule !== null && votes.length >= proposal.rule.needed);
}

function note(says: string | null): readonly (readonly Part[])[] {
  return says === null ? [] : [[{ bold: 'Only in part: ' }, ended(says)]];
}

/** Made without approval: until somebody has looked into it, every card says so. */
function glass({ proposal, review }: Change): readonly (readonly Part[])[] {
  if (!proposal.breakGlass) return [];
  const made: readonly Part[] = [
    { bold: '🚨 Without approval' },
    ', in an emergency, by ',
    who(proposal.requester),
    '. ',
  ];
  if (review === null || review.state === 'open') return [[...made, 'Its review is open.']];
  return [[...made, 'Reviewed by ', who(review.by), ': ', ended(review.note)]];
}

/** The latest look at the effect. */
function effect({ verified, standing }: Change): readonly (readonly Part[])[] {
  const last = verified.at(-1);
  if (last === undefined || !['applied', 'done', 'kept', 'revert-stopped'].includes(standing.state)) return [];
  const { mark, says } = effects[last.effect];
  const after = last.minutes === 0 ? 'at once' : `after ${last.minutes} min`;
  return [[{ bold: `${mark} ${says}` }, ` (${after}): `, ended(last.says)]];
}

const effects: Readonly<Record<Verified['effect'], Stamp>> = {
  seen: { mark: '✅', says: 'It helps' },
  'not-seen': { mark: '➖', says: 'No effect seen' },
  worse: { mark: '🔺', says: 'It got worse' },
  'cannot-tell': { mark: '❔', says: 'Effect not known' },
};
