import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHandoffs } from '../../src/handoff/desk.ts';
import { doNextHandoffJob } from '../../src/handoff/keeper.ts';
import type { Keeping } from '../../src/handoff/keeper.ts';
import type { Shift } from '../../src/on-call/index.ts';
import type { DurableStore } from '../../src/store/index.ts';
import { testDatabase, silent } from '../store/databases.ts';
import type { TestDatabase } from '../store/databases.ts';
import { inForce, nothing } from './a-handoff.ts';

let database: TestDatabase;
let store: DurableStore;
beforeEach(async () => {
  database = await testDatabase(null);
  store = await database.open();
});
afterEach(() => database.close());

const signal = new AbortController().signal;
const minute = 60_000;
/** The clock of the database is the real one. */
const from = Date.now();
const inMinutes = (count: number) => new Date(from + count * minute);

const shift = (who: string, start: number, end: number): Shift => ({
  from: inMinutes(start),
  to: inMinutes(end),
  people: [`T1.${who}`],
  unknown: [],
});

function keeping(shifts: readonly Shift[], parts: Partial<Keeping> = {}): Keeping & { readonly windows: string[] } {
  const windows: string[] = [];
  return {
    windows,
    store,
    team: 'T1',
    config: { handoff: { timeZone: 'UTC', channels: ['C1', 'C2'], escalateTo: 'S1' } },
    schedule: { shifts: async () => ({ ok: true, shifts }) },
    gather: async (window) => {
      windows.push(`${window.from.toISOString()} ${window.to.toISOString()}`);
      return { ...nothing, inForce: [inForce('chg_a'), inForce('chg_b')] };
    },
    log: silent,
    pause: () => Promise.resolve(),
    ...parts,
  };
}

/** As the program does at its start. */
async function plan(on: Keeping): Promise<void> {
  await store.changes.schedule([{ kind: 'handoff-plan', ref: 'T1', runAt: new Date(0), ifThere: 'replace' }]);
  await work(on);
}

async function work(on: Keeping): Promise<void> {
  while (await doNextHandoffJob(on, signal));
}

/** Lets a timer be due. */
async function due(kind: string): Promise<void> {
  await database.meddle(`update job set run_at = 0 where kind = '${kind}'`);
}

async function messages(): Promise<string[]> {
  const rows = await database.meddle('select kind, version from message order by kind');
  return rows.map(({ kind, version }) => `${String(kind)} v${String(version)}`);
}

async function only() {
  const [handoff, ...others] = await store.handoffs.newest({ team: 'T1', limit: 9 });
  if (!handoff || others.length > 0) throw new TypeError('there is one');
  return handoff;
}

describe('a change of shift', () => {
  test('is drafted within the hour before, to who hands over, and posted in each channel at its time', async () => {
    const on = keeping([shift('U1', -600, 30), shift('U2', 30, 600)]);
    await plan(on);
    expect(await messages()).toEqual(['handoff/draft/U1 v1']);
    expect(await only()).toMatchObject({
      state: 'draft',
      outgoing: ['T1.U1'],
      incoming: ['T1.U2'],
      at: inMinutes(30),
      content: { inForce: [{}, {}] },
    });
    await due('handoff-post');
    await work(on);
    expect(await messages()).toEqual([
      'handoff/draft/U1 v2',
      'handoff/more/C1 v1',
      'handoff/more/C2 v1',
      'handoff/posted/C1 v1',
      'handoff/posted/C2 v1',
    ]);
    expect((await only()).state).toBe('posted');
  });

  test('is neither drafted nor posted twice, however often it is looked for, and after a crash', async () => {
    const on = keeping([shift('U1', -600, 30), shift('U2', 30, 600)]);
    for (let times = 0; times < 3; times++) await plan(on);
    await due('handoff-post');
    // A process takes the job and is never heard of again: its lease runs out.
    const crashed = await store.changes.claimJob(60_000, ['handoff-post']);
    await database.meddle("update job set lease_until = 0 where kind = 'handoff-post'");
    await work(on);
    const handoff = await only();
    const { version, ...to } = handoff;
    if (!crashed) throw new TypeError('it was due');
    expect(await store.handoffs.move({ to, version, lease: crashed })).toEqual({ ok: false, why: 'lease-lost' });
    await plan(on);
    await work(on);
    expect((await messages()).filter((one) => one.startsWith('handoff/posted'))).toEqual([
      'handoff/posted/C1 v1',
      'handoff/posted/C2 v1',
    ]);
  });

  test('that comes later than in an hour waits', async () => {
    await plan(keeping([shift('U1', -600, 90), shift('U2', 90, 600)]));
    expect(await store.handoffs.newest({ team: 'T1', limit: 9 })).toEqual([]);
  });

  test('that the program slept through is made up for, without a draft; one of yesterday is not', async () => {
    await plan(keeping([shift('U0', -3000, -1500), shift('U1', -1500, -20), shift('U2', -20, 600)]));
    expect(await only()).toMatchObject({
      state: 'posted',
      outgoing: ['T1.U1'],
      at: inMinutes(-20),
      since: inMinutes(-1500),
    });
    expect((await messages()).some((one) => one.startsWith('handoff/draft'))).toBe(false);
  });

  test('that was swapped after the draft goes to whoever is next by then', async () => {
    await plan(keeping([shift('U1', -600, 30), shift('U2', 30, 600)]));
    await due('handoff-post');
    await work(keeping([shift('U1', -600, 30), shift('U3', 30, 600)]));
    expect(await only()).toMatchObject({ state: 'posted', incoming: ['T1.U3'] });
  });

  test('that was taken back after the draft is not posted, and the draft is edited', async () => {
    await plan(keeping([shift('U1', -600, 30), shift('U2', 30, 600)]));
    await due('handoff-post');
    await work(keeping([shift('U1', -600, 600)]));
    expect((await only()).state).toBe('skipped');
    expect(await messages()).toEqual(['handoff/draft/U1 v2']);
  });

  test('is posted as it was known where the schedule cannot be read at its time', async () => {
    await plan(keeping([shift('U1', -600, 30), shift('U2', 30, 600)]));
    await due('handoff-post');
    const unreadable = { shifts: async () => ({ ok: false, why: 'unreadable', says: 'gone' }) as const };
    await work(keeping([], { schedule: unreadable }));
    expect(await only()).toMatchObject({ state: 'posted', incoming: ['T1.U2'] });
  });

  test('is tried again when it could not be gathered', async () => {
    const shifts = [shift('U1', -600, -5), shift('U2', -5, 600)];
    await plan(keeping(shifts, { gather: () => Promise.reject(new Error('down')) }));
    expect((await only()).state).toBe('draft');
    await due('handoff-post');
    await work(keeping(shifts));
    expect((await only()).state).toBe('posted');
  });

  test('of a user group is when its members are others; the first look only remembers them', async () => {
    const group = { handoff: { timeZone: 'UTC', channels: ['C1'] }, onCall: { group: 'S1' } };
    const members = (who: string) => keeping([shift(who, -5, 5)], { config: group });
    await plan(members('U1'));
    expect(await messages()).toEqual([]);
    await plan(members('U1'));
    await plan(members('U2'));
    await plan(members('U2'));
    const [last, first, ...others] = await store.handoffs.newest({ team: 'T1', limit: 9 });
    expect([first?.state, others]).toEqual(['skipped', []]);
    expect(last).toMatchObject({ state: 'posted', outgoing: ['T1.U1'], incoming: ['T1.U2'] });
  });

  test('of a user group may be at configured times: it goes to who is in the group then', async () => {
    const at = new Date(Date.now() - 5 * minute).toISOString().slice(11, 16);
    const config = { handoff: { timeZone: 'UTC', channels: ['C1'], times: [at] }, onCall: { group: 'S1' } };
    await plan(keeping([shift('U1', -5, 5)], { config }));
    expect(await only()).toMatchObject({ state: 'posted', outgoing: [], incoming: ['T1.U1'] });
  });

  test('tells how often a line was carried, and which handoff was before', async () => {
    const first = keeping([shift('U1', -600, -60), shift('U2', -60, 600)]);
    await plan(first);
    const before = await only();
    await plan(keeping([shift('U1', -600, -60), shift('U2', -60, -5), shift('U3', -5, 600)]));
    const [now] = await store.handoffs.newest({ team: 'T1', limit: 1 });
    expect(now).toMatchObject({ previous: before.id, content: { inForce: [{ carried: 1 }, { carried: 1 }] } });
  });
});

describe('who takes over', () => {
  async function posted() {
    const on = keeping([shift('U1', -600, -5), shift('U2', -5, 600)]);
    await plan(on);
    return { on, id: (await only()).id, desk: createHandoffs(store) };
  }

  test('does so item by item or as a whole, and only they', async () => {
    const { id, desk } = await posted();
    expect(await desk.accept(id, 'all', 'T1.U1')).toMatchObject({ ok: false, says: 'It is for <@U2> to take over.' });
    expect(await desk.accept(id, ['change:chg_a', 'change:made-up'], 'T1.U2')).toMatchObject({
      ok: true,
      says: 'You have taken over 1; 1 are open.',
    });
    expect(await desk.accept(id, ['change:chg_a'], 'T1.U2')).toMatchObject({ ok: false });
    expect(await desk.accept(id, 'all', 'T1.U2')).toMatchObject({ ok: true, says: 'You have taken over all of it.' });
    expect((await only()).accepted.map(({ key, by }) => [key, by])).toEqual([
      ['change:chg_a', 'T1.U2'],
      ['change:chg_b', 'T1.U2'],
    ]);
    expect(await messages()).toContain('handoff/posted/C1 v3');
  });

  test('is whoever does, three quarters of an hour after the change: who was to come may have left', async () => {
    await plan(keeping([shift('U1', -600, -46), shift('U2', -46, 600)]));
    const desk = createHandoffs(store);
    expect(await desk.accept((await only()).id, 'all', 'T1.U7')).toMatchObject({ ok: true });
  });

  test('loses nothing where two take over at once', async () => {
    const { id, desk } = await posted();
    await Promise.all([desk.accept(id, ['change:chg_a'], 'T1.U2'), desk.accept(id, ['change:chg_b'], 'T1.U2')]);
    expect((await only()).accepted).toHaveLength(2);
  });

  test('is reminded when they did not, and then others are told', async () => {
    const { on } = await posted();
    await due('handoff-remind');
    await work(on);
    expect(await messages()).toContain('handoff/remind/U2 v1');
    expect((await messages()).filter((one) => one.startsWith('handoff/escalate'))).toEqual([]);
    await due('handoff-escalate');
    await work(on);
    expect(await messages()).toContain('handoff/escalate/C1 v1');
  });

  test('is left alone once they did', async () => {
    const { on, id, desk } = await posted();
    await desk.accept(id, 'all', 'T1.U2');
    await due('handoff-remind');
    await work(on);
    expect((await messages()).filter((one) => /remind|escalate/u.test(one))).toEqual([]);
  });
});

describe('who hands over', () => {
  async function drafted() {
    const on = keeping([shift('U1', -600, 30), shift('U2', 30, 600)]);
    await plan(on);
    return { on, id: (await only()).id, desk: createHandoffs(store) };
  }
  const words = { context: 'Busy day.', watch: 'the queue', notes: '' };

  test('writes into the draft, and what they wrote is posted', async () => {
    const { on, id, desk } = await drafted();
    expect(await desk.write(id, words, 'T1.U2')).toMatchObject({ ok: false, says: 'The draft is that of <@U1>.' });
    expect(await desk.write(id, words, 'T1.U1')).toMatchObject({ ok: true });
    await due('handoff-post');
    await work(on);
    expect(await only()).toMatchObject({ state: 'posted', words });
    expect(await desk.write(id, words, 'T1.U1')).toMatchObject({ ok: false, says: 'It was posted already.' });
  });

  test('posts it before its time, of the time until then, and once', async () => {
    const { on, id, desk } = await drafted();
    expect(await desk.postNow(id, 'T1.U1')).toMatchObject({ ok: true });
    await work(on);
    expect((await only()).state).toBe('posted');
    const [, to = ''] = on.windows.at(-1)?.split(' ') ?? [];
    expect(Date.parse(to)).toBeLessThan(inMinutes(29).getTime());
    await due('handoff-post');
    await work(on);
    expect((await messages()).filter((one) => one.startsWith('handoff/posted'))).toEqual([
      'handoff/posted/C1 v1',
      'handoff/posted/C2 v1',
    ]);
  });

  test('may leave it out', async () => {
    const { on, id, desk } = await drafted();
    expect(await desk.skip(id, 'T1.U1')).toMatchObject({ ok: true });
    await due('handoff-post');
    await work(on);
    expect((await only()).state).toBe('skipped');
    expect(await messages()).toEqual(['handoff/draft/U1 v2']);
  });
});
