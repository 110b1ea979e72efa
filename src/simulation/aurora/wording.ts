import { mysqlWording } from './wording-mysql.ts';
import { postgresWording } from './wording-postgresql.ts';

/** What can go wrong between a client and a database, as the client tells it. */
export type Failure =
  | 'timeout'
  | 'refused'
  | 'unknown-host'
  | 'no-slots'
  | 'password'
  | 'read-only'
  | 'needs-tls'
  | 'certificate'
  | 'iam'
  | 'starting'
  | 'cut-off'
  | 'closed'
  | 'pool-empty'
  | 'borrow'
  | 'proxy-tls'
  | 'proxy-no-credentials'
  | 'no-space'
  | 'wraparound';

/** All that an error message may mention. */
export interface Talk {
  readonly host: string;
  /** Address that the host name led to. */
  readonly ip: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Address of the client itself. */
  readonly from: string;
  /** Major version of PostgreSQL, or of MySQL. */
  readonly version: number;
}

/** The lines in which a driver tells of a failure, its stack trace included where the library logs one. */
export type Wording = { readonly [F in Failure]?: (talk: Talk) => readonly string[] };

const drivers: { readonly [driver: string]: Wording } = { ...postgresWording, ...mysqlWording };

/** @throws RangeError for a driver that does not know the failure: a mistake in the scenario. */
export function says(driver: string, failure: Failure, talk: Talk): readonly string[] {
  const lines = drivers[driver]?.[failure]?.(talk);
  if (!lines) throw new RangeError(`${driver} has no words for ${failure}`);
  return lines;
}
