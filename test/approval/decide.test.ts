import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/approval/decide.ts';
import type { Rights, Terms } from '../../src/approval/decide.ts';
import type { Happening, Standing } from '../../src/approval/standing.ts';

const noon = new Date('2026-11-22T12:00:00Z');
const minute = 60_000;
const terms: Terms = {
  requester: 'T1.ana',
  digest: 'd1',
  expiresAt: new Date(noon.getTime() + 15 * minute),
  startWithinMs: 5 * minute,
  lastsMs: 45 * minute,
  requesterMayApprove: false,
  leavesNothing: false,
};
const approvers = ['T1.ben', 'T1.cem', 'T1.ana'];
const two: Rights = {
  against: (person) => (approvers.includes(person) ? null : 'You may not approve this.'),
  enough: (people) => people.length >= 2,
};
const pending: Standing = { state: 'pending', votes: [] };

function after(minutes: number): Date {
  return new Date(noon.getTime() + minutes * minute);
}

function approve(by: string, minutes = 1, digest = 'd1'): Happening {
  return { type: 'approve', by, digest, at: after(minutes) };
}

/** What becomes of a fresh proposal; a refused happening ends it with the sentence. */
function through(happenings: readonly Happening[], with_: Partial<Terms> = {}, rights = two): Standing | string {
  let now = pending;
  for (const happening of happenings) {
    const decision = decide(now, happening, { ...terms, ...with_ }, rights);
    if (!decision.ok) return decision.says;
    now = decision.next;
  }
  return now;
}

const approved = [approve('T1.ben', 1), approve('T1.cem', 2)];
const start: Happening = { type: 'start', digest: 'd1', difference: '', at: after(3) };
const took: Happening = { type: 'outcome', outcome: 'took-effect', says: '', at: after(4) };

describe('a proposal', () => {
  test('is approved by enough people, and must start soon', () => {
    expect(through(approved)).toMatchObject({ state: 'approved', startBy: after(7) });
    expect(through(approved.slice(1))).toMatchObject({ state: 'pending', votes: [{ by: 'T1.cem' }] });
  });

  test('is never approved by who asked for it, though he is one of those who may', () => {
    expect(through([approve('T1.ana')])).toBe('Somebody else has to approve it.');
    expect(through([approve('T1.ana'), approve('T1.ben')], { requesterMayApprove: true })).toMatchObject({
      state: 'approved',
    });
  });

  test('counts nobody twice', () => {
    expect(through([approve('T1.ben'), approve('T1.ben')])).toMatch(/^You have approved it already/);
  });

  test('tells whoever may not, comes late, or looks at another proposal', () => {
    expect(through([approve('T1.eve')])).toBe('You may not approve this.');
    expect(through([approve('T1.ben', 15)])).toBe('It has expired: ask for it again.');
    expect(through([approve('T1.ben', 1, 'd2')])).toBe('This is not what was proposed: look at the card again.');
    expect(through([...approved, approve('T1.ana')])).toBe('Too late: it is approved.');
  });

  test('ends with one no of somebody who may approve', () => {
    const deny = (by: string): Happening => ({ type: 'deny', by, reason: 'not now', at: after(2) });
    expect(through([deny('T1.ben')])).toEqual({ state: 'denied', by: 'T1.ben', reason: 'not now' });
    expect(through([...approved, deny('T1.cem')])).toMatchObject({ state: 'denied' });
    expect(through([deny('T1.eve')])).toBe('You may not approve this.');
    expect(through([deny('T1.ben'), approve('T1.cem')])).toBe('It was denied: not now');
    expect(through([deny('T1.ana')])).toBe('Withdraw it instead: it is your own.');
  });

  test('is withdrawn by who asked for it only, until it starts', () => {
    const withdraw = (by: string): Happening => ({ type: 'withdraw', by, at: after(2) });
    expect(through([...approved, withdraw('T1.ana')])).toEqual({ state: 'withdrawn' });
    expect(through([withdraw('T1.ben')])).toBe('Only who asked for it may withdraw it.');
    expect(through([...approved, start, withdraw('T1.ana')])).toBe('Too late: it is executing.');
  });

  test('expires unapproved, and approved without a start', () => {
    expect(through([{ type: 'tick', at: after(14) }])).toBe('Nothing is due.');
    expect(through([{ type: 'tick', at: after(15) }])).toMatchObject({ state: 'expired' });
    expect(through([...approved, { type: 'tick', at: after(7) }])).toMatchObject({ state: 'expired' });
    expect(through([...approved, { ...start, at: after(7) }])).toMatchObject({ state: 'expired' });
  });
});

describe('an approved change', () => {
  test('does not start on another state than the one it was approved for', () => {
    const other: Happening = { ...start, digest: 'd2', difference: 'the limit is 40 by now, not 100' };
    expect(through([...approved, other])).toEqual({ state: 'stale', says: 'the limit is 40 by now, not 100' });
  });

  test('does not start when an approver has lost the right meanwhile', () => {
    const lost: Rights = { ...two, against: (person) => (person === 'T1.ben' ? 'left' : null) };
    const standing = through(approved);
    expect(typeof standing === 'string' ? null : decide(standing, start, terms, lost)).toMatchObject({
      next: { state: 'stale' },
    });
  });

  test('is in force until its end, and then put back', () => {
    expect(through([...approved, start, took])).toMatchObject({ state: 'applied', until: after(49) });
    const back: Happening = { type: 'tick', at: after(49) };
    expect(through([...approved, start, took, { type: 'tick', at: after(48) }])).toBe('Nothing is due.');
    expect(through([...approved, start, took, back])).toMatchObject({ state: 'reverting', by: null });
    expect(through([...approved, start, took, back, { ...took, at: after(50) }])).toEqual({
      state: 'reverted',
      by: null,
    });
  });

  test('stays for good when as many people say so as it took to make it', () => {
    const keep = (by: string): Happening => ({ type: 'keep', by, at: after(9) });
    const made = [...approved, start, took];
    expect(through([...made, keep('T1.ben')])).toMatchObject({ state: 'applied', keepers: ['T1.ben'] });
    expect(through([...made, keep('T1.ben'), keep('T1.ben')])).toBe(
      'You have said so already: it waits for somebody else.',
    );
    expect(through([...made, keep('T1.ben'), keep('T1.cem')])).toEqual({ state: 'kept', by: 'T1.cem' });
    expect(through([...made, keep('T1.ben'), keep('T1.ana')])).toBe('Somebody else has to decide that.');
    expect(through([...made, keep('T1.eve')])).toBe('You may not approve this.');
    const lost: Rights = { ...two, against: (person) => (person === 'T1.ben' ? 'left' : null) };
    const one = through([...made, keep('T1.ben')]);
    expect(typeof one === 'string' ? null : decide(one, keep('T1.cem'), terms, lost)).toMatchObject({
      next: { state: 'applied', keepers: ['T1.ben', 'T1.cem'] },
    });
  });

  test('of which nothing is left is done once it took effect, and cannot be undone, kept or made to last longer', () => {
    const done = [...approved, start, { ...took, outcome: 'partly', says: 'one of two' } as const];
    const nothingLeft = { leavesNothing: true };
    expect(through(done, nothingLeft)).toMatchObject({ state: 'done', votes: [{}, {}], note: 'one of two' });
    for (const late of [
      { type: 'revert', by: 'T1.ben', at: after(9) },
      { type: 'keep', by: 'T1.ben', at: after(9) },
      { type: 'extend', until: after(900), at: after(9) },
    ] as const)
      expect(through([...done, late], nothingLeft)).toBe('There is nothing to undo: it is done.');
    expect(through([...done, { type: 'tick', at: after(99) }], nothingLeft)).toBe('Nothing is due.');
  });

  test('whose effect nobody can tell waits for a reading, and is not made again', () => {
    const unclear: Happening = { ...took, outcome: 'cannot-tell', says: 'no answer came' };
    expect(through([...approved, start, unclear])).toMatchObject({ state: 'unknown' });
    expect(through([...approved, start, unclear, start])).toBe('Too late: it is unknown.');
    expect(through([...approved, start, unclear, took])).toMatchObject({ state: 'applied' });
    expect(through([...approved, start, unclear, { ...took, outcome: 'did-not', says: 'limit is 100' }])).toEqual({
      state: 'failed',
      says: 'limit is 100',
    });
  });

  test('is not put back over what somebody else set meanwhile, until a person says so', () => {
    const refused: Happening = { type: 'revert-refused', says: 'the limit is 7 by now', at: after(50) };
    const stopped = [...approved, start, took, { type: 'tick', at: after(49) } as const, refused];
    expect(through(stopped)).toMatchObject({ state: 'revert-stopped', says: 'the limit is 7 by now' });
    expect(through([...stopped, { type: 'revert', by: null, at: after(51) }])).toBe('Somebody has to decide that.');
    expect(through([...stopped, { type: 'revert', by: 'T1.ben', at: after(51) }])).toMatchObject({
      state: 'reverting',
      by: 'T1.ben',
    });
  });

  test('can be undone early by anyone who asks, and only while it is in force', () => {
    const revert: Happening = { type: 'revert', by: 'T1.eve', at: after(10) };
    expect(through([...approved, start, took, revert])).toMatchObject({ state: 'reverting', by: 'T1.eve' });
    expect(through([...approved, revert])).toBe('There is nothing to undo: it is approved.');
  });
});

const people = fc.constantFrom<string[]>('T1.ana', 'T1.ben', 'T1.cem', 'T1.dia', 'T1.eve');
const time = fc.integer({ min: 0, max: 24 }).map(after);
const digests = fc.constantFrom('d1', 'd1', 'd1', 'd2');
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type: fc.constant('approve'), by: people, digest: digests, at: time }) },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('start'), digest: digests, difference: fc.constant('other'), at: time }),
  },
  fc.record({ type: fc.constant('deny'), by: people, reason: fc.constant('no'), at: time }),
  fc.record({ type: fc.constant('withdraw'), by: people, at: time }),
  fc.record({ type: fc.constant('tick'), at: time }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('outcome'),
      outcome: fc.constantFrom('took-effect', 'did-not', 'cannot-tell'),
      says: fc.constant(''),
      at: time,
    }),
  },
  fc.record({ type: fc.constant('revert'), by: fc.option(people), at: time }),
  fc.record({ type: fc.constant('revert-refused'), says: fc.constant(''), at: time }),
);

test('nothing leads to a call without enough different people with rights, in time, on the same digest', () => {
  const rights = fc.uniqueArray(people, { minLength: 2, maxLength: 5 });
  let started = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(happenings, rights), { maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      (steps, needed) => {
        let now: Standing = pending;
        const wrong: string[] = [];
        const said = new Map<string, { at: Date; may: boolean }>();
        for (const [happening, entitled] of steps.toSorted(([a], [b]) => a.at.getTime() - b.at.getTime())) {
          const lookedUp: Rights = {
            against: (person) => (entitled.includes(person) ? null : 'no rights'),
            enough: (all) => new Set(all).size >= needed,
          };
          const decision = decide(now, happening, terms, lookedUp);
          if (!decision.ok) continue;
          if (happening.type === 'approve')
            said.set(happening.by, {
              at: happening.at,
              may: entitled.includes(happening.by) && happening.digest === 'd1',
            });
          const valid = [...said].filter(
            ([person, { at, may }]) =>
              may && at < terms.expiresAt && person !== terms.requester && entitled.includes(person),
          );
          const starts = decision.next.state === 'executing';
          const properly =
            now.state === 'approved' &&
            happening.type === 'start' &&
            happening.digest === 'd1' &&
            valid.length >= needed;
          if (starts) started += 1;
          if (starts && !properly) wrong.push(`${now.state} with ${valid.length} of ${needed}`);
          now = decision.next;
        }
        expect(wrong).toEqual([]);
      },
    ),
    { numRuns: 20_000, seed: 4 },
  );
  // Otherwise it proves nothing.
  expect(started).toBeGreaterThan(100);
});
