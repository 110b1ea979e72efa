import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Investigation } from '../app/investigation.ts';
import type { ChangesStore } from './changes-store.ts';
import type { Engine } from './engine.ts';
import { fromRow, toJson, toRow, toTime } from './rows.ts';
import type { HandoffsStore } from './handoffs-store.ts';
import { SqlChanges } from './sql-changes.ts';
import { SqlHandoffs } from './sql-handoffs.ts';
import type { DurableStore } from './store.ts';
import type { Tables } from './tables.ts';

/** Slack repeats a delivery for minutes, not days; what is older can only be something else. */
const inboxDays = 3;

/**
 * The store over either engine. Each method that writes is one statement, so that it happens wholly or not at all, and
 * two processes that ask for the same thing are told apart by the database.
 */
export class SqlStore implements DurableStore {
  readonly changes: ChangesStore;
  readonly handoffs: HandoffsStore;
  readonly #db: Kysely<Tables>;
  readonly #engine: Engine;
  readonly #owner: string;
  readonly #leaseMs: number;

  constructor(db: Kysely<Tables>, engine: Engine, lease: { readonly owner: string; readonly ms: number }) {
    this.#db = db;
    this.#engine = engine;
    this.#owner = lease.owner;
    this.#leaseMs = lease.ms;
    this.changes = new SqlChanges(db, engine, lease.owner);
    this.handoffs = new SqlHandoffs(db, engine);
  }

  claimEvent(source: 'command' | 'event' | 'action', id: string): Promise<boolean> {
    return this.#attempt(async () => {
      const { now } = this.#engine;
      const oldest = sql<number>`${now} - ${sql.lit(inboxDays * 24 * 3600 * 1000)}`;
      await this.#db.deleteFrom('inbox').where('received_at', '<', oldest).execute();
      const { numInsertedOrUpdatedRows } = await this.#db
        .insertInto('inbox')
        .values({ source, id, received_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    });
  }

  begin(investigation: Investigation): Promise<void> {
    return this.#attempt(async () => {
      const lease = { lease_owner: this.#owner, lease_until: this.#leaseEnd() };
      await this.#db
        .insertInto('investigation')
        .values({ ...toRow(investigation), ...lease })
        .execute();
    });
  }

  renew(): Promise<void> {
    return this.#attempt(async () => {
      await this.#db
        .updateTable('investigation')
        .set({ lease_until: this.#leaseEnd() })
        .where('state', '=', 'running')
        .where('lease_owner', '=', this.#owner)
        .execute();
    });
  }

  posted(id: string, messageTs: string): Promise<void> {
    return this.#attempt(async () => {
      await this.#db.updateTable('investigation').set({ message_ts: messageTs }).where('id', '=', id).execute();
    });
  }

  /** A process that was thought dead may still bring its result: an interrupted investigation can be finished. */
  finish(id: string, end: Pick<Investigation, 'state' | 'report' | 'failure' | 'finishedAt'>): Promise<void> {
    return this.#attempt(async () => {
      await this.#db
        .updateTable('investigation')
        .set({
          state: end.state,
          report: toJson(end.report),
          failure: toJson(end.failure),
          finished_at: end.finishedAt === null ? null : toTime(end.finishedAt),
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', id)
        .where('state', 'in', ['running', 'interrupted'])
        .execute();
    });
  }

  takeInterrupted(): Promise<readonly Investigation[]> {
    return this.#attempt(async () => {
      const rows = await this.#db
        .updateTable('investigation')
        .set({ state: 'interrupted', finished_at: this.#engine.now, lease_owner: null, lease_until: null })
        .where('state', '=', 'running')
        .where('lease_until', '<=', this.#engine.now)
        .returningAll()
        .execute();
      return rows.map(fromRow);
    });
  }

  find(id: string): Promise<Investigation | null> {
    return this.#attempt(async () => {
      const row = await this.#db.selectFrom('investigation').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? fromRow(row) : null;
    });
  }

  recent({ channel, limit }: { readonly channel?: string; readonly limit: number }): Promise<readonly Investigation[]> {
    return this.#attempt(async () => {
      const newest = this.#db
        .selectFrom('investigation')
        .selectAll()
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc');
      const wanted = channel === undefined ? newest : newest.where('channel', '=', channel);
      return (await wanted.limit(limit).execute()).map(fromRow);
    });
  }

  ping(): Promise<void> {
    return this.#attempt(async () => {
      await this.#db.selectFrom('opsmedic_schema').select('version').execute();
    });
  }

  close(): Promise<void> {
    return this.#db.destroy();
  }

  #leaseEnd() {
    return sql<number>`${this.#engine.now} + ${sql.lit(this.#leaseMs)}`;
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      throw this.#engine.explain(failure);
    }
  }
}
