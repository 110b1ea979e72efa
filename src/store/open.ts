import { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { postgresEngine } from './postgres.ts';
import { SqlStore } from './sql-store.ts';
import { openSqlite, sqliteEngine } from './sqlite.ts';
import type { DurableStore } from './store.ts';
import type { Tables } from './tables.ts';

/** Where the store is, and who uses it. */
export interface StoreOptions {
  /** A `postgres://` address; null or absent: the embedded database in `dataDir`. */
  readonly databaseUrl?: string | null;
  readonly dataDir: string;
  /** A name that no other process has, now or later. */
  readonly owner: string;
  readonly log: Logger;
  /** How long a process may be silent, in milliseconds, before its investigations count as interrupted. */
  readonly leaseMs?: number;
}

/** Opens the store and brings its schema up to date. Rejects with a `StoreError` that says what to do. */
export async function openStore({
  databaseUrl,
  dataDir,
  owner,
  log,
  leaseMs = 20_000,
}: StoreOptions): Promise<DurableStore> {
  const engine = databaseUrl ? postgresEngine(databaseUrl, log) : sqliteEngine(await openSqlite(dataDir, log), dataDir);
  return storeOver(engine, { owner, ms: leaseMs });
}

/** The store over an engine of one's own: tests use it to fill a disk. */
export async function storeOver(
  engine: Engine,
  lease: { readonly owner: string; readonly ms: number },
): Promise<DurableStore> {
  const db = new Kysely<Tables>({ dialect: engine.dialect });
  try {
    await migrate(db, engine);
    await engine.inspect(db);
    return new SqlStore(db, engine, lease);
  } catch (failure) {
    await db.destroy();
    throw engine.explain(failure);
  }
}
