import type { Failure, Talk, Wording } from './wording.ts';

/** What a MySQL server says, with its error number, symbol and SQLSTATE. Source: "Server Error Message Reference". */
function server(failure: Failure, { user, from }: Talk): readonly [number, string, string, string] | null {
  switch (failure) {
    case 'no-slots':
      return [1040, 'ER_CON_COUNT_ERROR', '08004', 'Too many connections'];
    case 'password':
    case 'iam':
      return [
        1045,
        'ER_ACCESS_DENIED_ERROR',
        '28000',
        `Access denied for user '${user}'@'${from}' (using password: YES)`,
      ];
    case 'read-only':
      return [
        1290,
        'ER_OPTION_PREVENTS_STATEMENT',
        'HY000',
        'The MySQL server is running with the --read-only option so it cannot execute this statement',
      ];
    case 'needs-tls':
      return [
        3159,
        'ER_SECURE_TRANSPORT_REQUIRED',
        'HY000',
        'Connections using insecure transport are prohibited while --require_secure_transport=ON.',
      ];
    case 'cut-off':
      return [1053, 'ER_SERVER_SHUTDOWN', '08S01', 'Server shutdown in progress'];
    case 'no-space':
      return [
        3,
        'EE_WRITE',
        'HY000',
        "Error writing file '/rdsdbdata/tmp/MYfd=412' (OS errno 28 - No space left on device)",
      ];
    case 'borrow':
      return [9501, 'ER_UNKNOWN', 'HY000', 'Timed-out waiting to acquire database connection'];
    case 'proxy-tls':
      return [3159, 'ER_SECURE_TRANSPORT_REQUIRED', 'HY000', 'This RDS Proxy requires TLS connections'];
    case 'timeout':
    case 'refused':
    case 'unknown-host':
    case 'certificate':
    case 'starting':
    case 'closed':
    case 'pool-empty':
    case 'proxy-no-credentials':
    case 'wraparound':
      return null;
  }
}

const serverFailures = [
  'no-slots',
  'password',
  'iam',
  'read-only',
  'needs-tls',
  'cut-off',
  'no-space',
  'borrow',
  'proxy-tls',
] as const satisfies readonly Failure[];

function passing(form: (said: readonly [number, string, string, string]) => readonly string[]): Wording {
  const wording: Record<string, (talk: Talk) => readonly string[]> = {};
  for (const failure of serverFailures) wording[failure] = (talk) => form(server(failure, talk) ?? [0, '', '', '']);
  return wording;
}

/** mysql2 3, on Node.js. A connection that times out is told without its address. */
const mysql2: Wording = {
  ...passing(([errno, code, sqlState, text]) => [
    `Error: ${text}`,
    '    at Packet.asError (/app/node_modules/mysql2/lib/packets/packet.js:740:17)',
    `    at ClientHandshake.execute (/app/node_modules/mysql2/lib/commands/command.js:29:26) { code: '${code}', errno: ${errno}, sqlState: '${sqlState}' }`,
  ]),
  timeout: () => [
    'Error: connect ETIMEDOUT',
    '    at PoolConnection._handleTimeoutError (/app/node_modules/mysql2/lib/connection.js:205:17)',
  ],
  refused: ({ ip, port }) => [`Error: connect ECONNREFUSED ${ip}:${port}`],
  'unknown-host': ({ host }) => [`Error: getaddrinfo ENOTFOUND ${host}`],
  certificate: () => [
    'Error: self-signed certificate in certificate chain',
    "    code: 'HANDSHAKE_SSL_ERROR', fatal: true",
  ],
  closed: () => [
    'Error: Connection lost: The server closed the connection.',
    "    code: 'PROTOCOL_CONNECTION_LOST', fatal: true",
  ],
};

/** PyMySQL 1.1, on Python. */
const pymysql: Wording = {
  ...passing(([errno, , , text]) => [`pymysql.err.OperationalError: (${errno}, "${text}")`]),
  timeout: ({ host }) => [
    `pymysql.err.OperationalError: (2003, "Can't connect to MySQL server on '${host}' (timed out)")`,
  ],
  refused: ({ host }) => [
    `pymysql.err.OperationalError: (2003, "Can't connect to MySQL server on '${host}' ([Errno 111] Connection refused)")`,
  ],
  'unknown-host': ({ host }) => [
    `pymysql.err.OperationalError: (2003, "Can't connect to MySQL server on '${host}' ([Errno -2] Name or service not known)")`,
  ],
  certificate: ({ host }) => [
    `pymysql.err.OperationalError: (2003, "Can't connect to MySQL server on '${host}' ([SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006))")`,
  ],
  closed: () => ["pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query')"],
};

/** Connector/J 8.4 under HikariCP, on Java 21. */
const connectorJ: Wording = {
  ...passing(([, , , text]) => [
    text === 'Too many connections'
      ? 'java.sql.SQLNonTransientConnectionException: Data source rejected establishment of connection,  message from server: "Too many connections"'
      : `java.sql.SQLException: ${text}`,
    '\tat com.mysql.cj.jdbc.exceptions.SQLError.createSQLException(SQLError.java:130)',
  ]),
  timeout: () => [
    'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
    'The last packet sent successfully to the server was 0 milliseconds ago. The driver has not received any packets from the server.',
    'Caused by: java.net.SocketTimeoutException: Connect timed out',
  ],
  refused: () => [
    'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
    'The last packet sent successfully to the server was 0 milliseconds ago. The driver has not received any packets from the server.',
    'Caused by: java.net.ConnectException: Connection refused',
  ],
  'unknown-host': ({ host }) => [
    'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
    `Caused by: java.net.UnknownHostException: ${host}: Name or service not known`,
  ],
  closed: () => [
    'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
    'Caused by: java.io.EOFException: Can not read response from server. Expected to read 4 bytes, read 0 bytes before connection was unexpectedly lost.',
  ],
  'pool-empty': () => [
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
  ],
};

/** go-sql-driver 1.8, on Go. */
const goMysql: Wording = {
  ...passing(([errno, , sqlState, text]) => [`Error ${errno} (${sqlState}): ${text}`]),
  timeout: ({ ip, port }) => [`dial tcp ${ip}:${port}: i/o timeout`],
  refused: ({ ip, port }) => [`dial tcp ${ip}:${port}: connect: connection refused`],
  'unknown-host': ({ host }) => [`dial tcp: lookup ${host} on 169.254.169.253:53: no such host`],
  certificate: () => ['tls: failed to verify certificate: x509: certificate signed by unknown authority'],
  closed: () => ['invalid connection'],
};

export const mysqlWording: { readonly [driver: string]: Wording } = {
  mysql2,
  pymysql,
  'connector-j': connectorJ,
  'go-mysql': goMysql,
};
