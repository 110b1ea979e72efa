/** A person, as `<team>.<user>`: Slack user ids are unique in their team only. */
export type Person = string;

/** One person's yes. */
export interface Vote {
  readonly by: Person;
  readonly at: Date;
}

/**
 * Where a proposed change stands. Every move is an event, decided by `decide`; nothing else makes a standing.
 *
 * `stale`: what was found just before the change differs from what was approved, and nothing was done. `unknown`: the
 * call was sent and nobody can tell whether it took effect; only reading back, or a person, leads out of it. `kept`: a
 * person said that it stays for good. `done`: it took effect, and nothing of it is left to be ended or
 * put back. The `note` says what of it did not take effect. `anyway`: a
 * person said so after it was stopped, so what is there now is overwritten, whoever set it.
 */
export type Standing =
  | { readonly state: 'pending'; readonly votes: readonly Vote[] }
  | { readonly state: 'denied'; readonly by: Person; readonly reason: string }
  | { readonly state: 'withdrawn' }
  | { readonly state: 'expired'; readonly votes: readonly Vote[] }
  | { readonly state: 'approved'; readonly votes: readonly Vote[]; readonly startBy: Date }
  | { readonly state: 'stale'; readonly says: string }
  | { readonly state: 'executing'; readonly votes: readonly Vote[] }
  | { readonly state: 'failed'; readonly says: string }
  | { readonly state: 'unknown'; readonly votes: readonly Vote[]; readonly says: string }
  | ({
      readonly state: 'applied';
      readonly votes: readonly Vote[];
      readonly until: Date;
      readonly note: string | null;
    } & Kept)
  | {
      readonly state: 'reverting';
      readonly votes: readonly Vote[];
      readonly by: Person | null;
      readonly anyway: boolean;
    }
  | { readonly state: 'done'; readonly votes: readonly Vote[]; readonly note: string | null }
  | { readonly state: 'reverted'; readonly by: Person | null }
  | ({ readonly state: 'revert-stopped'; readonly votes: readonly Vote[]; readonly says: string } & Kept)
  | { readonly state: 'revert-unknown'; readonly votes: readonly Vote[]; readonly says: string }
  | { readonly state: 'kept'; readonly by: Person };

/** Who said that a change shall stay for good, while they are not enough: as many as it took to make it. */
interface Kept {
  readonly keepers?: readonly Person[];
}

export type State = Standing['state'];

/** What may happen to a proposed change. Times are the database's. */
export type Happening =
  | { readonly type: 'approve'; readonly by: Person; readonly digest: string; readonly at: Date }
  | { readonly type: 'deny'; readonly by: Person; readonly reason: string; readonly at: Date }
  | { readonly type: 'withdraw'; readonly by: Person; readonly at: Date }
  /** Time went by. */
  | { readonly type: 'tick'; readonly at: Date }
  /** A worker is about to make the change, and has looked again: `digest` is that of what it found. */
  | { readonly type: 'start'; readonly digest: string; readonly difference: string; readonly at: Date }
  /** The call was made, or its effect was read back. */
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly says: string; readonly at: Date }
  /** A later end was approved, as a change of its own. */
  | { readonly type: 'extend'; readonly until: Date; readonly at: Date }
  /** It shall stay for good. */
  | { readonly type: 'keep'; readonly by: Person; readonly at: Date }
  /** The end that was agreed on is reached, or a person asks for it now. */
  | { readonly type: 'revert'; readonly by: Person | null; readonly at: Date }
  /** The present value is not the one that the change set: whose is it to put back? */
  | { readonly type: 'revert-refused'; readonly says: string; readonly at: Date };

/** `cannot-tell`: the call was sent, and no answer says whether it took effect. `partly`: on some, not on others. */
export type Outcome = 'took-effect' | 'partly' | 'did-not' | 'cannot-tell';
