import type { Person } from '../approval/standing.ts';
import type { Handoff } from '../handoff/handoff.ts';
import type { Lease, NewJob, NewMessage } from './changes-store.ts';

/** What people write into a handoff themselves. */
export interface OwnWords {
  readonly context: string;
  readonly watch: string;
  readonly notes: string;
}

/** Somebody has taken over one line. */
export interface Accepted {
  readonly key: string;
  readonly by: Person;
  /** ISO 8601. */
  readonly at: string;
}

/** The handoff of one change of shift, from its draft on. Plain JSON but for the moments of its head. */
export interface ShiftHandoff {
  /** `hnd_` and a ULID. */
  readonly id: string;
  readonly team: string;
  /** What makes it the only one of its kind: the moment of the change, or which handoff it follows. */
  readonly occasion: string;
  /** When the shift changes. */
  readonly at: Date;
  /** Since when it tells. */
  readonly since: Date;
  readonly outgoing: readonly Person[];
  /** None: whoever takes it over. */
  readonly incoming: readonly Person[];
  /** `skipped`: nobody was told, because nothing changed hands or somebody decided so. */
  readonly state: 'draft' | 'posted' | 'skipped';
  /** As it was drafted; as it was posted once it is; null until it could be gathered. */
  readonly content: Handoff | null;
  readonly words: OwnWords;
  readonly accepted: readonly Accepted[];
  /** The one before that was posted. */
  readonly previous: string | null;
  /** Grows by one with each move. */
  readonly version: number;
}

/** What goes with a step, in its transaction. */
interface Along {
  readonly post?: readonly NewMessage[];
  /** Messages of these refs are edited. */
  readonly refresh?: readonly string[];
  readonly schedule?: readonly NewJob[];
}

/** Handoffs, each of them once, however many processes think of it at the same time. Rejects as `ChangesStore` does. */
export interface HandoffsStore {
  /** Stores a new one, unless there is one of its team and occasion already, which it then gives. */
  begin(
    handoff: Omit<ShiftHandoff, 'version'>,
    along: Along,
  ): Promise<{ readonly begun: boolean; readonly handoff: ShiftHandoff }>;
  find(id: string): Promise<ShiftHandoff | null>;
  /** The newest by the moment of their change first. */
  newest(which: {
    readonly team: string;
    readonly states?: readonly ShiftHandoff['state'][];
    readonly limit: number;
  }): Promise<readonly ShiftHandoff[]>;
  /** Changes one wholly or not at all, and only if nothing has changed since. */
  move(move: HandoffMove): Promise<HandoffMoved>;
}

export interface HandoffMove extends Along {
  readonly to: Omit<ShiftHandoff, 'version'>;
  /** The version that was decided on. */
  readonly version: number;
  /** The job in whose name it is done, which ends with it: when the lease was lost, nothing is done. */
  readonly lease?: Lease;
}

export type HandoffMoved =
  | { readonly ok: true; readonly handoff: ShiftHandoff }
  | { readonly ok: false; readonly why: 'overtaken'; readonly handoff: ShiftHandoff }
  | { readonly ok: false; readonly why: 'lease-lost' };
