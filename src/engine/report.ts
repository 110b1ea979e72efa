import type { BlindSpot, Confidence, IamAction, Offer, Subject } from '#playbook';

/** One sentence that supports a finding or rules a cause out, and where it came from. */
export interface ReportEvidence {
  readonly fact: string;
  readonly says: string;
  /** Exact texts from AWS's answers of this run, redacted. */
  readonly quotes: readonly string[];
  readonly action: IamAction | null;
  readonly link: string | null;
}

export type Role = 'root-cause' | 'contributing-factor';

export interface Finding {
  readonly cause: string;
  readonly title: string;
  readonly says: string;
  readonly confidence: Confidence;
  readonly role: Role;
  readonly share: number | null;
  readonly since: string | null;
  readonly resources: readonly string[];
  readonly evidence: readonly ReportEvidence[];
  readonly fix: string;
  /** What could not be seen and would have made this surer. */
  readonly wouldSettle: readonly BlindSpot[];
  /** Reversible changes that would help, the best first; each can be proposed where changes are set up. */
  readonly offers: readonly Offer[];
}

/** Something that is not right, yet did not cause this symptom, and why we say so. */
export interface Noticed extends Omit<Finding, 'role'> {
  readonly why: string;
}

export interface RuledOut {
  readonly cause: string;
  readonly title: string;
  readonly evidence: readonly ReportEvidence[];
}

export interface Unanswered {
  readonly cause: string;
  readonly title: string;
  readonly blind: BlindSpot;
}

export type DiagnosisKind = 'diagnosed' | 'undecided' | 'unexplained' | 'not-happening' | 'blind';

/** The headline: what an on-call engineer may take away without reading further. */
export interface Diagnosis {
  readonly kind: DiagnosisKind;
  readonly rootCause: string | null;
  readonly says: string;
}

export type ReportSymptom =
  | {
      readonly known: true;
      readonly seen: boolean;
      readonly says: string;
      readonly since: string | null;
      readonly until: string | null;
    }
  | { readonly known: false; readonly blind: BlindSpot };

export interface ReportChange {
  readonly at: string;
  readonly what: string;
  readonly who: string | null;
  readonly event: string | null;
  /** Set on the one change that may have set off the root cause. */
  readonly trigger?: true;
}

/** One call that was made for a fact: which, when, how long in milliseconds, and how often the SDK had to try. */
export interface Source {
  readonly action: IamAction;
  readonly call: string;
  readonly at: string;
  readonly ms: number;
  readonly attempts: number;
}

export interface ReportFact {
  readonly id: string;
  readonly title: string;
  readonly ms: number;
  readonly known: boolean;
  readonly sources: readonly Source[];
}

/** What an investigation is about: everything in a report that is not found out by the playbook itself. */
export interface ReportHead {
  readonly id: string;
  readonly subject: Subject;
  readonly account: string | null;
  /** What the configuration calls the account, when it names it. */
  readonly accountName: string | null;
  readonly region: string;
  readonly window: { readonly from: string; readonly to: string };
}

/** The whole result as plain JSON: the card, the terminal, `--json` and the store all show this. Times are ISO 8601. */
export interface Report extends ReportHead {
  readonly schema: 1;
  readonly playbook: string;
  readonly playbookVersion: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly diagnosis: Diagnosis;
  readonly symptom: ReportSymptom;
  readonly findings: readonly Finding[];
  readonly noticed: readonly Noticed[];
  readonly ruledOut: readonly RuledOut[];
  readonly unanswered: readonly Unanswered[];
  readonly blindSpots: readonly BlindSpot[];
  readonly changes: readonly ReportChange[];
  readonly next: readonly string[];
  readonly facts: readonly ReportFact[];
}
