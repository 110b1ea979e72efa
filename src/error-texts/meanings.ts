import { denialOf, operationOf } from './denial.ts';
import type { Engine, Meaning } from './error-text.ts';

/** A wording and what it means. `text` is all that was said, `found` what matched. */
export interface Wording {
  readonly pattern: RegExp;
  readonly meaning: (text: string, found: RegExpExecArray) => Meaning | null;
}

function wording(pattern: RegExp, meaning: Meaning | Wording['meaning']): Wording {
  return { pattern, meaning: typeof meaning === 'function' ? meaning : () => meaning };
}

const user = (text: string): string | null =>
  /for (?:the )?(?:user|role) ["']?([^\s"'@,]+)/i.exec(text)?.[1]?.replace(/\.$/, '') ?? null;
const credentials =
  (engine: Engine, by: 'database' | 'proxy', problem: 'wrong' | 'unknown-user') =>
  (text: string): Meaning => ({ kind: 'bad-credentials', engine, by, problem, user: user(text) });
const tooMany = (engine: Engine): Meaning => ({ kind: 'too-many-connections', engine, limit: 'connections' });

/** Refusals by IAM and policies. They come first: hints of the ECS agent beside them speak of networks and images. */
const refusals: readonly Wording[] = [
  wording(
    /(?:User: \S+ )?is not authorized to perform|User: arn:\S+ is not auth|because no [\w -]{3,40}(?:policy|boundary) allows|with an explicit deny/i,
    denialOf,
  ),
  wording(/You are not authorized to perform this operation|UnauthorizedOperation/i, denialOf),
  wording(
    /Access to KMS is not allowed|does not have permissions? to call \w+ on|unable to assume the role/i,
    denialOf,
  ),
  wording(/AccessDenied|not authorized to access|(?<!pull )\bAccess Denied\b(?! for)/i, denialOf),
];

const databases: readonly Wording[] = [
  wording(/Connections rate limit exceeded|throttled some connections/i, {
    kind: 'too-many-connections',
    engine: null,
    limit: 'rate',
  }),
  wording(/Timed-out waiting to acquire database connection|\b9501\b \(HY000\)/i, {
    kind: 'pool-exhausted',
    pool: 'proxy',
  }),
  wording(
    /Connection is not available, request timed out|QueuePool limit of size|Timeout acquiring a connection|pool is probably full|Timeout expired\. +The timeout period elapsed prior to obtaining a connection|connection pool (?:is )?exhausted|SequelizeConnectionAcquireTimeout|Operation timeout.{0,40}acquir|couldn't get a connection|Timed out fetching a new connection from the connection pool/i,
    { kind: 'pool-exhausted', pool: 'client' },
  ),
  wording(
    /canceling statement due to (?:statement|lock) timeout|Lock wait timeout exceeded|Query execution was interrupted, maximum statement execution time exceeded/i,
    { kind: 'statement-timeout' },
  ),
  wording(/idle[- ]in[- ]transaction (?:session )?timeout/i, { kind: 'terminated', why: 'idle-in-transaction' }),
  wording(/terminating connection due to administrator command|\b57P01\b/i, {
    kind: 'terminated',
    why: 'administrator',
  }),
  wording(/terminating connection because of crash/i, { kind: 'terminated', why: 'crash' }),
  wording(
    /the database system is (?:starting up|shutting down|in recovery mode|not yet accepting connections)|\b57P03\b|Server shutdown in progress/i,
    { kind: 'not-ready' },
  ),
  wording(
    /remaining connection slots|sorry, too many clients|too many connections for (?:role|database)|(?:SQLSTATE|state|code)\W{1,5}53300\b/i,
    tooMany('postgresql'),
  ),
  wording(
    /\bToo many connections\b|ER_CON_COUNT_ERROR|max_user_connections|(?:ERROR|errno:?|code:?) ?1040\b/i,
    tooMany('mysql'),
  ),
  wording(/requires? TLS|IAM authentication is allowed only with SSL/i, (text) => ({
    kind: 'tls',
    problem: 'required',
    by: /proxy/i.test(text) ? 'proxy' : 'database',
  })),
  wording(
    /insecure transport are prohibited|no pg_hba\.conf entry.{0,200}(?:no encryption|SSL off)|SSL\/TLS required/is,
    { kind: 'tls', problem: 'required', by: 'database' },
  ),
  wording(/no pg_hba\.conf entry/i, { kind: 'not-admitted', engine: 'postgresql' }),
  wording(
    /Access denied for user.{0,120} to database|ER_DBACCESS_DENIED|is not allowed to connect to this MySQL server/i,
    { kind: 'not-admitted', engine: 'mysql' },
  ),
  wording(
    /PAM authentication failed|IAM authentication failed|IAM auth(?:entication)? (?:error|is not enabled)/i,
    (text) => ({ kind: 'iam-authentication', user: user(text) }),
  ),
  wording(
    /has no credentials for the role|does not have any registered credentials|no credentials for (?:the )?user/i,
    credentials(null, 'proxy', 'unknown-user'),
  ),
  wording(/password that was provided for the role .{1,80} is wrong/i, credentials('postgresql', 'proxy', 'wrong')),
  wording(/password authentication failed|\b28P01\b/i, credentials('postgresql', 'database', 'wrong')),
  wording(
    /Access denied for user|ER_ACCESS_DENIED|(?:ERROR|errno:?|code:?) ?1045\b/i,
    credentials('mysql', 'database', 'wrong'),
  ),
  wording(/in a read-only transaction|(?:SQLSTATE|state|code)\W{1,5}25006\b/i, {
    kind: 'read-only',
    engine: 'postgresql',
  }),
  wording(
    /--(?:innodb-|super-)?read-only|ER_OPTION_PREVENTS_STATEMENT|Running in read-only mode|(?:ERROR|errno:?|code:?) ?(?:1290|1836)\b/i,
    { kind: 'read-only', engine: 'mysql' },
  ),
  wording(/database "[^"]*" does not exist|(?:SQLSTATE|state|code)\W{1,5}3D000\b/i, {
    kind: 'no-such-database',
    engine: 'postgresql',
  }),
  wording(/Unknown database '|ER_BAD_DB_ERROR/i, { kind: 'no-such-database', engine: 'mysql' }),
];

const connections: readonly Wording[] = [
  wording(
    /x509|certificate verify failed|CERTIFICATE_VERIFY_FAILED|self[- _]signed[- _]cert|unable to (?:get|verify) [\w ]*cert|UNABLE_TO_(?:GET|VERIFY)\w*CERT|unable to find valid certification path|PKIX path|certificate has expired|CERT_HAS_EXPIRED|certificate's altnames|ERR_TLS_CERT|remote certificate (?:is|was) (?:invalid|rejected)|RemoteCertificate(?:NameMismatch|ChainErrors)|failed to verify certificate/i,
    { kind: 'tls', problem: 'certificate', by: null },
  ),
  wording(
    /lookup \S+(?: on \S+)?:[^\n]{0,80}?(?:server misbehaving|i\/o timeout)|\bEAI_AGAIN\b|Temporary failure in name resolution|Try again.{0,20}getaddrinfo|SocketException \(00000001, 11\)/i,
    { kind: 'dns', problem: 'resolver' },
  ),
  wording(
    /\bENOTFOUND\b|no such host|NXDOMAIN|Name or service not known|name does not resolve|getaddrinfo\b|nodename nor servname|could not (?:translate|resolve) host|Couldn't resolve host|Unknown MySQL server host|UnknownHostException|NameResolutionError|\bEAI_NONAME\b|query\w* ENODATA/i,
    { kind: 'dns', problem: 'not-found' },
  ),
  wording(
    /\bECONNREFUSED\b|connection refused|actively refused|(?:Errno |error )111\b|server on [^\n]{0,200}\(111\b|Connection to \S+ refused/i,
    {
      kind: 'refused',
    },
  ),
  wording(
    /\bEHOSTUNREACH\b|\bENETUNREACH\b|no route to host|network is unreachable|NoRouteToHostException|(?:Errno |error )(?:101|113)\b|server on [^\n]{0,200}\(113\b/i,
    { kind: 'unreachable' },
  ),
  // So Axios says it, with ECONNABORTED for its code: it gave up itself.
  wording(/timeout of \d+ ?ms exceeded/i, { kind: 'timeout', phase: 'unknown' }),
  wording(
    /\bECONNRESET\b|reset by peer|socket hang up|\bEPIPE\b|broken pipe|connection reset|forcibly closed|closed the connection unexpectedly|connection terminated unexpectedly|connection has been closed unexpectedly|Connection was closed before we received a valid response|SSL SYSCALL error: EOF|Lost connection to MySQL server|server has gone away|PROTOCOL_CONNECTION_LOST|RemoteDisconnected|Remote end closed connection|\bECONNABORTED\b|The server closed the connection|error occurred while sending to the backend|unexpected EOF|java\.io\.EOFException|Can ?not read response from server|\binvalid connection\b|driver: bad connection/i,
    { kind: 'reset' },
  ),
  wording(
    /TLS handshake timeout|handshake timed out|read timed out|read timeout|ReadTimeout|ESOCKETTIMEDOUT|HeadersTimeout|BodyTimeout/i,
    (text) => ({
      kind: 'timeout',
      phase: /request canceled while waiting for connection/i.test(text) ? 'connect' : 'answer',
    }),
  ),
  wording(
    /i\/o timeout|\bETIMEDOUT\b|connect(?:ion)?[ _-]?time(?:d[ _-]?)?[ _-]?out|ConnectTimeout|connect timed out|UND_ERR_CONNECT_TIMEOUT|request canceled while waiting for connection|did not properly respond after a period of time|failed: timeout expired|timeout exceeded when trying to connect|due to connection timeout|(?:Errno |error )110\b|server on [^\n]{0,200}\(110\b|Can't connect to (?:MySQL )?server on [^\n]{0,200}\(timed out\)/i,
    (text, found) => ({
      kind: 'timeout',
      phase: /(?:^|[^\w])(?:read|write) (?:tcp|udp)/i.test(text.slice(Math.max(0, found.index - 80), found.index))
        ? 'answer'
        : 'connect',
    }),
  ),
  wording(
    /Client\.Timeout|awaiting headers|SocketTimeoutException|context deadl\w*|request context cancell?ed|(?:request|operation|socket|query|urlopen error)[ _]timed?[ _-]?out|\bTimeoutError\b|HttpTimeoutException|\bTimeoutException\b/i,
    { kind: 'timeout', phase: 'unknown' },
  ),
  wording(
    /handshake|SSLError|SSL ?error|wrong version number|\bEPROTO\b|\btls: |server does not support SSL|\bSSL\b[^\n]{0,40}(?:fail|error|required|unsupported)/i,
    { kind: 'tls', problem: 'handshake', by: null },
  ),
  wording(
    /toomanyrequests|Throttling|Throttled|Rate exceeded|Rate limit exceeded|TooManyRequests|RequestLimitExceeded|SlowDown|ProvisionedThroughputExceeded/i,
    (text) => ({ kind: 'throttled', operation: operationOf(text) }),
  ),
  wording(
    /StatusCode: 0\b|Could not connect to the endpoint|connection issue between|Communications link failure|Can't connect to (?:MySQL )?server|could not connect to server|request send failed|connection attempt failed|failed to connect to|UND_ERR_SOCKET|\bfetch failed\b/i,
    { kind: 'no-answer' },
  ),
  wording(/(?<!Task )(?<!function )\btimed[ -]out\b(?! after waiting)/i, { kind: 'timeout', phase: 'unknown' }),
  wording(
    /status ?(?:code)?\W{1,3}(?:\[[^\]]*\]\W{1,2})?(?<status>[45]\d\d)\b|\b(?<plain>[45]\d\d) (?:Forbidden|Unauthorized|Not Found|Bad Gateway|Service Unavailable|Gateway Time-?out|Internal Server Error|Too Many Requests)\b/i,
    (_, { groups }) => ({ kind: 'http-status', status: Number(groups?.['status'] ?? groups?.['plain']) }),
  ),
];

/** In the order in which they are tried: what names a cause comes before what only tells that something failed. */
export const wordings: readonly Wording[] = [...refusals, ...databases, ...connections];
