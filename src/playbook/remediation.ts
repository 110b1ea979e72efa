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
  /**
   * What the call names and does not change itself, by ARN, or by address where it has none: groups that get other
   * shares, the target that is taken out. It may not be protected either, and AWS may ask permission for it.
   */
  readonly touches?: readonly string[];
  /** The exact call, as the AWS CLI would make it, to be read and to be copied. */
  readonly call: string;
  /** How it is undone, in one sentence. */
  readonly undo: string;
  /** Whom it touches, in one sentence: "callers of checkout beyond 5 at once are throttled". */
  readonly blastRadius: string;
  /** What manages the resource, where its tags tell (a CloudFormation stack, Terraform): it will undo this. */
  readonly managedBy: string | null;
}

/** When a remediation writes: to make the change, to put off its end, to undo it. */
export type Step = 'apply' | 'extend' | 'undo';

/** A field of the form that a person fills in. Values arrive as text. */
export interface Parameter {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'number' | 'choice';
  readonly hint?: string;
  /** For choices. */
  readonly options?: readonly string[];
}

/** What was read after a change, or after a call of which no answer came. `partly`: `says` names what did not. */
export interface ReadBack {
  readonly outcome: 'took-effect' | 'partly' | 'did-not' | 'cannot-tell';
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

/** What a remediation may ask about a change that was approved. */
export interface ChangeContext extends LookContext {
  /** The id of the change: what is made for it alone is named after it. */
  readonly change: string;
}

/** What a remediation may do while it changes something. `token` is the execution's, the same at every attempt. */
export interface Doing extends ChangeContext {
  readonly write: Write;
  readonly token: string;
}

/**
 * A guarded change that can be undone. Everything but `apply`, `extend` and `undo` only reads. Each is handed the preview
 * that was approved, not a newer one: it does exactly that, or nothing.
 */
export interface Remediation<P extends Plain = Plain> {
  readonly kind: 'guarded';
  /** Public and stable: `lambda.limit-concurrency`. */
  readonly id: string;
  /** The button and the card, in words: "Limit how many copies of the function run at once". */
  readonly title: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Reads the form. Gives what is wrong by the name of the field, as a sentence. */
  readonly parse: (given: Readonly<Record<string, string>>) => Parsed<P>;
  readonly risk: (params: P) => Risk;
  /** Milliseconds: until it ends if nobody says otherwise, and at most. */
  readonly lasts: { readonly usualMs: number; readonly mostMs: number };
  /**
   * What happens at its end. `undone`: we put back what was there. `by-itself`: AWS ends it at the time it was told,
   * also when nobody of us is there. `nothing-left`: there is nothing to put back (a stopped task was replaced).
   */
  readonly ends: 'undone' | 'by-itself' | 'nothing-left';
  readonly reads: readonly AnyReadCall[];
  readonly writes: readonly AnyWriteCall[];
  /** Which of several writes each step makes: the credentials of an attempt are good for no others. */
  readonly writesTo?: Readonly<Partial<Record<Step, readonly AnyWriteCall[]>>>;
  /** ARNs of what is made for one change alone, by its id: its calls touch them beside what the preview lists. */
  readonly makes?: (change: string, place: Place) => readonly string[];
  /**
   * What becomes of a call without an answer. `sets`: the same value again does no harm. `token`: the same token again
   * is the same call. `once`: only a proof that it did not happen would allow another, and there is none.
   */
  readonly repeats: 'sets' | 'token' | 'once';
  /** Rejects with `CannotChange` when a precondition does not hold, with `ReadFailure` when it could not be seen. */
  readonly preview: (params: P, until: Date, context: LookContext) => Promise<Preview>;
  /** Makes the change, by one call. Rejects with a `WriteFailure`. */
  readonly apply: (params: P, preview: Preview, doing: Doing & { readonly until: Date }) => Promise<void>;
  readonly readBack: (params: P, preview: Preview, context: ChangeContext) => Promise<ReadBack>;
  readonly verify: (params: P, preview: Preview, since: Date, context: ChangeContext) => Promise<Verification>;
  /** Tells AWS of a later end; set for what ends by itself. */
  readonly extend?: (params: P, preview: Preview, doing: Doing & { readonly until: Date }) => Promise<void>;
  /**
   * Why it should not be undone unless a person says so (clients are connected; the version before was the broken one):
   * such a change waits at its end. Null when nothing speaks against it.
   */
  readonly objection?: (params: P, preview: Preview, context: ChangeContext) => Promise<string | null>;
  /** Puts back what was there, by one call; null only where nothing is left to be undone. */
  readonly undo: ((params: P, preview: Preview, doing: Doing) => Promise<void>) | null;
  /** Whether it is undone. `othersValue`: what is there now is neither what the change set nor what was there before. */
  readonly undone: (
    params: P,
    preview: Preview,
    context: ChangeContext,
  ) => Promise<ReadBack & { readonly othersValue: boolean }>;
}

/** A guarded change, whatever its parameters. */
export type AnyRemediation = Remediation<never>;

/** The writes that a step may make: nothing else is allowed to the credentials of its attempts. */
export function writesOf({ writes, writesTo }: AnyRemediation, step: Step): readonly AnyWriteCall[] {
  return writesTo?.[step] ?? writes;
}

/** What cannot be undone: never run by us, but printed as a command to copy, with the reason. */
export interface ByHand<P extends Plain = Plain> extends Pick<
  Remediation<P>,
  'id' | 'title' | 'summary' | 'parameters' | 'parse'
> {
  readonly kind: 'by-hand';
  /** Why we do not do it, as a sentence. */
  readonly why: string;
  /** As the AWS CLI takes it. */
  readonly command: (params: P, place: Place) => string;
}

export type Parsed<P> =
  | { readonly ok: true; readonly params: P }
  | { readonly ok: false; readonly wrong: Readonly<Record<string, string>> };

/** Declares a guarded change. From then on only it knows its parameters: what its `parse` gave is handed back to it. */
export function remediation<P extends Plain>(spec: Omit<Remediation<P>, 'kind'>): AnyRemediation {
  return { kind: 'guarded', ...spec, parse: erased(spec.parse) };
}

/** Declares a command to copy. */
export function byHand<P extends Plain>(spec: Omit<ByHand<P>, 'kind'>): ByHand<never> {
  return { kind: 'by-hand', ...spec, parse: erased(spec.parse) };
}

type Parse<P> = (given: Readonly<Record<string, string>>) => Parsed<P>;

function erased<P>(parse: Parse<P>): Parse<never> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody can make parameters but the parser itself
  return parse as Parse<never>;
}

/** A remedy put forward by a cause, its parameters filled in as far as they are known. */
export interface Offer {
  readonly remediation: string;
  readonly title: string;
  /** Null for what is only printed as a command. */
  readonly risk: Risk | null;
  readonly params: Readonly<Record<string, string>>;
  /** Where it is to be made, if that is elsewhere than where the symptom was looked at. */
  readonly region?: string;
}

/** Puts a remedy forward. `given` are values of its form; what is not given is asked of the person. */
export function offer(
  remedy: AnyRemediation | ByHand<never>,
  given: Readonly<Record<string, string>>,
  where: Pick<Offer, 'region'> = {},
): Offer {
  const { id, title } = remedy;
  const parsed = remedy.kind === 'guarded' ? remedy.parse(given) : null;
  const risk = remedy.kind === 'by-hand' ? null : parsed?.ok ? remedy.risk(parsed.params) : 'medium';
  return { remediation: id, title, risk, params: given, ...where };
}
