import type { reads, ServiceName } from '#aws/reads';
import type { OutputOf } from '#aws/service';
import type * as sdks from '#aws/sdks';
import type { Account } from '../account.ts';
import type { ObjectSizes } from './s3-content.ts';

/** What an answer may know besides the account and the input. */
export interface AnswerContext {
  /** The region that was called. Outside the account's own there is nothing, and `account` arrives empty. */
  readonly region: string;
  /** ARN of the caller. */
  readonly caller: string;
  /** When the account was made: "the present minute" of its data. */
  readonly builtAt: Date;
  readonly now: Date;
  readonly sizes: ObjectSizes;
  /** Makes credentials for a role of any account of the simulation; null where there is no such account. */
  readonly assume: (roleArn: string, sessionName: string, externalId: string | undefined) => IssuedCredentials | null;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** ARN of the assumed role session. */
  readonly caller: string;
}

type Sdk<S extends ServiceName> = Awaited<ReturnType<(typeof sdks.sdks)[S]>>;

/** The input of an operation as its command holds it. */
type InputOf<S extends ServiceName, Op extends string> = Sdk<S>[`${Op}Command` & keyof Sdk<S>] extends new (
  ...args: never
) => { readonly input: infer I }
  ? I
  : never;

/** An object's bytes are handed over as they are or as they are made, not as the SDK would wrap them. */
type Members<O> = {
  [M in keyof O as M extends '$metadata' ? never : M]: M extends 'Body' ? Uint8Array | AsyncIterable<Uint8Array> : O[M];
};

/** Answers one operation from the account's data. Throws an `AwsError` for what AWS refuses. */
export type Answerer<I, O> = (account: Account, input: I, context: AnswerContext) => Members<O> | Promise<Members<O>>;

/** Answers every read of a service that the allowlist has, and may answer more. */
export type Answers<S extends ServiceName> = {
  readonly [Op in keyof (typeof reads)[S] & string]: Answerer<InputOf<S, Op>, OutputOf<S, Op>>;
};
