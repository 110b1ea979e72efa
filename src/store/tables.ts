import type { ColumnType } from 'kysely';
import type { InvestigationState } from '../app/investigation.ts';
import type { ChangeTables } from './change-tables.ts';
import type { HandoffTable } from './handoff-table.ts';

/** Milliseconds since 1970 in UTC. PostgreSQL hands a `bigint` over as text. */
type Time = ColumnType<number | string, number, number>;

/** Outside events that were handled, so that a second delivery is known for one. */
interface InboxTable {
  source: string;
  id: string;
  received_at: Time;
}

/** One row per investigation. `ask`, `report` and `failure` are JSON: it can hold U+0000, PostgreSQL's text cannot. */
export interface InvestigationTable {
  id: string;
  team: string;
  channel: string;
  thread: string | null;
  asked_by: string;
  ask: string;
  state: InvestigationState;
  report: string | null;
  failure: string | null;
  repeats: string | null;
  message_ts: string | null;
  started_at: Time;
  finished_at: ColumnType<number | string | null, number | null, number | null>;
  /** The process that runs it, and until when it may be believed to; null once it ended. */
  lease_owner: string | null;
  lease_until: ColumnType<number | string | null, number | null, number | null>;
}

/** One row: the number of the last migration that was applied. */
interface SchemaTable {
  version: number;
}

/** The tables as the last migration leaves them. */
export interface Tables extends ChangeTables {
  inbox: InboxTable;
  investigation: InvestigationTable;
  handoff: HandoffTable;
  opsmedic_schema: SchemaTable;
}
