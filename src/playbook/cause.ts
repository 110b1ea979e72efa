import type { BlindSpot } from './blind-spot.ts';
import type { Inputs, Known } from './fact.ts';
import type { AnyRemediation, ByHand, Offer } from './remediation.ts';

/**
 * `confirmed`: the mechanism itself was observed. `likely`: the pattern and the timing fit and the usual rivals are
 * ruled out. `possible`: consistent, nothing more.
 */
export type Confidence = 'confirmed' | 'likely' | 'possible';

/** Where a cause stands in the order in which faults produce each other: upstream first. */
export type Layer = 'change' | 'config' | 'capacity' | 'dependency' | 'symptom';

/** One sentence of evidence. `quotes` are exact texts of AWS: the engine drops any that stood in no answer. */
export interface Because {
  readonly says: string;
  readonly quotes?: readonly string[];
  /** Deep link into the AWS console. */
  readonly link?: string | undefined;
}

/** Evidence, keyed by the input it rests on: a cause can only cite what it asked for. */
export type Evidence<K extends string> = { readonly [Name in K]?: string | Because | undefined };

/** What a judge can say beyond its sentence; all of it measured, none of it guessed. */
export interface Bearing {
  /** Part of the symptom it explains, 0 to 1. */
  readonly share?: number | undefined;
  /** When it began. A cause that began after the symptom cannot be its root. */
  readonly since?: Date | undefined;
  /** ARNs or ids of what is wrong. */
  readonly resources?: readonly string[] | undefined;
  /** Which of the symptom's `scope` it bears on; one that bears on none of it is noticed, not blamed. */
  readonly scope?: readonly string[] | undefined;
  /** What to do about it, in one or two sentences; overrides the cause's own. */
  readonly fix?: string | undefined;
  /** Reversible changes that would help, filled in as far as is known; the best first. */
  readonly offers?: readonly Offer[] | undefined;
}

export type Verdict<K extends string> =
  | { readonly verdict: 'ruled-out'; readonly because: Evidence<K> }
  | { readonly verdict: 'unanswered'; readonly blind: BlindSpot; readonly scope?: readonly string[] | undefined }
  | ({ readonly verdict: Confidence; readonly says: string; readonly because: Evidence<K> } & Bearing);

/** How a judge answers. Sentences are plain text for a person on a phone, without markup. */
export interface Judge<K extends string> {
  ruledOut(because: Evidence<K>): Verdict<K>;
  /**
   * For a judge whose optional input decides after all. `scope` is what the cause could bear on if it were true, where
   * that is known: what lies outside of it needs no answer from this judge.
   */
  unanswered(blind: BlindSpot, scope?: readonly string[]): Verdict<K>;
  possible(says: string, because: Evidence<K>, bearing?: Bearing): Verdict<K>;
  likely(says: string, because: Evidence<K>, bearing?: Bearing): Verdict<K>;
  confirmed(says: string, because: Evidence<K>, bearing?: Bearing): Verdict<K>;
}

/** A hypothesis the playbook always considers, and answers. */
export interface Cause {
  /** Public and stable: JSON, cards, docs and scenarios use it. */
  readonly id: string;
  readonly title: string;
  /** How it is recognised, in a sentence or two: shown by `opsmedic playbooks <id>`. */
  readonly recognised: string;
  /** What to do about it, in one or two sentences. */
  readonly fix: string;
  readonly layer: Layer;
  readonly from: Inputs;
  readonly judge: (known: never, say: Judge<string>) => Verdict<string>;
  /** What it produces: while it stands, those are its consequences and never outrank it. */
  readonly leadsTo: readonly Cause[];
  /** More general causes it replaces when it stands. */
  readonly refines: readonly Cause[];
  /** True of a state that something else always produced ("all targets unhealthy"): it is never the root. */
  readonly consequence: boolean;
  /** Other ids that people may know the same mechanism by. Reports never use them. */
  readonly aliases: readonly string[];
  /** All that its judge may put forward. */
  readonly remedies: readonly (AnyRemediation | ByHand<never>)[];
}

export function cause<const I extends Inputs>(spec: {
  readonly id: string;
  readonly title: string;
  readonly recognised: string;
  readonly fix: string;
  readonly layer: Layer;
  readonly from: I;
  readonly judge: (known: Known<I>, say: Judge<Extract<keyof I, string>>) => Verdict<Extract<keyof I, string>>;
  readonly leadsTo?: readonly Cause[];
  readonly refines?: readonly Cause[];
  readonly consequence?: boolean;
  readonly aliases?: readonly string[];
  readonly remedies?: Cause['remedies'];
}): Cause {
  return {
    ...spec,
    leadsTo: spec.leadsTo ?? [],
    refines: spec.refines ?? [],
    consequence: spec.consequence ?? false,
    aliases: spec.aliases ?? [],
    remedies: spec.remedies ?? [],
  };
}
