import type { Anchor } from './anchor.ts';
import { against } from './chain.ts';
import type { AuditHead, AuditRecord } from './chain.ts';

/** Whether the log is what was written. `seq` is that of the first record that is not, or is not there. */
export type AuditVerdict =
  | { readonly ok: true; readonly records: number; readonly head: AuditHead | null }
  | { readonly ok: false; readonly seq: number; readonly says: string };

/**
 * Goes through the log from its beginning. The chain shows what was edited, removed, put in or moved; a log that was cut
 * or written anew as a whole shows only beside anchors, heads that were kept elsewhere.
 */
export async function verifyAudit(
  records: AsyncIterable<AuditRecord>,
  anchors: readonly Anchor[] = [],
): Promise<AuditVerdict> {
  const hashes = Map.groupBy(anchors, ({ seq }) => seq);
  let head: AuditHead | null = null;
  for await (const record of records) {
    const says = against(record, head);
    if (says !== null) return { ok: false, seq: (head?.seq ?? 0) + 1, says };
    if (hashes.get(record.seq)?.some(({ hash }) => !record.hash.startsWith(hash)))
      return { ok: false, seq: record.seq, says: `record ${record.seq} is not the one that the anchor knows` };
    head = record;
  }
  const last = head?.seq ?? 0;
  const cut = anchors.filter(({ seq }) => seq > last).toSorted((a, b) => b.seq - a.seq)[0];
  if (cut)
    return { ok: false, seq: last + 1, says: `the log ends with record ${last}, and the anchor knows ${cut.seq}` };
  return { ok: true, records: last, head: head === null ? null : { seq: head.seq, hash: head.hash } };
}
