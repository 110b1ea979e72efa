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
  /** Out of room or of transaction ids: connections are made, and writes refused. */
  | 'no-writes'
  | 'not-ready';

/** An error of a connection to this database. */
export interface ConnectionError {
  readonly at: Date;
  readonly failure: Failure;
  /** As it stands in the log. */
  readonly quote: string;
  /** Where the connection was going, as far as the line says. */
  readonly peer: ErrorText['peer'] | null;
  /** Null for what only engines say of themselves. */
  readonly error: ErrorText | null;
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

/** What is known of the database and of a client when lines are read. */
export interface About {
  /** Names of the database, and those that the client is told. */
  readonly hosts: readonly string[];
  /** Whether the client is told any: then errors about other names are about other things. */
  readonly told: boolean;
  readonly port: number | null;
  /** Addresses that the database has, and those that belong to something else. */
  readonly own: ReadonlySet<string>;
  readonly foreign: ReadonlySet<string>;
  /** Whether a name is one that the database may have had before. */
  readonly former: (host: string) => boolean;
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
    case 'denied':
    case 'http-status':
    case 'statement-timeout':
    case 'throttled':
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

/** Words of the engine that are about what it can still do, not about connections. */
const REFUSED_WRITES =
  /not accepting commands (?:that assign new transaction IDs )?to avoid wraparound|No space left on device|could not extend file|The table '[^']*' is full|\bdisk (?:is )?full\b/i;

/** Speaks of something that is no database of this kind. */
const ofOthers =
  /redis|memcache|kafka|rabbit|amqp|mongo|elastic|opensearch|dynamo|smtp|ldap|grpc|\bs3\b|\bsqs\b|\bsns\b|https?\b|axios|\bfetch|undici|urllib|requests\.|socket hang up|webhook|\bapi\b/i;

/** Whose certificate it is, where verification says so. */
const NAMED_CERTIFICATE =
  /(?:DNS name matching|certificate (?:is )?(?:valid )?for|Host:|mismatch[^\n]{0,40}?) ['"]?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/i;

type Told =
  | { readonly own: Omit<ConnectionError, 'client' | 'clientName' | 'group'> }
  | { readonly other: OtherError }
  | null;

/** Whose error a line tells of: this database's, another's, or none that can be told. */
export function lineOf({ text, at }: LogLine, about: About): Told {
  const [writes] = REFUSED_WRITES.exec(text) ?? [];
  if (writes !== undefined && (database.test(text) || !ofOthers.test(text))) {
    const quote =
      text
        .split('\n')
        .find((line) => line.includes(writes))
        ?.trim()
        .slice(0, 300) ?? writes;
    return { own: { at, failure: 'no-writes', quote, peer: null, error: null } };
  }
  const error = classifyError(text);
  const failure = error === null ? null : failureOf(error);
  if (error === null || failure === null) return null;
  const { host, ip, port, service, address } = error.peer;
  const own: Told = { own: { at, failure, quote: error.quote, peer: error.peer, error } };
  const other = (to: string): Told => ({ other: { at, quote: error.quote, to } });
  if (host !== null && (about.hosts.includes(host.toLowerCase()) || (!about.told && about.former(host.toLowerCase()))))
    return own;
  if (ip !== null && about.own.has(ip)) return own;
  if (ip !== null && (about.foreign.has(ip) || address === 'loopback'))
    return other(`${ip}${port === null ? '' : `:${port}`}`);
  if (host !== null && host.includes('.')) {
    const mayBe = !about.told && rdsHostOf(host) === null && service === null && address !== 'public';
    return mayBe && (ofDatabases.has(failure) || (port !== null && port === about.port)) ? own : other(host);
  }
  if (port !== null && about.port !== null && port !== about.port) return other(`${ip ?? host ?? 'port'}:${port}`);
  if (port !== null || ofDatabases.has(failure)) return own;
  if (service !== null) return other(service);
  if (database.test(text)) return own;
  const [, named] = NAMED_CERTIFICATE.exec(text) ?? [];
  if (named !== undefined && !about.hosts.includes(named.toLowerCase())) return other(named);
  return isBare(error) && !ofOthers.test(text) ? own : null;
}

/** Drivers of databases leave out the address where others name it: `Error: connect ETIMEDOUT` is MySQL's. */
function isBare(error: ErrorText): boolean {
  if (error.kind === 'timeout') return error.phase === 'connect';
  if (error.kind === 'tls') return error.problem === 'certificate';
  return error.kind === 'reset' || error.kind === 'terminated' || error.kind === 'unreachable';
}
