import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Plain } from '#playbook';
import { redactValue } from '#redaction';
import { canonicalText } from '../approval/canonical.ts';
import { follow } from '../audit/chain.ts';
import type { AuditHead, AuditRecord } from '../audit/chain.ts';
import type { AuditEvent } from './changes-store.ts';
import type { Tables } from './tables.ts';

/** Adds to the log, in a transaction that has its head to itself (`lockAudit`). Returns the new head. */
export async function append(
  db: Transaction<Tables>,
  events: readonly AuditEvent[],
  at: number,
): Promise<AuditHead | null> {
  let head = await headOf(db);
  for (const { actor, what, ref, details } of events) {
    const record = follow(head, { at, actor, what, ref, details: canonicalText(withoutSecrets(details)) });
    await db.insertInto('audit').values(record).execute();
    head = { seq: record.seq, hash: record.hash };
  }
  return head;
}

export async function headOf(db: Kysely<Tables>): Promise<AuditHead | null> {
  const row = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row ?? null;
}

export async function recordsAfter(
  db: Kysely<Tables>,
  after: number | null,
  limit: number,
): Promise<readonly AuditRecord[]> {
  // As text: who tampers with the log may have put numbers there that JavaScript does not know.
  const rows = await db
    .selectFrom('audit')
    .select(['actor', 'what', 'ref', 'details', 'previous', 'hash'])
    .select([sql<string>`cast(seq as text)`.as('number'), sql<string>`cast(at as text)`.as('time')])
    .$if(after !== null, (records) => records.where('seq', '>', after))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ number, time, ...row }) => ({ ...row, seq: Number(number), at: Number(time) }));
}

function withoutSecrets(details: Plain): Plain {
  const clean: Plain = JSON.parse(JSON.stringify(redactValue(details)));
  return clean;
}
