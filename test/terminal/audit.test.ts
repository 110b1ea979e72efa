import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditCommand } from '../../commands/audit.ts';
import type { App } from '../../src/app/index.ts';
import { brokenStore } from '../../src/app/index.ts';
import { StoreError, openStore } from '../../src/store/index.ts';
import { app } from '../app/small-account.ts';

function run(words: readonly string[], parts: Partial<App> = {}, team = 'terminal') {
  return auditCommand.run({ words, by: 'ana', place: { team, channel: '', thread: null } }, { ...app(), ...parts });
}

describe('opsmedic audit', () => {
  test.each([[[]], [['check']], [['verify', 'export']], [['verify', 'now']]])(
    'does not understand %j',
    async (words) => {
      await expect(run(words)).rejects.toThrow('Say either audit verify or audit export.');
    },
  );

  test('says what an anchor looks like', async () => {
    await expect(run(['verify', '--anchor', '12:xyz'])).rejects.toThrow('“12:xyz” is no anchor: one looks like 482:');
    await expect(run(['export', '--anchor', '482:9f86d081884c7d65'])).rejects.toThrow('“anchor” is for audit verify.');
  });

  test('says where a database is looked for when there is none', async () => {
    await expect(run(['verify'])).rejects.toThrow('There is no database here: set OPSMEDIC_DATA to its directory');
  });

  test('fails with the reason when the database cannot be read', async () => {
    const says = 'The database in DATABASE_URL (db:5432) cannot be reached (ECONNREFUSED).';
    const reply = await run(['verify'], { store: brokenStore(new StoreError(says)) });
    expect(reply).toEqual({ kind: 'text', markdown: says, data: { ok: false, seq: null, says }, problem: true });
  });

  test('hands the log over on a terminal only', async () => {
    await expect(run(['export'], {}, 'T1')).rejects.toThrow('audit export is for the command line');
  });
});

describe('opsmedic audit, as a program', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opsmedic-audit-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  function opsmedic(...words: string[]): Promise<{ code: unknown; out: string; err: string }> {
    const program = resolve(import.meta.dirname, '../../bin/opsmedic');
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
    return new Promise((end) =>
      execFile(program, words, { cwd: folder, env }, (error, out, err) => end({ code: error?.code ?? 0, out, err })),
    );
  }

  test('finds the database of the bot in the usual place, and makes none', async () => {
    expect(await opsmedic('audit', 'verify')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^There is no database here/),
    });

    const dataDir = join(folder, 'data');
    const store = await openStore({ dataDir, owner: 'bot', log: pino({ level: 'silent' }) });
    await store.changes.record(
      ['proposed', 'approved'].map((what) => ({ actor: 'T1.ana', what, ref: 'c', details: {} })),
    );
    await store.close();
    expect(await opsmedic('audit', 'verify')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ The audit log is whole: its 2 records/),
    });
    const { out } = await opsmedic('audit', 'export', '--json');
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ what: 'proposed' }, { what: 'approved' }]);

    const file = new DatabaseSync(join(dataDir, 'opsmedic.sqlite'));
    file.exec(`drop trigger audit_append_only_update; update audit set actor = 'T1.eve' where seq = 1`);
    file.close();
    const says = /^✗ The audit log is not what was written, from record 1 on: record 1 is not what was written\.$/m;
    expect(await opsmedic('audit', 'verify')).toMatchObject({ code: 1, out: expect.stringMatching(says), err: '' });
  }, 20_000);
});
