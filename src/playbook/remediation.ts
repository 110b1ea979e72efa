import type { IamAction, AnyReadCall } from './call.ts';
import type { FactContext, Place } from './fact.ts';

/** Plain JSON. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [member: string]: Plain };

/** How much harm a change could do; which people must say yes follows from it. */
export type Risk = 'low' | 'medium' | 'high';

/** One call that changes something. A remediation is handed only those it declared. */
export interface WriteCall<in I, out O> {
  readonly effect: 'write';
  /** Service and operation as the AWS CLI names them: `lambda.PutFunctionConcurrency`. */
  readonly id: string;
  readonly action: IamAction;
  /** ARNs that the call touches, to which its credentials are narrowed; `*` where AWS knows no narrower. */
  readonly resources: (input: I, place: Place) => readonly string[];
  readonly answers?: (input: I) => O;
}

export type AnyWriteCall = WriteCall<never, unknown>;

/** Changes AWS. Rejects with a `WriteFailure`. */
export type Write = <I, O>(call: WriteCall<I, O>, input: I) => Promise<O>;

/** A call that did not succeed. `refused`: nothing was changed. `unclear`: it may have been carried out. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure';
  readonly outcome: 'refused' | 'unclear';
  readonly action: IamAction;

  constructor(outcome: 'refused' | 'unclear', detail: string, action: IamAction, options?: ErrorOptions) {
    super(detail, options);
    this.outcome = outcome;
    this.action = action;
  }
}

/** The change cannot be made, whoever approves it. The message is one sentence to whoever asked for it. */
export class CannotChange extends Error {
  override readonly name = 'CannotChange';
}

/** One field of one resource, before and after: what an approver reads, and what the undo puts back. */
export interface FieldChange {
  readonly resource: string;
  readonly field: string;
  /** Null: not set. */
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
}

/** What would be done, as found just now. An approval is bound to `found`. */
export interface Preview {
  readonly changes: readonly FieldChange[];
  /** All of the present state that matters: another one later means that nobody approved of that. */
  readonly found: Plain;
  /** ARNs of what is changed: one change at a time for each, and none for protected ones. */
  readonly resources: readonly string[];
  /** The exact call, as the AWS CLI would make it, to be read and to be copied. */
  readonly call: string;
  /** How it is undone, in one sentence. */
  readonly undo: string;
  /** Whom it touches, in one sentence: "callers of checkout beyond 5 at once are throttled". */
  readonly blastRadius: string;
  /** What manages the resource, where its tags tell (a CloudFormation stack, Terraform): it will undo this. */
  readonly managedBy: string | null;
}

/** A field of the form that a person fills in. Values arrive as text. */
export interface Parameter {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'number' | 'choice';
  readonly hint?: string;
  /** For choices. */
  readonly options?: readonly string[];
}

/** What was read after a change, or after a call of which no answer came. */
export interface ReadBack {
  readonly outcome: 'took-effect' | 'did-not' | 'cannot-tell';
  /** One sentence with the present value. */
  readonly says: string;
}

/** Whether the trouble got less. */
export interface Verification {
  readonly effect: 'seen' | 'not-seen' | 'worse' | 'cannot-tell';
  /** One sentence with numbers. */
  readonly says: string;
}

/** What a remediation may ask while it only reads. */
export type LookContext = Pick<FactContext, 'read' | 'signal' | 'now' | 'place'>;

/**
 * A guarded change that can be undone. Everything but `apply` and `undo` only reads. Each is handed the preview that
 * was approved, not a newer one: it does exactly that, or nothing.
 */
export interface Remediation<P extends Plain = Plain> {
  /** Public and stable: `lambda.limit-concurrency`. */
  readonly id: string;
  /** The button and the card, in words: "Limit how many copies of the function run at once". */
  readonly title: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Reads the form. Gives what is wrong by the name of the field, as a sentence. */
  readonly parse: (given: Readonly<Record<string, string>>) => Parsed<P>;
  readonly risk: (params: P) => Risk;
  /** Milliseconds: until it is undone by itself if nobody says otherwise, and at most. */
  readonly lasts: { readonly usualMs: number; readonly mostMs: number };
  /** AWS ends it by itself at the time it is told: nothing has to be undone then. */
  readonly endsByItself: boolean;
  readonly reads: readonly AnyReadCall[];
  readonly writes: readonly AnyWriteCall[];
  /**
   * What becomes of a call without an answer. `sets`: the same value again does no harm. `token`: the same token again
   * is the same call. `once`: only a proof that it did not happen would allow another, and there is none.
   */
  readonly repeats: 'sets' | 'token' | 'once';
  /** Rejects with `CannotChange` when a precondition does not hold, with `ReadFailure` when it could not be seen. */
  readonly preview: (params: P, until: Date, context: LookContext) => Promise<Preview>;
  /** `token` is that of the execution, the same at every attempt. */
  readonly apply: (
    params: P,
    preview: Preview,
    doing: { readonly write: Write; readonly token: string; readonly until: Date },
  ) => Promise<void>;
  readonly readBack: (params: P, preview: Preview, context: LookContext) => Promise<ReadBack>;
  readonly verify: (params: P, preview: Preview, since: Date, context: LookContext) => Promise<Verification>;
  readonly undo: (
    params: P,
    preview: Preview,
    doing: { readonly write: Write; readonly token: string },
  ) => Promise<void>;
  /** `did-not` when the present value is neither what the change set nor what was there before: somebody else's. */
  readonly undone: (
    params: P,
    preview: Preview,
    context: LookContext,
  ) => Promise<ReadBack & { readonly othersValue: boolean }>;
}

export type Parsed<P> =
  | { readonly ok: true; readonly params: P }
  | { readonly ok: false; readonly wrong: Readonly<Record<string, string>> };

export function remediation<P extends Plain>(spec: Remediation<P>): Remediation<P> {
  return spec;
}

/** A remediation put forward by a cause, its parameters filled in as far as they are known. */
export interface Offer {
  readonly remediation: string;
  readonly title: string;
  readonly risk: Risk;
  readonly params: Readonly<Record<string, string>>;
}
