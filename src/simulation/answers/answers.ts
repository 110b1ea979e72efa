import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { Account } from '../account.ts';
import type { Queries } from '../insights/queries.ts';
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
  /** Queries of Logs Insights that were started. */
  readonly queries: Queries;
  /** Makes credentials for a role of any account of the simulation; null where that role does not let the caller in. */
  readonly assume: (asked: AssumeRoleRequest) => IssuedCredentials | null;
}

export interface IssuedCredentials {
  readonly expiresAt: Date;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** ARN of the assumed role session. */
  readonly caller: string;
}

/** An object's bytes are handed over as they are or as they are made, not as the SDK would wrap them. */
export type Members<O> = {
  [M in keyof O as M extends '$metadata' ? never : M]: M extends 'Body' ? Uint8Array | AsyncIterable<Uint8Array> : O[M];
};

/** Answers one operation from the account's data. Throws an `AwsError` for what AWS refuses. */
type Answerer<I, O> = (account: Account, input: I, context: AnswerContext) => Members<O> | Promise<Members<O>>;

/** What a command class of the SDK takes and gives. */
export type InputOf<Command> = Command extends new (...args: never) => { readonly input: infer I } ? I : never;
export type OutputOf<Command> = Command extends new (...args: never) => {
  resolveMiddleware: (...args: never) => (args: never) => Promise<{ output: infer O }>;
}
  ? O
  : never;

/** The operations of a service that are answered, each typed by the service's own SDK package. */
export type Answers<Sdk> = {
  readonly [C in keyof Sdk as C extends `${infer Operation}Command` ? Operation : never]?: Answerer<
    InputOf<Sdk[C]>,
    OutputOf<Sdk[C]>
  >;
};
