import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError, openStore } from '#store';
import { fileSystemOf, isNetworkFileSystem } from '../../src/store/mounts.ts';
import { storeOver } from '../../src/store/open.ts';
import { checkVersion, openSqlite, sqliteEngine } from '../../src/store/sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';
import { asked, happened, moveOf } from './a-proposal.ts';
import { anInvestigation, finishedWith } from './an-investigation.ts';
import { silent } from './databases.ts';

const lease = { owner: 'this process', ms: 60_000 };

describe('The embedded database', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'opsmedic-sqlite-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** A store whose database the test can spoil. */
  async function spoilable() {
    const database = await openSqlite(directory, silent);
    return { database, store: await storeOver(sqliteEngine(database, directory), lease) };
  }

  test('is made in a directory that only this user may enter, as files that only this user may read', async () => {
    const dataDir = join(directory, 'deep', 'data');
    const store = await openStore({ dataDir, owner: 'x', log: silent });
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(dataDir)) expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o600);
    await store.close();
  });

  test('writes each commit to the disk before it acknowledges it, and lets others read meanwhile', async () => {
    const { database, store } = await spoilable();
    expect(database.prepare('pragma synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
    await store.close();
  });

  test('says that the disk is full, keeps what it had, and goes on when there is space', async () => {
    const { database, store } = await spoilable();
    await store.begin(anInvestigation());
    const pages = Number(database.prepare('pragma page_count').get()?.['page_count']);
    database.exec(`pragma max_page_count = ${pages + 4}`);
    const large = finishedWith('x'.repeat(200_000));
    await expect(store.finish('inv_01', large)).rejects.toThrow(`The disk of the data directory ${directory} is full.`);
    expect(await store.find('inv_01')).toEqual(anInvestigation());
    database.exec('pragma max_page_count = 100000');
    await store.finish('inv_01', large);
    expect((await store.find('inv_01'))?.state).toBe('finished');
    await store.close();
  });

  test('leaves a change where it stood when the disk is full in the middle of a move', async () => {
    const { database, store } = await spoilable();
    const { changes } = store;
    await changes.propose(asked());
    const head = await changes.auditHead();
    const pages = Number(database.prepare('pragma page_count').get()?.['page_count']);
    database.exec(`pragma max_page_count = ${pages + 4}`);
    const because = [happened('withdrawn', 'chg_01', { details: { text: 'x'.repeat(200_000) } })] as const;
    const withdrawal = moveOf('chg_01', 1, { state: 'withdrawn' }, { because });
    const failure = await changes.move(withdrawal).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ message: `The disk of the data directory ${directory} is full.` });
    expect(await changes.find('chg_01')).toMatchObject({ version: 1, standing: { state: 'pending' } });
    expect(await changes.auditHead()).toEqual(head);
    database.exec('pragma max_page_count = 100000');
    expect(await changes.move(withdrawal)).toMatchObject({ ok: true, change: { version: 2 } });
    await store.close();
  });

  test('says that another process keeps it locked, and moves nothing', async () => {
    const { store } = await spoilable();
    const { changes } = store;
    await changes.propose(asked());
    const other = new DatabaseSync(join(directory, 'opsmedic.sqlite'));
    other.exec('begin immediate');
    const withdrawal = moveOf('chg_01', 1, { state: 'withdrawn' });
    const failure = await changes.move(withdrawal).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({
      message: `Another process kept the database in ${directory} locked for longer than 2000 ms.`,
    });
    // What only reads goes on.
    expect(await changes.find('chg_01')).toMatchObject({ version: 1 });
    other.exec('rollback');
    other.close();
    expect(await changes.move(withdrawal)).toMatchObject({ ok: true });
    await store.close();
  });

  test('says that the disk is full when that ends a transaction of several statements', async () => {
    const database = await openSqlite(directory, silent);
    const db = new Kysely<Tables>({ dialect: sqliteEngine(database, directory).dialect });
    const twoSteps = db.transaction().execute(async (transaction) => {
      await transaction.schema.createTable('inbox').addColumn('id', 'text').execute();
      database.exec('pragma max_page_count = 4');
      await sql`insert into inbox values (${'x'.repeat(200_000)})`.execute(transaction);
    });
    await expect(twoSteps).rejects.toThrow('database or disk is full');
    expect(await db.introspection.getTables()).toEqual([]);
    await db.destroy();
  });

  test('says that it may not write', async () => {
    const { database, store } = await spoilable();
    database.exec('pragma query_only = 1');
    await expect(store.begin(anInvestigation())).rejects.toThrow(/cannot be written by this user; set OPSMEDIC_DATA/);
    await store.close();
  });

  test('says that another process holds it', async () => {
    const { database, store } = await spoilable();
    database.exec('pragma busy_timeout = 0');
    const other = new DatabaseSync(join(directory, 'opsmedic.sqlite'));
    other.exec('begin immediate');
    await expect(store.begin(anInvestigation())).rejects.toThrow(/Another process kept the database .* locked/);
    other.exec('commit');
    await store.begin(anInvestigation());
    other.close();
    await store.close();
  });

  test.each([
    ['the data directory is a file', '/dev/null', /is a file; set OPSMEDIC_DATA to another/],
    ['the data directory is below a file', '/dev/null/data', /is a file; set OPSMEDIC_DATA to another/],
    ['the data directory cannot be made', '/sys/opsmedic', /cannot be written by this user; set OPSMEDIC_DATA/],
  ])('says so when %s', async (_what, dataDir, sentence) => {
    await expect(openStore({ dataDir, owner: 'x', log: silent })).rejects.toThrow(sentence);
  });

  test('says so when its file is not a database', async () => {
    await writeFile(join(directory, 'opsmedic.sqlite'), 'junk '.repeat(1000));
    const opening = openStore({ dataDir: directory, owner: 'x', log: silent });
    await expect(opening).rejects.toThrow(/opsmedic\.sqlite is damaged or is not a database/);
  });

  test('forgets the events of last week', async () => {
    const { database, store } = await spoilable();
    await store.claimEvent('event', 'old');
    database.exec('update inbox set received_at = received_at - 7 * 24 * 3600 * 1000');
    await store.claimEvent('event', 'new');
    expect(database.prepare('select id from inbox').all()).toEqual([{ id: 'new' }]);
    await store.close();
  });
});

describe('SQLite', () => {
  test.each(['3.45.1', '3.51.2', '3.9.0', '2.99.99'])('%s, which can damage the database, is refused', (version) => {
    expect(() => checkVersion(version)).toThrow(`This Node.js brings SQLite ${version}; at least 3.51.3 is needed`);
  });

  test.each(['3.51.3', '3.53.4', '3.100.0', '4.0.0'])('%s is new enough', (version) => {
    expect(() => checkVersion(version)).not.toThrow();
  });
});

describe('The file system of a directory', () => {
  const mountinfo = [
    '22 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '30 22 0:40 / /mnt/team\\040share rw,relatime shared:7 - nfs4 fs-1.efs.us-east-1.amazonaws.com:/ rw,vers=4.1',
    '31 30 254:1 / /mnt/team\\040share/local rw - xfs /dev/vdb rw',
    '32 22 0:41 / /data rw - ext4 /dev/vdc rw',
    '33 22 0:42 / /data rw master:1 propagate_from:2 - cifs //server/data rw',
    'not a mount',
  ].join('\n');

  test.each([
    ['/home/me/data', 'ext4'],
    ['/mnt/team share/opsmedic', 'nfs4'],
    ['/mnt/team share', 'nfs4'],
    ['/mnt/team share/local/opsmedic', 'xfs'],
    ['/mnt/team shareholders', 'ext4'],
    ['/data', 'cifs'],
  ])('%s is on %s', (path, type) => {
    expect(fileSystemOf(path, mountinfo)).toBe(type);
  });

  test('is not known where there is no list of mounts', () => {
    expect(fileSystemOf('/data', '')).toBeNull();
  });

  test('is refused when it is reached over a network', () => {
    const types = ['ext4', 'xfs', 'btrfs', 'tmpfs', 'overlay', 'virtiofs', 'nfs', 'nfs4', 'cifs', 'smb3', 'fuse.sshfs'];
    expect(types.filter(isNetworkFileSystem)).toEqual(['nfs', 'nfs4', 'cifs', 'smb3', 'fuse.sshfs']);
  });
});
