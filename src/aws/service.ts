import type { ReadCall } from '#playbook';
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

/** Sends one operation of one service; the only thing a call is handed. */
export type Send<S extends ServiceName, Op extends string> = (input: InputOf<S, Op>) => Promise<OutputOf<S, Op>>;

/** A read call together with how it is made. `run` narrows AWS's answer to our own small types. */
export interface AwsRead<I, O> extends ReadCall<I, O> {
  readonly service: ServiceName;
  readonly operation: string;
  readonly run: (send: (input: never) => Promise<never>, input: I, signal: AbortSignal) => Promise<O>;
  /** How asks of the same moment travel together; null for a call that is made for each ask alone. */
  readonly gathering: Gathering<I, O> | null;
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
  return { ...declared(service, operation), run, gathering: null };
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
  };
}

function declared(service: ServiceName, operation: string) {
  const action = (reads as Record<string, Record<string, ReadCall<never, never>['action']>>)[service]?.[operation];
  if (!action) throw new TypeError(`${service}.${operation} is not on the read allowlist`);
  return { effect: 'read', id: `${service}.${operation}`, action, service, operation } as const;
}
