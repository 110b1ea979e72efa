import { describe, expect, test } from 'vitest';
import type { Change, Execution } from '#store';
import { freezing, killing, tryOn } from '../../bench/changes-chaos.ts';
import { problemsOf } from '../../bench/changes/history.ts';
import type { Effect, History } from '../../bench/changes/history.ts';
import { engines } from '../store/databases.ts';
import { aProposal } from '../store/a-proposal.ts';

const hour = 3_600_000;

/** A share of `npm run bench changes-chaos`: processes of their own, over the wire, killed and frozen. */
describe.each(engines.map(([name]) => name))('on %s, changes of processes', (name) => {
  test('that are killed are made and undone once, and none is lost', async () => {
    const { problems, kills, changes } = await tryOn(name, killing(8, { processes: 2, atOnce: 6, dieChance: 0.006 }));
    expect(problems).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(8);
    expect(changes.length).toBeGreaterThanOrEqual(6);
  }, 240_000);
});

describe('changes of processes that freeze before a call', () => {
  test("are made and undone once, also where AWS's clock is an hour ahead", async () => {
    const { problems, freezes } = await tryOn('SQLite', freezing(3, { processes: 2, atOnce: 3, clockAheadMs: hour }));
    expect(problems).toEqual([]);
    expect(freezes).toBeGreaterThanOrEqual(3);
  }, 240_000);
});

describe('the check of what happened finds', () => {
  const at = new Date('2026-11-22T12:00:00Z');
  const execution = (kind: Execution['kind']): Execution => ({
    kind,
    token: `chg-${kind}`,
    startedAt: at,
    attempts: [
      {
        n: 1,
        intentAt: at,
        deadline: new Date(at.getTime() + 25_000),
        found: null,
        outcome: 'took-effect',
        says: '',
        awsRequestId: null,
        closedAt: at,
      },
    ],
  });
  const change: Change = {
    proposal: aProposal({ id: 'chg_1', requester: 'T1.ana' }),
    askedAt: at,
    standing: { state: 'reverted', by: null },
    version: 9,
    movedAt: at,
    votes: ['T1.ben', 'T1.cem'].map((by) => ({ by, at })),
    executions: [execution('do'), execution('undo')],
    verified: [],
    review: null,
  };
  const effect = (kind: Effect['kind'], seconds = 1): Effect => ({
    change: 'chg_1',
    n: 1,
    kind,
    at: at.getTime() + seconds * 1_000,
  });
  const good: History = {
    changes: [change],
    told: [
      { change: 'chg_1', by: 'T1.ana', what: 'proposed' },
      { change: 'chg_1', by: 'T1.ben', what: 'approved' },
    ],
    effects: [effect('do'), effect('undo')],
    leftOver: [],
    auditProblem: null,
  };

  test('nothing where all is well', () => {
    expect(problemsOf(good)).toEqual([]);
  });

  test.each<[string, Partial<History>, string]>([
    ['two executions', { effects: [effect('do'), effect('do', 2), effect('undo')] }, 'it was done 2 times'],
    ['two reverts', { effects: [effect('do'), effect('undo'), effect('undo', 2)] }, 'it was undone 2 times'],
    ['none at all', { effects: [] }, 'it was never done'],
    ['a change without its revert', { effects: [effect('do')] }, 'done and undone do not agree'],
    ['a change that nobody asked for', { effects: [{ ...effect('do'), change: 'chg_2' }] }, 'nobody asked for it'],
    ['a call after its deadline', { effects: [effect('do', 26), effect('undo')] }, 'it came after its deadline'],
    ['a call without an intent', { changes: [{ ...change, executions: [execution('do')] }] }, 'it has no intent'],
    ['too few approvals', { changes: [{ ...change, votes: change.votes.slice(1) }] }, 'too few have approved it'],
    [
      'an approval of who asked for it',
      { changes: [{ ...change, votes: [...change.votes, { by: 'T1.ana', at }] }] },
      'who asked for it has approved it',
    ],
    [
      'a change that is under way for ever',
      { changes: [{ ...change, standing: { state: 'reverting', votes: [], by: null, anyway: false } }] },
      'it has come to no end',
    ],
    [
      'an effect of what is said to have failed',
      { changes: [{ ...change, standing: { state: 'failed', says: '' } }] },
      'it was done, and is said not to be',
    ],
    [
      'a lost approval',
      { changes: [{ ...change, votes: [] }] },
      'T1.ben was told that it is approved, and that is lost',
    ],
    ['a lost change', { changes: [], effects: [] }, 'T1.ana was told that it is proposed, and that is lost'],
    ['what was left behind', { leftOver: ['checkout-3'] }, 'checkout-3 is not as it was'],
    ['an altered log', { auditProblem: 'record 7 was edited' }, 'record 7 was edited'],
  ])('%s', (_, parts, problem) => {
    expect(problemsOf({ ...good, ...parts }).join('\n')).toContain(problem);
  });
});
