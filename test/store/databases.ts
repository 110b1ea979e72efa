import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { openStore } from '#store';
import type { DurableStore } from '#store';
import { query, startPostgres } from './postgres-server.ts';

/** An empty database and the stores that a test opens in it. */
export interface TestDatabase {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** Opens a store, closed with the database. A lease of 0 ms is over as soon as it is given. */
  readonly open: (owner?: string, leaseMs?: number) => Promise<DurableStore>;
  /** Runs a statement behind the back of the stores. */
  readonly meddle: (text: string) => Promise<readonly Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

/** One of the two kinds of database that the store must behave the same on. */
export interface TestEngine {
  readonly createDatabase: () => Promise<TestDatabase>;
  readonly stop: () => Promise<void>;
}

export const engines: readonly (readonly [name: string, start: () => Promise<TestEngine>])[] = [
  ['SQLite', startSqlite],
  ['PostgreSQL', startPostgresEngine],
];

/** Takes no notes: what is logged is tested elsewhere. */
export const silent = pino({ level: 'silent' });

async function startSqlite(): Promise<TestEngine> {
  return { createDatabase: () => testDatabase(null), stop: async () => {} };
}

async function startPostgresEngine(): Promise<TestEngine> {
  const server = await startPostgres();
  return { createDatabase: async () => testDatabase(await server.createDatabase()), stop: server.stop };
}

/** Opens stores in one database, and closes them together. */
export async function testDatabase(databaseUrl: string | null): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'opsmedic-store-'));
  const opened: DurableStore[] = [];
  return {
    databaseUrl,
    dataDir,
    open: async (owner = 'this process', leaseMs = 60_000) => {
      const store = await openStore({ databaseUrl, dataDir, owner, leaseMs, log: silent });
      opened.push(store);
      return store;
    },
    meddle: (text) => (databaseUrl === null ? queryFile(dataDir, text) : query(databaseUrl, text)),
    close: async () => {
      for (const store of opened) await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function queryFile(dataDir: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const file = new DatabaseSync(join(dataDir, 'opsmedic.sqlite'), { timeout: 2000 });
  try {
    return file.prepare(text).all();
  } finally {
    file.close();
  }
}
