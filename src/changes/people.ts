import type { Person } from '../approval/standing.ts';

/** Who people are, as Slack says just now; never kept for longer than a few seconds. Rights fail closed. */
export interface People {
  /** The members of a Slack user group; null when they could not be read, or the group is disabled or gone. */
  readonly membersOf: (team: string, group: string) => Promise<readonly Person[] | null>;
  /**
   * Why this person may decide about nothing, as a sentence to that person: deactivated, a guest, a bot, from another
   * organisation. Null when nothing stands against it. Rejects when that cannot be told just now: then nobody may decide,
   * and what was decided waits.
   */
  readonly barred: (person: Person) => Promise<string | null>;
}

/** Who is on call at a time; null when the schedule could not be read or there is none. */
export type OnCall = (at: Date) => Promise<readonly Person[] | null>;
