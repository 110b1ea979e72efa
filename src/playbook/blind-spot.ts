import type { IamAction } from './call.ts';

/** Why something could not be seen. `absent`: AWS answered that there is no such thing. `bug`: our own code failed. */
export type BlindReason = 'denied' | 'throttled' | 'timeout' | 'absent' | 'failed' | 'bug';

/** Something the playbook wanted to see and could not. Never an error of the investigation, and never a "no". */
export interface BlindSpot {
  /** Id of the fact (or of the cause, for a judge that failed). */
  readonly fact: string;
  readonly why: BlindReason;
  /** One sentence, as AWS worded it where it did. */
  readonly detail: string;
  /** The IAM action that was refused, or whose call failed. */
  readonly action?: IamAction;
}

/** A read whose answer could not be had. The engine turns it into a blind spot of the fact that asked. */
export class ReadFailure extends Error {
  override readonly name = 'ReadFailure';
  readonly why: BlindReason;
  readonly action: IamAction | undefined;

  constructor(why: BlindReason, detail: string, action?: IamAction, options?: ErrorOptions) {
    super(detail, options);
    this.why = why;
    this.action = action;
  }
}

/**
 * The investigation cannot be carried out at all: no credentials, an expired session, AWS out of reach. Its message is
 * one sentence for the person who asked, and it ends the run instead of becoming forty blind spots.
 */
export class CannotInvestigate extends Error {
  override readonly name = 'CannotInvestigate';
}
