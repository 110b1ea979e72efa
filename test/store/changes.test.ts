import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChangesStore, LetterEnd, Moved } from '#store';
import type { Standing } from '../../src/approval/standing.ts';
import { aProposal, asked, happened, lambdaArn, moveOf } from './a-proposal.ts';
import { engines } from './databases.ts';
import type { TestDatabase, TestEngine } from './databases.ts';

const at = new Date('2024-11-22T12:00:00.000Z');
const later = new Date('2024-11-22T12:05:00.000Z');
const long = 60_000;
const ben = { by: 'T1.ben', at };
const cem = { by: 'T1.cem', at: later };

describe.each(engines)('Guarded changes on %s', (_name, start) => {
  let engine: TestEngine;
  let database: TestDatabase;
  let changes: ChangesStore;
  beforeAll(async () => {
    engine = await start();
  }, 60_000);
  afterAll(() => engine.stop());
  beforeEach(async () => {
    database = await engine.createDatabase();
    ({ changes } = await database.open());
  });
  afterEach(() => database.close());

  /** Proposes a change and brings it under way, its first call sent. */
  async function underWay(id = 'chg_01', digest = `digest of ${id}`): Promise<Moved> {
    await changes.propose(asked({ id, digest }));
    await changes.move(moveOf(id, 1, { state: 'approved', votes: [ben], startBy: later }));
    return changes.move(
      moveOf(id, 2, { state: 'executing', votes: [ben] }, { attempt: { opens: 'do', deadline: later, found: 3 } }),
    );
  }

  test('tells the time of the database', async () => {
    expect(Math.abs((await changes.now()).getTime() - Date.now())).toBeLessThan(60_000);
  });

  describe('a proposal', () => {
    test('is given back as it was asked for, waiting, without votes', async () => {
      const answer = await changes.propose(asked());
      const change = await changes.find('chg_01');
      expect(change).toMatchObject({
        proposal: aProposal(),
        standing: { state: 'pending', votes: [] },
        version: 1,
        votes: [],
        executions: [],
        verified: [],
        review: null,
      });
      expect(answer).toEqual({ ok: true, change, head: await changes.auditHead() });
      expect(await changes.find('chg_02')).toBeNull();
    });

    test('of the same change is refused while the first one waits, and named', async () => {
      await changes.propose(asked({ id: 'chg_01', digest: 'same' }));
      const second = await changes.propose(asked({ id: 'chg_02', digest: 'same' }));
      expect(second).toMatchObject({ ok: false, why: 'pending', change: { proposal: { id: 'chg_01' } } });
      expect(await changes.find('chg_02')).toBeNull();
      await changes.move(moveOf('chg_01', 1, { state: 'withdrawn' }));
      expect(await changes.propose(asked({ id: 'chg_03', digest: 'same' }))).toMatchObject({ ok: true });
    });

    test('that breaks the glass does not wait for the one that waits, and opens a review', async () => {
      await changes.propose(asked({ id: 'chg_01', digest: 'same' }));
      const broken = await changes.propose(asked({ id: 'chg_02', digest: 'same', breakGlass: true }));
      expect(broken).toMatchObject({ ok: true, change: { review: { state: 'open' } } });
      expect((await changes.list({ reviewOpen: true, limit: 9 })).map((one) => one.proposal.id)).toEqual(['chg_02']);
      const close = {
        change: 'chg_02',
        by: 'T1.ben',
        note: 'It was right.',
        because: [happened('reviewed', 'chg_02')],
      } as const;
      expect(await changes.closeReview(close)).toBe(true);
      expect(await changes.closeReview(close)).toBe(false);
      expect((await changes.find('chg_02'))?.review).toMatchObject({ state: 'closed', by: 'T1.ben', note: close.note });
      expect(await changes.list({ reviewOpen: true, limit: 9 })).toEqual([]);
      expect((await changes.auditRecords(0, 9)).map(({ what }) => what)).toEqual(['proposed', 'proposed', 'reviewed']);
    });

    test('is found by state, person, account, action, digest, resource, investigation and time, newest first', async () => {
      await changes.propose(asked({ id: 'chg_1' }));
      await changes.propose(
        asked({ id: 'chg_2', requester: 'T1.cem', account: '2', action: 'b', investigation: null }),
      );
      const preview = { ...aProposal().preview, resources: ['arn:other', lambdaArn] };
      await changes.propose(asked({ id: 'chg_3', preview }));
      await changes.move(moveOf('chg_1', 1, { state: 'withdrawn' }));
      const ids = async (which: Partial<Parameters<ChangesStore['list']>[0]>) =>
        (await changes.list({ limit: 9, ...which })).map(({ proposal }) => proposal.id).join(' ');
      expect(await ids({})).toBe('chg_3 chg_2 chg_1');
      expect(await ids({ limit: 2 })).toBe('chg_3 chg_2');
      expect(await ids({ states: ['withdrawn', 'denied'] })).toBe('chg_1');
      expect(await ids({ requester: 'T1.cem' })).toBe('chg_2');
      expect(await ids({ account: '2' })).toBe('chg_2');
      expect(await ids({ action: 'b' })).toBe('chg_2');
      expect(await ids({ digest: 'digest of chg_3' })).toBe('chg_3');
      expect(await ids({ investigation: 'inv_01' })).toBe('chg_3 chg_1');
      expect(await ids({ resource: 'arn:other' })).toBe('chg_3');
      expect(await ids({ resource: lambdaArn, requester: 'T1.ana' })).toBe('chg_3 chg_1');
      expect(await ids({ askedSince: new Date(Date.now() + 3_600_000) })).toBe('');
    });
  });

  describe('a move', () => {
    const standings: readonly Standing[] = [
      { state: 'pending', votes: [ben] },
      { state: 'approved', votes: [ben, cem], startBy: later },
      { state: 'executing', votes: [ben, cem] },
      { state: 'unknown', votes: [ben, cem], says: 'no answer' },
      { state: 'applied', votes: [ben, cem], until: later, note: null },
      { state: 'reverting', votes: [ben, cem], by: null, anyway: true },
      { state: 'revert-unknown', votes: [ben, cem], says: 'no answer' },
      { state: 'revert-stopped', votes: [ben, cem], says: 'it is 7 now' },
      { state: 'reverted', by: 'T1.ben' },
      { state: 'denied', by: 'T1.ben', reason: 'not \u0000 now' },
      { state: 'stale', says: 'it is 7 now' },
      { state: 'failed', says: 'denied' },
      { state: 'expired', votes: [ben, cem] },
      { state: 'withdrawn' },
      { state: 'kept', by: 'T1.cem' },
      { state: 'done', votes: [ben, cem], note: 'one of two' },
    ];

    test('to each standing is given back as it was made, and keeps who had said yes', async () => {
      await changes.propose(asked());
      for (const [index, to] of standings.entries()) {
        expect(await changes.move(moveOf('chg_01', index + 1, to))).toMatchObject({ ok: true });
        const change = await changes.find('chg_01');
        expect(change?.standing).toEqual(to);
        expect(change?.version).toBe(index + 2);
      }
      expect((await changes.find('chg_01'))?.votes).toEqual([ben, cem]);
    });

    test('that was decided on what is no longer so changes nothing, and tells where it stands', async () => {
      await changes.propose(asked());
      await changes.move(moveOf('chg_01', 1, { state: 'denied', by: 'T1.ben', reason: 'no' }));
      const late = await changes.move(
        moveOf(
          'chg_01',
          1,
          { state: 'approved', votes: [cem], startBy: later },
          {
            post: [{ ref: 'chg_01', kind: 'card', place: aProposal().place, body: {} }],
            schedule: [{ kind: 'execute', ref: 'chg_01', runAt: at }],
          },
        ),
      );
      expect(late).toMatchObject({ ok: false, why: 'overtaken', change: { standing: { state: 'denied' }, votes: [] } });
      expect(await changes.claimJob(long)).toBeNull();
      expect(await changes.message('chg_01', 'card')).toBeNull();
      expect((await changes.auditRecords(0, 9)).map(({ what }) => what)).toEqual(['proposed', 'denied']);
    });

    test('has the messages of its change edited again where they stand, but for notes and those that never arrived', async () => {
      const place = aProposal().place;
      const kinds = ['card', 'direct/U1', 'direct/U2', 'note/approved'];
      await changes.propose(asked({}, { post: kinds.map((kind) => ({ ref: 'chg_01', kind, place, body: kind })) }));
      for (const _ of kinds) {
        const letter = await changes.claimMessage(long);
        if (letter)
          await changes.settleMessage(letter, letter.kind === 'direct/U2' ? { dropped: 'gone' } : { sent: '1' });
      }
      expect(await changes.claimMessage(long)).toBeNull();
      await changes.move(moveOf('chg_01', 1, { state: 'withdrawn' }, { refresh: ['chg_01'] }));
      expect(await changes.claimMessage(long)).toMatchObject({ kind: 'card', body: 'card', ts: '1', version: 2 });
      expect(await changes.claimMessage(long)).toMatchObject({ kind: 'direct/U1', body: 'direct/U1', ts: '1' });
      expect(await changes.claimMessage(long)).toBeNull();
    });

    test('has a dropped message that stands somewhere tried again, once each time', async () => {
      await changes.propose(
        asked({}, { post: [{ ref: 'chg_01', kind: 'card', place: aProposal().place, body: 'card' }] }),
      );
      const settle = async (end: LetterEnd) => {
        const letter = await changes.claimMessage(long);
        if (letter) await changes.settleMessage(letter, end);
        return letter?.version ?? null;
      };
      const pending = { state: 'pending', votes: [] } as const;
      const refreshed = (version: number) => changes.move(moveOf('chg_01', version, pending, { refresh: ['chg_01'] }));
      expect(await settle({ sent: '1' })).toBe(1);
      await refreshed(1);
      expect(await settle({ dropped: 'not_in_channel' })).toBe(2);
      expect(await settle({ dropped: 'not_in_channel' })).toBeNull();
      await refreshed(2);
      expect(await settle({ dropped: 'not_in_channel' })).toBe(3);
      expect(await settle({ sent: '1' })).toBeNull();
      await refreshed(3);
      expect(await settle({ sent: '1' })).toBe(4);
      expect(await changes.message('chg_01', 'card')).toMatchObject({ ts: '1', version: 4 });
    });

    test('of a change that nobody asked for is a mistake', async () => {
      await expect(changes.move(moveOf('chg_99', 1, { state: 'withdrawn' }))).rejects.toThrow('no change chg_99');
    });

    test('brings its records, messages and jobs with it', async () => {
      await changes.propose(asked());
      await changes.move(
        moveOf(
          'chg_01',
          1,
          { state: 'approved', votes: [ben], startBy: later },
          {
            because: [happened('approved', 'chg_01', { actor: 'T1.ben', details: { digest: 'd1' } })],
            post: [{ ref: 'chg_01', kind: 'card', place: aProposal().place, body: { version: 2 } }],
            schedule: [{ kind: 'execute', ref: 'chg_01', runAt: at }],
          },
        ),
      );
      expect(await changes.claimJob(long)).toMatchObject({ kind: 'execute', ref: 'chg_01', runAt: at, tries: 0 });
      expect(await changes.message('chg_01', 'card')).toMatchObject({ body: { version: 2 }, ts: null });
      expect((await changes.auditRecords(1, 9))[0]).toMatchObject({
        seq: 2,
        actor: 'T1.ben',
        what: 'approved',
        ref: 'chg_01',
        details: '{"digest":"d1"}',
      });
    });

    test('leaves nothing behind when a part of it fails', async () => {
      await underWay();
      const head = await changes.auditHead();
      const second = moveOf(
        'chg_01',
        3,
        { state: 'executing', votes: [ben] },
        {
          attempt: { opens: 'do', deadline: later, found: 3 },
          schedule: [{ kind: 'execute', ref: 'chg_01', runAt: at }],
        },
      );
      await expect(changes.move(second)).rejects.toThrow(/unique/i);
      expect((await changes.find('chg_01'))?.version).toBe(3);
      expect(await changes.claimJob(long)).toBeNull();
      expect(await changes.auditHead()).toEqual(head);
    });
  });

  describe('the resources of a change', () => {
    test('are held from its start until it is undone, and nobody else may start meanwhile', async () => {
      await underWay('chg_01');
      const held = { ok: false, why: 'held', resource: lambdaArn, by: 'chg_01' };
      expect(await underWay('chg_02')).toEqual(held);
      const start = moveOf('chg_02', 2, { state: 'executing', votes: [ben] });
      await changes.move(moveOf('chg_01', 3, { state: 'applied', votes: [ben], until: later, note: null }));
      expect(await changes.move(start)).toEqual(held);
      await changes.move(moveOf('chg_01', 4, { state: 'reverting', votes: [ben], by: null, anyway: false }));
      await changes.move(moveOf('chg_01', 5, { state: 'reverted', by: null }));
      expect(await changes.move(start)).toMatchObject({ ok: true, change: { standing: { state: 'executing' } } });
    });

    test('are free again when it failed', async () => {
      await underWay('chg_01');
      await changes.move(moveOf('chg_01', 3, { state: 'failed', says: 'denied' }));
      expect(await underWay('chg_02')).toMatchObject({ ok: true });
    });
  });

  describe('an attempt', () => {
    test('is stored before its call, with one token for all attempts', async () => {
      await underWay();
      const closes = { closes: 'do', outcome: 'did-not', says: 'it is \u0000 unchanged', awsRequestId: 'r1' } as const;
      const executing: Standing = { state: 'executing', votes: [ben] };
      await changes.move(moveOf('chg_01', 3, executing, { attempt: closes }));
      await changes.move(
        moveOf('chg_01', 4, executing, { attempt: { opens: 'do', deadline: later, found: { reserved: null } } }),
      );
      const executions = (await changes.find('chg_01'))?.executions;
      expect(executions).toMatchObject([
        {
          kind: 'do',
          token: 'chg-01-do',
          attempts: [
            { n: 1, deadline: later, found: 3, outcome: 'did-not', says: closes.says, awsRequestId: 'r1' },
            { n: 2, deadline: later, found: { reserved: null }, outcome: null, says: null, closedAt: null },
          ],
        },
      ]);
      expect(executions?.[0]?.attempts[0]?.closedAt).toBeInstanceOf(Date);
    });

    test('cannot be closed twice, and undoing has attempts of its own', async () => {
      await underWay();
      const closes = { closes: 'do', outcome: 'took-effect', says: 'it is 5', awsRequestId: null } as const;
      const applied: Standing = { state: 'applied', votes: [ben], until: later, note: null };
      await changes.move(moveOf('chg_01', 3, applied, { attempt: closes }));
      await expect(changes.move(moveOf('chg_01', 4, applied, { attempt: closes }))).rejects.toThrow('no open attempt');
      await changes.move(
        moveOf(
          'chg_01',
          4,
          { state: 'reverting', votes: [ben], by: null, anyway: false },
          {
            attempt: { opens: 'undo', deadline: later, found: 5 },
          },
        ),
      );
      expect((await changes.find('chg_01'))?.executions.map(({ token, attempts }) => [token, attempts.length])).toEqual(
        [
          ['chg-01-do', 1],
          ['chg-01-undo', 1],
        ],
      );
    });

    test('may take effect in part, which is told with what it left out', async () => {
      await underWay();
      const says = 'the alarm b could not be muted';
      const applied: Standing = { state: 'applied', votes: [ben], until: later, note: says };
      const closes = { closes: 'do', outcome: 'partly', says, awsRequestId: 'r1' } as const;
      await changes.move(moveOf('chg_01', 3, applied, { attempt: closes }));
      const change = await changes.find('chg_01');
      expect(change?.standing).toEqual(applied);
      expect(change?.executions[0]?.attempts).toMatchObject([{ outcome: 'partly', says }]);
    });

    test('is followed by looks at its effect, in order', async () => {
      await underWay();
      const applied: Standing = { state: 'applied', votes: [ben], until: later, note: null };
      const seen = { effect: 'seen', says: 'errors fell from 40 to 2 a minute' } as const;
      const notSeen = { effect: 'not-seen', says: 'still 40 errors a minute' } as const;
      await changes.move(moveOf('chg_01', 3, applied, { verified: { minutes: 0, ...notSeen } }));
      await changes.move(moveOf('chg_01', 4, applied, { verified: { minutes: 15, ...seen } }));
      await changes.move(moveOf('chg_01', 5, applied, { verified: { minutes: 5, ...seen } }));
      expect((await changes.find('chg_01'))?.verified).toMatchObject([
        { minutes: 0, ...notSeen },
        { minutes: 5, ...seen },
        { minutes: 15, ...seen },
      ]);
    });
  });

  describe('a limit', () => {
    test.each([
      ['of an action', { action: 'lambda.limit-concurrency' }, { action: 'other' }],
      ['of a resource', { resource: lambdaArn }, { resource: 'arn:other' }],
      ['of an account', { account: '123456789012' }, { account: '2' }],
      ['of all', {}, { account: '2' }],
    ])('%s counts what was begun, and is checked in the move itself', async (_of, counted, others) => {
      await underWay('chg_01');
      await changes.move(moveOf('chg_01', 3, { state: 'failed', says: 'x' }));
      const limit = { ...counted, withinMs: 3_600_000, most: 1 };
      expect(await changes.overLimit([limit])).toEqual(limit);
      expect(await changes.overLimit([{ ...limit, most: 2 }])).toBeNull();
      expect(await changes.overLimit([{ withinMs: 3_600_000, most: 1, ...others }])).toBeNull();
      const refused = { ok: false, why: 'limit', limit };
      expect(await changes.propose(asked({ id: 'chg_02' }, { unless: { limits: [limit] } }))).toEqual(refused);
      await changes.propose(asked({ id: 'chg_02' }));
      const start = moveOf('chg_02', 1, { state: 'executing', votes: [ben] }, { unless: { limits: [limit] } });
      expect(await changes.move(start)).toEqual(refused);
      expect((await changes.find('chg_02'))?.version).toBe(1);
    });

    test('forgets what was begun before its time', async () => {
      await underWay();
      expect(await changes.overLimit([{ withinMs: 0, most: 1 }])).toBeNull();
    });
  });

  describe('the switch', () => {
    test('is on until somebody turns it off, and then stops what asks for it', async () => {
      expect(await changes.switch()).toEqual({ on: true, why: '', by: null, at: null });
      await changes.propose(asked({ id: 'chg_01' }));
      await changes.turn({ on: false, by: 'T1.ben', why: 'AWS is ill', because: [happened('turned-off', null)] });
      const off = { ok: false, why: 'off', switch: { on: false, why: 'AWS is ill', by: 'T1.ben' } };
      expect(await changes.switch()).toMatchObject(off.switch);
      expect(await changes.propose(asked({ id: 'chg_02' }, { unless: { off: true } }))).toMatchObject(off);
      const start = moveOf('chg_01', 1, { state: 'executing', votes: [ben] });
      expect(await changes.move({ ...start, unless: { off: true } })).toMatchObject(off);
      expect(await changes.move(start)).toMatchObject({ ok: true });
      await changes.turn({ on: true, by: 'T1.cem', why: '', because: [happened('turned-on', null)] });
      expect(await changes.propose(asked({ id: 'chg_02' }, { unless: { off: true } }))).toMatchObject({ ok: true });
    });
  });
});
