import type { AuditHead } from './chain.ts';

/** A head as it is kept outside of the database: its number and the first digits of its hash. */
export type Anchor = AuditHead;

/** 64 bits: enough that nobody finds another log with the same. */
const digits = 16;

/** `482:9f86d081884c7d65`, for a card, a session's name, a terminal. */
export function anchorText({ seq, hash }: AuditHead): string {
  return `${seq}:${hash.slice(0, digits)}`;
}

/** Null for a text that is no anchor. */
export function parseAnchor(text: string): Anchor | null {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{16,64})$/.exec(text.trim().toLowerCase()) ?? [];
  return seq === undefined || hash === undefined || Number(seq) === 0 ? null : { seq: Number(seq), hash };
}
