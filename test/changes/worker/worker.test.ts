import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { engines } from '../../store/databases.ts';
import type { TestEngine } from '../../store/databases.ts';
import { setForATime } from './small-aws.ts';
import { minute, openWorkbench } from './workbench.ts';
import type { Workbench } from './workbench.ts';

const id = 'chg_door_open';
const door = { resource: 'door', to: 'open' };

describe.each(engines)('the worker, on %s,', (_, start) => {
  let engine: TestEngine;
  let bench: Workbench & AsyncDisposable;

  beforeAll(async () => {
    engine = await start();
  }, 60_000);
  afterAll(() => engine.stop());
  beforeEach(async () => {
    bench = await openWorkbench(await engine.createDatabase());
    return () => bench[Symbol.asyncDispose]();
  });

  test('makes an approved change, looks at its effect four times, and undoes it at its end', async () => {
    await bench.approved(door);
    await bench.work();
    const applied = await bench.find(id);
    expect(applied.standing).toMatchObject({ state: 'applied', note: null });
    expect(applied.executions).toMatchObject([
      {
        kind: 'do',
        token: 'chg-door-open-do',
        attempts: [{ n: 1, outcome: 'took-effect', awsRequestId: 'request-1' }],
      },
    ]);
    expect(bench.aws.values.get('door')).toBe('open');
    await bench.pass(16 * minute);
    expect((await bench.find(id)).verified.map(({ minutes, effect }) => `${minutes} ${effect}`)).toEqual([
      '0 seen',
      '1 seen',
      '5 seen',
      '15 seen',
    ]);
    await bench.pass(19 * minute);
    expect(await bench.state(id)).toBe('applied');
    await bench.pass(11 * minute);
    expect((await bench.find(id)).standing).toEqual({ state: 'reverted', by: null });
    expect(bench.aws.effects.map(({ value }) => value)).toEqual(['open', null]);
  });

  test('says ten minutes before the end that it is near, and again when the end was put off', async () => {
    await bench.approved(door);
    await bench.pass(34 * minute);
    const until = new Date(bench.clock.ms + 45 * minute);
    const ending = async () => {
      const { standing } = await bench.find(id);
      const kind = standing.state === 'applied' ? `note/end-${standing.until.getTime()}` : '';
      return (await bench.changes.message(id, kind))?.body ?? null;
    };
    expect(await ending()).toBeNull();
    await bench.pass(2 * minute);
    expect(await ending()).toMatchObject({
      says: 'This ends in 10 minutes. The value is put back.',
      ask: 'end',
      to: ['ana'],
    });
    await bench.happens(id, null, (__, at) => ({ type: 'extend', until, at }));
    expect(await ending()).toBeNull();
    await bench.pass(35 * minute);
    expect(await ending()).toMatchObject({ ask: 'end' });
    await bench.pass(12 * minute);
    expect(await bench.state(id)).toBe('reverted');
  });

  test('does nothing when what is there is not what was approved, and says what differs', async () => {
    await bench.approved(door);
    bench.aws.values.set('door', 'ajar');
    await bench.work();
    expect((await bench.find(id)).standing).toEqual({ state: 'stale', says: 'value was not set and is ajar now' });
    expect(bench.aws.effects).toEqual([]);
    expect((await bench.find(id)).executions).toEqual([]);
  });

  test.each([
    ['the resource is gone', (at: Workbench): unknown => at.aws.values.set('door', 'gone'), 'The resource is gone'],
    [
      'the role cannot be assumed',
      (at: Workbench): unknown => (at.aws.roleIsThere = false),
      'The change role could not be assumed',
    ],
    [
      'it is frozen',
      (at: Workbench): unknown => (at.parts.forbids = () => 'Nothing is changed at night.'),
      'Nothing is changed at night',
    ],
    [
      'there were too many',
      (at: Workbench): unknown => (at.parts.limits = () => [{ withinMs: minute, most: 0 }]),
      /^That would be too many changes: at most 0/,
    ],
    [
      'this version does not know it',
      (at: Workbench): unknown => (at.parts.remedies = new Map()),
      'This version of OpsMedic does not know test.set',
    ],
  ] as const)('does nothing when %s', async (__, prepare, says) => {
    await bench.approved(door);
    prepare(bench);
    await bench.work();
    const { standing } = await bench.find(id);
    expect(standing).toMatchObject({ state: 'stale', says: expect.stringMatching(says) });
    expect(bench.aws.effects).toEqual([]);
  });

  test('does nothing while changes are turned off, or when who approved it has lost the right', async () => {
    await bench.approved(door);
    const because = [{ actor: 'T1.ben', what: 'off', ref: null, details: {} }] as const;
    await bench.changes.turn({ on: false, by: 'T1.ben', why: 'An audit.', because });
    await bench.work();
    expect((await bench.find(id)).standing).toEqual({ state: 'stale', says: 'changes are turned off: An audit' });
    await bench.changes.turn({ on: true, by: 'T1.ben', why: '', because });
    const window = await bench.propose({ resource: 'window', to: 'open' });
    const { digest } = window.proposal;
    for (const by of ['T1.ben', 'T1.gone-soon'])
      await bench.happens(window.proposal.id, by, (___, at) => ({ type: 'approve', by, digest, at }));
    const shop = bench.shop();
    await bench.work({
      rights: async (...asked) => {
        const looked = await shop.rights(...asked);
        const against = (person: string) => (person === 'T1.gone-soon' ? 'You have left.' : null);
        return { ...looked, rights: { ...looked.rights, against } };
      },
    });
    expect((await bench.find(window.proposal.id)).standing).toMatchObject({
      state: 'stale',
      says: 'who approved it may not do so any more',
    });
    expect(bench.aws.effects).toEqual([]);
  });

  test('does not begin a second change of the same resource', async () => {
    await bench.approved(door);
    await bench.work();
    bench.aws.values.delete('door');
    const second = await bench.approved({ resource: 'door', to: 'locked' });
    await bench.work();
    expect((await bench.find(second.proposal.id)).standing).toEqual({
      state: 'stale',
      says: 'door is being changed already, by chg_door_open',
    });
  });

  test('waits when nothing can be read, and gives up when it is too late to begin', async () => {
    await bench.approved(door);
    bench.aws.unreadable = true;
    await bench.pass(minute);
    expect(await bench.state(id)).toBe('approved');
    bench.aws.unreadable = false;
    await bench.pass(3 * minute);
    expect(await bench.state(id)).toBe('applied');

    const window = (await bench.approved({ resource: 'window', to: 'open' })).proposal.id;
    bench.aws.unreadable = true;
    for (let i = 0; i < 36; i++) await bench.pass(10_000);
    expect((await bench.find(window)).standing).toMatchObject({
      state: 'stale',
      says: 'it could not be looked at again: no permission for test:GetValue',
    });
  });

  test('asks again for an approval after five, ten and more minutes, by name, and lets it expire', async () => {
    await bench.propose(door, { expiresAt: new Date(bench.clock.ms + 40 * minute) });
    await bench.happens(id, 'T1.ben', ({ proposal: { digest } }, at) => ({
      type: 'approve',
      by: 'T1.ben',
      digest,
      at,
    }));
    await bench.pass(41 * minute);
    const reminders = await Promise.all([1, 2, 3, 4].map((n) => bench.changes.message(id, `note/reminder-${n}`)));
    expect(reminders.map((one) => one?.body)).toMatchObject([
      { says: 'This still waits for an approval. It expires in 35 minutes.', to: ['cem', 'dora'] },
      { says: 'This still waits for an approval. It expires in 30 minutes.' },
      { says: 'This still waits for an approval. It expires in 20 minutes.' },
      undefined,
    ]);
    expect(await bench.state(id)).toBe('expired');
  });

  describe('when a call', () => {
    test('is refused, says so, and does not call again', async () => {
      bench.aws.fates.push('refused');
      await bench.approved(door);
      await bench.pass(5 * minute);
      expect((await bench.find(id)).standing).toEqual({ state: 'failed', says: 'AWS says no' });
      expect(bench.aws.effects).toEqual([]);
    });

    test('was carried out without an answer, reads it back', async () => {
      bench.aws.fates.push('lost-answer');
      await bench.approved(door);
      await bench.pass(minute);
      expect(await bench.state(id)).toBe('applied');
      expect(bench.aws.effects).toHaveLength(1);
    });

    test('never arrived, is unknown until AWS would refuse it, and then certainly not done', async () => {
      bench.aws.fates.push('lost-request');
      await bench.approved(door);
      await bench.work();
      expect(await bench.state(id)).toBe('unknown');
      await bench.pass(50_000);
      expect(await bench.state(id)).toBe('unknown');
      await bench.pass(2 * minute);
      expect((await bench.find(id)).standing).toEqual({ state: 'failed', says: 'The value is not set.' });
      expect(bench.aws.effects).toEqual([]);
    });

    test('was carried out, though AWS answers with what was before for a minute, is found to be done', async () => {
      bench.aws.staleMs = 60_000;
      bench.aws.fates.push('lost-answer');
      await bench.approved(door);
      await bench.work();
      expect(await bench.state(id)).toBe('unknown');
      await bench.pass(57_000);
      expect(await bench.state(id)).toBe('applied');
      expect(bench.aws.effects).toHaveLength(1);
    });

    test('was accepted, and is not to be seen, is nothing that is known to have failed', async () => {
      bench.aws.staleMs = 60_000;
      await bench.approved(door);
      await bench.work();
      expect((await bench.find(id)).standing).toMatchObject({
        state: 'unknown',
        says: 'AWS accepted it, but it is not to be seen: The value is not set.',
      });
      await bench.pass(2 * minute);
      expect(await bench.state(id)).toBe('applied');
      expect(bench.aws.effects).toHaveLength(1);
    });

    test.each(['answered', 'refused'] as const)('is %s and took effect in part, says in which', async (fate) => {
      const partly = { ...setForATime, readBack: async () => ({ outcome: 'partly' as const, says: 'Not the lock.' }) };
      bench.parts.remedies = new Map([[partly.id, partly]]);
      bench.aws.fates.push(fate);
      await bench.approved(door);
      await bench.work();
      expect((await bench.find(id)).standing).toMatchObject({ state: 'applied', note: 'Not the lock.' });
      await bench.pass(46 * minute);
      expect(await bench.state(id)).toBe('reverted');
    });

    test('arrives late, is found to be done', async () => {
      bench.aws.fates.push('late');
      await bench.approved(door);
      await bench.work();
      bench.clock.ms += 20_000;
      bench.aws.arrive();
      await bench.pass(2 * minute);
      expect(await bench.state(id)).toBe('applied');
      await bench.pass(45 * minute);
      expect(await bench.state(id)).toBe('reverted');
      expect(bench.aws.effects).toHaveLength(2);
    });

    test.each([-60, 60])('is judged by the clock of AWS, though that is %i minutes ahead', async (minutes) => {
      bench.aws.aheadMs = minutes * minute;
      bench.aws.fates.push('late');
      await bench.approved(door);
      await bench.work();
      bench.clock.ms += 40_000;
      bench.aws.arrive();
      expect(bench.aws.tooLate).toBe(1);
      expect(await bench.state(id)).toBe('unknown');
      await bench.pass(2 * minute);
      expect(await bench.state(id)).toBe('failed');
      expect(bench.aws.effects).toEqual([]);
    });

    test('may be made once only, is left to a person when nothing proves that it was done', async () => {
      const once = new Map(
        [...bench.shop().remedies].map(([name, one]) => [name, { ...one, repeats: 'once' } as typeof one]),
      );
      bench.aws.fates.push('lost-request');
      await bench.approved(door);
      await bench.pass(30 * minute, { remedies: once });
      expect(await bench.state(id)).toBe('unknown');
      expect(bench.aws.effects).toEqual([]);
      bench.aws.values.set('door', 'open');
      await bench.pass(6 * minute, { remedies: once });
      expect(await bench.state(id)).toBe('applied');
    });
  });

  describe('at the end of a change', () => {
    test('stops and asks when somebody else has set the value, and overwrites it when told to', async () => {
      await bench.approved(door);
      await bench.work();
      bench.aws.values.set('door', 'ajar');
      await bench.pass(46 * minute);
      expect((await bench.find(id)).standing).toMatchObject({ state: 'revert-stopped', says: 'The value is ajar.' });
      expect(bench.aws.values.get('door')).toBe('ajar');
      await bench.happens(id, 'T1.ben', (__, at) => ({ type: 'revert', by: 'T1.ben', at }));
      await bench.work();
      expect((await bench.find(id)).standing).toEqual({ state: 'reverted', by: 'T1.ben' });
      expect(bench.aws.values.get('door')).toBeNull();
    });

    test('has nothing to do when somebody has put it back already', async () => {
      await bench.approved(door);
      await bench.work();
      bench.aws.values.delete('door');
      await bench.pass(46 * minute);
      expect(await bench.state(id)).toBe('reverted');
      expect(bench.aws.effects).toHaveLength(1);
    });

    test('tells of a value that is gone in the meantime', async () => {
      await bench.approved(door);
      await bench.work();
      bench.aws.values.delete('door');
      await bench.changes.schedule([{ kind: 'reconcile', ref: 'all', runAt: new Date(bench.clock.ms) }]);
      await bench.pass(10 * minute);
      expect(await bench.changes.message(id, 'note/overwritten')).toMatchObject({
        body: { says: 'Somebody changed it meanwhile: The value is not set.', ask: 'decide' },
      });
    });

    test('leaves it to a person when something speaks against it, unless a person asks for it', async () => {
      const clung = (await bench.approved({ resource: 'door', to: 'clung-to' })).proposal.id;
      await bench.pass(46 * minute);
      expect((await bench.find(clung)).standing).toMatchObject({
        state: 'revert-stopped',
        says: 'Somebody clings to it.',
      });
      await bench.happens(clung, 'T1.ben', (__, at) => ({ type: 'revert', by: 'T1.ben', at }));
      await bench.work();
      expect(await bench.state(clung)).toBe('reverted');
    });

    test.each([
      ['T1.gone', 'revert-stopped', 'clung-to'],
      ['T1.ben', 'reverted', null],
    ] as const)(
      'does it early against what speaks against it only for who may decide: for %s it is %s',
      async (by, state, value) => {
        const clung = (await bench.approved({ resource: 'door', to: 'clung-to' })).proposal.id;
        await bench.work();
        await bench.happens(clung, by, (__, at) => ({ type: 'revert', by, at }));
        await bench.work();
        expect(await bench.state(clung)).toBe(state);
        expect(bench.aws.values.get('door')).toBe(value);
      },
    );

    test('does it early also while nobody can tell who anybody is', async () => {
      await bench.approved(door);
      await bench.work();
      await bench.happens(id, 'T1.ben', (__, at) => ({ type: 'revert', by: 'T1.ben', at }));
      const plain = { ...setForATime };
      delete plain.objection;
      const remedies = new Map([[plain.id, plain]]);
      await bench.work({ remedies, rights: () => Promise.reject(new Error('Slack has not been reached yet')) });
      expect(await bench.state(id)).toBe('reverted');
    });

    test('undoes it also while changes are turned off', async () => {
      await bench.approved(door);
      await bench.work();
      const because = [{ actor: 'T1.ben', what: 'off', ref: null, details: {} }] as const;
      await bench.changes.turn({ on: false, by: 'T1.ben', why: '', because });
      await bench.pass(46 * minute);
      expect(await bench.state(id)).toBe('reverted');
    });

    test.each(['lost-request', 'refused'] as const)('tries again when the call is %s', async (fate) => {
      await bench.approved(door);
      await bench.work();
      bench.aws.fates.push(fate, fate);
      await bench.pass(52 * minute);
      expect(await bench.state(id)).toBe('reverted');
      expect(bench.aws.effects.map(({ value }) => value)).toEqual(['open', null]);
    });

    test('asks a person when it was refused for long', async () => {
      await bench.approved(door);
      await bench.work();
      bench.aws.fates.push(...Array.from({ length: 50 }, () => 'refused' as const));
      await bench.pass(90 * minute);
      expect((await bench.find(id)).standing).toMatchObject({ state: 'revert-stopped', says: 'AWS says no' });
      expect(bench.aws.fates.length).toBeGreaterThan(35);
    });

    test('undoes it late where nobody was there at the time', async () => {
      await bench.approved(door);
      await bench.work();
      bench.clock.ms += 300 * minute;
      await bench.work();
      expect(await bench.state(id)).toBe('reverted');
    });
  });
});
