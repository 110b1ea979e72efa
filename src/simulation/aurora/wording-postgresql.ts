import type { Failure, Talk, Wording } from './wording.ts';

/**
 * What a PostgreSQL server itself says, without severity. Slots: worded otherwise since version 16, and by RDS for its
 * own reserve; encryption: "SSL off" before version 14. Source: src/backend/utils/init/postinit.c, libpq/auth.c.
 */
function server(
  failure: Failure,
  { user, from, database, version }: Talk,
): readonly [state: string, text: string] | null {
  switch (failure) {
    case 'no-slots':
      return [
        '53300',
        version >= 16
          ? 'remaining connection slots are reserved for roles with the SUPERUSER attribute'
          : 'remaining connection slots are reserved for non-replication superuser connections',
      ];
    case 'password':
      return ['28P01', `password authentication failed for user "${user}"`];
    case 'iam':
      return ['28000', `PAM authentication failed for user "${user}"`];
    case 'needs-tls':
      return [
        '28000',
        `no pg_hba.conf entry for host "${from}", user "${user}", database "${database}", ${version >= 14 ? 'no encryption' : 'SSL off'}`,
      ];
    case 'starting':
      return ['57P03', 'the database system is starting up'];
    case 'cut-off':
      return ['57P01', 'terminating connection due to administrator command'];
    case 'read-only':
      return ['25006', 'cannot execute INSERT in a read-only transaction'];
    case 'no-space':
      return ['53100', 'could not write to file "base/pgsql_tmp/pgsql_tmp21733.4": No space left on device'];
    case 'wraparound':
      return ['54000', `database is not accepting commands to avoid wraparound data loss in database "${database}"`];
    case 'borrow':
      return ['08000', 'Timed-out waiting to acquire database connection.'];
    case 'proxy-tls':
      return ['28000', 'This RDS Proxy requires TLS connections.'];
    case 'proxy-no-credentials':
      return [
        '28000',
        `This RDS proxy has no credentials for the role ${user}. Check the credentials for this role and try again.`,
      ];
    case 'timeout':
    case 'refused':
    case 'unknown-host':
    case 'certificate':
    case 'closed':
    case 'pool-empty':
      return null;
  }
}

const serverFailures = [
  'no-slots',
  'password',
  'iam',
  'needs-tls',
  'starting',
  'cut-off',
  'read-only',
  'no-space',
  'wraparound',
  'borrow',
  'proxy-tls',
  'proxy-no-credentials',
] as const satisfies readonly Failure[];

/** A driver's way to pass on what the server says. */
function passing(form: (state: string, text: string, talk: Talk, failure: Failure) => readonly string[]): Wording {
  const wording: Record<string, (talk: Talk) => readonly string[]> = {};
  for (const failure of serverFailures)
    wording[failure] = (talk) => {
      const [state, text] = server(failure, talk) ?? ['', ''];
      return form(state, text, talk, failure);
    };
  return wording;
}

const fatal = (failure: Failure) =>
  failure === 'read-only' || failure === 'no-space' || failure === 'wraparound' ? 'ERROR' : 'FATAL';

/** node-postgres 8, on Node.js. */
const nodePg: Wording = {
  ...passing((state, text) => [
    `error: ${text}`,
    '    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)',
    `    at async OrderStore.save (/app/dist/store.js:88:20) { severity: '${state.startsWith('25') ? 'ERROR' : 'FATAL'}', code: '${state}' }`,
  ]),
  timeout: ({ ip, port }) => [
    `Error: connect ETIMEDOUT ${ip}:${port}`,
    '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
  ],
  refused: ({ ip, port }) => [
    `Error: connect ECONNREFUSED ${ip}:${port}`,
    '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
  ],
  'unknown-host': ({ host }) => [
    `Error: getaddrinfo ENOTFOUND ${host}`,
    '    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)',
  ],
  certificate: () => [
    'Error: self-signed certificate in certificate chain',
    '    at TLSSocket.onConnectSecure (node:_tls_wrap:1677:34)',
  ],
  closed: () => [
    'Error: Connection terminated unexpectedly',
    '    at Connection.<anonymous> (/app/node_modules/pg/lib/client.js:132:73)',
  ],
  'pool-empty': () => [
    'Error: timeout exceeded when trying to connect',
    '    at /app/node_modules/pg-pool/index.js:45:11',
  ],
};

const pythonClass: { readonly [F in Failure]?: string } = {
  'read-only': 'ReadOnlySqlTransaction',
  'no-space': 'DiskFull',
  wraparound: 'ProgramLimitExceeded',
};

/** psycopg 2.9 with libpq 14 or later, on Python. libpq puts two spaces behind the severity. */
const psycopg2: Wording = {
  ...passing((_, text, { host, ip, port }, failure) =>
    fatal(failure) === 'ERROR'
      ? [`psycopg2.errors.${pythonClass[failure] ?? 'OperationalError'}: ${text}`]
      : [`psycopg2.OperationalError: connection to server at "${host}" (${ip}), port ${port} failed: FATAL:  ${text}`],
  ),
  timeout: ({ host, ip, port }) => [
    `psycopg2.OperationalError: connection to server at "${host}" (${ip}), port ${port} failed: Connection timed out`,
    '\tIs the server running on that host and accepting TCP/IP connections?',
  ],
  refused: ({ host, ip, port }) => [
    `psycopg2.OperationalError: connection to server at "${host}" (${ip}), port ${port} failed: Connection refused`,
    '\tIs the server running on that host and accepting TCP/IP connections?',
  ],
  'unknown-host': ({ host }) => [
    `psycopg2.OperationalError: could not translate host name "${host}" to address: Name or service not known`,
  ],
  certificate: ({ host, ip, port }) => [
    `psycopg2.OperationalError: connection to server at "${host}" (${ip}), port ${port} failed: SSL error: certificate verify failed`,
  ],
  closed: () => [
    'psycopg2.OperationalError: server closed the connection unexpectedly',
    '\tThis probably means the server terminated abnormally',
    '\tbefore or while processing the request.',
  ],
  'pool-empty': () => [
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)',
  ],
};

/** The JDBC driver 42.7 under HikariCP, on Java 17. */
const pgjdbc: Wording = {
  ...passing((_, text, __, failure) => [
    `org.postgresql.util.PSQLException: ${fatal(failure)}: ${text}`,
    '\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733)',
  ]),
  timeout: () => [
    'org.postgresql.util.PSQLException: The connection attempt failed.',
    '\tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:364)',
    'Caused by: java.net.SocketTimeoutException: Connect timed out',
  ],
  refused: ({ host, port }) => [
    `org.postgresql.util.PSQLException: Connection to ${host}:${port} refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.`,
    'Caused by: java.net.ConnectException: Connection refused',
  ],
  'unknown-host': ({ host }) => [
    'org.postgresql.util.PSQLException: The connection attempt failed.',
    `Caused by: java.net.UnknownHostException: ${host}`,
  ],
  certificate: () => [
    'org.postgresql.util.PSQLException: SSL error: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
  ],
  closed: () => [
    'org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.',
    'Caused by: java.io.EOFException',
  ],
  'pool-empty': () => [
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
  ],
};

/** pgx 5, on Go. */
const pgx: Wording = {
  ...passing((state, text, { host, user, database }, failure) => [
    fatal(failure) === 'ERROR'
      ? `ERROR: ${text} (SQLSTATE ${state})`
      : `failed to connect to \`host=${host} user=${user} database=${database}\`: server error (FATAL: ${text} (SQLSTATE ${state}))`,
  ]),
  timeout: ({ host, ip, port, user, database }) => [
    `failed to connect to \`host=${host} user=${user} database=${database}\`: dial error (dial tcp ${ip}:${port}: i/o timeout)`,
  ],
  refused: ({ host, ip, port, user, database }) => [
    `failed to connect to \`host=${host} user=${user} database=${database}\`: dial error (dial tcp ${ip}:${port}: connect: connection refused)`,
  ],
  'unknown-host': ({ host, user, database }) => [
    `failed to connect to \`host=${host} user=${user} database=${database}\`: hostname resolving error (lookup ${host} on 169.254.169.253:53: no such host)`,
  ],
  certificate: ({ host, user, database }) => [
    `failed to connect to \`host=${host} user=${user} database=${database}\`: tls error (tls: failed to verify certificate: x509: certificate signed by unknown authority)`,
  ],
  closed: () => ['unexpected EOF'],
  'pool-empty': () => ['context deadline exceeded'],
};

/** Npgsql 8, on .NET. */
const npgsql: Wording = {
  ...passing((state, text) => [
    `Npgsql.PostgresException (0x80004005): ${state}: ${text}`,
    '   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async, DataRowLoadingMode dataRowLoadingMode, Boolean readingNotifications, Boolean isReadingPrependedMessage)',
  ]),
  timeout: ({ ip, port }) => [
    `Npgsql.NpgsqlException (0x80004005): Failed to connect to ${ip}:${port}`,
    ' ---> System.TimeoutException: Timeout during connection attempt',
  ],
  refused: ({ ip, port }) => [
    `Npgsql.NpgsqlException (0x80004005): Failed to connect to ${ip}:${port}`,
    ' ---> System.Net.Sockets.SocketException (111): Connection refused',
  ],
  'unknown-host': () => [
    'System.Net.Sockets.SocketException (00000001, 11): Resource temporarily unavailable',
    '   at System.Net.Dns.GetHostEntryOrAddressesCore(String hostName, Boolean justAddresses, AddressFamily addressFamily, Nullable`1 startingTimestamp)',
  ],
  'pool-empty': () => [
    "Npgsql.NpgsqlException (0x80004005): The connection pool has been exhausted, either raise 'Max Pool Size' (currently 100) or 'Timeout' (currently 15 seconds) in your connection string.",
  ],
};

export const postgresWording: { readonly [driver: string]: Wording } = {
  'node-pg': nodePg,
  psycopg2,
  pgjdbc,
  pgx,
  npgsql,
};
