import { follow } from '../../src/audit/chain.ts';
import type { AuditRecord } from '../../src/audit/chain.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');

/** A log of so many records, one a second. */
export function aLog(count: number): readonly AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let i = 1; i <= count; i++) {
    const details = JSON.stringify({ i });
    records.push(
      follow(records.at(-1) ?? null, {
        at: noon + i * 1000,
        actor: 'T1.ana',
        what: 'approved',
        ref: `chg_${i}`,
        details,
      }),
    );
  }
  return records;
}

/** Records one by one, as a database hands them over. */
export async function* oneByOne(records: readonly AuditRecord[]): AsyncGenerator<AuditRecord> {
  yield* records;
}
