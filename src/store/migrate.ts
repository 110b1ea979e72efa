import { sql } from 'kysely';
import type { Kysely, SchemaModule, Transaction } from 'kysely';
import type { Engine } from './engine.ts';
import { investigations } from './migrations/0001-investigations.ts';
import { changes } from './migrations/0002-changes.ts';
import { keptAndPartly } from './migrations/0003-kept-and-partly.ts';
import { handoffs } from './migrations/0004-handoffs.ts';
import { StoreError } from './store-error.ts';
import type { Tables } from './tables.ts';

/** One step of the schema. What was released is never edited: a later step changes it. */
export type Migration = (schema: SchemaModule, tools: MigrationTools) => Promise<void>;

/** What the two engines say differently. */
export interface MigrationTools {
  /** Lets the database refuse to change or delete what is in a table. */
  readonly appendOnly: (table: string) => Promise<void>;
}

/** In order; the first is number 1. */
export const migrations: readonly Migration[] = [investigations, changes, keptAndPartly, handoffs];

/**
 * Brings the schema up to date, each step in a transaction of its own; processes that start together take turns.
 * Rejects with a `StoreError` when a newer version of the program was here before.
 */
export async function migrate(db: Kysely<Tables>, engine: Engine, steps = migrations): Promise<void> {
  if ((await versionOf(db, engine)) === steps.length) return;
  for (let done = false; !done;) {
    done = await db.transaction().execute(async (transaction) => {
      await engine.lockSchema(transaction);
      return takeStep(transaction, engine, steps);
    });
  }
}

async function takeStep(db: Transaction<Tables>, engine: Engine, steps: readonly Migration[]): Promise<boolean> {
  const version = await versionOf(db, engine);
  if (version > steps.length) {
    throw new StoreError(
      `The database was made by a newer version of OpsMedic (its schema is ${version}, this program knows ${steps.length}): update the program.`,
    );
  }
  const step = steps[version];
  if (!step) return true;
  if (version === 0) {
    await db.schema
      .createTable('opsmedic_schema')
      .addColumn('version', 'integer', (column) => column.notNull())
      .execute();
    await db.insertInto('opsmedic_schema').values({ version: 0 }).execute();
  }
  await step(db.schema, { appendOnly: (table) => engine.appendOnly(db, table) });
  await db
    .updateTable('opsmedic_schema')
    .set({ version: version + 1 })
    .execute();
  return version + 1 === steps.length;
}

/** 0 for an empty database. */
async function versionOf(db: Kysely<Tables>, engine: Engine): Promise<number> {
  const { rows } = await sql<{ there: boolean | number }>`select ${engine.hasSchema} as there`.execute(db);
  if (!rows[0]?.there) return 0;
  const { version } = await db.selectFrom('opsmedic_schema').select('version').executeTakeFirstOrThrow();
  return version;
}
