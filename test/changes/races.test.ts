import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { engines } from '../store/databases.ts';
import type { TestDatabase, TestEngine } from '../store/databases.ts';
import { race } from './races.ts';

describe.each(engines)('Replicas that race on %s', (_name, start) => {
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

  test('decide once about each change and make it once, whoever clicks how often', async () => {
    const raced = await race(database, 60);
    expect(raced.wrong).toEqual([]);
    expect(Object.keys(raced.ended).toSorted()).toEqual(['applied', 'denied', 'withdrawn']);
    expect(raced.calls).toBeGreaterThan(20);
  }, 120_000);

  test('are caught when one of them goes on although somebody was faster', async () => {
    const raced = await race(database, 40, { spoilt: true });
    expect(raced.wrong).not.toEqual([]);
  }, 120_000);
});
