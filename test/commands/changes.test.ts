import { describe, expect, test } from 'vitest';
import { changesCommand } from '../../commands/changes.ts';
import type { Answered, GuardedChanges, Wanted } from '../../src/changes/index.ts';
import type { Change } from '../../src/store/index.ts';
import { aChange, ledger, limit, never, running, textOf } from './a-ledger.ts';

const votes = [{ by: 'T1.UBEN', at: new Date('2026-11-22T10:52:00.000Z') }];
const until = new Date('2026-11-22T11:23:00.000Z');
const inForce = aChange({ id: 'chg_01' }, { standing: { state: 'applied', votes, until, note: null }, votes });
const waiting = aChange({ id: 'chg_02', expiresAt: new Date('2026-11-22T11:05:00.000Z') });
const stopped = aChange(
  { id: 'chg_03' },
  { standing: { state: 'revert-stopped', votes, says: 'somebody set it to 9.' }, votes },
);
const ended = aChange({ id: 'chg_04' }, { standing: { state: 'reverted', by: null } });

function typed(list: readonly Change[], parts: Partial<GuardedChanges> = {}) {
  return running(changesCommand, ledger(list, parts));
}

describe('changes', () => {
  test('lists what needs a decision, what is in force and what waits; by whom, until when, and the undo', async () => {
    const { markdown, people } = await textOf(typed([inForce, waiting, stopped, ended]).inChat());
    expect(markdown).toBe(
      [
        '## Needs a decision (1)',
        '- **Limit how many copies run at once**: checkout: reserved concurrency, not set → 5',
        '  - prod, us-east-1: not undone at its end, somebody has to decide: somebody set it to 9.',
        '  - asked for by <@UANA>, approved by <@UBEN>: “It floods the database.”',
        '  - `chg_03`; to undo it now: `/opsmedic changes undo chg_03`',
        '',
        '## In force (1)',
        '- **Limit how many copies run at once**: checkout: reserved concurrency, not set → 5',
        '  - prod, us-east-1: in force until 11:23 UTC, in 23 min',
        '  - asked for by <@UANA>, approved by <@UBEN>: “It floods the database.”',
        '  - `chg_01`; to undo it now: `/opsmedic changes undo chg_01`',
        '',
        '## Waiting (1)',
        '- **Limit how many copies run at once**: checkout: reserved concurrency, not set → 5',
        '  - prod, us-east-1: waits for approval until 11:05 UTC, in 5 min',
        '  - asked for by <@UANA>: “It floods the database.”',
        '  - `chg_02`',
      ].join('\n'),
    );
    expect(people).toEqual(['UANA', 'UBEN']);
  });

  test('gives programs the same', async () => {
    const { data } = await textOf(typed([inForce, waiting]).onTerminal());
    expect(JSON.parse(JSON.stringify(data))).toMatchObject({
      switch: { on: true },
      changes: [
        {
          id: 'chg_01',
          remedy: limit.id,
          title: limit.title,
          state: 'applied',
          until: '2026-11-22T11:23:00.000Z',
          account: '123456789012',
          requester: 'T1.UANA',
          votes: [{ by: 'T1.UBEN' }],
          changes: [{ before: null, after: 5 }],
        },
        { id: 'chg_02', state: 'pending' },
      ],
      toReview: [],
      unowned: [],
      blindSpots: [],
    });
  });

  test('tells of what is not ours, and of what could not be looked at', async () => {
    const unaccounted = () =>
      Promise.resolve({
        found: [
          {
            kind: 'mute-rule',
            account: '123456789012',
            region: 'us-east-1',
            resource: 'arn',
            says: '`quiet` mutes 3 alarms',
            since: '2026-11-21T22:00:00.000Z',
            until: null,
            by: 'eve',
          },
        ],
        blind: [
          { fact: 'unowned', why: 'denied' as const, detail: 'not authorized', action: 'wafv2:GetWebACL' as const },
        ],
      });
    const { markdown, data } = await textOf(typed([], { unaccounted }).inChat());
    expect(markdown).toBe(
      [
        'No change of ours is in force, and none waits.',
        '',
        '## Not ours (1)',
        "- 'quiet' mutes 3 alarms (prod, us-east-1): by eve, since 2026-11-21 22:00 UTC, with no end",
        '',
        '## Could not be looked at (1)',
        '- `wafv2:GetWebACL`: not authorized',
      ].join('\n'),
    );
    expect(data).toMatchObject({ unowned: [{ kind: 'mute-rule' }], blindSpots: [{ why: 'denied' }] });
  });

  test('begins with who turned changes off, and how they are turned on', async () => {
    const off = { on: false, why: 'Release *day*', by: 'T1.UBEN', at: new Date('2026-11-22T10:00:00.000Z') };
    const { markdown } = await textOf(typed([], { switch: () => Promise.resolve(off) }).inChat());
    expect(markdown).toMatch(
      /^\*\*Changes are turned off\*\* by <@UBEN> at 10:00 UTC: “Release ∗day∗”\. What is in force still ends on time\.\n/,
    );
    expect(markdown).toContain('`/opsmedic changes on reason=…`');
  });

  test('counts an extension in force as part of what it extends, and keeps reviews open', async () => {
    const extension = aChange({ id: 'chg_05', extends: 'chg_01' }, { standing: inForce.standing });
    const broken = aChange(
      { id: 'chg_06', breakGlass: true },
      { standing: { state: 'reverted', by: null }, review: { state: 'open' } },
    );
    const { markdown } = await textOf(typed([inForce, extension, broken]).inChat());
    expect(markdown).not.toContain('chg_05');
    expect(markdown).toContain('## Made without approval, to be reviewed (1)');
    expect(markdown).toContain('asked for by <@UANA>, without approval: ');
  });

  test('shows one change in whole', async () => {
    const change: Change = {
      ...inForce,
      executions: [
        {
          kind: 'do',
          token: 't',
          startedAt: until,
          attempts: [
            {
              n: 1,
              intentAt: new Date('2026-11-22T10:53:00.000Z'),
              deadline: until,
              found: null,
              outcome: 'took-effect',
              says: 'Reserved concurrency is 5.',
              awsRequestId: 'req-1',
              closedAt: until,
            },
          ],
        },
      ],
      verified: [{ minutes: 5, at: until, effect: 'seen', says: 'Throttles rose to 12.' }],
    };
    const { markdown, data } = await textOf(typed([change]).onTerminal('chg_01'));
    expect(markdown.split('\n')).toEqual(
      expect.arrayContaining([
        '**Limit how many copies run at once**: in force until 11:23 UTC, in 23 min',
        '- checkout: reserved concurrency, not set → 5',
        '- Asked for: by UANA at 10:50 UTC: “It floods the database.”',
        '- Approved: by UBEN at 10:52 UTC',
        '- From: `inv_01`',
        'aws lambda put-function-concurrency …',
        '- Call at 10:53 UTC: Reserved concurrency is 5. (AWS request req-1)',
        '- After 5 min: Throttles rose to 12.',
      ]),
    );
    expect(data).toMatchObject({ id: 'chg_01', call: 'aws lambda put-function-concurrency …' });
  });

  test('all lists the newest, whatever became of them', async () => {
    expect((await textOf(typed([inForce, ended]).inChat('all'))).markdown).toContain('undone at 10:50 UTC, at its end');
    expect((await textOf(typed([]).inChat('all'))).markdown).toBe('No change was ever asked for.');
  });
});

describe('changes, doing something', () => {
  const said: [string, ...unknown[]][] = [];
  const answers =
    (what: string) =>
    (...given: unknown[]): Promise<Answered> => {
      said.push([what, ...given]);
      return Promise.resolve({ ok: true, says: `Done by <@UBEN>: ${what}.`, change: inForce });
    };
  const { inChat, onTerminal } = typed([inForce], {
    undo: answers('undo'),
    keep: answers('keep'),
    withdraw: answers('withdraw'),
    deny: answers('deny'),
    settle: answers('settle'),
    closeReview: answers('review'),
    turn: answers('turn'),
  });

  test.each([
    [
      ['undo', 'chg_01'],
      ['undo', 'chg_01', 'T1.UBEN'],
    ],
    [
      ['keep', 'chg_01'],
      ['keep', 'chg_01', 'T1.UBEN'],
    ],
    [
      ['withdraw', 'chg_01'],
      ['withdraw', 'chg_01', 'T1.UBEN'],
    ],
    [
      ['deny', 'chg_01', 'reason=too much'],
      ['deny', 'chg_01', 'T1.UBEN', 'too much'],
    ],
    [
      ['review', 'chg_01', 'reason=fine'],
      ['review', 'chg_01', 'T1.UBEN', 'fine'],
    ],
    [
      ['took-effect', 'chg_01'],
      ['settle', 'chg_01', 'T1.UBEN', true],
    ],
    [
      ['did-not', 'chg_01'],
      ['settle', 'chg_01', 'T1.UBEN', false],
    ],
    [
      ['off', 'reason=release'],
      ['turn', false, 'T1.UBEN', 'release'],
    ],
    [
      ['on', 'reason=over'],
      ['turn', true, 'T1.UBEN', 'over'],
    ],
  ])('%j is done in the name of who typed it', async (words, call) => {
    said.length = 0;
    const reply = await textOf(inChat(...words));
    expect(said).toEqual([call]);
    expect(reply).toMatchObject({
      markdown: `Done by <@UBEN>: ${call[0]}.`,
      people: ['UBEN'],
      data: { ok: true, change: { id: 'chg_01' } },
    });
  });

  test.each([
    ['undo', 'chg_01'],
    ['off', 'reason=x'],
    ['extend', 'chg_01'],
  ])('nothing is done from a command line: %s %s', async (...words) => {
    said.length = 0;
    await expect(onTerminal(...words)).rejects.toThrow('That is done in Slack: on a command line nobody can tell');
    expect(said).toEqual([]);
  });

  test.each([
    [['off'], 'Say why: changes off … reason="…".'],
    [['deny', 'chg_01'], 'Say why: changes deny … reason="…".'],
    [['undo'], 'Say which: changes undo chg_…. “changes” lists them.'],
    [['stop', 'chg_01'], '“stop” is not understood: say changes, changes all,'],
    [['constructor', 'chg_01'], '“constructor” is not understood'],
    [['chg_99'], 'There is no change “chg_99”'],
    [['undo', 'chg_01', 'chg_02'], '“chg_02” is not understood: one change at a time.'],
  ])('says what is wrong with %j', async (words, says) => {
    await expect(inChat(...words)).rejects.toThrow(says);
  });

  test('a refusal is told as one', async () => {
    const refused = () => Promise.resolve({ ok: false, says: 'Nothing is in force.', change: null });
    const reply = await textOf(typed([], { undo: refused }).inChat('undo', 'chg_01'));
    expect(reply).toMatchObject({ markdown: 'Nothing is in force.', problem: true, data: { ok: false, change: null } });
  });

  test('extend and again answer with the form to send again', async () => {
    const wanted: Wanted = {
      remedy: limit.id,
      account: '123456789012',
      region: 'us-east-1',
      given: { function: 'checkout' },
      reason: 'longer',
      lastsMs: null,
      by: 'T1.UBEN',
      place: { team: 'T1', channel: 'C1', thread: null },
      investigation: null,
      extends: 'chg_01',
      breakGlass: false,
      typed: null,
    };
    const asked: unknown[] = [];
    const again: GuardedChanges['again'] = (...call) => {
      asked.push(call);
      return Promise.resolve(call[0] === 'chg_01' ? wanted : null);
    };
    const typing = typed([], { again });
    expect(await typing.inChat('extend', 'chg_01')).toMatchObject({ kind: 'form', wanted });
    expect((await textOf(typing.inChat('again', 'chg_01'))).markdown).toContain('in prod, us-east-1');
    expect(asked).toEqual([
      ['chg_01', 'T1.UBEN', true],
      ['chg_01', 'T1.UBEN', false],
    ]);
    await expect(typing.inChat('extend', 'chg_02')).rejects.toThrow(
      'chg_02 is not in force: there is no end to put off.',
    );
  });

  test('a database that is out of reach is not taken for an empty ledger', async () => {
    await expect(typed([], { list: never }).inChat()).rejects.toThrow('not expected');
  });
});
