import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anInvestigation, finishedWith } from './an-investigation.ts';
import { engines } from './databases.ts';
import type { TestDatabase, TestEngine } from './databases.ts';

describe.each(engines)('The store on %s', (_name, start) => {
  let engine: TestEngine;
  let database: TestDatabase;
  beforeAll(async () => {
    engine = await start();
  }, 60_000);
  afterAll(() => engine.stop());
  beforeEach(async () => {
    database = await engine.createDatabase();
  });
  afterEach(() => database.close());

  test('claims an event once, for each source on its own', async () => {
    const store = await database.open();
    expect(await store.claimEvent('command', '1.2')).toBe(true);
    expect(await store.claimEvent('command', '1.2')).toBe(false);
    expect(await store.claimEvent('action', '1.2')).toBe(true);
  });

  test('still knows a claimed event after a restart', async () => {
    const before = await database.open();
    await before.claimEvent('event', 'Ev1');
    const after = await database.open();
    expect(await after.claimEvent('event', 'Ev1')).toBe(false);
  });

  test('gives an investigation back as it was begun', async () => {
    const store = await database.open();
    const investigation = anInvestigation({
      place: { team: 'T1', channel: 'C1', thread: '1700000000.000100' },
      repeats: 'inv_00',
    });
    await store.begin(investigation);
    expect(await store.find('inv_01')).toEqual(investigation);
    expect(await store.find('inv_02')).toBeNull();
  });

  test('refuses a second investigation of the same id', async () => {
    const store = await database.open();
    await store.begin(anInvestigation());
    await expect(store.begin(anInvestigation())).rejects.toThrow(/unique/i);
  });

  test('keeps the card, the report and the end of an investigation', async () => {
    const store = await database.open();
    const end = finishedWith('502 from 2 of 3 targets');
    await store.begin(anInvestigation());
    await store.posted('inv_01', '1700000000.000200');
    await store.finish('inv_01', end);
    expect(await store.find('inv_01')).toEqual(anInvestigation({ messageTs: '1700000000.000200', ...end }));
  });

  test('ends an investigation once: what is said later about it changes nothing', async () => {
    const store = await database.open();
    await store.begin(anInvestigation());
    await store.finish('inv_01', finishedWith('first'));
    await store.finish('inv_01', finishedWith('second'));
    await store.finish('inv_01', {
      state: 'failed',
      report: null,
      failure: 'x',
      finishedAt: '2026-11-22T11:00:00.000Z',
    });
    expect(await store.find('inv_01')).toMatchObject(finishedWith('first'));
  });

  test('takes investigations whose lease ran out, once', async () => {
    const gone = await database.open('gone', 0);
    await gone.begin(anInvestigation({ id: 'inv_a' }));
    await gone.begin(anInvestigation({ id: 'inv_b', messageTs: '1.2' }));
    const store = await database.open('here');
    const taken = await store.takeInterrupted();
    expect(taken.map(({ id, state }) => `${id} ${state}`).toSorted()).toEqual([
      'inv_a interrupted',
      'inv_b interrupted',
    ]);
    expect(taken.find(({ id }) => id === 'inv_b')?.messageTs).toBe('1.2');
    expect(taken[0]?.finishedAt).toMatch(/^\d{4}-/);
    expect(await store.takeInterrupted()).toEqual([]);
    expect((await store.find('inv_a'))?.state).toBe('interrupted');
  });

  test('leaves investigations alone that are finished or whose lease is running', async () => {
    const gone = await database.open('gone', 0);
    await gone.begin(anInvestigation({ id: 'inv_done' }));
    await gone.finish('inv_done', finishedWith('done'));
    const store = await database.open('here');
    await store.begin(anInvestigation({ id: 'inv_running' }));
    expect(await store.takeInterrupted()).toEqual([]);
  });

  test('keeps the leases of its own investigations when it renews, and of no others', async () => {
    await (await database.open('mine', 0)).begin(anInvestigation({ id: 'inv_mine' }));
    await (await database.open('other', 0)).begin(anInvestigation({ id: 'inv_other' }));
    const store = await database.open('mine', 60_000);
    await store.renew();
    expect((await store.takeInterrupted()).map(({ id }) => id)).toEqual(['inv_other']);
  });

  test('takes the report of a process that was thought dead', async () => {
    const slow = await database.open('slow', 0);
    await slow.begin(anInvestigation());
    await (await database.open('here')).takeInterrupted();
    await slow.renew();
    await slow.finish('inv_01', finishedWith('late, but true'));
    expect(await slow.find('inv_01')).toMatchObject(finishedWith('late, but true'));
  });

  test('lists the newest investigations first, of one channel or of all', async () => {
    const store = await database.open();
    const at = (minute: number) => `2026-11-22T10:0${minute}:00.000Z`;
    const inChannel = (channel: string) => ({ place: { team: 'T1', channel, thread: null } });
    await store.begin(anInvestigation({ id: 'inv_2', startedAt: at(2), ...inChannel('C1') }));
    await store.begin(anInvestigation({ id: 'inv_1', startedAt: at(1), ...inChannel('C1') }));
    await store.begin(anInvestigation({ id: 'inv_3', startedAt: at(3), ...inChannel('C2') }));
    const ids = async (filter: { channel?: string; limit: number }) =>
      (await store.recent(filter)).map(({ id }) => id).join(' ');
    expect(await ids({ limit: 10 })).toBe('inv_3 inv_2 inv_1');
    expect(await ids({ limit: 2 })).toBe('inv_3 inv_2');
    expect(await ids({ channel: 'C1', limit: 10 })).toBe('inv_2 inv_1');
    expect(await ids({ channel: 'C9', limit: 10 })).toBe('');
  });

  test('writes times as ISO 8601 in UTC, however they came', async () => {
    const store = await database.open();
    await store.begin(anInvestigation({ startedAt: '2026-11-22T11:00:00+01:00' }));
    expect((await store.find('inv_01'))?.startedAt).toBe('2026-11-22T10:00:00.000Z');
  });

  test('keeps any text that a log line may hold', async () => {
    const store = await database.open();
    const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: codeUnit }), fc.string({ unit: 'binary' }), async (subject, says) => {
        const id = `inv_${++count}`;
        const begun = anInvestigation({ id });
        await store.begin({ ...begun, ask: { ...begun.ask, subject } });
        await store.finish(id, { ...finishedWith(says), failure: subject });
        const found = await store.find(id);
        expect(found?.ask.subject).toBe(subject);
        expect(found?.failure).toBe(subject);
        expect(found?.report?.diagnosis.says).toBe(says);
      }),
      { numRuns: 60, examples: [['a\u0000b \ud800 \u2028 "\\', '’\u202e👩‍🚒 </script> ${}']] },
    );
  });

  test('keeps a report of 5 MB', async () => {
    const store = await database.open();
    const end = finishedWith('502 – '.repeat(5_000_000 / 6));
    await store.begin(anInvestigation());
    await store.finish('inv_01', end);
    // Not toEqual: it would print both texts.
    const found = await store.find('inv_01');
    expect(found?.report?.diagnosis.says === end.report?.diagnosis.says).toBe(true);
  });

  test('answers a ping until it is closed', async () => {
    const other = await database.open();
    await expect(other.ping()).resolves.toBeUndefined();
    await other.close();
    await expect(other.ping()).rejects.toThrow(/destroyed/);
  });
});
