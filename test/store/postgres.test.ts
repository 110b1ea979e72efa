import { setTimeout } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStore } from '#store';
import { postgresEngine } from '../../src/store/postgres.ts';
import type { Tables } from '../../src/store/tables.ts';
import { asked, moveOf } from './a-proposal.ts';
import { anInvestigation } from './an-investigation.ts';
import { silent, testDatabase } from './databases.ts';
import type { TestDatabase } from './databases.ts';
import { startPostgres } from './postgres-server.ts';
import type { PostgresServer } from './postgres-server.ts';

const ours = `application_name = 'opsmedic' and datname = current_database()`;

describe('A PostgreSQL database', () => {
  let server: PostgresServer;
  let url: string;
  let database: TestDatabase;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.createDatabase();
    database = await testDatabase(url);
  });
  afterEach(() => database.close());

  test('may end our idle connections: the next request opens another', async () => {
    const store = await database.open();
    await store.begin(anInvestigation());
    const ended = await server.query(
      url,
      `select pg_terminate_backend(pid, 5000) as ended from pg_stat_activity where ${ours}`,
    );
    expect(ended).toEqual([{ ended: true }]);
    await vi.waitFor(() => store.ping());
    expect((await store.find('inv_01'))?.id).toBe('inv_01');
  });

  test('may end a connection in the middle of a statement: that one fails with a sentence, the next works', async () => {
    const store = await database.open();
    const waiting = `select pid from pg_stat_activity where ${ours} and wait_event_type = 'Lock'`;
    // One session holds the table, waits until our statement waits for it, and ends that.
    const holder = server.query(
      url,
      `begin; lock table investigation;
       do $$ begin
         for i in 1..500 loop
           perform pg_stat_clear_snapshot();
           exit when exists (${waiting});
           perform pg_sleep(0.02);
         end loop;
         perform pg_terminate_backend(pid) from (${waiting}) as victims;
       end $$;
       commit;`,
    );
    await expect(untilLocked(store.begin.bind(store), server, url)).rejects.toThrow(
      /in DATABASE_URL \(.*\) (cut|cannot)/,
    );
    await holder;
    await vi.waitFor(() => store.ping()); // the pool may hand out the dying connection once more
    await store.begin(anInvestigation({ id: 'inv_02' }));
    expect((await store.find('inv_02'))?.id).toBe('inv_02');
  });

  test('may make a move wait too long: it fails with a sentence, and nothing of it is there', async () => {
    const { changes } = await database.open();
    await changes.propose(asked());
    const waiting = `select pid from pg_stat_activity where ${ours} and wait_event_type = 'Lock'`;
    // One session keeps the head of the audit log, waits until our move waits for it, and has that given up.
    const holder = server.query(
      url,
      `begin; select pg_advisory_xact_lock(7203518443);
       do $$ begin
         for i in 1..500 loop
           perform pg_stat_clear_snapshot();
           exit when exists (${waiting});
           perform pg_sleep(0.02);
         end loop;
         perform pg_cancel_backend(pid) from (${waiting}) as victims;
       end $$;
       commit;`,
    );
    const locked = `select 1 from pg_locks where locktype = 'advisory'`;
    while ((await server.query(url, locked)).length === 0);
    const withdrawal = moveOf('chg_01', 1, { state: 'withdrawn' });
    await expect(changes.move(withdrawal)).rejects.toThrow(/DATABASE_URL \(.*\) was asked for .* did not finish it/);
    await holder;
    expect(await changes.find('chg_01')).toMatchObject({ version: 1 });
    expect(await changes.move(withdrawal)).toMatchObject({ ok: true });
  });

  test('may end a connection between two statements of a transaction', async () => {
    const db = new Kysely<Tables>({ dialect: postgresEngine(url, silent).dialect });
    const twoSteps = db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await server.query(url, `select pg_terminate_backend(${rows[0]?.pid}, 5000)`);
      await setTimeout(50); // the cut reaches our idle socket
      await sql`select 1`.execute(transaction);
    });
    await expect(twoSteps).rejects.toThrow(/terminat|connection/i);
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await db.destroy();
  });

  test('that is not there, or does not let us in, is named without its password', async () => {
    const open = (change: (address: URL) => void) => {
      const address = new URL(url);
      change(address);
      return openStore({ databaseUrl: address.href, dataDir: '/nowhere', owner: 'x', log: silent });
    };
    const { host } = new URL(url);
    await expect(open((address) => (address.pathname = '/missing'))).rejects.toThrow(
      `The database in DATABASE_URL (${host}) has no database of that name.`,
    );
    await expect(open((address) => (address.username = 'nobody'))).rejects.toThrow(
      `The database in DATABASE_URL (${host}) refused the user name or the password.`,
    );
    await expect(open((address) => (address.port = '1'))).rejects.toThrow(/:1\) cannot be reached \(ECONNREFUSED\)\.$/);
  });

  test('whose user may not create tables is enough once the tables are there', async () => {
    const role = `opsmedic_reader_writer_${process.pid}`;
    await (await database.open()).close();
    await server.query(
      url,
      `create role ${role} login password 'x';
       grant select, insert, update, delete on all tables in schema public to ${role};`,
    );
    const address = new URL(url);
    address.username = role;
    address.password = 'x';
    const store = await openStore({ databaseUrl: address.href, dataDir: '/nowhere', owner: 'x', log: silent });
    expect(await store.claimEvent('command', '1')).toBe(true);
    await store.close();
    await server.query(url, `drop owned by ${role}`);
    const empty = new URL(await server.createDatabase());
    empty.username = role;
    empty.password = 'x';
    const opening = openStore({ databaseUrl: empty.href, dataDir: '/nowhere', owner: 'x', log: silent });
    await expect(opening).rejects.toThrow(/does not allow its user what is needed/);
    await server.query(url, `drop role ${role}`);
  });
});

/** Begins an investigation once the table is locked by the other session. */
async function untilLocked(
  begin: (investigation: ReturnType<typeof anInvestigation>) => Promise<void>,
  server: PostgresServer,
  url: string,
): Promise<void> {
  const locked = `select 1 from pg_locks where mode = 'AccessExclusiveLock' and relation = 'investigation'::regclass`;
  while ((await server.query(url, locked)).length === 0);
  await begin(anInvestigation());
}
