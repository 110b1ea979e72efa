import type { IamAction, Place, WriteCall } from '#playbook';
import type { InputOf, OutputOf } from './service.ts';
import { writes } from './writes.ts';
import type { ArnTemplate, Needs, WritingService } from './writes.ts';

/** Sends one operation of one service; the only thing a write is handed. */
export type SendWrite<S extends WritingService, Op extends string> = (
  input: InputOf<S, Op>,
) => Promise<OutputOf<S, Op>>;

/** A write together with how it is made. `run` sends exactly one request. */
export interface AwsWrite<I, O> extends WriteCall<I, O> {
  readonly service: WritingService;
  readonly operation: string;
  readonly needs: Needs;
  readonly run: (send: (input: never) => Promise<never>, input: I) => Promise<O>;
}

/** Any write, whatever it takes and gives. */
export type AnyAwsWrite = AwsWrite<never, unknown>;

/**
 * Declares a write: only operations on the allowlist of `writes.ts` type-check. `resources` names the ARNs that the call
 * touches; an attempt whose approved preview did not name them is refused before anything is sent.
 */
export function writeCall<S extends WritingService, Op extends keyof (typeof writes)[S] & string, I, O = void>(
  service: S,
  operation: Op,
  resources: (input: I, place: Place) => readonly string[],
  run: (send: SendWrite<S, Op>, input: I) => Promise<O>,
): AwsWrite<I, O> {
  const needs = needsOf(service, operation);
  const [action] = Object.keys(needs) as IamAction[];
  if (!action) throw new TypeError(`${service}.${operation} needs no action`);
  return { effect: 'write', id: `${service}.${operation}`, action, service, operation, needs, resources, run };
}

/** The IAM actions of an operation on the allowlist. Throws for any other. */
export function needsOf(service: string, operation: string): Needs {
  const known = (writes as { readonly [service: string]: { readonly [operation: string]: Needs } })[service];
  const needs = known && Object.hasOwn(known, operation) ? known[operation] : undefined;
  if (!needs) throw new TypeError(`${service}.${operation} is not on the write allowlist`);
  return needs;
}

/** A write as it was declared here. Throws a TypeError for anything else. */
export function awsWrite(call: object): AnyAwsWrite {
  const { service, operation, run } = call as Partial<AnyAwsWrite>;
  if (typeof run !== 'function' || service === undefined || operation === undefined)
    throw new TypeError('this is not a call by which AWS can be changed');
  needsOf(service, operation);
  return call as AnyAwsWrite;
}

/** The resource as a policy takes it. Without an account or a region it is for all of them. */
export function arnOf(template: ArnTemplate, { partition, region, account }: Partial<Place>): string {
  return template
    .replace(/^\+/, '')
    .replace('PARTITION', partition ?? 'aws')
    .replace('REGION', region ?? '*')
    .replace('ACCOUNT', account ?? '*');
}

/** Whether it is granted as it stands, wildcards and all, beside the resources of a change. */
export function isBeside(template: ArnTemplate): boolean {
  return template.startsWith('+');
}
