/** An IAM action as policies spell it: `elasticloadbalancing:DescribeTargetHealth`. */
export type IamAction = `${string}:${string}`;

/**
 * One thing we may ask of AWS that changes nothing. Its `id` names it in records and in `--plan`; its `action` is what
 * a role must be allowed, so that the least-privilege policy can be printed and a denial can be named.
 */
export interface ReadCall<in I, out O> {
  readonly effect: 'read';
  /** Service and operation as the AWS CLI names them: `elbv2.DescribeTargetHealth`. */
  readonly id: string;
  readonly action: IamAction;
  /** Further operations it needs: to look after what it started, and to stop it. */
  readonly also?: readonly { readonly id: string; readonly action: IamAction }[];
  readonly answers?: (input: I) => O;
}

/** Any read call, whatever it takes and gives: what a fact declares. */
export type AnyReadCall = ReadCall<never, unknown>;

/** Asks AWS. Rejects with a `ReadFailure` when the answer could not be had, with `CannotInvestigate` when none can. */
export type Read = <I, O>(call: ReadCall<I, O>, input: I) => Promise<O>;

/** What came back from AWS, and what it took: `ms` milliseconds in `attempts` tries. */
export interface Answer<O> {
  readonly value: O;
  readonly at: Date;
  readonly ms: number;
  readonly attempts: number;
}

/** A source of answers for the engine: AWS itself, a recording that is replayed, or a decorator around either. */
export type Reader = <I, O>(call: ReadCall<I, O>, input: I, signal: AbortSignal) => Promise<Answer<O>>;
