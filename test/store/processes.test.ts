import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyAudit } from '../../src/audit/verify.ts';
import { oneByOne } from '../audit/a-log.ts';
import { aProposal, asked } from './a-proposal.ts';
import { anInvestigation } from './an-investigation.ts';
import { engines } from './databases.ts';
import type { TestDatabase, TestEngine } from './databases.ts';

describe.each(engines)('Several processes on one store in %s', (_name, start) => {
  let engine: TestEngine;
  let database: TestDatabase;
  const running: StoreProcess[] = [];
  beforeAll(async () => {
    engine = await start();
  }, 60_000);
  afterAll(() => engine.stop());
  beforeEach(async () => {
    database = await engine.createDatabase();
  });
  afterEach(async () => {
    for (const process of running.splice(0)) process.child.kill('SIGKILL');
    await database.close();
  });

  async function startProcesses(job: string, count: number): Promise<readonly StoreProcess[]> {
    const processes = Array.from({ length: count }, () => storeProcess(job, database));
    running.push(...processes);
    await Promise.all(processes.map((process) => process.ready));
    return processes;
  }

  test('claim each event once between them', async () => {
    await database.open();
    const processes = await startProcesses('claim', 2);
    for (const process of processes) process.tell();
    const won = await Promise.all(processes.map((process) => process.ended()));
    expect(won.flat().toSorted()).toEqual(Array.from({ length: 300 }, (_, i) => `event-${i}`).toSorted());
  }, 30_000);

  test('take each interrupted investigation once between them', async () => {
    const gone = await database.open('gone', 0);
    const processes = await startProcesses('take', 2);
    for (const process of processes) process.tell();
    const ids = Array.from({ length: 150 }, (_, i) => `inv_${i}`);
    for (const id of ids) await gone.begin(anInvestigation({ id }));
    for (const process of processes) process.tell();
    const taken = await Promise.all(processes.map((process) => process.ended()));
    expect(taken.flat().toSorted()).toEqual(ids.toSorted());
  }, 30_000);

  test('propose the same change once between them', async () => {
    await database.open();
    const processes = await startProcesses('propose', 2);
    for (const process of processes) process.tell();
    const won = await Promise.all(processes.map((process) => process.ended()));
    expect(won.flat().toSorted()).toEqual(Array.from({ length: 50 }, (_, i) => `digest ${i}`).toSorted());
  }, 30_000);

  test('decide once about each change, and of two changes of a resource start one', async () => {
    const { changes } = await database.open();
    const races = 50;
    const preview = (resource: string) => ({ ...aProposal().preview, resources: [resource] });
    for (let i = 0; i < races; i++)
      await changes.propose(asked({ id: `chg_${i}`, preview: preview(`arn:${Math.floor(i / 2)}`) }));
    const processes = await startProcesses('decide', 3);
    for (const process of processes) process.tell();
    const said = (await Promise.all(processes.map((process) => process.ended()))).flat();
    const all = await changes.list({ limit: 500 });
    const saidOf = (id: string) => said.filter((line) => line.endsWith(` ${id}`)).map((line) => line.split(' ')[0]);

    for (const { proposal, standing, votes, executions } of all) {
      const told = saidOf(proposal.id);
      const once = ['approved', 'denied', 'executing'].map((state) => told.filter((one) => one === state).length);
      expect(Math.max(...once), told.join(' ')).toBe(1);
      expect(new Set(votes.map(({ by }) => by)).size).toBe(votes.length);
      const attempts = executions.flatMap((execution) => execution.attempts);
      expect(attempts.length).toBe(standing.state === 'executing' ? 1 : 0);
      expect(votes.length).toBeGreaterThanOrEqual(standing.state === 'denied' ? 0 : 2);
      expect(['approved', 'denied', 'executing']).toContain(standing.state);
      expect(told.includes('denied')).toBe(standing.state === 'denied');
    }
    const started = all.filter(({ standing }) => standing.state === 'executing');
    expect(new Set(started.flatMap(({ proposal }) => proposal.preview.resources)).size).toBe(started.length);
    expect(started.length).toBeGreaterThan(races / 4);
    // Everything that was done is in the log, once.
    const records = await changes.auditRecords(null, 10_000);
    expect(
      records
        .filter(({ what }) => what !== 'proposed')
        .map(({ what, ref }) => `${what} ${ref}`)
        .toSorted(),
    ).toEqual(said.toSorted());
    expect(await verifyAudit(oneByOne(records))).toMatchObject({ ok: true });
  }, 60_000);

  test('do each job once, and send each message once, between them', async () => {
    const { changes } = await database.open();
    const refs = Array.from({ length: 100 }, (_, i) => `chg_${i}`);
    await changes.schedule(refs.map((ref) => ({ kind: 'execute', ref, runAt: new Date(0) })));
    await changes.post(refs.map((ref) => ({ kind: 'card', ref, place: aProposal().place, body: null })));
    const processes = await startProcesses('work', 2);
    for (const process of processes) process.tell();
    const done = await Promise.all(processes.map((process) => process.ended()));
    expect(done.flat().toSorted()).toEqual(refs.flatMap((ref) => [`job ${ref}`, `message ${ref}`]).toSorted());
  }, 30_000);

  test('leave whole steps behind when one of them is killed in the middle of moving', async () => {
    for (let round = 0; round < 3; round++) {
      const [mover] = await startProcesses('move', 1);
      if (!mover) throw new Error('no process');
      mover.tell();
      await mover.saidAtLeast(15);
      mover.child.kill('SIGKILL');
      const acknowledged = await mover.killed;
      const { changes } = await database.open();
      const records = await changes.auditRecords(null, 10_000);
      const logged = (what: string) => new Set(records.filter((one) => one.what === what).map(({ ref }) => ref));
      expect(acknowledged.filter((id) => !logged('withdrawn').has(id))).toEqual([]);
      for (const { proposal, standing, version } of await changes.list({ limit: 5000 })) {
        const withdrawn = logged('withdrawn').has(proposal.id);
        expect([standing.state, version]).toEqual(withdrawn ? ['withdrawn', 2] : ['pending', 1]);
      }
      const scheduled = await database.meddle('select ref from job');
      expect(new Set(scheduled.map(({ ref }) => ref))).toEqual(logged('withdrawn'));
      expect(await verifyAudit(oneByOne(records))).toMatchObject({ ok: true });
    }
    expect(integrity(database)).toBe('ok');
  }, 60_000);

  test('make the schema together when all of them are the first', async () => {
    const processes = await startProcesses('open', 4);
    for (const process of processes) process.tell();
    await Promise.all(processes.map((process) => process.ended()));
    const store = await database.open();
    expect(await store.claimEvent('command', 'x')).toBe(true);
  }, 30_000);

  test('lose nothing that was acknowledged when one of them is killed in the middle of writing', async () => {
    for (let round = 0; round < 3; round++) {
      const [writer] = await startProcesses('write', 1);
      if (!writer) throw new Error('no process');
      writer.tell();
      await writer.saidAtLeast(25);
      writer.child.kill('SIGKILL');
      const acknowledged = await writer.killed;
      const store = await database.open();
      const states = await Promise.all(
        acknowledged.map(async (id) => (await store.find(id))?.state ?? `${id} is lost`),
      );
      expect(acknowledged.length).toBeGreaterThanOrEqual(25);
      expect(new Set(states)).toEqual(new Set(['finished']));
    }
    expect(integrity(database)).toBe('ok');
  }, 60_000);
});

/** What SQLite says of its file; PostgreSQL looks after its own. */
function integrity({ databaseUrl, dataDir }: TestDatabase): unknown {
  if (databaseUrl !== null) return 'ok';
  const file = new DatabaseSync(join(dataDir, 'opsmedic.sqlite'));
  const result = file.prepare('pragma integrity_check').get();
  file.close();
  return result?.['integrity_check'];
}

interface StoreProcess {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  /** Lets it go on. */
  readonly tell: () => void;
  readonly saidAtLeast: (count: number) => Promise<void>;
  /** What it said, once it ended by itself; rejects when it failed. */
  readonly ended: () => Promise<readonly string[]>;
  /** What it said, however it ended. */
  readonly killed: Promise<readonly string[]>;
}

function storeProcess(job: string, { databaseUrl, dataDir }: TestDatabase): StoreProcess {
  const program = join(import.meta.dirname, 'store-process.ts');
  const child = spawn(process.execPath, [program, job, databaseUrl ?? '', dataDir], { stdio: 'pipe' });
  const lines = createInterface({ input: child.stdout });
  const said: string[] = [];
  const ready = once(lines, 'line').then(() => void lines.on('line', (line: string) => void said.push(line)));
  const failure = text(child.stderr);
  const exit = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(async ([[code, signal]]) => ({
    how: code === null ? String(signal) : `code ${code}`,
    failure: await failure,
  }));
  const tooEarly = exit.then((end) => Promise.reject(new Error(`it ended before it was ready: ${end.failure}`)));
  return {
    child,
    ready: Promise.race([ready, tooEarly]),
    tell: () => void child.stdin.write('\n'),
    saidAtLeast: async (count) => {
      while (said.length < count) await once(lines, 'line');
    },
    ended: async () => {
      const end = await exit;
      if (end.how !== 'code 0') throw new Error(`it ended with ${end.how}: ${end.failure}`);
      return said;
    },
    killed: exit.then(() => said),
  };
}
