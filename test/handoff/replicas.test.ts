import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHandoffs } from '../../src/handoff/desk.ts';
import { doNextHandoffJob } from '../../src/handoff/keeper.ts';
import type { Keeping } from '../../src/handoff/keeper.ts';
import type { DurableStore } from '../../src/store/index.ts';
import { engines, silent } from '../store/databases.ts';
import type { TestEngine } from '../store/databases.ts';
import { inForce, nothing } from './a-handoff.ts';

const startPostgres = engines.find(([name]) => name === 'PostgreSQL')?.[1];
let engine: TestEngine;
beforeAll(async () => {
  if (!startPostgres) throw new TypeError('there are two engines');
  engine = await startPostgres();
}, 60_000);
afterAll(() => engine.stop());

const signal = new AbortController().signal;
const minute = 60_000;

test('five replicas over one PostgreSQL post forty changes of shift once each, and lose no acceptance', async () => {
  const database = await engine.createDatabase();
  try {
    const stores = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((owner) => database.open(owner)));
    const now = Date.now();
    const changes = 40;
    const shifts = Array.from({ length: changes + 1 }, (_, index) => ({
      from: new Date(now - (changes - index + 1) * 2 * minute),
      to: new Date(now - (changes - index) * 2 * minute),
      people: [`T1.U${index}`],
      unknown: [],
    }));
    const keepingOf = (store: DurableStore): Keeping => ({
      store,
      team: 'T1',
      config: { handoff: { timeZone: 'UTC', channels: ['C1'] } },
      schedule: { shifts: async () => ({ ok: true, shifts }) },
      gather: async () => ({ ...nothing, inForce: [inForce('chg_a'), inForce('chg_b')] }),
      log: silent,
      pause: () => Promise.resolve(),
    });
    const plan = (store: DurableStore) =>
      store.changes.schedule([{ kind: 'handoff-plan', ref: 'T1', runAt: new Date(0), ifThere: 'replace' }]);
    await Promise.all(
      stores.map(async (store) => {
        const keeping = keepingOf(store);
        // Each looks for changes anew, while the others are at it.
        await plan(store);
        while (await doNextHandoffJob(keeping, signal));
      }),
    );
    const [first] = stores;
    if (!first) throw new TypeError('there are five');
    while (await doNextHandoffJob(keepingOf(first), signal));
    const posted = await first.handoffs.newest({ team: 'T1', states: ['posted'], limit: 99 });
    expect(posted).toHaveLength(changes);
    const rows = await database.meddle("select version from message where kind = 'handoff/posted/C1'");
    expect(rows.map(({ version }) => Number(version))).toEqual(posted.map(() => 1));

    const [last] = posted;
    const taken = await Promise.all(
      stores.map((store, index) =>
        createHandoffs(store).accept(
          last?.id ?? '',
          [index % 2 === 0 ? 'change:chg_a' : 'change:chg_b'],
          `T1.U${changes}`,
        ),
      ),
    );
    expect(taken.filter(({ ok }) => ok)).toHaveLength(2);
    expect((await first.handoffs.find(last?.id ?? ''))?.accepted).toHaveLength(2);
  } finally {
    await database.close();
  }
});
