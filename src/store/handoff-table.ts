import type { ColumnType } from 'kysely';
import type { ShiftHandoff } from './handoffs-store.ts';

/** `content` is JSON: all that is not looked for. */
export interface HandoffTable {
  id: string;
  team: string;
  occasion: string;
  /** Milliseconds since 1970 in UTC. PostgreSQL hands a `bigint` over as text. */
  at: ColumnType<number | string, number, number>;
  state: ShiftHandoff['state'];
  version: number;
  content: string;
}
