import type { Approvers } from '#changes';
import type { AnyRemediation } from '#playbook';
import type { Change } from '#store';

/** What a change is shown from, wherever it is shown. */
export interface ShownChange {
  readonly change: Change;
  /** Null when the catalogue has it no longer. */
  readonly remedy: Pick<AnyRemediation, 'title' | 'ends' | 'undo' | 'extend' | 'objection'> | null;
  /** What the configuration calls the account. */
  readonly accountName: string | null;
  /** Who may approve it, while that matters; null when it does not, or could not be looked up. */
  readonly approvers: Approvers | null;
  /** What people are called, by user id, where a mention would ring them. */
  readonly names: ReadonlyMap<string, string>;
  /** Addresses of the card itself and of the card of the investigation that it comes from. */
  readonly links: { readonly card: string | null; readonly investigation: string | null };
  /** `audit 482:9f86d081884c7d65`: the head of the log when this was shown, to be found again if records vanish. */
  readonly anchor: string | null;
}

export function titleOf({ remedy, change }: Pick<ShownChange, 'remedy' | 'change'>): string {
  return remedy?.title ?? change.proposal.action;
}

/** What happens at its end, after “then”. Where something may speak against the undo, a person has the last word. */
export function endOf({ remedy }: Pick<ShownChange, 'remedy'>): string {
  if (remedy?.ends === 'by-itself') return 'AWS ends it by itself';
  return remedy?.objection === undefined
    ? 'it is undone by itself'
    : 'it is undone, unless something speaks against it';
}
