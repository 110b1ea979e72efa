import type { Cause } from './cause.ts';
import type { Fact } from './fact.ts';
import type { Subject, SubjectKind } from './subject.ts';

/** Is the thing we were called for really happening, since when, and how much of it? */
export type Symptom =
  | {
      readonly seen: true;
      readonly says: string;
      readonly since: Date;
      /** When it ended, if it has. */
      readonly until: Date | null;
      /** Which parts are affected (target group ARNs, say), or null when that could not be told. */
      readonly scope: readonly string[] | null;
      /** How much of it there was, period by period, where that is counted. */
      readonly course?: readonly { readonly at: Date; readonly count: number }[];
    }
  | { readonly seen: false; readonly says: string };

/** The causes considered for one kind of symptom. */
export interface Playbook {
  readonly id: string;
  readonly title: string;
  /** One sentence: when to reach for it. */
  readonly summary: string;
  /** Changes whenever the same answers may give another diagnosis. */
  readonly version: string;
  readonly kind: SubjectKind;
  readonly subject: Fact<Subject>;
  readonly symptom: Fact<Symptom>;
  /** Facts that are shown beside the diagnosis whatever it is. */
  readonly changes: Fact<readonly Change[]>;
  readonly causes: readonly Cause[];
  /** Playbooks worth running next, by the cause that was found. */
  readonly next: (cause: string | null) => readonly string[];
  /** Milliseconds after which it answers with what it has. */
  readonly deadlineMs: number;
}

/** Something that was changed around the onset: a deployment, a configuration call. */
export interface Change {
  readonly at: Date;
  readonly what: string;
  readonly who: string | null;
  /** The CloudTrail event name, or null for what CloudTrail does not record. */
  readonly event: string | null;
  /** ARNs, ids and names of what it touched: by them a change is known as the trigger of a cause. */
  readonly resources: readonly string[];
  /** What rests on what it touched: the target groups of a load balancer or service that was changed. */
  readonly affects?: readonly string[];
  /** Set when it only changed how many there are, and not to none: that shows faults more often than it makes them. */
  readonly scales?: boolean;
  /** Set when AWS refused it: nothing was changed. */
  readonly refused?: boolean;
}

export function playbook(spec: Playbook): Playbook {
  return spec;
}
