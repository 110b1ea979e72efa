import type { IamAction, ReadCall } from '#playbook';
import { reads } from './reads.ts';
import type { ServiceName } from './reads.ts';
import type * as sdks from './sdks.ts';

type Sdk<S extends ServiceName> = Awaited<ReturnType<(typeof sdks.sdks)[S]>>;
type CommandClass<S extends ServiceName, Op extends string> = Sdk<S>[`${Op}Command` & keyof Sdk<S>];

/** The input members of an operation, from the SDK's own types. */
export type InputOf<S extends ServiceName, Op extends string> =
  CommandClass<S, Op> extends new (...given: infer G) => unknown ? OnlyOf<G> : never;

/** Commands without required members may be made of nothing at all: their constructors take `[] | [input]`. */
type OnlyOf<G> = G extends readonly [infer I] ? I : never;

/** The answer of an operation, from the SDK's own types. */
export type OutputOf<S extends ServiceName, Op extends string> =
  CommandClass<S, Op> extends new (input: never) => {
    resolveMiddleware: (...args: never) => (args: never) => Promise<{ output: infer O }>;
  }
    ? O
    : never;

/**
 * Sends one operation of one service; the only thing a call is handed. `region` where it is not asked in the region
 * looked at: what belongs to CloudFront is in us-east-1.
 */
export type Send<S extends ServiceName, Op extends string> = (
  input: InputOf<S, Op>,
  region?: string,
) => Promise<OutputOf<S, Op>>;

/** A read call together with how it is made. `run` narrows AWS's answer to our own small types. */
export interface AwsRead<I, O> extends ReadCall<I, O> {
  readonly service: ServiceName;
  readonly operation: string;
  readonly run: (send: (input: never) => Promise<never>, input: I, signal: AbortSignal) => Promise<O>;
  /** How asks of the same moment travel together; null for a call that is made for each ask alone. */
  readonly gathering: Gathering<I, O> | null;
  /** Set for a read of several operations, which is run by this instead of by `run`. */
  readonly job: ((hands: AnyHands, input: I, signal: AbortSignal) => Promise<O>) | null;
}

/** What a read of several operations works with. */
export interface Hands<S extends ServiceName, Op extends string> {
  /** Sends one of its operations. With a signal of its own, what was begun can be stopped after the asker has gone. */
  readonly send: <O extends Op>(operation: O, input: InputOf<S, O>, signal: AbortSignal) => Promise<OutputOf<S, O>>;
  /** Waits so many milliseconds; rejects with the signal's reason when that aborts. */
  readonly pause: Pause;
}

export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** The hands of any job, as the reader makes them. */
export interface AnyHands {
  readonly send: (operation: string, input: object, signal: AbortSignal) => Promise<object>;
  readonly pause: Pause;
}

/** Any read, whatever it takes and gives. */
export type AnyAwsRead = AwsRead<never, unknown>;

/** How several asks become one call. `Whole` is what the one call answers, of which every ask gets its part. */
export interface Gathering<I, O, Whole = unknown> {
  /** Asks of the same key may travel together. */
  readonly key: (input: I) => string;
  readonly merge: (inputs: readonly I[]) => I;
  /** Throws a `ReadFailure` when the part of this ask could not be had: the other asks keep theirs. */
  readonly part: (whole: Whole, input: I) => O;
}

/** Declares a read: only operations on the allowlist of `reads.ts` type-check. */
export function read<S extends ServiceName, Op extends keyof (typeof reads)[S] & string, I, O>(
  service: S,
  operation: Op,
  run: (send: Send<S, Op>, input: I, signal: AbortSignal) => Promise<O>,
): AwsRead<I, O> {
  return { ...declared(service, operation), run, gathering: null, job: null };
}

/** Declares a read whose asks are gathered: all that are made in one tick become one call. */
export function gatheredRead<S extends ServiceName, Op extends keyof (typeof reads)[S] & string, I, O, Whole>(
  service: S,
  operation: Op,
  run: (send: Send<S, Op>, input: I, signal: AbortSignal) => Promise<Whole>,
  gathering: Gathering<I, O, Whole>,
): AwsRead<I, O> {
  return {
    ...declared(service, operation),
    run: run as unknown as AwsRead<I, O>['run'],
    gathering: gathering as unknown as Gathering<I, O>,
    job: null,
  };
}

/**
 * Declares a read for which AWS works on its own: started by `operation`, looked after and stopped by `others`, all of
 * them on the allowlist. Few of these are under way at once (see caps.ts).
 */
export function jobRead<
  S extends ServiceName,
  Op extends keyof (typeof reads)[S] & string,
  Other extends keyof (typeof reads)[S] & string,
  I,
  O,
>(
  service: S,
  operation: Op,
  others: readonly Other[],
  job: (hands: Hands<S, Op | Other>, input: I, signal: AbortSignal) => Promise<O>,
): AwsRead<I, O> {
  return {
    ...declared(service, operation),
    also: others.map((other) => {
      const { id, action } = declared(service, other);
      return { id, action };
    }),
    run: () => Promise.reject(new TypeError(`${service}.${operation} is a job`)),
    gathering: null,
    job: job as unknown as AwsRead<I, O>['job'],
  };
}

function declared(service: ServiceName, operation: string) {
  const action = actionOf(service, operation);
  return { effect: 'read', id: `${service}.${operation}`, action, service, operation } as const;
}

/** The IAM action of an operation on the allowlist. Throws for any other. */
export function actionOf(service: ServiceName, operation: string): IamAction {
  const action = (reads as Record<string, Record<string, IamAction>>)[service]?.[operation];
  if (!action) throw new TypeError(`${service}.${operation} is not on the read allowlist`);
  return action;
}
