import type { AnyReadCall } from './call.ts';
import type { FactContext } from './fact.ts';

/** How the subject was settled, so that a wrong guess is seen at once. */
export type SubjectFrom = 'typed' | 'alias' | 'channel' | 'only-one' | 'alarm' | 'chosen';

/** The resource asked about. `arn` is null when AWS would not tell us. */
export interface Subject {
  readonly name: string;
  readonly arn: string | null;
  readonly from: SubjectFrom;
  /** How we got from what was typed to it, when that was a hop: "through target group checkout-api". */
  readonly via?: string;
}

/** One resource a name could mean, with every text it is known by (name, ARN, DNS name, target group, service). */
export interface Candidate {
  readonly name: string;
  readonly arn: string;
  readonly knownAs: readonly string[];
  /** Set when it is reached through something else: "target group checkout-api". */
  readonly via?: string;
}

/** Where candidates come from. Sources are asked in order; the first in which the typed name is found settles it. */
export interface CandidateSource {
  readonly title: string;
  readonly reads: readonly AnyReadCall[];
  readonly list: (typed: string, context: FactContext) => Promise<readonly Candidate[]>;
}

/** The kind of resource a playbook is about, and how a name for one is found. */
export interface SubjectKind {
  readonly id: string;
  /** "load balancer": used in sentences. */
  readonly title: string;
  /** Whether an ARN denotes one directly. */
  readonly isArn: (arn: string) => boolean;
  readonly nameOf: (arn: string) => string;
  readonly sources: readonly CandidateSource[];
}
