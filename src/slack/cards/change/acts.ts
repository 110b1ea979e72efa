import type { ActionsBlock, Button } from '@slack/types';
import type { ChangeAct } from '../../press.ts';
import { button, buttons } from '../elements.ts';
import type { Manner } from '../elements.ts';
import type { ShownChange } from './shown.ts';
import { endOf, titleOf } from './shown.ts';
import { about, lasting, place } from './words.ts';

type Act = 'approve' | ChangeAct;

/** What can be done about a change as it stands: the only buttons that it may carry anywhere. */
export function offered({ change, remedy }: Pick<ShownChange, 'change' | 'remedy'>): readonly Act[] {
  const review: readonly Act[] = change.review?.state === 'open' ? ['review'] : [];
  return [...byStanding(change, remedy), ...review, 'details'];
}

function byStanding({ standing, proposal }: ShownChange['change'], remedy: ShownChange['remedy']): readonly Act[] {
  switch (standing.state) {
    case 'pending':
      return ['approve', 'deny', 'withdraw'];
    case 'approved':
      return ['withdraw'];
    case 'applied': {
      if (proposal.extends !== null || proposal.leavesNothing) return [];
      const longer = remedy !== null && (remedy.ends !== 'by-itself' || remedy.extend !== undefined);
      // What AWS ends by itself cannot be kept.
      const stays = remedy?.ends !== 'by-itself';
      return ['undo', ...(longer ? (['extend'] as const) : []), ...(stays ? (['keep'] as const) : [])];
    }
    case 'revert-stopped':
      return ['undo', 'keep'];
    case 'denied':
    case 'withdrawn':
    case 'expired':
    case 'stale':
    case 'failed':
      return ['again'];
    case 'reverted':
      return proposal.extends === null ? ['again'] : [];
    case 'unknown':
    case 'revert-unknown':
      return ['took-effect', 'did-not'];
    case 'executing':
    case 'reverting':
    case 'done':
    case 'kept':
      return [];
  }
}

/** A row of buttons: of those that `wanted` names, the ones that can be pressed now. */
export function actButtons(shown: ShownChange, wanted: readonly Act[] | 'all' = 'all'): readonly ActionsBlock[] {
  const now = offered(shown);
  const kept = now.filter((act) => wanted === 'all' || wanted.includes(act));
  return buttons(...kept.map((act) => actButton(act, shown)));
}

function actButton(act: Act, shown: ShownChange): Button {
  const { id: change, digest } = shown.change.proposal;
  const press = act === 'approve' ? ({ do: act, change, digest } as const) : ({ do: act, change } as const);
  return button(act, labelOf(act, shown), press, mannerOf(act, shown));
}

function labelOf(act: Act, { change }: ShownChange): string {
  return act === 'undo' && change.standing.state === 'revert-stopped' ? 'Undo anyway' : labels[act];
}

const labels: Readonly<Record<Act, string>> = {
  approve: 'Approve',
  deny: 'Deny',
  withdraw: 'Withdraw',
  undo: 'Undo',
  keep: 'Keep for good',
  extend: 'Extend',
  again: 'Ask again',
  'took-effect': 'It took effect',
  'did-not': 'It did not',
  details: 'Details',
  review: 'Close review',
};

function mannerOf(act: Act, shown: ShownChange): Manner {
  const { change, accountName } = shown;
  const { proposal, standing } = change;
  const what = `${titleOf(shown)}: ${about(change)}, in ${place(proposal, accountName)}`;
  switch (act) {
    case 'approve': {
      const time = lasting(proposal.lastsMs);
      const lasts = proposal.extends === null ? `For ${time}` : `From then on it lasts ${time}`;
      const end =
        proposal.extends === null && proposal.leavesNothing ? 'It cannot be undone' : `${lasts}, then ${endOf(shown)}`;
      return {
        style: 'primary',
        confirm: { title: 'Approve this change?', says: `${what}. ${end}.`, yes: 'Approve' },
      };
    }
    case 'deny':
      return { style: 'danger' };
    case 'undo': {
      const others = standing.state === 'revert-stopped' ? ' What is there now is overwritten.' : '';
      return {
        ...(isWorse(shown) && { style: 'danger' }),
        confirm: { title: 'Undo this change now?', says: `${what}.${others}`, yes: 'Undo' },
      };
    }
    case 'keep':
      return {
        confirm: {
          title: 'Keep this change for good?',
          says: `${what}. It will not be undone, and nobody is reminded of it.`,
          yes: 'Keep',
        },
      };
    case 'withdraw':
      return { confirm: { title: 'Withdraw it?', says: what, yes: 'Withdraw' } };
    case 'took-effect':
    case 'did-not': {
      const call = standing.state === 'revert-unknown' ? 'undo' : 'change';
      const says = act === 'took-effect' ? `The ${call} took effect` : `The ${call} did not take effect`;
      return {
        confirm: { title: 'Are you sure?', says: `${says}. ${what}. Look in AWS before you say so.`, yes: 'I am sure' },
      };
    }
    case 'extend':
    case 'again':
    case 'details':
    case 'review':
      return {};
  }
}

function isWorse({ change }: ShownChange): boolean {
  return change.verified.at(-1)?.effect === 'worse';
}
