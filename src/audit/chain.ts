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
