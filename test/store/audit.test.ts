import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditCommand } from '../../commands/audit.ts';
import type { ChangesStore, DurableStore } from '#store';
import { app } from '../app/small-account.ts';
import { asked, happened, moveOf } from './a-proposal.ts';
import { engines } from './databases.ts';
import type { TestDatabase, TestEngine } from './databases.ts';

const terminal = { team: 'terminal', channel: '', thread: null };

describe.each(engines)('The audit log on %s', (name, start) => {
  let engine: TestEngine;
  let database: TestDatabase;
  let store: DurableStore;
  let changes: ChangesStore;
  beforeAll(async () => {
    engine = await start();
  }, 60_000);
  afterAll(() => engine.stop());
  beforeEach(async () => {
    database = await engine.createDatabase();
    store = await database.open();
    changes = store.changes;
  });
  afterEach(() => database.close());

  async function verified(...words: string[]) {
    const reply = await auditCommand.run({ words: ['verify', ...words], by: 'ana', place: terminal }, app({ store }));
    if (reply.kind !== 'text') throw new Error('no text');
    return { ...reply, data: reply.data };
  }

  async function exported(): Promise<readonly unknown[]> {
    const reply = await auditCommand.run({ words: ['export'], by: 'ana', place: terminal }, app({ store }));
    if (reply.kind !== 'lines') throw new Error('no lines');
    const lines: unknown[] = [];
    for await (const line of reply.lines) lines.push(line);
    return lines;
  }

  /** Whoever may change the schema may also do away with what guards the log; then only the chain is left. */
  async function unguard(): Promise<void> {
    if (name === 'PostgreSQL') await database.meddle('drop trigger append_only on audit');
    else for (const event of ['update', 'delete']) await database.meddle(`drop trigger audit_append_only_${event}`);
  }

  async function fiveRecords(): Promise<void> {
    for (let i = 1; i <= 5; i++) await changes.record([happened('approved', `chg_${i}`, { details: { i } })]);
  }

  test('follows every step, in order, and its head is told with it', async () => {
    const first = await changes.propose(asked());
    expect(first).toMatchObject({ ok: true, head: { seq: 1 } });
    const second = await changes.move(
      moveOf('chg_01', 1, { state: 'withdrawn' }, { because: [happened('a', 'chg_01'), happened('b', 'chg_01')] }),
    );
    expect(second).toMatchObject({ ok: true, head: { seq: 3 } });
    expect(await changes.record([happened('refused', null, { actor: null })])).toEqual(await changes.auditHead());
    expect((await changes.auditRecords(null, 9)).map(({ seq, what }) => `${seq} ${what}`)).toEqual([
      '1 proposed',
      '2 a',
      '3 b',
      '4 refused',
    ]);
    expect(await verified()).toMatchObject({ data: { ok: true, records: 4, head: { seq: 4 } } });
  });

  test('is empty before anything happened', async () => {
    expect(await verified()).toMatchObject({ data: { ok: true, records: 0, head: null, anchor: null } });
    expect(await changes.auditHead()).toBeNull();
    expect(await exported()).toEqual([]);
  });

  test('is not altered by what the program itself may say to the database', async () => {
    await fiveRecords();
    await expect(database.meddle(`update audit set actor = 'T1.eve'`)).rejects.toThrow('audit is append-only');
    await expect(database.meddle('delete from audit')).rejects.toThrow('audit is append-only');
    expect(await verified()).toMatchObject({ data: { ok: true, records: 5 } });
  });

  test.each([
    ['edited', `update audit set details = '{"i":7}' where seq = 3`, 3, 'record 3 is not what was written'],
    ['moved in time', `update audit set at = at + 1 where seq = 4`, 4, 'record 4 is not what was written'],
    ['removed', 'delete from audit where seq = 2', 2, 'record 2 is missing: record 3 comes after 1'],
    ['renumbered', 'update audit set seq = 9 where seq = 5', 5, 'records 5 to 8 are missing: record 9 comes after 4'],
    [
      'put in',
      `insert into audit select 0, at, actor, what, ref, details, 'x', hash from audit where seq = 1`,
      1,
      'record 0 was put before the beginning',
    ],
  ])('shows what was %s', async (_how, text, seq, says) => {
    await fiveRecords();
    await unguard();
    await database.meddle(text);
    const reply = await verified();
    expect(reply).toMatchObject({ problem: true, data: { ok: false, seq, says } });
    expect(reply.markdown).toContain(says);
  });

  test('shows that two records changed places', async () => {
    await fiveRecords();
    await unguard();
    for (const [from, to] of [
      [2, 99],
      [4, 2],
      [99, 4],
    ])
      await database.meddle(`update audit set seq = ${to} where seq = ${from}`);
    expect(await verified()).toMatchObject({
      problem: true,
      data: { seq: 2, says: 'record 2 is not what was written' },
    });
  });

  test('shows beside the anchor it gave that its tail was cut off', async () => {
    await fiveRecords();
    const { anchor } = (await verified()).data as { anchor: string };
    expect(await verified('--anchor', anchor)).toMatchObject({ data: { ok: true, anchor } });
    await unguard();
    await database.meddle('delete from audit where seq > 3');
    expect(await verified()).toMatchObject({ data: { ok: true, records: 3 } });
    const says = 'the log ends with record 3, and the anchor knows 5';
    expect(await verified('--anchor', anchor)).toMatchObject({ problem: true, data: { ok: false, seq: 4, says } });
  });

  test('is handed over a record a line, without secrets', async () => {
    const token = ['xoxb', '123456789012', '123456789012', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-');
    const details = { reason: `use ${token} \u0000 \ud800`, password: 'hunter2', digest: 'a'.repeat(64), most: 5 };
    await changes.record([happened('proposed', 'chg_01', { details })]);
    const [record] = await changes.auditRecords(null, 1);
    expect(record?.details).not.toMatch(/xoxb|hunter2/);
    const lines = await exported();
    expect(lines).toMatchObject([
      { seq: 1, actor: 'T1.ana', what: 'proposed', ref: 'chg_01', details: { digest: 'a'.repeat(64), most: 5 } },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/xoxb|hunter2/);
    expect(lines[0]).toMatchObject({ at: expect.stringMatching(/^\d{4}-.*Z$/), hash: record?.hash });
    expect(await verified()).toMatchObject({ data: { ok: true } });
  });

  test('is verified and handed over in pages', async () => {
    await changes.record(Array.from({ length: 1001 }, (_, i) => happened('approved', `chg_${i}`)));
    expect(await verified()).toMatchObject({ data: { ok: true, records: 1001 } });
    expect(await exported()).toHaveLength(1001);
  }, 30_000);

  test('that cannot be read is not called whole', async () => {
    await fiveRecords();
    await store.close();
    await expect(verified()).rejects.toThrow(/destroyed|closed/);
  });
});
