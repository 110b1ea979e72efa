import type { Account } from '../account.ts';
import type { AnswerContext, InputOf, Members, OutputOf } from '../answers/answers.ts';

/** What the account is once a call was carried out, and what the call answers. */
export interface Written<O> {
  readonly account: Account;
  readonly output: Members<O>;
}

/** One operation that changes something. */
export interface WriteAnswer<I, O> {
  /**
   * The ARNs on which AWS asks permission, by IAM action: of the operation itself, and what else it needs
   * (`iam:PassRole`). `*` for actions that know no resources.
   */
  readonly needs: (account: Account, input: I) => { readonly [action: string]: readonly string[] };
  /**
   * Gives a new account; the one that is handed in stays as it is. It is called again, with the same input and time,
   * when the account's data are made anew. Throws an `AwsError` for what AWS refuses.
   */
  readonly make: (account: Account, input: I, context: AnswerContext) => Written<O>;
}

/** The operations of a service by which the account is changed, each typed by the service's own SDK package. */
export type WriteAnswers<Sdk> = {
  readonly [C in keyof Sdk as C extends `${infer Operation}Command` ? Operation : never]?: WriteAnswer<
    InputOf<Sdk[C]>,
    OutputOf<Sdk[C]>
  >;
};
