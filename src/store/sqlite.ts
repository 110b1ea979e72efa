import { access, mkdir, open, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Engine } from './engine.ts';
import { fileSystemOf, isNetworkFileSystem } from './mounts.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { StoreError } from './store-error.ts';

/** Before it, two processes could damage the write-ahead log when it was reset (sqlite.org/wal.html, section 11). */
const oldestSafe = '3.51.3';

/** `node:sqlite` waits for a lock on the main thread, and Slack wants its answer within three seconds. */
const lockTimeoutMs = 2000;

/**
 * Opens the embedded database in a directory, which is made (for this user only) if it is not there. Rejects with a
 * `StoreError` when it cannot be kept there safely.
 */
export async function openSqlite(dataDir: string, log: Logger): Promise<DatabaseSync> {
  checkVersion(process.versions['sqlite'] ?? '0');
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await checkFileSystem(dataDir, log);
    const file = fileIn(dataDir);
    // For this user only, also where the directory was made by somebody else; SQLite makes its other files likewise.
    await (await open(file, 'a', 0o600)).close();
    return connect(file);
  } catch (failure) {
    throw explain(failure, dataDir);
  }
}

/** Whether somebody has made an embedded database in a directory. */
export async function isStoreIn(dataDir: string): Promise<boolean> {
  return access(fileIn(dataDir)).then(
    () => true,
    () => false,
  );
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'opsmedic.sqlite');
}

function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: lockTimeoutMs });
  try {
    // FULL: a commit that was acknowledged is on the disk, also after a power cut; NORMAL loses the last ones.
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    return database;
  } catch (failure) {
    database.close();
    throw failure;
  }
}

/** The embedded database as the store uses it; `dataDir` is for messages. */
export function sqliteEngine(database: DatabaseSync, dataDir: string): Engine {
  return {
    dialect: sqliteDialect(database),
    now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
    hasSchema: sql<number>`exists (select 1 from sqlite_master where name = 'opsmedic_schema')`,
    lockSchema: async () => {}, // `begin immediate` has locked all of it
    lockAudit: async () => {},
    appendOnly: async (transaction, table) => {
      for (const event of ['update', 'delete']) {
        await sql`
          create trigger ${sql.ref(`${table}_append_only_${event}`)} before ${sql.raw(event)} on ${sql.table(table)}
          begin select raise(abort, ${sql.lit(`the table ${table} is append-only`)}); end
        `.execute(transaction);
      }
    },
    skipLocked: sql``,
    inspect: async () => {},
    explain: (failure) => explain(failure, dataDir),
  };
}

/** Throws a `StoreError` for an SQLite with a known way to damage the database. */
export function checkVersion(version: string): void {
  if (version.localeCompare(oldestSafe, 'en', { numeric: true }) >= 0) return;
  throw new StoreError(`This Node.js brings SQLite ${version}; at least ${oldestSafe} is needed, so update Node.js.`);
}

async function checkFileSystem(dataDir: string, log: Logger): Promise<void> {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''); // Linux only
  const type = fileSystemOf(await realpath(dataDir), mountinfo);
  if (type === null) return;
  if (isNetworkFileSystem(type)) {
    throw new StoreError(
      `${dataDir} is on a network file system (${type}), where the embedded database would be damaged: ` +
        'set OPSMEDIC_DATA to a local directory, or DATABASE_URL to a PostgreSQL database.',
    );
  }
  if (type === 'overlay')
    log.warn({ dataDir }, 'The data directory is in the container itself: mount a volume to keep it.');
}

function explain(failure: unknown, dataDir: string): unknown {
  if (!(failure instanceof Error) || failure instanceof StoreError) return failure;
  const says = wordsFor(failure, dataDir);
  return says === null ? failure : new StoreError(says, { cause: failure });
}

function wordsFor(failure: Error, dataDir: string): string | null {
  const notWritable = `The data directory ${dataDir} cannot be written by this user; set OPSMEDIC_DATA to one that can.`;
  if ('errcode' in failure && typeof failure.errcode === 'number') {
    // The low byte is the primary result code (sqlite.org/rescode.html).
    switch (failure.errcode & 0xff) {
      case 5:
        return `Another process kept the database in ${dataDir} locked for longer than ${lockTimeoutMs} ms.`;
      case 10:
        return `The disk failed when the database in ${dataDir} was read or written (${failure.message}).`;
      case 11:
      case 26:
        return `${fileIn(dataDir)} is damaged or is not a database: restore it, or move it away to begin anew.`;
      case 13:
        return `The disk of the data directory ${dataDir} is full.`;
      case 3:
      case 8:
      case 14:
        return notWritable;
      default:
        return null;
    }
  }
  const code = 'code' in failure ? failure.code : null;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT' || code === 'EISDIR')
    return notWritable;
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return `The data directory ${dataDir} is a file; set OPSMEDIC_DATA to another.`;
  return code === 'ENOSPC' ? `The disk of the data directory ${dataDir} is full.` : null;
}
