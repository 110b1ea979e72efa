import { classifyError } from '../../error-texts/index.ts';
import type { ErrorText } from '../../error-texts/index.ts';
import type { LogLine } from '#aws/logs';
import { rdsHostOf } from './host-names.ts';

export type { ErrorText } from '../../error-texts/index.ts';

/** What a failed connection shows, coarse enough to tell rivals apart. */
export type Failure =
  /** Nothing came back: packets were lost on the way, or nobody was awake. */
  | 'dropped'
  /** The connection stood and an answer did not come in time. */
  | 'slow'
  | 'refused'
  /** An open connection was cut. */
  | 'cut'
  | 'name'
  | 'certificate'
  | 'tls-required'
  | 'handshake'
  | 'password'
  | 'iam'
  | 'not-admitted'
  | 'no-database'
  | 'full'
  | 'rate'
  | 'proxy-pool'
  | 'client-pool'
  | 'read-only'
  | 'not-ready';

/** An error of a connection to this database. */
export interface ConnectionError {
  readonly at: Date;
  readonly failure: Failure;
  readonly error: ErrorText;
  /** ARN of the client; null for what the database itself logged. */
  readonly client: string | null;
  readonly clientName: string;
  readonly group: string;
}

/** An error of a connection to something else: loud, and not ours. */
export interface OtherError {
  readonly at: Date;
  readonly quote: string;
  readonly to: string;
}

/** What is known of the database when lines are read. */
export interface About {
  readonly hosts: readonly string[];
  readonly port: number | null;
}

const database =
  /postgres|psql|\bpgx?\b|pgbouncer|mysql|mariadb|jdbc|\bsql|database|\bdb\b|hikari|sequelize|knex|prisma|typeorm|psycopg|asyncpg|aurora|\brds\b/i;

/** The phase that a failed attempt reached; null for errors that say nothing of the connection. */
export function failureOf(error: ErrorText): Failure | null {
  switch (error.kind) {
    case 'timeout':
      return error.phase === 'answer' ? 'slow' : 'dropped';
    case 'unreachable':
    case 'no-answer':
      return 'dropped';
    case 'refused':
      return 'refused';
    case 'reset':
      return 'cut';
    case 'terminated':
      return error.why === 'idle-in-transaction' ? null : 'cut';
    case 'dns':
      return 'name';
    case 'tls':
      return error.problem === 'certificate'
        ? 'certificate'
        : error.problem === 'required'
          ? 'tls-required'
          : 'handshake';
    case 'bad-credentials':
      return 'password';
    case 'iam-authentication':
      return 'iam';
    case 'not-admitted':
      return 'not-admitted';
    case 'no-such-database':
      return 'no-database';
    case 'too-many-connections':
      return error.limit === 'rate' ? 'rate' : 'full';
    case 'pool-exhausted':
      return error.pool === 'proxy' ? 'proxy-pool' : 'client-pool';
    case 'read-only':
      return 'read-only';
    case 'not-ready':
      return 'not-ready';
    default:
      return null;
  }
}

/** What only a database says, wherever the text comes from. */
const ofDatabases: ReadonlySet<Failure> = new Set([
  'tls-required',
  'password',
  'iam',
  'not-admitted',
  'no-database',
  'full',
  'rate',
  'proxy-pool',
  'client-pool',
  'read-only',
  'not-ready',
]);

/** Whose error a line tells of: this database's, another's, or none that can be told. */
export function lineOf(
  { text, at }: LogLine,
  about: About,
): { readonly own: Omit<ConnectionError, 'client' | 'clientName' | 'group'> } | { readonly other: OtherError } | null {
  const error = classifyError(text);
  const failure = error === null ? null : failureOf(error);
  if (error === null || failure === null) return null;
  const { host, ip, port, service } = error.peer;
  const own = { own: { at, failure, error } };
  if (host !== null && about.hosts.includes(host.toLowerCase())) return own;
  if (host !== null && /\./.test(host)) {
    const other = { other: { at, quote: error.quote, to: host } };
    return rdsHostOf(host) === null && ofDatabases.has(failure) && database.test(text) && service === null
      ? own
      : other;
  }
  if (port !== null && about.port !== null && port !== about.port)
    return { other: { at, quote: error.quote, to: `${ip ?? host ?? 'port'}:${port}` } };
  if (port !== null || ofDatabases.has(failure)) return own;
  if (service !== null) return { other: { at, quote: error.quote, to: service } };
  return database.test(text) ? own : null;
}
