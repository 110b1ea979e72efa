import type { ColumnType } from 'kysely';
import type { Outcome, State } from '../approval/standing.ts';
import type { Execution } from './changes-store.ts';

/** Milliseconds since 1970 in UTC. PostgreSQL hands a `bigint` over as text. */
type Time = ColumnType<number | string, number, number>;
type TimeOrNull = ColumnType<number | string | null, number | null, number | null>;

/** `content`, `standing`, `review` are JSON; the other columns are what is looked for. */
export interface ProposalTable {
  id: string;
  action: string;
  account: string;
  requester: string;
  investigation: string | null;
  digest: string;
  content: string;
  state: State;
  standing: string;
  version: number;
  asked_at: Time;
  moved_at: Time;
  /** Null unless the glass was broken. */
  review: string | null;
  review_open: 0 | 1;
}

export interface VoteTable {
  proposal: string;
  person: string;
  at: Time;
}

interface ResourceTable {
  proposal: string;
  resource: string;
  /** 1 from the start of the change until it is undone or known not to have happened. */
  held: 0 | 1;
}

export interface ExecutionTable {
  proposal: string;
  kind: Execution['kind'];
  started_at: Time;
}

export interface AttemptTable {
  proposal: string;
  kind: Execution['kind'];
  n: number;
  /** That of the job in whose name it is made. */
  fence: number | null;
  intent_at: Time;
  deadline: Time;
  found: string;
  outcome: Outcome | null;
  /** JSON: what was said, and by which request of AWS. */
  ending: string | null;
  closed_at: TimeOrNull;
}

export interface VerificationTable {
  proposal: string;
  minutes: number;
  at: Time;
  seen: string;
}

/** `fence` grows each time it is taken, and each time it is taken away. */
interface Leased {
  kind: string;
  ref: string;
  tries: number;
  fence: number;
  lease_owner: string | null;
  lease_until: TimeOrNull;
}

export interface JobTable extends Leased {
  run_at: Time;
  done: 0 | 1;
}

export interface MessageTable extends Leased {
  team: string;
  channel: string;
  thread: string | null;
  body: string;
  version: number;
  sent_version: number;
  ts: string | null;
  send_at: Time;
  dropped: string | null;
}

interface SettingTable {
  key: string;
  value: string;
  updated_by: string | null;
  updated_at: Time;
}

export interface AuditTable {
  seq: number;
  at: Time;
  actor: string | null;
  what: string;
  ref: string | null;
  details: string;
  previous: string;
  hash: string;
}

/** The tables of guarded changes. */
export interface ChangeTables {
  proposal: ProposalTable;
  vote: VoteTable;
  proposal_resource: ResourceTable;
  execution: ExecutionTable;
  attempt: AttemptTable;
  verification: VerificationTable;
  job: JobTable;
  message: MessageTable;
  setting: SettingTable;
  audit: AuditTable;
}
