import { describe, expect, test } from 'vitest';
import { proposeCommand } from '../../commands/propose.ts';
import type { Draft } from '../../src/changes/index.ts';
import { failover, ledger, limit, ready, running, textOf } from './a-ledger.ts';
import { aChange } from './a-ledger.ts';

const { inChat, onTerminal } = running(proposeCommand, ledger());

function drafting(draft: Draft) {
  return running(proposeCommand, ledger([], { draft: () => Promise.resolve(draft) }));
}

describe('propose', () => {
  test('fills in the form from what was typed, however the phone spelt it', async () => {
    const reply = await inChat(
      'Lambda.limit-concurrency',
      'function=checkout',
      '—mostcopies=5',
      'reason=It floods the database',
      'lasts=1h30m',
      'account=prod',
      'region=eu-west-1',
    );
    expect(reply).toMatchObject({
      kind: 'form',
      wanted: {
        remedy: 'lambda.limit-concurrency',
        account: 'prod',
        region: 'eu-west-1',
        given: { function: 'checkout', mostCopies: '5' },
        reason: 'It floods the database',
        lastsMs: 5_400_000,
        by: 'T1.UBEN',
        place: { team: 'T1', channel: 'C1', thread: null },
        investigation: null,
        extends: null,
        breakGlass: false,
      },
    });
  });

  test('leaves open what was not typed', async () => {
    expect(await inChat('lambda.limit-concurrency')).toMatchObject({
      kind: 'form',
      wanted: { account: null, region: null, given: {}, reason: '', lastsMs: null },
    });
  });

  test.each([
    [
      ['lambda.limit-concurency'],
      'There is no change “lambda.limit-concurency”: did you mean “lambda.limit-concurrency”?',
    ],
    [['x'], 'There is no change “x”: say propose alone to see what there is.'],
    [['lambda.limit-concurrency', 'checkout'], '“checkout” is not understood: say function=checkout.'],
    [['lambda.limit-concurrency', 'functon=checkout'], 'There is no option “functon”: did you mean “function”?'],
    [
      ['lambda.limit-concurrency', 'lasts=soon'],
      '“soon” is not a length of time: say for instance 90s, 30m, 2h or 1d.',
    ],
    [['lambda.limit-concurrency', 'lasts=30d'], '“lasts” may be at most 14d.'],
  ])('says what is wrong with %j', async (words, says) => {
    await expect(inChat(...words)).rejects.toThrow(says);
  });

  test('shows before and after, the exact call, the undo and who may approve', async () => {
    const { markdown, people, data, problem } = await textOf(
      inChat('lambda.limit-concurrency', 'function=checkout', 'reason=`rm`'),
    );
    expect(markdown).toBe(
      [
        '**Limit how many copies run at once**, in prod, us-east-1, until 11:45 UTC, in 45 min',
        '',
        '- checkout: reserved concurrency, not set → 5',
        '',
        '- Risk: medium',
        '- Touches: Callers of checkout beyond 5 at once are throttled.',
        '- Undo, after 45 min: The limit is taken away again.',
        '- May approve: <@UBEN>',
        "- Reason: 'rm'",
        '- Mind: Terraform manages it: its next run takes this back.',
        '- Digest: `9f86d081`',
        '```',
        'aws lambda put-function-concurrency …',
        '```',
      ].join('\n'),
    );
    expect(people).toEqual(['UBEN']);
    expect(problem).toBeUndefined();
    expect(data).toMatchObject({
      kind: 'ready',
      remedy: limit.id,
      account: '123456789012',
      digest: ready.digest,
      approvers: { needed: 1 },
      changes: [{ field: 'reserved concurrency', before: null, after: 5 }],
    });
    expect(data).not.toHaveProperty('found');
  });

  test('asks for nothing on a command line, and says so', async () => {
    const { markdown, people } = await textOf(onTerminal('lambda.limit-concurrency', 'function=checkout'));
    expect(markdown).toContain('- May approve: UBEN');
    expect(markdown).toMatch(/Nothing was asked for: that is done in Slack\.$/);
    expect(people).toEqual([]);
  });

  test('says field by field what is missing, with the command to complete', async () => {
    const wrong = { mostCopies: 'Say a number.', reason: 'Say why.' };
    const reply = drafting({ kind: 'wrong', remedy: limit, wrong }).inChat(limit.id, 'function=checkout');
    expect(await textOf(reply)).toMatchObject({
      markdown: [
        '**Limit how many copies run at once** needs more:',
        '- At most: Say a number.',
        '- reason: Say why.',
        '',
        '`/opsmedic propose lambda.limit-concurrency function=checkout mostCopies=… reason="…"`',
      ].join('\n'),
      data: { kind: 'wrong', remedy: limit.id, wrong },
      problem: true,
    });
  });

  test('points to the same change that waits already', async () => {
    const pending = aChange({ id: 'chg_07' });
    const reply = drafting({ kind: 'refused', says: 'The same waits already.', pending, mayBreakGlass: false }).inChat(
      limit.id,
    );
    expect(await textOf(reply)).toMatchObject({
      markdown: '✗ The same waits already.\nIt is `/opsmedic changes chg_07`.',
      data: { kind: 'refused', pending: 'chg_07' },
      problem: true,
    });
  });

  test('prints what cannot be undone as a command to copy, with the reason', async () => {
    const command = 'aws rds failover-db-cluster --db-cluster-identifier shop';
    const reply = drafting({ kind: 'by-hand', remedy: failover, command, why: failover.why }).inChat(failover.id);
    expect(await textOf(reply)).toMatchObject({
      markdown: `**Fail over to a reader** is not done by OpsMedic: A failover cannot be taken back.\nTo do it yourself:\n\`\`\`\n${command}\n\`\`\``,
      data: { kind: 'by-hand', remedy: failover.id, command, why: failover.why },
    });
  });

  test('alone, lists what can be asked for', async () => {
    const { markdown, data } = await textOf(onTerminal());
    expect(markdown.split('\n').slice(2)).toEqual([
      '- `aurora.fail-over`: Fail over to a reader (cluster), as a command to copy',
      '- `lambda.limit-concurrency`: Limit how many copies run at once (function, mostCopies)',
    ]);
    expect(data).toMatchObject([
      { id: limit.id, kind: 'guarded' },
      { id: failover.id, kind: 'by-hand' },
    ]);
  });

  test('says what changes need where there are none', async () => {
    await expect(running(proposeCommand, null).inChat(limit.id)).rejects.toThrow(
      'Changes are off here: they need a database (OPSMEDIC_DATA or DATABASE_URL), and Slack to approve them in.',
    );
  });
});
