import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { catchupCommand } from '../../commands/catchup.ts';
import { exportCommand } from '../../commands/export.ts';
import type { Command, Investigation, Request } from '../../src/app/index.ts';
import type { Finding, Report } from '../../src/engine/index.ts';
import type { DurableStore } from '../../src/store/index.ts';
import { arnOf } from '../app/small-account.ts';
import { anInvestigation, finishedWith } from '../store/an-investigation.ts';
import { asked, happened, moveOf } from '../store/a-proposal.ts';
import { testDatabase } from '../store/databases.ts';
import type { TestDatabase } from '../store/databases.ts';
import { appIn } from './a-shift.ts';

let database: TestDatabase;
let store: DurableStore;
beforeEach(async () => {
  database = await testDatabase(null);
  store = await database.open();
});
afterEach(() => database.close());

/** The clock of the database is the real one. */
const start = Date.now();
const minutes = (count: number) => new Date(start + count * 60_000);
const iso = (count: number) => minutes(count).toISOString();

const root: Finding = {
  cause: 'oom-container',
  title: 'Containers run out of memory',
  says: 'Four of six tasks ran out of memory.',
  confidence: 'confirmed',
  role: 'root-cause',
  share: 1,
  since: null,
  resources: [],
  evidence: [],
  fix: 'Give the task more memory.',
  wouldSettle: [],
  offers: [],
};

interface Told {
  readonly thread?: string | null;
  readonly ts?: string;
  readonly repeats?: string;
  readonly channel?: string;
  readonly report?: Partial<Report>;
}

async function investigate(
  id: string,
  minute: number,
  { thread = null, ts = '1700.1', repeats, channel = 'C1', report = {} }: Told = {},
) {
  const place = { team: 'T1', channel, thread };
  const begun: Partial<Investigation> = { id, startedAt: iso(minute), place, repeats: repeats ?? null };
  await store.begin(anInvestigation(begun));
  const end = finishedWith(`found by ${id}`);
  if (!end.report) throw new TypeError('it has a report');
  const subject = { name: 'checkout', arn: arnOf('checkout'), from: 'typed' as const };
  await store.finish(id, { ...end, finishedAt: iso(minute + 1), report: { ...end.report, id, subject, ...report } });
  await store.posted(id, ts);
}

const diagnosed: Partial<Report> = {
  diagnosis: { kind: 'diagnosed', rootCause: 'oom-container', says: 'Four of six tasks ran out of memory.' },
  symptom: { known: true, seen: true, says: '12 % of requests fail.', since: iso(-20), until: null },
  findings: [root, { ...root, cause: 'one-zone', role: 'contributing-factor', says: 'All are in one zone.' }],
  changes: [{ at: iso(-21), what: 'UpdateService checkout', who: 'pipeline', event: 'UpdateService', trigger: true }],
  blindSpots: [{ fact: 'logs', why: 'denied', detail: 'It was refused.', action: 'logs:GetLogEvents' }],
};

const votes = [{ by: 'T1.U2', at: minutes(0) }];

async function ask(command: Command, words: string[], place: Partial<Request['place']> = {}) {
  const app = { ...appIn({}, { store }), now: () => minutes(60) };
  const where = { team: 'T1', channel: 'C1', thread: null, ...place };
  const reply = await command.run({ words, by: 'U1', place: where }, app);
  if (reply.kind !== 'text') throw new TypeError('it is a text');
  return reply;
}

describe('catchup', () => {
  test('tells what was found in a channel, what is in force, what waits and what people decided', async () => {
    await investigate('inv_a', 0, { report: diagnosed });
    await investigate('inv_elsewhere', 1, { channel: 'C2' });
    await store.changes.propose(asked({ id: 'chg_a', requester: 'T1.U1', investigation: 'inv_a', digest: 'a' }));
    await store.changes.move(moveOf('chg_a', 1, { state: 'applied', votes, until: minutes(90), note: null }));
    await store.changes.propose(asked({ id: 'chg_b', requester: 'T1.U1', investigation: null, digest: 'b' }));
    await store.changes.propose(
      asked({ id: 'chg_c', requester: 'T1.U1', investigation: null, digest: 'c', reason: 'too *much*' }),
    );
    await store.changes.move(moveOf('chg_c', 1, { state: 'denied', by: 'T1.U3', reason: 'not now' }));
    const { markdown, people } = await ask(catchupCommand, []);
    const lines = markdown.split('\n');
    expect(lines.filter((line) => line.startsWith('## '))).toEqual([
      '## Found (1)',
      '## In force (1)',
      '## Waits for approval (1)',
      '## Decided (2)',
    ]);
    expect(markdown).toContain('alb-502 checkout (<@U1>): Four of six tasks ran out of memory.');
    expect(markdown).toContain('by <@U1> `/opsmedic changes chg_a`');
    expect(markdown).toContain('<@U3> said no (“not now”)');
    expect(markdown).not.toContain('inv_elsewhere');
    expect(people?.toSorted()).toEqual(['U1', 'U2', 'U3']);
  });

  test('keeps to the thread it is asked in', async () => {
    await investigate('inv_a', 0, { ts: '1700.1' });
    await investigate('inv_b', 1, { thread: '1700.1', ts: '1700.2' });
    await investigate('inv_c', 2, { ts: '1700.3' });
    const { data } = await ask(catchupCommand, [], { thread: '1700.1' });
    expect(Object(data).investigations.map(({ id }: Investigation) => id)).toEqual(['inv_a', 'inv_b']);
  });

  test('says that nothing happened', async () => {
    expect((await ask(catchupCommand, ['since=8h'])).markdown).toContain(
      'Nothing was looked into and nothing was changed.',
    );
  });
});

describe('export', () => {
  test('fills the fields of a review from the records', async () => {
    await investigate('inv_a', 0, { report: diagnosed });
    await store.changes.propose(
      asked(
        { id: 'chg_a', requester: 'T1.U1', investigation: 'inv_a', breakGlass: true },
        { because: [happened('broken', 'chg_a')] },
      ),
    );
    await store.changes.move(moveOf('chg_a', 1, { state: 'kept', by: 'T1.U2' }));
    await investigate('inv_b', 30, {
      repeats: 'inv_a',
      report: {
        symptom: { known: true, seen: false, says: 'No request fails.', since: iso(-20), until: iso(20) },
        diagnosis: { kind: 'not-happening', rootCause: null, says: 'It is over.' },
      },
    });
    await investigate('inv_other', 31, { ts: '1700.9' });
    const { markdown, data } = await ask(exportCommand, ['inv_b']);
    expect(data).toMatchObject({
      title: 'alb-502 checkout',
      impact: '12 % of requests fail.',
      start: iso(-20),
      end: iso(20),
      detected: iso(0),
      rootCause: { says: 'Four of six tasks ran out of memory.', confidence: 'confirmed' },
      contributing: ['All are in one zone.'],
      resolution: ['lambda.limit-concurrency: kept for good'],
      followUps: [
        'Review what was done without approval: lambda.limit-concurrency (chg_a)',
        'Write down where it is configured that “lambda.limit-concurrency” stays',
        'Give the task more memory.',
      ],
      unseen: ['logs:GetLogEvents'],
      cut: false,
    });
    const kinds = Object(data).timeline.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual([
      'seen',
      'symptom',
      'looked-into',
      'asked',
      'decided',
      'looked-into',
      'symptom',
      'looked-into',
      'looked-into',
    ]);
    expect(markdown).toContain('pipeline changed: UpdateService checkout (this likely set it off)');
    expect(markdown).not.toContain('_Not known');
    expect(markdown).not.toContain('inv_other');
  });

  test('leaves gaps as gaps, and takes nobody’s silence for an end', async () => {
    await investigate('inv_a', 0, {
      report: {
        symptom: { known: false, blind: { fact: 'x', why: 'denied', detail: 'no' } },
        diagnosis: { kind: 'blind', rootCause: null, says: 'Nothing could be seen.' },
      },
    });
    const { markdown, data } = await ask(exportCommand, ['inv_a']);
    expect(data).toMatchObject({
      impact: null,
      start: null,
      end: null,
      rootCause: null,
      contributing: [],
      resolution: [],
      followUps: [],
    });
    expect(markdown.split('_Not known: to be filled in._')).toHaveLength(8);
  });

  test('tells of the thread it is asked in, and of no other channel’s investigation', async () => {
    await investigate('inv_a', 0, { thread: '1600.1' });
    await investigate('inv_b', 0, { channel: 'C2' });
    expect((await ask(exportCommand, [], { thread: '1600.1' })).markdown).toContain(
      '# Incident review: alb-502 checkout',
    );
    await expect(ask(exportCommand, [])).rejects.toThrow(/ask in its thread/);
    await expect(ask(exportCommand, [], { thread: '1500.1' })).rejects.toThrow(/Nothing was looked into/);
    await expect(ask(exportCommand, ['inv_b'])).rejects.toThrow(/no investigation “inv_b” of this channel/);
    expect((await ask(exportCommand, ['inv_b'], { team: 'terminal', channel: '' })).markdown).toContain(
      '# Incident review',
    );
  });
});
