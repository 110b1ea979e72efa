import type { Progress, Report } from '#engine';

/** Where an investigation was asked for. On the terminal, `team` is `terminal` and the rest is empty. */
export interface Place {
  readonly team: string;
  readonly channel: string;
  /** The thread it was asked in, or null for the channel itself. */
  readonly thread: string | null;
}

/** What was asked, as typed: enough to ask the same again (Re-run). */
export interface Ask {
  readonly playbook: string;
  /** What was typed to name the subject, or null. */
  readonly subject: string | null;
  /** Account id or configured name, region, and window as typed; null where not typed. */
  readonly account: string | null;
  readonly region: string | null;
  readonly profile: string | null;
  readonly since: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export type InvestigationState = 'running' | 'finished' | 'failed' | 'interrupted';

/** One run of one playbook: the unit that is stored, shown, handed off and evaluated. Plain JSON throughout. */
export interface Investigation {
  /** `inv_` and a ULID. */
  readonly id: string;
  readonly ask: Ask;
  readonly place: Place;
  readonly askedBy: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly state: InvestigationState;
  readonly report: Report | null;
  /** The sentence shown when it could not be carried out. */
  readonly failure: string | null;
  /** The investigation that this one repeats, if it is a Re-run. */
  readonly repeats: string | null;
  /** Slack's timestamp of the card, once it was posted. */
  readonly messageTs: string | null;
}

/** What is sent while an investigation runs; the last update is never `running`. */
export type Update =
  | { readonly state: 'running'; readonly progress: Progress }
  | { readonly state: 'finished'; readonly report: Report; readonly changedSince: readonly string[] | null }
  | { readonly state: 'failed'; readonly says: string };
