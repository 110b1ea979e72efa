import type { Account } from './account.ts';

/** A tested incident whose truth is known. The same list serves tests, the local workspace and the evaluation. */
export interface Scenario {
  /** Unique in its playbook, kebab-case: `sg-blocks-target/rule-revoked`. */
  readonly id: string;
  readonly title: string;
  /** What people saw, in a few words that do not give the cause away; for samples. */
  readonly symptom?: string;
  /** What really happened, in three to five sentences: the post-mortem's summary. */
  readonly story: string;
  /** What the person types after the playbook's id; empty for nothing. */
  readonly ask: string;
  /** The world at the moment of asking. Times in it are relative to `now`. */
  readonly account: (now: Date) => Account;
  /**
   * What is seen of the account once somebody changed it, for samples that can be remedied: handed the account as it is
   * written now, gives it with the symptoms that it has then.
   */
  readonly remedied?: (changed: Account, now: Date) => Account;
  readonly truth: Truth;
  /** Shown among the sample incidents of the local workspace. */
  readonly sample?: boolean;
}

/** What a right diagnosis says about a scenario. */
export interface Truth {
  readonly kind: 'diagnosed' | 'undecided' | 'unexplained' | 'not-happening' | 'blind';
  /** Accepted cause ids of the root, best first; null where none may be named. */
  readonly rootCause: readonly string[] | null;
  /** One of these must be among the root's resources (a substring of an ARN or id is enough). */
  readonly resource?: string;
  /** Findings that must be there as contributing factors. */
  readonly contributing?: readonly string[];
  /** Findings that must be there and can be no more than possible, because nothing could prove them. */
  readonly possible?: readonly string[];
  /** What must be told apart and blamed for nothing: an attack that is turned away, a rule that only counts. */
  readonly noticed?: readonly string[];
  /** Tempting and wrong: none of these may be a root or be confirmed. */
  readonly mustNotClaim?: readonly string[];
  /** IAM actions that must be named among the blind spots. */
  readonly gaps?: readonly string[];
  /** The confidence may not be higher than this. */
  readonly atMost?: 'possible' | 'likely';
  /** A text that must be quoted somewhere in the evidence of the root. */
  readonly quotes?: string;
  /** True when the symptom was in the window and has ended. */
  readonly recovered?: boolean;
}
