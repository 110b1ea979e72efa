import { describe, expect, test } from 'vitest';
import type { Change, NewJob } from '#store';
import type { Standing } from '../../src/approval/standing.ts';
import { along, alongAsked } from '../../src/changes/along.ts';
import { aProposal } from '../store/a-proposal.ts';

const noon = new Date('2026-11-22T12:00:00.000Z');
const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const votes = [{ by: 'T1.UBEN', at: noon }];
const requester = 'T1.UANA';

function changeIn(standing: Standing, parts: Parameters<typeof aProposal>[0] = {}): Change {
  const proposal = aProposal({ requester, expiresAt: at(15), ...parts });
  const others = { askedAt: noon, movedAt: noon, executions: [], verified: [], review: null };
  return { proposal, standing, version: 7, votes, ...others };
}

function jobs(schedule: readonly NewJob[] | undefined): readonly string[] {
  return (schedule ?? []).map(
    ({ kind, ref, runAt, ifThere }) => `${ifThere} ${kind} ${ref} ${runAt.toISOString().slice(11, 16)}`,
  );
}

const pending: Standing = { state: 'pending', votes: [] };
const approved: Standing = { state: 'approved', votes, startBy: at(5) };
const executing: Standing = { state: 'executing', votes };
const applied: Standing = { state: 'applied', votes, until: at(45), note: null };
const reverting: Standing = { state: 'reverting', votes, by: null, anyway: false };

describe('What goes along', () => {
  test('with a proposal is its record, its card, a message to each of a few approvers, and its end', () => {
    const people = Array.from({ length: 12 }, (_, i) => `T1.U${i}`);
    const goes = alongAsked(aProposal({ requester, expiresAt: at(15) }), [requester, ...people], noon);
    expect(goes.because).toMatchObject([{ what: 'proposed', actor: requester, ref: 'chg_01' }]);
    expect(goes.post?.map(({ kind }) => kind)).toEqual([
      'card',
      ...people.slice(0, 8).map((p) => `direct/${p.slice(3)}`),
    ]);
    expect(goes.post?.[1]).toMatchObject({ place: { team: 'T1', channel: 'U0', thread: null } });
    expect(jobs(goes.schedule)).toEqual(['replace expire chg_01 12:15', 'replace remind chg_01 12:05']);
  });

  test('with a broken glass is a line to everybody who may approve, and nobody is asked or reminded', () => {
    const proposal = aProposal({ requester, breakGlass: true, expiresAt: at(5), reason: 'All are asleep.' });
    const goes = alongAsked(proposal, ['T1.UBEN', 'T1.UCEM'], noon);
    expect(goes.because).toMatchObject([{ what: 'glass-broken', actor: requester }]);
    expect(goes.post?.map(({ kind }) => kind)).toEqual(['card', 'direct/UBEN', 'direct/UCEM', 'note/glass-broken']);
    expect(goes.post?.[3]?.body).toEqual({
      change: 'chg_01',
      by: 'UANA',
      says: 'broke the glass, without approval: reserved concurrency of checkout: not set → 5. “All are asleep” Somebody else has to review it.',
      to: ['UBEN', 'UCEM'],
      ask: 'review',
      broadcast: true,
    });
    expect(jobs(goes.schedule)).toEqual(['replace expire chg_01 12:05']);
  });

  test.each<[string, Change, Standing, string | null, readonly string[]]>([
    ['a yes that is not enough', changeIn(pending), { state: 'pending', votes }, 'T1.UBEN', []],
    [
      'the last yes',
      changeIn(pending),
      approved,
      'T1.UBEN',
      ['replace execute chg_01 12:00', 'replace expire chg_01 12:05'],
    ],
    ['the start', changeIn(approved), executing, null, []],
    [
      'a change that took effect',
      changeIn(executing),
      applied,
      null,
      [
        'replace verify chg_01/0 12:00',
        'replace verify chg_01/1 12:01',
        'replace verify chg_01/5 12:05',
        'replace verify chg_01/15 12:15',
        'replace warn chg_01 12:35',
        'replace revert chg_01 12:45',
      ],
    ],
    [
      'a short one, which is not warned of',
      changeIn(executing),
      { ...applied, until: at(5) },
      null,
      [
        ...[0, 1, 5].map((m) => `replace verify chg_01/${m} 12:0${m}`),
        'replace verify chg_01/15 12:15',
        'replace revert chg_01 12:05',
      ],
    ],
    [
      'a later end',
      changeIn(applied),
      { ...applied, until: at(90) },
      null,
      ['replace warn chg_01 13:20', 'replace revert chg_01 13:30'],
    ],
    ['an end that was reached, which the job that noticed it goes on with', changeIn(applied), reverting, null, []],
    ['an undo', changeIn(applied), { ...reverting, by: 'T1.UCEM' }, 'T1.UCEM', ['replace revert chg_01 12:00']],
    [
      'an extension that is done',
      changeIn(executing, { extends: 'chg_00' }),
      { state: 'done', votes, note: null },
      null,
      [],
    ],
  ])('with %s are its jobs', (_what, before, to, by, expected) => {
    const goes = along(before, to, by, noon);
    expect(jobs(goes.schedule)).toEqual(expected);
    expect(goes.refresh).toEqual(['chg_01']);
    expect(goes.because).toMatchObject([
      { actor: by, ref: 'chg_01', details: { from: before.standing.state, to: to.state } },
    ]);
  });

  test.each<[Standing, Standing, string, string | undefined, string | null, readonly string[], boolean]>([
    [
      pending,
      { state: 'denied', by: 'T1.UBEN', reason: 'Not now' },
      'said no: Not now.',
      'UBEN',
      'again',
      ['UANA'],
      false,
    ],
    [
      pending,
      { state: 'expired', votes },
      'Nothing was done: it was not approved in time.',
      undefined,
      'again',
      ['UANA'],
      false,
    ],
    [
      approved,
      { state: 'expired', votes },
      'Nothing was done: it could not begin in time.',
      undefined,
      'again',
      ['UANA'],
      false,
    ],
    [
      approved,
      { state: 'stale', says: 'it is 7 now' },
      'Nothing was done: it is 7 now.',
      undefined,
      'again',
      ['UANA', 'UBEN'],
      false,
    ],
    [
      executing,
      { state: 'failed', says: 'AWS says no' },
      'Not changed: AWS says no.',
      undefined,
      'again',
      ['UANA', 'UBEN'],
      true,
    ],
    [
      executing,
      { state: 'unknown', votes, says: 'no answer' },
      'It is not known yet whether it was changed: no answer.',
      undefined,
      null,
      ['UANA', 'UBEN'],
      false,
    ],
    [
      executing,
      applied,
      'Changed: reserved concurrency of checkout: not set → 5, until 12:45 UTC.',
      undefined,
      'undo',
      ['UANA'],
      true,
    ],
    [
      executing,
      { ...applied, note: 'b was not' },
      'Changed in part (b was not): reserved concurrency of checkout: not set → 5, until 12:45 UTC.',
      undefined,
      'undo',
      ['UANA'],
      true,
    ],
    [
      executing,
      { state: 'done', votes, note: null },
      'Done: reserved concurrency of checkout: not set → 5.',
      undefined,
      null,
      ['UANA'],
      true,
    ],
    [
      applied,
      { ...applied, until: new Date('2026-11-23T01:00:00Z') },
      'It lasts until 2026-11-23 01:00 UTC now.',
      undefined,
      null,
      ['UANA'],
      false,
    ],
    [
      reverting,
      { state: 'reverted', by: null },
      'Undone at its end: reserved concurrency of checkout: 5 → not set.',
      undefined,
      null,
      ['UANA'],
      true,
    ],
    [
      reverting,
      { state: 'reverted', by: 'T1.UANA' },
      'undid it: reserved concurrency of checkout: 5 → not set.',
      'UANA',
      null,
      [],
      true,
    ],
    [
      reverting,
      { state: 'revert-stopped', votes, says: 'it is 7 now' },
      'Not undone, somebody has to decide: it is 7 now.',
      undefined,
      'decide',
      ['UANA', 'UBEN'],
      true,
    ],
    [
      applied,
      { state: 'kept', by: 'T1.UBEN' },
      'said that it stays: reserved concurrency of checkout: not set → 5.',
      'UBEN',
      null,
      ['UANA'],
      true,
    ],
  ])('from %o to %o says so in the thread', (from, to, says, by, ask, who, broadcast) => {
    const [note, ...others] = along(changeIn(from), to, by === undefined ? null : `T1.${by}`, noon).post ?? [];
    expect(others).toEqual([]);
    expect(note?.kind).toMatch(/^note\/[a-z-]+-7$/);
    expect(note?.body).toEqual({
      change: 'chg_01',
      says,
      ...(by === undefined ? {} : { by }),
      to: who,
      ask,
      broadcast,
    });
  });
});
