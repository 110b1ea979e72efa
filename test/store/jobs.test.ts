import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChangesStore, Lease, Letter } from '#store';
import { aProposal, asked, moveOf } from './a-proposal.ts';
import { engines } from './databases.ts';
import type { TestDatabase, TestEngine } from './databases.ts';

const long = 60_000;
const longAgo = new Date('2024-11-22T12:00:00.000Z');
const lessLongAgo = new Date('2024-11-22T12:05:00.000Z');
const { place } = aProposal();

function inAnHour(): Date {
  return new Date(Date.now() + 3_600_000);
}

describe.each(engines)('On %s', (_name, start) => {
  let engine: TestEngine;
  let database: TestDatabase;
  let changes: ChangesStore;
  let others: ChangesStore;
  beforeAll(async () => {
    engine = await start();
  }, 60_000);
  afterAll(() => engine.stop());
  beforeEach(async () => {
    database = await engine.createDatabase();
    ({ changes } = await database.open('here'));
    ({ changes: others } = await database.open('there'));
  });
  afterEach(() => database.close());

  async function claimed(store = changes, leaseMs = long): Promise<Lease> {
    const lease = await store.claimJob(leaseMs);
    if (!lease) throw new Error('no job');
    return lease;
  }

  async function taken(store = changes, leaseMs = long): Promise<Letter> {
    const letter = await store.claimMessage(leaseMs);
    if (!letter) throw new Error('no message');
    return letter;
  }

  describe('a job', () => {
    const job = { kind: 'execute', ref: 'chg_01', runAt: longAgo } as const;

    test('is taken when it is due, the longest due first, each once', async () => {
      await changes.schedule([
        { ...job, ref: 'second', runAt: lessLongAgo },
        { ...job, ref: 'first' },
        { ...job, ref: 'not yet', runAt: inAnHour() },
      ]);
      expect(await changes.claimJob(long)).toMatchObject({ ref: 'first', runAt: longAgo, tries: 0, leaseMs: long });
      expect(await others.claimJob(long)).toMatchObject({ ref: 'second', runAt: lessLongAgo });
      expect(await changes.claimJob(long)).toBeNull();
    });

    test('of a kind that was not asked for is left to others', async () => {
      await changes.schedule([job, { ...job, kind: 'revert' }]);
      expect(await changes.claimJob(long, ['revert', 'verify'])).toMatchObject({ kind: 'revert' });
      expect(await changes.claimJob(long, ['revert', 'verify'])).toBeNull();
    });

    test('is done once: settled, it does not come back, not even when it is asked for again', async () => {
      await changes.schedule([job]);
      const lease = await claimed();
      expect(await changes.settleJob(lease, { again: null })).toBe(true);
      await changes.schedule([job]);
      expect(await changes.claimJob(long)).toBeNull();
      expect(await changes.settleJob(lease, { again: null })).toBe(false);
    });

    test('is done again where that is said, and taken from whoever does it', async () => {
      await changes.schedule([job]);
      const lease = await claimed();
      await others.schedule([{ ...job, runAt: lessLongAgo, ifThere: 'replace' }]);
      expect(await changes.renewJob(lease)).toBe(false);
      expect(await changes.settleJob(lease, { again: null })).toBe(false);
      const next = await claimed(others);
      expect(next).toMatchObject({ runAt: lessLongAgo, tries: 0 });
      await others.settleJob(next, { again: null });
      await changes.schedule([{ ...job, ifThere: 'replace' }]);
      expect(await changes.claimJob(long)).toMatchObject({ ref: 'chg_01' });
    });

    test('is rescued: again when it was done, taken from its holder, and left alone while it waits', async () => {
      const rescue = { ...job, runAt: lessLongAgo, ifThere: 'rescue' } as const;
      await changes.schedule([job]);
      const lease = await claimed();
      await others.schedule([rescue]);
      expect(await changes.renewJob(lease)).toBe(false);
      const next = await claimed(others);
      expect(next).toMatchObject({ runAt: longAgo, tries: 1 });
      await others.settleJob(next, { again: inAnHour() });
      await others.schedule([rescue]);
      expect(await changes.claimJob(long)).toBeNull();
      await changes.schedule([{ ...job, ifThere: 'replace' }]);
      await changes.settleJob(await claimed(), { again: null });
      await changes.schedule([rescue]);
      expect(await changes.claimJob(long)).toMatchObject({ runAt: lessLongAgo, tries: 0 });
      await changes.schedule([{ ...rescue, ref: 'chg_02' }]);
      expect(await changes.claimJob(long)).toMatchObject({ ref: 'chg_02', tries: 0 });
    });

    test('is put off, and how often it was tried is told', async () => {
      await changes.schedule([job]);
      expect(await changes.settleJob(await claimed(), { again: inAnHour() })).toBe(true);
      expect(await changes.claimJob(long)).toBeNull();
      await changes.schedule([{ ...job, ref: 'chg_02' }]);
      await changes.settleJob(await claimed(), { again: longAgo });
      expect(await changes.claimJob(long)).toMatchObject({ ref: 'chg_02', tries: 1 });
    });

    test('settled brings what comes after it', async () => {
      await changes.schedule([job]);
      await changes.settleJob(await claimed(), {
        again: null,
        post: [{ ref: 'chg_01', kind: 'note', place, body: 'x' }],
        schedule: [{ ...job, kind: 'verify' }],
      });
      expect(await changes.claimJob(long)).toMatchObject({ kind: 'verify' });
      expect(await changes.message('chg_01', 'note')).toMatchObject({ body: 'x' });
    });

    test('whose holder is silent is taken over, and nothing of the silent one counts any more', async () => {
      await changes.propose(asked());
      await changes.schedule([job]);
      const silent = await claimed(changes, 0);
      const next = await claimed(others);
      expect(next.fence).toBeGreaterThan(silent.fence);
      expect(next.tries).toBe(1);
      const step = moveOf('chg_01', 1, { state: 'executing', votes: [] });
      expect(await changes.renewJob(silent)).toBe(false);
      expect(await changes.settleJob(silent, { again: null, schedule: [{ ...job, kind: 'verify' }] })).toBe(false);
      expect(await changes.move({ ...step, lease: silent })).toEqual({ ok: false, why: 'lease-lost' });
      expect(await changes.claimJob(long)).toBeNull();
      expect(await others.move({ ...step, lease: next })).toMatchObject({ ok: true, change: { version: 2 } });
    });

    test('is still its holder’s after the lease ran out while nobody else took it, and a move renews it', async () => {
      await changes.propose(asked());
      await changes.schedule([job]);
      const late = { ...(await claimed(changes, 0)), leaseMs: long };
      const step = moveOf('chg_01', 1, { state: 'executing', votes: [] }, { lease: late });
      expect(await changes.move(step)).toMatchObject({ ok: true });
      expect(await others.claimJob(long)).toBeNull();
    });

    test('ends with the move that was its work, and may be asked for once more by it', async () => {
      await changes.propose(asked());
      await changes.schedule([job]);
      const lease = await claimed(changes, 0);
      const settling = { lease, settles: true } as const;
      await changes.move(moveOf('chg_01', 1, { state: 'pending', votes: [] }, settling));
      expect(await changes.claimJob(long)).toBeNull();
      await changes.schedule([{ ...job, ifThere: 'replace' }]);
      await changes.move(
        moveOf(
          'chg_01',
          2,
          { state: 'pending', votes: [] },
          {
            lease: await claimed(changes, 0),
            settles: true,
            schedule: [{ ...job, ifThere: 'replace' }],
          },
        ),
      );
      expect(await changes.claimJob(long)).toMatchObject({ kind: 'execute', ref: 'chg_01' });
    });
  });

  describe('a message', () => {
    const card = { ref: 'chg_01', kind: 'card', place, body: { n: 1 } } as const;

    test('is handed out once, with an id by which it is found in Slack again', async () => {
      await changes.post([card]);
      const letter = await taken();
      expect(letter).toMatchObject({ id: 'chg_01/card', place, body: { n: 1 }, version: 1, ts: null, tries: 0 });
      expect(await others.claimMessage(long)).toBeNull();
      expect(await changes.settleMessage(letter, { sent: '1700000000.000100' })).toBe(true);
      expect(await changes.claimMessage(long)).toBeNull();
      expect(await changes.message('chg_01', 'card')).toMatchObject({ ts: '1700000000.000100' });
      expect(await changes.message('chg_01', 'other')).toBeNull();
    });

    test('that was asked for anew is edited where it stands', async () => {
      await changes.post([card]);
      await changes.settleMessage(await taken(), { sent: '1.1' });
      await changes.post([{ ...card, body: { n: 2 } }]);
      await changes.post([{ ...card, body: { n: 3 } }]);
      expect(await taken()).toMatchObject({ body: { n: 3 }, version: 3, ts: '1.1' });
    });

    test('that was asked for anew while it was sent is sent once more', async () => {
      await changes.post([card]);
      const first = await taken();
      await others.post([{ ...card, body: { n: 2 } }]);
      expect(await others.claimMessage(long)).toBeNull();
      expect(await changes.settleMessage(first, { sent: '1.1' })).toBe(true);
      expect(await taken(others)).toMatchObject({ body: { n: 2 }, ts: '1.1', version: 2 });
    });

    test('of a sender that is silent is taken over', async () => {
      await changes.post([card]);
      const silent = await taken(changes, 0);
      const next = await taken(others);
      expect(next.tries).toBe(1);
      expect(await changes.settleMessage(silent, { sent: '1.1' })).toBe(false);
      expect(await others.settleMessage(next, { sent: '1.2' })).toBe(true);
      expect(await changes.message('chg_01', 'card')).toMatchObject({ ts: '1.2' });
    });

    test('is put off, or given up until it is asked for again', async () => {
      await changes.post([card, { ...card, kind: 'note' }]);
      expect(await changes.settleMessage(await taken(), { again: inAnHour() })).toBe(true);
      expect(await changes.settleMessage(await taken(), { dropped: 'channel_not_found \u0000' })).toBe(true);
      expect(await changes.claimMessage(long)).toBeNull();
      await changes.post([{ ...card, kind: 'note', body: { n: 2 } }]);
      expect(await taken()).toMatchObject({ kind: 'note', body: { n: 2 }, tries: 0 });
    });
  });
});
