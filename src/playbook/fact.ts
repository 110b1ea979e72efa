import type { BlindSpot, ReadFailure } from './blind-spot.ts';
import type { AnyReadCall, Read } from './call.ts';

/** Something true of the system under investigation, and how to learn it. Facts report; they never judge. */
export interface Fact<out T> {
  /** Public and stable, `<noun>.<what>`: it appears in evidence, blind spots and recordings. */
  readonly id: string;
  readonly title: string;
  /** The line of the live step list it counts towards. */
  readonly step: string;
  readonly from: Inputs;
  /** The only calls `learn` may make: printed by `--plan` and as the IAM policy, and held to by the engine. */
  readonly reads: readonly AnyReadCall[];
  /** Gives up after this many milliseconds, so that one slow source never holds up the answer. */
  readonly withinMs: number | undefined;
  readonly learn: ((known: never, context: FactContext) => T | Promise<T>) | undefined;
}

/** A fact a reader can do without: it arrives as a `Sighting`, not as its value. */
export interface Maybe<out T> {
  readonly maybe: Fact<T>;
}

/** What came of trying to learn a fact: its value, or what hid it. There is no third way. */
export type Sighting<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly blind: BlindSpot };

export type Inputs = { readonly [name: string]: Fact<unknown> | Maybe<unknown> };

export type Known<I extends Inputs> = {
  readonly [K in keyof I]: I[K] extends Maybe<infer T> ? Sighting<T> : I[K] extends Fact<infer T> ? T : never;
};

/** Which account is looked at. `account` is null until AWS has told us. */
export interface Place {
  readonly account: string | null;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
}

export interface FactContext {
  readonly read: Read;
  readonly signal: AbortSignal;
  /** When the investigation began: facts take "now" from here, so that the same answers give the same report. */
  readonly now: Date;
  readonly place: Place;
  /**
   * Notes that a part of the fact could not be seen (one target group of eighty) while the rest could. The value
   * should say how much is missing, so that no cause is ruled out on half a picture.
   */
  readonly unseen: (failure: ReadFailure) => void;
}

export function fact<T, const I extends Inputs = Inputs>(spec: {
  readonly id: string;
  readonly title: string;
  readonly step: string;
  readonly from?: I;
  readonly reads?: readonly AnyReadCall[];
  readonly withinMs?: number;
  readonly learn: (known: Known<I>, context: FactContext) => T | Promise<T>;
}): Fact<T> {
  return { ...spec, from: spec.from ?? {}, reads: spec.reads ?? [], withinMs: spec.withinMs };
}

/** A fact nobody can learn: whoever starts the investigation gives it. */
export function given<T>(id: string, title: string): Fact<T> {
  return { id, title, step: 'Given', from: {}, reads: [], withinMs: undefined, learn: undefined };
}

export function maybe<T>(fact: Fact<T>): Maybe<T> {
  return { maybe: fact };
}

/** One fact together with the value it is to have: how callers, scenarios and replays seed an investigation. */
export type Given = readonly [fact: Fact<unknown>, value: unknown];

export function know<T>(fact: Fact<T>, value: NoInfer<T>): Given {
  return [fact, value];
}
