import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { CompiledQuery, SqliteAdapter, SqliteDriver, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Dialect, Driver, SqliteDatabase } from 'kysely';

/**
 * Kysely over `node:sqlite`. It differs from Kysely's own SQLite dialect in how a transaction begins: `begin immediate`
 * takes the write lock at once and so waits its turn, where `begin` fails as soon as two processes read, then write.
 */
export function sqliteDialect(database: DatabaseSync): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => immediateDriver(database),
  };
}

function immediateDriver(database: DatabaseSync): Driver {
  const driver = new SqliteDriver({ database: asKyselyExpects(database) });
  return {
    init: (options) => driver.init(options),
    acquireConnection: () => driver.acquireConnection(),
    releaseConnection: () => driver.releaseConnection(),
    beginTransaction: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    },
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: async (connection) => {
      // A full disk makes SQLite roll back by itself; a second rollback would hide that reason.
      if (database.isTransaction) await driver.rollbackTransaction(connection);
    },
    destroy: () => driver.destroy(),
  };
}

/** Kysely knows the shape of better-sqlite3, which `node:sqlite` nearly has. */
function asKyselyExpects(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = database.prepare(text);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(toInput)),
        run: (parameters) => statement.run(...parameters.map(toInput)),
        iterate: (parameters) => statement.iterate(...parameters.map(toInput)),
      };
    },
  };
}

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  throw new TypeError(`SQLite cannot store a value of type ${typeof value}`);
}
