import type { Logger } from 'pino';
import type { Config } from '#config';
import type { Place, Playbook, Reader } from '#playbook';
import type { Store } from '#store';
import type { GuardedChanges } from '../changes/guarded-changes.ts';
import type { Schedule } from '../on-call/schedule.ts';
import type { Command } from './command.ts';

/** One AWS account and region, ready to be read. `name` is what the configuration calls the account. */
export interface Account {
  /** `account` is null until AWS has told us (ambient credentials that may not call STS). */
  readonly place: Place;
  readonly name: string | null;
  readonly read: Reader;
}

/** Which account and region to look at; what is null is taken from the configuration or the environment. */
export interface WhichAccount {
  readonly account: string | null;
  readonly region: string | null;
  readonly profile: string | null;
  /** As it is now: nothing that was read for others before is handed out. */
  readonly afresh?: boolean;
}

/** Rejects with `CannotInvestigate` when there are no usable credentials. */
export type OpenAccount = (which: WhichAccount, signal: AbortSignal) => Promise<Account>;

/** Everything a command may use. Surfaces build one and hand it to every command. */
export interface App {
  readonly config: Config;
  readonly playbooks: ReadonlyMap<string, Playbook>;
  readonly commands: ReadonlyMap<string, Command>;
  readonly store: Store;
  /** Null where nothing may be changed: without a database, or without Slack to approve in. */
  readonly changes: GuardedChanges | null;
  /** Who is on call. Absent where nobody can be asked who is in a Slack user group. */
  readonly schedule?: Schedule;
  readonly openAccount: OpenAccount;
  readonly now: () => Date;
  readonly log: Logger;
}
