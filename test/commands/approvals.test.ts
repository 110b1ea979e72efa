import { describe, expect, test } from 'vitest';
import { approvalsCommand } from '../../commands/approvals.ts';
import type { Approvers, GuardedChanges } from '../../src/changes/index.ts';
import { aChange, failover, ledger, limit, running, textOf } from './a-ledger.ts';

const ben: Approvers = { people: ['T1.UBEN'], needed: 1, unreadable: [], says: 'one person' };
const others: Approvers = { people: ['T1.UCAT', 'T1.UDAN'], needed: 2, unreadable: ['S9'], says: 'two people' };

describe('approvals', () => {
  const mine = aChange({ id: 'chg_01' });
  const theirs = aChange({ id: 'chg_02' });
  const said = aChange({ id: 'chg_03' }, { votes: [{ by: 'T1.UBEN', at: new Date('2026-11-22T10:55:00.000Z') }] });
  const own = aChange({ id: 'chg_04', requester: 'T1.UBEN' });
  const done = aChange({ id: 'chg_05' }, { standing: { state: 'withdrawn' } });
  const approvers: GuardedChanges['approvers'] = ({ proposal }) =>
    Promise.resolve(proposal.id === 'chg_02' ? others : ben);

  test('lists what waits for me before what waits for others, with who may approve', async () => {
    const changes = ledger([theirs, said, own, mine, done], { approvers });
    const { markdown, data } = await textOf(running(approvalsCommand, changes).inChat());
    const lines = markdown.split('\n');
    expect(lines.filter((line) => /^##|`chg_/.test(line))).toEqual([
      '## Waits for you (1)',
      '  - `chg_01`',
      '## Waits for others (3)',
      '  - `chg_02`',
      '  - `chg_03`',
      '  - `chg_04`',
    ]);
    expect(lines).toContain('  - May approve: two people (<@UCAT>, <@UDAN>); could not be read: S9');
    expect(data).toMatchObject([
      { id: 'chg_02', forYou: false, approvers: { unreadable: ['S9'] } },
      { id: 'chg_03', forYou: false },
      { id: 'chg_04', forYou: false },
      { id: 'chg_01', forYou: true },
    ]);
  });

  test('counts my own where the configuration lets me approve it', async () => {
    const allowed = aChange({ requester: 'T1.UBEN', requesterMayApprove: true });
    const { data } = await textOf(running(approvalsCommand, ledger([allowed], { approvers })).inChat());
    expect(data).toMatchObject([{ forYou: true }]);
  });

  test('says when nothing waits', async () => {
    expect((await textOf(running(approvalsCommand, ledger()).inChat())).markdown).toBe('Nothing waits for approval.');
  });

  test('who: tells for each risk who could approve, before it is asked for', async () => {
    const asked: unknown[] = [];
    const whoMay: GuardedChanges['whoMay'] = (...call) => {
      asked.push(call);
      return Promise.resolve([
        { risk: 'medium', approvers: ben },
        { risk: 'high', approvers: others },
      ]);
    };
    const command = running(approvalsCommand, ledger([], { whoMay }));
    const { markdown, data } = await textOf(command.inChat('who', limit.id, 'account=prod'));
    expect(asked).toEqual([[limit.id, 'prod']]);
    expect(markdown).toBe(
      [
        '**Limit how many copies run at once** in prod',
        '- At medium risk: one person (<@UBEN>)',
        '- At high risk: two people (<@UCAT>, <@UDAN>); could not be read: S9',
      ].join('\n'),
    );
    expect(data).toMatchObject({ remedy: limit.id, account: 'prod', risks: [{ risk: 'medium' }, { risk: 'high' }] });
  });

  test('who: sends those to Slack who ask where nobody is known', async () => {
    const command = running(approvalsCommand, ledger([], { whoMay: () => Promise.resolve([]) }));
    expect((await textOf(command.onTerminal('who', limit.id))).markdown).toContain(
      'Who may approve it is looked up in Slack: ask there.',
    );
  });

  test('who: says of a command to copy that nobody approves it', async () => {
    expect((await textOf(running(approvalsCommand, ledger()).onTerminal('who', failover.id))).markdown).toBe(
      'Nobody approves that: **Fail over to a reader** is only a command to copy. A failover cannot be taken back.',
    );
  });

  test.each([
    [['who'], 'Say which: approvals who <change>.'],
    [
      ['who', 'lambda.limit-concurency'],
      'There is no change “lambda.limit-concurency”: did you mean “lambda.limit-concurrency”?',
    ],
    [['whom'], 'Say approvals, or approvals who <change>.'],
    [['account=prod'], 'Say approvals, or approvals who <change>.'],
  ])('says what is wrong with %j', async (words, says) => {
    await expect(running(approvalsCommand, ledger()).inChat(...words)).rejects.toThrow(says);
  });

  test('says what changes need where there are none', async () => {
    await expect(running(approvalsCommand, null).inChat()).rejects.toThrow('Changes are off here');
  });
});
