import type { AnyReadCall } from './call.ts';
import type { LookContext, Plain } from './remediation.ts';

/** A change that somebody made for a time only, as AWS shows it: whoever made it, by whatever means. */
export interface Trace {
  /** `mute-rule`, `alarm-actions-disabled`, `reserved-concurrency`, `zonal-shift`, `waf-rule-counting`. */
  readonly kind: string;
  /** ARN. */
  readonly resource: string;
  /** What is in force, in one sentence. */
  readonly says: string;
  readonly since: Date | null;
  readonly until: Date | null;
  /** Which of our remediations make such a change: one of those in force on the resource accounts for it. */
  readonly madeBy: readonly string[];
  /** What the preview of such a remediation would have found of it, where a resource has several: which rule it is. */
  readonly found?: Readonly<Record<string, Plain>>;
  /** How CloudTrail knows it: the name of what was touched, and the calls that make such a change. */
  readonly recorded: { readonly name: string; readonly events: readonly string[] } | null;
}

/** Looks for temporary changes of one kind in an account and region. */
export interface Seeker {
  /** As in `Trace`. */
  readonly kind: string;
  readonly reads: readonly AnyReadCall[];
  /** Rejects with a `ReadFailure`. */
  readonly seek: (context: LookContext) => Promise<readonly Trace[]>;
}

/** Looks up in CloudTrail who made such a change last; null where it does not tell. */
export interface WhoMade {
  readonly reads: readonly AnyReadCall[];
  readonly who: (trace: Trace, context: LookContext) => Promise<{ readonly by: string; readonly at: Date } | null>;
}
