import type { ReadCall } from '#playbook';
import { reads } from './reads.ts';
import type { ServiceName } from './reads.ts';
import type * as sdks from './sdks.ts';

type Sdk<S extends ServiceName> = Awaited<ReturnType<(typeof sdks.sdks)[S]>>;
type CommandClass<S extends ServiceName, Op extends string> = Sdk<S>[`${Op}Command` & keyof Sdk<S>];

/** The input members of an operation, from the SDK's own types. */
export type InputOf<S extends ServiceName, Op extends string> =
  CommandClass<S, Op> extends new (input: infer I) => unknown ? I : never;

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
}

/** Declares a read: only operations on the allowlist of `reads.ts` type-check. */
export function read<S extends ServiceName, Op extends keyof (typeof reads)[S] & string, I, O>(
  service: S,
  operation: Op,
  run: (send: Send<S, Op>, input: I, signal: AbortSignal) => Promise<O>,
): AwsRead<I, O> {
  const action = (reads as Record<string, Record<string, ReadCall<I, O>['action']>>)[service]?.[operation];
  if (!action) throw new TypeError(`${service}.${operation} is not on the read allowlist`);
  return { effect: 'read', id: `${service}.${operation}`, action, service, operation, run: run as unknown as AwsRead<I, O>['run'] };
}
