import type { AnyRemediation, Reader, Step, Write } from '#playbook';
import type { Person } from '../approval/standing.ts';

/** An account and region of a change. Both are known when it is proposed. */
export interface Where {
  readonly account: string;
  readonly region: string;
}

/** One attempt: what its credentials are narrowed to, and what CloudTrail will show. */
export interface AttemptOf {
  /** The id of the change. */
  readonly change: string;
  /** Counts the attempts of its execution, from 1. */
  readonly n: number;
  readonly digest: string;
  readonly requester: Person;
  /** Who approved it, the deciding person last: the source identity. For a broken glass, who broke it. */
  readonly approvers: readonly Person[];
  readonly remediation: AnyRemediation;
  /** Only the writes that the remediation makes at this step may be called. */
  readonly step: Step;
  /** ARNs that may be touched: `resources` and `touches` of the approved preview, and what the remediation `makes`. */
  readonly resources: readonly string[];
}

/** Credentials for one attempt of one change. Made before the intent is stored, used once after it. */
export interface Writer {
  readonly write: Write;
  /** By the clock of AWS: from then on AWS itself refuses what is sent with these credentials. */
  readonly deadline: Date;
  /** How far AWS's clock is ahead of ours, in milliseconds. */
  readonly skewMs: number;
  /** The request id of the last call, for the record; null before it. */
  readonly requestId: () => string | null;
}

/** AWS as guarded changes see it. Reading and writing never share credentials. */
export interface AwsAccess {
  /** Whether changes may be made in an account at all; else a sentence that says what is missing. */
  readonly mayChange: (account: string) => string | null;
  /**
   * Whether the change role would let us in just now in somebody's name: null when it would, or nobody can tell; else a
   * sentence. Nothing can be done with what is asked for here.
   */
  readonly trial: (where: Where, who: Person, signal: AbortSignal) => Promise<string | null>;
  /** Rejects with `CannotInvestigate` when there are no usable credentials. */
  readonly reader: (where: Where, signal: AbortSignal) => Promise<Reader>;
  /** The partition of a region: `aws`, `aws-cn`. */
  readonly partition: (where: Where, signal: AbortSignal) => Promise<string>;
  /** What AWS's clock says, from the `Date` of an answer. Rejects like `reader`. */
  readonly time: (where: Where, signal: AbortSignal) => Promise<Date>;
  /** Assumes the change role for one attempt. Rejects with `CannotChange` when that cannot be done. */
  readonly writer: (where: Where, attempt: AttemptOf, signal: AbortSignal) => Promise<Writer>;
}
