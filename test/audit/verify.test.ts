import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorText, parseAnchor } from '../../src/audit/anchor.ts';
import { follow } from '../../src/audit/chain.ts';
import type { AuditRecord } from '../../src/audit/chain.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { aLog, oneByOne } from './a-log.ts';

function verify(records: readonly AuditRecord[], ...anchors: Parameters<typeof verifyAudit>[1] & {}) {
  return verifyAudit(oneByOne(records), anchors);
}

const log = aLog(9);
const head = { seq: 9, hash: log[8]?.hash ?? '' };

/** The log with one record replaced by what `change` makes of it. */
function edited(seq: number, change: (record: AuditRecord) => AuditRecord): readonly AuditRecord[] {
  return log.map((record) => (record.seq === seq ? change(record) : record));
}

/** The log from a record on, written anew so that the chain is whole. */
function forged(seq: number): readonly AuditRecord[] {
  const records: AuditRecord[] = log.slice(0, seq - 1);
  for (const { at, actor, what, ref, details } of log.slice(seq - 1)) {
    const actorThen = records.length === seq - 1 ? 'T1.eve' : actor;
    records.push(follow(records.at(-1) ?? null, { at, actor: actorThen, what, ref, details }));
  }
  return records;
}

describe('An audit log', () => {
  test('that is what was written is whole, and tells its head', async () => {
    expect(await verify(log)).toEqual({ ok: true, records: 9, head });
    expect(await verify([])).toEqual({ ok: true, records: 0, head: null });
  });

  test.each([
    ['at', (record: AuditRecord) => ({ ...record, at: record.at + 1 })],
    ['at, as no number', (record: AuditRecord) => ({ ...record, at: Number.NaN })],
    ['actor', (record: AuditRecord) => ({ ...record, actor: 'T1.eve' })],
    ['actor, as nobody', (record: AuditRecord) => ({ ...record, actor: null })],
    ['what', (record: AuditRecord) => ({ ...record, what: 'denied' })],
    ['ref', (record: AuditRecord) => ({ ...record, ref: 'chg_99' })],
    ['details', (record: AuditRecord) => ({ ...record, details: '{"i":6}' })],
    ['details, by a blank', (record: AuditRecord) => ({ ...record, details: `${record.details} ` })],
    ['hash', (record: AuditRecord) => ({ ...record, hash: 'f'.repeat(64) })],
    ['previous', (record: AuditRecord) => ({ ...record, previous: 'f'.repeat(64) })],
  ])('in which %s was edited names the record', async (_field, change) => {
    const verdict = await verify(edited(5, change));
    expect(verdict).toEqual({ ok: false, seq: 5, says: 'record 5 is not what was written' });
  });

  test('in which a record was edited and hashed anew names it together with the next', async () => {
    const before = log[3] ?? null;
    const says = 'record 6 does not follow on record 5: one of the two was replaced';
    const verdict = await verify(edited(5, (record) => follow(before, { ...record, actor: 'T1.eve' })));
    expect(verdict).toEqual({ ok: false, seq: 6, says });
  });

  test('names what was removed', async () => {
    const without = (...seqs: number[]) => verify(log.filter(({ seq }) => !seqs.includes(seq)));
    expect(await without(4)).toEqual({ ok: false, seq: 4, says: 'record 4 is missing: record 5 comes after 3' });
    expect(await without(4, 5, 6)).toMatchObject({
      seq: 4,
      says: 'records 4 to 6 are missing: record 7 comes after 3',
    });
    expect(await without(1)).toMatchObject({ seq: 1, says: 'record 1 is missing: record 2 comes after the beginning' });
  });

  test('of which two records changed places names the first of them', async () => {
    const swapped = log.map((record) => {
      const other = record.seq === 3 ? log[6] : record.seq === 7 ? log[2] : null;
      return other ? { ...other, seq: record.seq } : record;
    });
    expect(await verify(swapped)).toMatchObject({ ok: false, seq: 3 });
  });

  test('with a record before the beginning, or one twice, is not what was written', async () => {
    const [first] = log;
    if (!first) throw new Error('no record');
    expect(await verify([{ ...first, seq: 0 }, ...log])).toMatchObject({
      says: 'record 0 was put before the beginning',
    });
    expect(await verify([first, first])).toMatchObject({ seq: 2, says: 'record 1 comes after record 1' });
  });

  test('whatever one does to one member of one record, is found out at that record or the next', async () => {
    const members = ['at', 'actor', 'what', 'ref', 'details', 'previous', 'hash'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(...members),
        fc.string(),
        async (seq, member, text) => {
          const verdict = await verify(edited(seq, (record) => ({ ...record, [member]: text })));
          expect(verdict).toMatchObject({ ok: false, seq });
        },
      ),
      { numRuns: 300 },
    );
  });

  describe('beside an anchor', () => {
    test('is whole when it grew since', async () => {
      expect(await verify(aLog(12), head)).toMatchObject({ ok: true, records: 12 });
    });

    test('shows that its tail was cut off, which the chain alone does not', async () => {
      const cut = log.slice(0, 6);
      expect(await verify(cut)).toMatchObject({ ok: true, records: 6 });
      const says = 'the log ends with record 6, and the anchor knows 9';
      expect(await verify(cut, head)).toEqual({ ok: false, seq: 7, says });
      expect(await verify([], head)).toMatchObject({ ok: false, seq: 1 });
    });

    test('shows that it was written anew as a whole', async () => {
      const other = forged(4);
      expect(await verify(other)).toMatchObject({ ok: true, records: 9 });
      expect(await verify(other, { seq: 3, hash: log[2]?.hash ?? '' })).toMatchObject({ ok: true });
      const says = 'record 9 is not the one that the anchor knows';
      expect(await verify(other, head)).toEqual({ ok: false, seq: 9, says });
    });
  });
});

describe('An anchor', () => {
  test('is read as it was written, by the first digits of its hash', async () => {
    const anchor = parseAnchor(anchorText(head));
    expect(anchorText(head)).toBe(`9:${head.hash.slice(0, 16)}`);
    expect(anchor).toEqual({ seq: 9, hash: head.hash.slice(0, 16) });
    expect(await verify(log, ...(anchor ? [anchor] : []))).toMatchObject({ ok: true });
  });

  test.each([
    '',
    '9',
    '9:',
    '9:xyz',
    '9:9f86d081',
    '0:9f86d081884c7d65',
    '-1:9f86d081884c7d65',
    '9:9f86d081884c7d65:1',
  ])('is not “%s”', (text) => {
    expect(parseAnchor(text)).toBeNull();
  });
});
