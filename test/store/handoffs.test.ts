import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aHandoff } from './a-handoff.ts';
import { engines } from './databases.ts';
import type { TestDatabase, TestEngine } from './databases.ts';

const place = { team: 'T1', channel: 'C1', thread: null };
const message = (kind: string) => ({ ref: 'hnd_01', kind, place, body: { handoff: 'hnd_01' } });

describe.each(engines)('Handoffs on %s', (name, start) => {
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

  test('come back as they were begun', async () => {
    const { handoffs } = await database.open();
    const words = { context: 'a\u0000b', watch: '“x”', notes: '' };
    const handoff = aHandoff({
      words,
      previous: 'hnd_00',
      accepted: [{ key: 'k', by: 'T1.U2', at: '2026-11-23T08:01:00Z' }],
    });
    expect(await handoffs.begin(handoff, {})).toEqual({ begun: true, handoff: { ...handoff, version: 1 } });
    const again = await database.open();
    expect(await again.handoffs.find('hnd_01')).toEqual({ ...handoff, version: 1 });
    expect(await again.handoffs.find('hnd_02')).toBeNull();
  });

  test('are begun once for each occasion of a team, with their messages, however many processes think of it', async () => {
    // Connections to one SQLite file would wait for each other within this process.
    const owners = name === 'SQLite' ? ['a'] : ['a', 'b', 'c'];
    const opened = await Promise.all(owners.map((owner) => database.open(owner)));
    const stores = [...opened, ...opened, ...opened].slice(0, 3);
    const begun = await Promise.all(
      stores.map(({ handoffs }, index) =>
        handoffs.begin(aHandoff({ id: `hnd_0${index}` }), {
          post: [{ ...message('handoff/draft'), ref: `hnd_0${index}` }],
        }),
      ),
    );
    expect(begun.filter((one) => one.begun)).toHaveLength(1);
    expect(new Set(begun.map(({ handoff }) => handoff.id)).size).toBe(1);
    const [store] = stores;
    expect(await store?.changes.claimMessage(60_000)).not.toBeNull();
    expect(await store?.changes.claimMessage(60_000)).toBeNull();
    const other = await store?.handoffs.begin(aHandoff({ id: 'hnd_09', team: 'T2' }), {});
    expect(other?.begun).toBe(true);
  });

  test('move only from the version that was decided on, and by whoever holds the job', async () => {
    const { handoffs, changes } = await database.open();
    await handoffs.begin(aHandoff(), { schedule: [{ kind: 'handoff-post', ref: 'hnd_01', runAt: new Date(0) }] });
    const lease = await changes.claimJob(60_000, ['handoff-post']);
    if (!lease) throw new TypeError('it is due');
    await handoffs.move({ to: aHandoff({ words: { context: 'c', watch: '', notes: '' } }), version: 1 });
    const posted = { to: aHandoff({ state: 'posted' }), post: [message('handoff/posted/C1')] };
    expect(await handoffs.move({ ...posted, version: 1, lease })).toMatchObject({
      ok: false,
      why: 'overtaken',
      handoff: { version: 2 },
    });
    // The job is still ours: what was overtaken was taken back wholly.
    expect(await changes.message('hnd_01', 'handoff/posted/C1')).toBeNull();
    expect(await handoffs.move({ ...posted, version: 2, lease })).toMatchObject({
      ok: true,
      handoff: { state: 'posted', version: 3 },
    });
    expect(await handoffs.move({ ...posted, version: 3, lease })).toEqual({ ok: false, why: 'lease-lost' });
    expect(await changes.message('hnd_01', 'handoff/posted/C1')).toMatchObject({ version: 1 });
    expect(await changes.claimJob(60_000, ['handoff-post'])).toBeNull();
  });

  test('are listed by the moment of their change, of one team and of the states that are wanted', async () => {
    const { handoffs } = await database.open();
    const at = (day: number) => new Date(`2026-11-${day}T08:00:00.000Z`);
    await handoffs.begin(aHandoff({ id: 'hnd_a', occasion: 'a', at: at(21), state: 'posted' }), {});
    await handoffs.begin(aHandoff({ id: 'hnd_b', occasion: 'b', at: at(23) }), {});
    await handoffs.begin(aHandoff({ id: 'hnd_c', occasion: 'c', at: at(22), state: 'posted' }), {});
    await handoffs.begin(aHandoff({ id: 'hnd_d', occasion: 'd', at: at(24), team: 'T2' }), {});
    const ids = async (which: object) =>
      (await handoffs.newest({ team: 'T1', limit: 9, ...which })).map(({ id }) => id);
    expect(await ids({})).toEqual(['hnd_b', 'hnd_c', 'hnd_a']);
    expect(await ids({ states: ['posted'], limit: 1 })).toEqual(['hnd_c']);
  });
});
