import type { Plain, Preview, Risk, Verification } from '#playbook';
import type { Place } from '../app/investigation.ts';
import type { Rule } from '../approval/policy.ts';
import type { Outcome, Person, Standing, State, Vote } from '../approval/standing.ts';
import type { AuditHead, AuditRecord } from '../audit/chain.ts';

/**
 * The durable side of guarded changes. It decides nothing: a caller decides with `decide` on what it was given, and the
 * store applies that wholly or not at all, and only if nothing has moved since. All times are those of the database.
 * Methods reject (with a `StoreError` where a person can act on it) only when the database cannot be reached or written;
 * a move that rejects may have happened all the same: look at the version before trying again.
 */
export interface ChangesStore {
  /** The clock by which everything expires, starts and ends. */
  now(): Promise<Date>;

  /** Stores what was asked for as `pending`, with no votes. */
  propose(asked: Asked): Promise<Proposed>;
  find(id: string): Promise<Change | null>;
  /** Newest first. */
  list(which: Which): Promise<readonly Change[]>;
  /** One step of one change, in one transaction with everything that goes with it. */
  move(move: Move): Promise<Moved>;
  /** Closes the review of a change that was made by breaking the glass; false when it is closed already. */
  closeReview(
    review: { readonly change: string; readonly by: Person; readonly note: string } & Along,
  ): Promise<boolean>;
  /** The first limit that one more change would exceed, or null. `move` and `propose` check again for themselves. */
  overLimit(limits: readonly Limit[]): Promise<Limit | null>;

  /** Takes a due job that nobody holds, the longest due first. Each lease goes to one caller only. */
  claimJob(leaseMs: number, kinds?: readonly string[]): Promise<Lease | null>;
  /** Holds a job for as long again; false when it was lost, and then whoever holds it now decides. */
  renewJob(lease: Lease): Promise<boolean>;
  /** Ends a job, or puts it off until `again`; false when it was lost, and then nothing was done. */
  settleJob(lease: Lease, end: { readonly again: Date | null } & Pick<Along, 'post' | 'schedule'>): Promise<boolean>;
  /** Asks for jobs outside of a move: those that run all the time. */
  schedule(jobs: readonly NewJob[]): Promise<void>;

  /** Asks for messages outside of a move. */
  post(messages: readonly NewMessage[]): Promise<void>;
  /** Takes a message that was not sent in its newest version. Each goes to one caller only until its lease ends. */
  claimMessage(leaseMs: number): Promise<Letter | null>;
  /** Says what became of a claimed message; false when the lease was lost: its new holder decides. */
  settleMessage(letter: Letter, end: LetterEnd): Promise<boolean>;
  /** Where a message stands, to be found again or replied to; null when it was never asked for. */
  message(ref: string, kind: string): Promise<Omit<Letter, 'fence'> | null>;

  /** Whether changes may be made at all. */
  switch(): Promise<Switch>;
  /** Turns all changes off or on. Reverts go on. */
  turn(to: { readonly on: boolean; readonly by: Person; readonly why: string } & Along): Promise<void>;

  /** Writes down what is no move: a refused click, a sign-in that failed. */
  record(events: readonly AuditEvent[]): Promise<AuditHead | null>;
  /** The last record; null when there is none. */
  auditHead(): Promise<AuditHead | null>;
  /** At most `limit` records with a greater number than `after` (null: from the very first), in order. */
  auditRecords(after: number | null, limit: number): Promise<readonly AuditRecord[]>;
}

/** A change that was asked for. Nothing of it changes: whoever wants something else proposes anew. */
export interface Proposal {
  /** `chg_` and a ULID. */
  readonly id: string;
  /** The id of a remediation. */
  readonly action: string;
  readonly account: string;
  readonly region: string;
  readonly params: Plain;
  /** Values of the form, as typed: what `params` were made of. */
  readonly given: Readonly<Record<string, string>>;
  readonly risk: Risk;
  /** As it was approved; its resources are those that the change holds while it is in force. */
  readonly preview: Preview;
  readonly digest: string;
  readonly requester: Person;
  readonly reason: string;
  readonly place: Place;
  /** The investigation it comes from. */
  readonly investigation: string | null;
  readonly expiresAt: Date;
  readonly startWithinMs: number;
  readonly lastsMs: number;
  readonly requesterMayApprove: boolean;
  /** Nothing of it is left to be ended or put back: a stopped task that was replaced; an extension. */
  readonly leavesNothing: boolean;
  /** The rule that decides who may approve, as it was then; null where the glass is broken. */
  readonly rule: Rule | null;
  /** Made without approval, in an emergency: a review of it stays open until somebody closes it. */
  readonly breakGlass: boolean;
  /** The change in force whose end this one would put off, or null. */
  readonly extends: string | null;
}

/** A proposal and all that became of it. */
export interface Change {
  readonly proposal: Proposal;
  readonly askedAt: Date;
  readonly standing: Standing;
  /** Grows by one with each move; a decision holds for the version it was made on. */
  readonly version: number;
  readonly movedAt: Date;
  /** Everybody who said yes, also where the standing no longer tells. */
  readonly votes: readonly Vote[];
  readonly executions: readonly Execution[];
  /** What was seen of its effect, in order. */
  readonly verified: readonly Verified[];
  /** Null unless the glass was broken. */
  readonly review: Review | null;
}

/** Doing a change, or undoing it: one of each at most, however many attempts it takes. */
export interface Execution {
  readonly kind: 'do' | 'undo';
  /** The idempotency token of every attempt. */
  readonly token: string;
  readonly startedAt: Date;
  readonly attempts: readonly Attempt[];
}

/** One call, of which the intent was stored before it was sent. An attempt without outcome may still be on its way. */
export interface Attempt {
  readonly n: number;
  readonly intentAt: Date;
  /** By the clock of AWS: after it, AWS refuses the call. */
  readonly deadline: Date;
  /** What was found just before the call. */
  readonly found: Plain;
  readonly outcome: Outcome | null;
  readonly says: string | null;
  readonly awsRequestId: string | null;
  readonly closedAt: Date | null;
}

/** A look at the effect, some time after the change. */
export interface Verified extends Verification {
  readonly minutes: number;
  readonly at: Date;
}

export type Review =
  | { readonly state: 'open' }
  | { readonly state: 'closed'; readonly by: Person; readonly at: Date; readonly note: string };

/** Which changes to list. What is not said does not matter. */
export interface Which {
  readonly states?: readonly State[];
  readonly requester?: Person;
  readonly account?: string;
  readonly action?: string;
  readonly digest?: string;
  /** An ARN among the resources of its preview. */
  readonly resource?: string;
  readonly investigation?: string;
  readonly askedSince?: Date;
  readonly reviewOpen?: true;
  readonly limit: number;
}

/** At most so many changes begun in so many milliseconds: of an action, of a resource, in an account, or of all. */
export interface Limit {
  readonly action?: string;
  readonly resource?: string;
  readonly account?: string;
  readonly withinMs: number;
  readonly most: number;
}

/** What goes with a step, in its transaction. */
export interface Along {
  /** What is written into the audit log about it: at least one record. */
  readonly because: readonly [AuditEvent, ...AuditEvent[]];
  readonly post?: readonly NewMessage[];
  /** Refs of which every message is edited where it stands, what it shows being looked up again; of notes, those with buttons. */
  readonly refresh?: readonly string[];
  readonly schedule?: readonly NewJob[];
}

/** Conditions that are checked in the transaction itself, so that no other step can come between. */
export interface Unless {
  readonly limits?: readonly Limit[];
  /** Not while changes are turned off. Say it for everything but reverts. */
  readonly off?: true;
}

export interface Asked extends Along {
  readonly proposal: Proposal;
  readonly unless?: Unless & {
    /** Not while so many proposals of the same person wait for approval. */
    readonly waiting?: number;
  };
}

export type Proposed =
  | { readonly ok: true; readonly change: Change; readonly head: AuditHead }
  /** The same change (by digest) waits already. */
  | { readonly ok: false; readonly why: 'pending'; readonly change: Change }
  /** So many of the same person wait already. */
  | { readonly ok: false; readonly why: 'waiting'; readonly most: number }
  | Prevented;

export interface Move extends Along {
  /** The id of its proposal. */
  readonly change: string;
  /** The version that was decided on. */
  readonly version: number;
  /** May be the standing it has, where only an attempt or a verification is added. */
  readonly to: Standing;
  readonly unless?: Unless;
  /** The job in whose name it is done: when the lease was lost, nothing is done; else it is renewed. */
  readonly lease?: Lease;
  /** Ends that job in the same transaction. */
  readonly settles?: true;
  /** Intent or outcome of a call. Opening begins the execution, if it is the first attempt. */
  readonly attempt?: AttemptOpening | AttemptClosing;
  readonly verified?: Verification & { readonly minutes: number };
}

/** The intent to make a call now. Commit it before the call. */
export interface AttemptOpening {
  readonly opens: Execution['kind'];
  readonly deadline: Date;
  readonly found: Plain;
}

/** What became of the open attempt. */
export interface AttemptClosing {
  readonly closes: Execution['kind'];
  readonly outcome: Outcome;
  readonly says: string;
  readonly awsRequestId: string | null;
}

export type Moved =
  | { readonly ok: true; readonly change: Change; readonly head: AuditHead }
  /** Somebody else moved it first: this is where it stands now. */
  | { readonly ok: false; readonly why: 'overtaken'; readonly change: Change }
  /** Another change of the same resource is under way or in force. */
  | { readonly ok: false; readonly why: 'held'; readonly resource: string; readonly by: string }
  | { readonly ok: false; readonly why: 'lease-lost' }
  | Prevented;

export type Prevented =
  | { readonly ok: false; readonly why: 'limit'; readonly limit: Limit }
  | { readonly ok: false; readonly why: 'off'; readonly switch: Switch };

/** Whether changes may be made; `by` and `at` are null while nobody has touched it. */
export interface Switch {
  readonly on: boolean;
  readonly why: string;
  readonly by: Person | null;
  readonly at: Date | null;
}

/** Something to do at a time. There is one of each kind and ref. */
export interface NewJob {
  readonly kind: string;
  /** What it is about: the id of a change. */
  readonly ref: string;
  readonly runAt: Date;
  /**
   * Where there is one already: `keep` it, done or not; or do it (again) at this time and take it from its holder; or
   * `rescue` it: again if it was done, else only taken from its holder, as often tried as it was. One that waits is left.
   */
  readonly ifThere?: 'keep' | 'replace' | 'rescue';
}

/** A job that this process may do until the lease ends. Everything it writes says so; a lost lease writes nothing. */
export interface Lease {
  readonly kind: string;
  readonly ref: string;
  readonly runAt: Date;
  /** How often it was taken before: not finished, or put off. */
  readonly tries: number;
  readonly fence: number;
  readonly leaseMs: number;
}

/** A message as it should be. There is one of each ref and kind: asked for again, it is edited. */
export interface NewMessage {
  readonly ref: string;
  readonly kind: string;
  /** `channel` may be a user; where it stands is settled when it is first asked for. */
  readonly place: Place;
  /** Enough to write it; what it shows may be looked up when it is sent. */
  readonly body: Plain;
}

/** A message that this process may send until the lease ends. */
export interface Letter extends NewMessage {
  /** Sent with the message, so that it can be found again when the answer to sending it was lost. */
  readonly id: string;
  readonly version: number;
  /** Slack's timestamp, once it was posted: then it is edited. */
  readonly ts: string | null;
  /** How often it was taken before without being sent. */
  readonly tries: number;
  readonly fence: number;
}

export type LetterEnd =
  | { readonly sent: string }
  /** Put off until then. */
  | { readonly again: Date }
  /** Given up: there is no such place any more. */
  | { readonly dropped: string };

/** Something that happened, for the audit log. Nothing secret: texts are redacted when it is written. */
export interface AuditEvent {
  /** Null: OpsMedic itself. */
  readonly actor: Person | null;
  /** In one word: `approved`. */
  readonly what: string;
  /** What it is about: the id of a change. */
  readonly ref: string | null;
  readonly details: Plain;
}
