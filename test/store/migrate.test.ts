import { Kysely, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../../src/store/migrate.ts';
import type { Migration } from '../../src/store/migrate.ts';
import { postgresEngine } from '../../src/store/postgres.ts';
import { openSqlite, sqliteEngine } from '../../src/store/sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';
import { proposalRow } from '../../src/store/change-rows.ts';
import { aProposal } from './a-proposal.ts';
import { engines, silent } from './databases.ts';
import type { TestDatabase, TestEngine } from './databases.ts';

describe.each(engines)('The schema on %s', (_name, start) => {
  let testEngine: TestEngine;
  let database: TestDatabase;
  let db: Kysely<Tables>;
  let engine: Parameters<typeof migrate>[1];
  beforeAll(async () => {
    testEngine = await start();
  }, 60_000);
  afterAll(() => testEngine.stop());
  beforeEach(async () => {
    database = await testEngine.createDatabase();
    const { databaseUrl, dataDir } = database;
    engine =
      databaseUrl === null
        ? sqliteEngine(await openSqlite(dataDir, silent), dataDir)
        : postgresEngine(databaseUrl, silent);
    db = new Kysely<Tables>({ dialect: engine.dialect });
  });
  afterEach(async () => {
    await db.destroy();
    await database.close();
  });

  const colour: Migration = (schema) => schema.alterTable('inbox').addColumn('colour', 'text').execute();
  const broken: Migration = async (schema) => {
    await schema.createTable('half').addColumn('id', 'text').execute();
    await schema.alterTable('no_such_table').addColumn('id', 'text').execute();
  };
  const version = async () => (await db.selectFrom('opsmedic_schema').select('version').execute())[0]?.version;
  const tables = async () => (await db.introspection.getTables()).map(({ name }) => name).toSorted();

  test('is made once, and a later step is added to it', async () => {
    await migrate(db, engine);
    await migrate(db, engine);
    expect(await tables()).toEqual([
      'attempt',
      'audit',
      'execution',
      'handoff',
      'inbox',
      'investigation',
      'job',
      'message',
      'opsmedic_schema',
      'proposal',
      'proposal_resource',
      'setting',
      'verification',
      'vote',
    ]);
    await db.insertInto('inbox').values({ source: 'event', id: 'kept', received_at: 1 }).execute();
    await migrate(db, engine, [...migrations, colour]);
    expect(await version()).toBe(migrations.length + 1);
    const { rows } = await sql<{ id: string; colour: null }>`select id, colour from inbox`.execute(db);
    expect(rows).toEqual([{ id: 'kept', colour: null }]);
  });

  test('of the program before knew no change that was kept, and brings its log and its switch along', async () => {
    await migrate(db, engine, migrations.slice(0, 2));
    const record = { seq: 1, at: 1, actor: null, what: 'anchored', ref: null, details: '{}', previous: '0', hash: '1' };
    await db.insertInto('audit').values(record).execute();
    await db.insertInto('setting').values({ key: 'changes', value: '{}', updated_by: null, updated_at: 1 }).execute();
    const states = () => db.updateTable('proposal').set({ state: 'kept' }).execute();
    await db.insertInto('proposal').values(proposalRow(aProposal(), 1)).execute();
    await expect(states()).rejects.toThrow(/proposal_state/);
    await db.deleteFrom('proposal').execute();
    await migrate(db, engine);
    expect(await db.selectFrom('audit').select('what').execute()).toEqual([{ what: 'anchored' }]);
    expect(await db.selectFrom('setting').select('key').execute()).toEqual([{ key: 'changes' }]);
    await db.insertInto('proposal').values(proposalRow(aProposal(), 1)).execute();
    await states();
    expect(await db.selectFrom('proposal').select('state').execute()).toEqual([{ state: 'kept' }]);
  });

  test('is as it was before a step that failed', async () => {
    await migrate(db, engine);
    await expect(migrate(db, engine, [...migrations, colour, broken])).rejects.toThrow(/no_such_table/);
    expect(await version()).toBe(migrations.length + 1);
    expect(await tables()).not.toContain('half');
  });

  test('of a newer program is refused', async () => {
    await migrate(db, engine, [...migrations, colour]);
    await expect(migrate(db, engine)).rejects.toThrow(
      'The database was made by a newer version of OpsMedic (its schema is 5, this program knows 4): update the program.',
    );
    await expect(database.open()).rejects.toThrow(/newer version of OpsMedic/);
  });
});
