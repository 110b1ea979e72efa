/** Queues of an account. */
export interface Sqs {
  readonly queues: readonly Queue[];
}

export interface Queue {
  readonly name: string;
  /** Attributes over those that a new queue has, numbers as texts: `VisibilityTimeout`, `RedrivePolicy`, … */
  readonly attributes?: { readonly [name: string]: string };
}
