import type { Dialect, Kysely, RawBuilder, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** What SQLite and PostgreSQL do not have in common; everything else is written once. */
export interface Engine {
  readonly dialect: Dialect;
  /** The clock of the database in milliseconds: leases of several processes compare nothing else. */
  readonly now: RawBuilder<number>;
  /** Whether the table of the schema's version is there, so that a user who may not create tables can still start. */
  readonly hasSchema: RawBuilder<boolean | number>;
  /** Makes other processes that migrate wait until the transaction ends. */
  readonly lockSchema: (transaction: Transaction<Tables>) => Promise<void>;
  /** Makes other processes that write into the audit log wait until the transaction ends: its head is one for all. */
  readonly lockAudit: (transaction: Transaction<Tables>) => Promise<void>;
  /** Lets the database refuse to change or delete what is in a table. */
  readonly appendOnly: (transaction: Transaction<Tables>, table: string) => Promise<void>;
  /** Ends a query for a row that is to be taken, so that processes that look at once do not wait for one another. */
  readonly skipLocked: RawBuilder<unknown>;
  /** Looks for what would lose data; warns in the log or throws a `StoreError`. */
  readonly inspect: (db: Kysely<Tables>) => Promise<void>;
  /** A `StoreError` where the failure has a reason that a person can act on; the failure itself otherwise. */
  readonly explain: (failure: unknown) => unknown;
}
