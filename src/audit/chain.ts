import { createHash } from 'node:crypto';
import { canonicalText } from '../approval/canonical.ts';

/** One thing that happened, bound to everything before it. */
export interface AuditRecord {
  /** From 1, without a gap. */
  readonly seq: number;
  /** Milliseconds since 1970, by the clock of the database. */
  readonly at: number;
  /** Null: OpsMedic itself. */
  readonly actor: string | null;
  readonly what: string;
  readonly ref: string | null;
  /** JSON, letter for letter as it was hashed. */
  readonly details: string;
  /** The hash of the record before; 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 over all of the above, in hexadecimal. */
  readonly hash: string;
}

/** The end of the log: kept elsewhere as an anchor, it shows that a tail was cut off. */
export type AuditHead = Pick<AuditRecord, 'seq' | 'hash'>;

/** Before the first record. */
const beginning: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** The record that follows on `head` (null: nothing yet). */
export function follow(head: AuditHead | null, happened: Omit<AuditRecord, 'seq' | 'previous' | 'hash'>): AuditRecord {
  const { seq, hash } = head ?? beginning;
  const bound = { ...happened, seq: seq + 1, previous: hash };
  return { ...bound, hash: hashOf(bound) };
}

/**
 * What stands against a record after `head`, as a sentence; null when it follows. A record that was edited, put in,
 * taken out or moved does not; that the last ones were cut off shows only beside an anchor.
 */
export function against(record: AuditRecord, head: AuditHead | null): string | null {
  const { seq, hash } = head ?? beginning;
  const name = `record ${record.seq}`;
  if (record.seq < 1) return `${name} was put before the beginning`;
  if (record.seq > seq + 1) return `${missing(seq + 1, record.seq - 1)}: ${name} comes after ${seq || 'the beginning'}`;
  if (record.seq !== seq + 1) return `${name} comes after record ${seq}`;
  if (!Number.isFinite(record.at) || hashOf(record) !== record.hash) return `${name} is not what was written`;
  return record.previous === hash ? null : `${name} does not follow on record ${seq}: one of the two was replaced`;
}

function missing(from: number, to: number): string {
  return from === to ? `record ${from} is missing` : `records ${from} to ${to} are missing`;
}

function hashOf({ seq, at, actor, what, ref, details, previous }: Omit<AuditRecord, 'hash'>): string {
  return createHash('sha256').update(canonicalText({ seq, at, actor, what, ref, details, previous })).digest('hex');
}
