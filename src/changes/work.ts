import type { NewJob } from '#store';
import type { Place } from '../app/investigation.ts';

/**
 * Jobs of guarded changes. `ref` is the id of the change, but for `reconcile`, where it is `all`, and `verify`, where it
 * is `<change>/<minutes>`.
 */
export const jobKinds = ['expire', 'remind', 'execute', 'verify', 'warn', 'revert', 'reconcile'] as const;
export type JobKind = (typeof jobKinds)[number];
export type ChangeJob = NewJob & { readonly kind: JobKind };

/**
 * Messages of guarded changes, as the outbox holds them. `ref` is the id of the change. What a card shows is looked up
 * when it is sent, so a body says little; whoever sends resolves the thread: that of the place, else that of the card.
 *
 * - `card`: the approval card; edited in place ever after.
 * - `direct/<user id>`: a message to one approver that it waits; edited when it does no longer.
 * - `note/<what>`: one line in the thread: edits do not notify.
 */
export type ChangeMessage =
  | { readonly kind: 'card'; readonly ref: string; readonly place: Place; readonly body: { readonly change: string } }
  | {
      readonly kind: `direct/${string}`;
      readonly ref: string;
      readonly place: Place;
      readonly body: { readonly change: string };
    }
  | {
      readonly kind: `note/${string}`;
      readonly ref: string;
      readonly place: Place;
      readonly body: {
        readonly change: string;
        readonly says: string;
        /** The user who did it, whose name comes before what it says: "@ana said no: not now". */
        readonly by?: string;
        /** User ids that are mentioned. */
        readonly to: readonly string[];
        /** Buttons that go with it: at an end, `Extend` and `Revert now`; when it waits for a person, `Undo` and `Keep`. */
        readonly ask: 'end' | 'decide' | 'undo' | 'again' | 'review' | null;
        /** Also shown in the channel: outcomes of writes. */
        readonly broadcast: boolean;
      };
    };
