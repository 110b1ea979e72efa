import { describe, expect, test } from 'vitest';
import { approvalsCommand } from '../../commands/approvals.ts';
import { changesCommand } from '../../commands/changes.ts';
import type { GuardedChanges } from '../../src/changes/index.ts';
import { aChange, ledger, running, textOf } from './a-ledger.ts';

const place = (channel: string) => ({ team: 'T1', channel, thread: null });
const here = aChange({ id: 'chg_here', place: place('C1') });
const configured = aChange({ id: 'chg_configured', place: place('C2') });
const secret = aChange({ id: 'chg_secret', place: place('C3') });
const direct = aChange({ id: 'chg_direct', place: place('D1') });
const approved = aChange(
  { id: 'chg_approved', place: place('C3') },
  { votes: [{ by: 'T1.UEVE', at: new Date('2026-11-22T10:52:00.000Z') }] },
);
const broken = aChange(
  { id: 'chg_broken', place: place('C3'), breakGlass: true },
  { standing: { state: 'reverted', by: null }, review: { state: 'open' } },
);
const all = [here, configured, secret, direct, approved, broken];
const channels = [{ channel: 'C2', services: [] }];

/** Asked in C1, by somebody who may approve nothing unless said otherwise. */
function asked(command: typeof changesCommand, parts: Partial<GuardedChanges> = {}, by = 'UEVE') {
  return running(command, ledger(all, parts), by, { channels });
}

const idsIn = (markdown: string): readonly string[] => [...markdown.matchAll(/chg_\w+/g)].map(([id]) => id);

describe('in a channel', () => {
  test.each([
    ['changes', changesCommand, [], ['chg_here', 'chg_configured', 'chg_approved'], 3],
    ['changes all', changesCommand, ['all'], ['chg_here', 'chg_configured', 'chg_approved'], 3],
    ['approvals', approvalsCommand, [], ['chg_here', 'chg_configured', 'chg_approved'], 2],
  ] as const)(
    '%s shows what is of there, shared or mine, and counts the rest',
    async (_, command, words, ids, hidden) => {
      const { markdown } = await textOf(asked(command).inChat(...words));
      expect(new Set(idsIn(markdown))).toEqual(new Set(ids));
      expect(markdown).toContain(`And ${hidden} in other channels.`);
    },
  );

  test('one change of another channel is not shown', async () => {
    for (const words of [['chg_secret'], ['again', 'chg_secret'], ['extend', 'chg_secret']])
      await expect(asked(changesCommand).inChat(...words)).rejects.toThrow('chg_secret belongs to another channel');
    expect((await textOf(asked(changesCommand).inChat('chg_configured'))).markdown).toContain('waits for approval');
  });

  test('whoever asked for a change or may approve it sees it wherever it is', async () => {
    const seen = async (by: string) => idsIn((await textOf(asked(changesCommand, {}, by).inChat())).markdown);
    expect(await seen('UANA')).toEqual(expect.arrayContaining(['chg_secret', 'chg_direct', 'chg_broken']));
    expect(await seen('UBEN')).toEqual(expect.arrayContaining(['chg_secret', 'chg_direct', 'chg_broken']));
  });
});

test('on a terminal everything is shown', async () => {
  const { markdown } = await textOf(asked(changesCommand).onTerminal('all'));
  expect(idsIn(markdown)).toHaveLength(all.length);
  expect(markdown).not.toContain('in other channels');
});
