import { PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Engine } from './engine.ts';
import { StoreError } from './store-error.ts';

/** Chosen at random, once: two programs in one database must not pick the same. */
const schemaLock = 7_203_518_442;
const auditLock = 7_203_518_443;

/** A PostgreSQL database (15 or newer) as the store uses it. Connects when it is first asked for something. */
export function postgresEngine(databaseUrl: string, log: Logger): Engine {
  const lost = (err: Error) =>
    log.warn({ err }, 'A connection to the database was lost; the next request opens another.');
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 5,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    query_timeout: 12_000,
    keepAlive: true,
    application_name: 'opsmedic',
  });
  // Without a listener on both, a backend that is terminated ends our process.
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));

  return {
    dialect: new PostgresDialect({ pool }),
    now: sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
    // Not to_regclass(): after the wait for the lock it may answer from a cache that does not know the table yet.
    hasSchema: sql<boolean>`exists (
      select 1 from pg_class where relname = 'opsmedic_schema' and pg_table_is_visible(oid)
    )`,
    lockSchema: async (transaction) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(schemaLock)})`.execute(transaction);
    },
    lockAudit: async (transaction) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(auditLock)})`.execute(transaction);
    },
    appendOnly: async (transaction, table) => {
      await sql`
        create or replace function opsmedic_append_only() returns trigger language plpgsql as
        $$ begin raise exception 'the table % is append-only', tg_table_name; end $$
      `.execute(transaction);
      await sql`
        create trigger append_only before update or delete or truncate on ${sql.table(table)}
        execute function opsmedic_append_only()
      `.execute(transaction);
    },
    skipLocked: sql`for update skip locked`,
    inspect: async (db) => {
      for (const setting of ['fsync', 'synchronous_commit']) {
        const { rows } = await sql<{ value: string }>`select current_setting(${setting}) as value`.execute(db);
        if (rows[0]?.value === 'off')
          log.warn(`PostgreSQL runs with ${setting}=off: a power cut loses what was stored.`);
      }
    },
    explain: (failure) => explain(failure, databaseUrl),
  };
}

function explain(failure: unknown, databaseUrl: string): unknown {
  if (!(failure instanceof Error)) return failure;
  const says = wordsFor(failure);
  if (says === null) return failure;
  return new StoreError(`The database in DATABASE_URL${hostOf(databaseUrl)} ${says}.`, { cause: failure });
}

function hostOf(databaseUrl: string): string {
  const host = URL.parse(databaseUrl)?.host ?? '';
  return host === '' ? '' : ` (${host})`;
}

/** By SQLSTATE (PostgreSQL, appendix A) or by the code of the failed connection. */
function wordsFor(failure: Error): string | null {
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : '';
  switch (code) {
    case '28000':
    case '28P01':
      return 'refused the user name or the password';
    case '3D000':
      return 'has no database of that name';
    case '42501':
      return `does not allow its user what is needed (${failure.message}); it must be the owner of a schema`;
    case '25006':
      return 'is read-only: it may be a standby';
    case '57014':
      return `was asked for something and did not finish it in time (${failure.message})`;
    case '53100':
      return 'has a full disk';
    case '53300':
      return 'has no connection left to give';
    default:
      break;
  }
  if (/^(?:08|57P)/.test(code)) return `cut the connection (${failure.message})`;
  if (/^E[A-Z]+$/.test(code)) return `cannot be reached (${code})`;
  if (/terminated|timeout|timed out|SSL|certificate/i.test(failure.message))
    return `cannot be reached (${failure.message})`;
  return null;
}
