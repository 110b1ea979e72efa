import type { Frame, Language, Thrown } from './model.ts';

/** Where in the program it went wrong: its own frames, the outermost first. */
const OWN: Readonly<Record<Language, readonly Frame[]>> = {
  python: [
    { file: '/var/task/app.py', line: 31, in: 'handler' },
    { file: '/var/task/app.py', line: 58, in: 'load' },
  ],
  node: [
    { file: 'file:///var/task/index.mjs', line: 12, in: 'Runtime.handler' },
    { file: 'file:///var/task/load.mjs', line: 40, in: 'load' },
  ],
  java: [
    { file: 'Handler.java', line: 44, in: 'com.example.Handler.handleRequest' },
    { file: 'Loader.java', line: 71, in: 'com.example.Loader.load' },
  ],
  go: [{ file: '/build/main.go', line: 52, in: 'main.handle' }],
  dotnet: [
    { file: '/src/Orders/Function.cs', line: 27, in: 'Orders.Function.Handle' },
    { file: '/src/Orders/Loader.cs', line: 63, in: 'Orders.Loader.Load' },
  ],
};

/** Frames of libraries, which come inside of the program's own. */
const LIBRARY: Readonly<Record<Language, readonly Frame[]>> = {
  python: [
    { file: '/var/lang/lib/python3.12/site-packages/botocore/client.py', line: 569, in: '_api_call' },
    { file: '/var/lang/lib/python3.12/site-packages/botocore/httpsession.py', line: 500, in: 'send' },
  ],
  node: [{ file: 'node:internal/process/task_queues', line: 105, in: 'process.processTicksAndRejections' }],
  java: [
    { file: 'HttpClient.java', line: 118, in: 'software.amazon.awssdk.http.HttpClient.call' },
    { file: 'NioSocketImpl.java', line: 592, in: 'java.base/sun.nio.ch.NioSocketImpl.connect' },
  ],
  go: [],
  dotnet: [
    {
      file: '/_/src/libraries/System.Net.Http/HttpConnectionPool.cs',
      line: 412,
      in: 'System.Net.Http.HttpConnectionPool.ConnectAsync',
    },
  ],
};

const inLibrary = (language: Language) => [...OWN[language], ...LIBRARY[language]];

export interface Peer {
  readonly host: string;
  readonly port?: number;
  /** The address it was tried at. */
  readonly ip: string;
}

function isOfAws(host: string): boolean {
  return /\.amazonaws\.com(\.cn)?$/.test(host);
}

/** Nothing answers: the connection was never made. */
export function cannotConnect(language: Language, { host, port = 443, ip }: Peer): Thrown {
  const frames = inLibrary(language);
  switch (language) {
    case 'python':
      return port === 443
        ? {
            type: isOfAws(host) ? 'ConnectTimeoutError' : 'ConnectTimeout',
            message: isOfAws(host)
              ? `Connect timeout on endpoint URL: "https://${host}/"`
              : `HTTPSConnectionPool(host='${host}', port=443): Max retries exceeded with url: /v1/lookup (Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x7f1c2a5d3e50>, 'Connection to ${host} timed out. (connect timeout=3)'))`,
            frames,
          }
        : {
            type: 'OperationalError',
            message: `connection to server at "${host}" (${ip}), port ${port} failed: Connection timed out\n\tIs the server running on that host and accepting TCP/IP connections?`,
            frames,
          };
    case 'node':
      return {
        type: 'Error',
        message: `connect ETIMEDOUT ${ip}:${port}`,
        frames: [...frames, { file: 'node:net', line: 1611, in: 'TCPConnectWrap.afterConnect [as oncomplete]' }],
        members: { code: 'ETIMEDOUT', errno: -110, syscall: 'connect', address: ip, port },
      };
    case 'java':
      return {
        type: 'software.amazon.awssdk.core.exception.SdkClientException',
        message: `Unable to execute HTTP request: Connect to ${host}:${port} [${host}/${ip}] failed: connect timed out`,
        frames,
        cause: {
          type: 'org.apache.http.conn.ConnectTimeoutException',
          message: `Connect to ${host}:${port} [${host}/${ip}] failed: connect timed out`,
        },
      };
    case 'go':
      return {
        type: 'OpError',
        message: `Post "https://${host}/v1/lookup": dial tcp ${ip}:${port}: i/o timeout`,
        frames,
      };
    case 'dotnet':
      return {
        type: 'System.Net.Http.HttpRequestException',
        message: `Connection timed out (${host}:${port})`,
        frames,
        cause: { type: 'System.Net.Sockets.SocketException (110)', message: 'Connection timed out' },
      };
  }
}

/** Connected, asked, and no answer in time. */
export function noAnswer(language: Language, { host, port = 443 }: Peer, seconds: number): Thrown {
  const frames = inLibrary(language);
  switch (language) {
    case 'python':
      return isOfAws(host)
        ? { type: 'ReadTimeoutError', message: `Read timeout on endpoint URL: "https://${host}/"`, frames }
        : {
            type: 'ReadTimeout',
            message: `HTTPSConnectionPool(host='${host}', port=${port}): Read timed out. (read timeout=${seconds})`,
            frames,
          };
    case 'node':
      return {
        type: 'AxiosError',
        message: `timeout of ${seconds * 1_000}ms exceeded`,
        frames,
        members: { code: 'ECONNABORTED', url: `https://${host}/v1/lookup` },
      };
    case 'java':
      return {
        type: 'java.net.SocketTimeoutException',
        message: 'Read timed out',
        frames: [
          ...frames.slice(0, -1),
          {
            file: 'NioSocketImpl.java',
            line: 278,
            in: 'java.base/sun.nio.ch.NioSocketImpl.timedRead',
          },
        ],
      };
    case 'go':
      return {
        type: 'Error',
        message: `Post "https://${host}/v1/lookup": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
        frames,
      };
    case 'dotnet':
      return {
        type: 'System.Threading.Tasks.TaskCanceledException',
        message: `The request was canceled due to the configured HttpClient.Timeout of ${seconds} seconds elapsing.`,
        frames,
      };
  }
}

/** The name of a host leads nowhere. */
export function noSuchHost(language: Language, host: string): Thrown {
  const frames = inLibrary(language);
  if (language === 'node')
    return {
      type: 'Error',
      message: `getaddrinfo ENOTFOUND ${host}`,
      frames: [...frames, { file: 'node:dns', line: 120, in: 'GetAddrInfoReqWrap.onlookupall [as oncomplete]' }],
      members: { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname: host },
    };
  if (language === 'go')
    return {
      type: 'DNSError',
      message: `Get "https://${host}/": dial tcp: lookup ${host} on 169.254.78.1:53: no such host`,
      frames,
    };
  if (language === 'java')
    return { type: 'java.net.UnknownHostException', message: `${host}: Name or service not known`, frames };
  return { type: 'gaierror', message: `[Errno -2] Name or service not known: '${host}'`, frames };
}

/** A connection that was kept open is closed from the other side. */
export function wasReset(language: Language): Thrown {
  const frames = inLibrary(language);
  if (language === 'node')
    return {
      type: 'Error',
      message: 'read ECONNRESET',
      frames: [...frames, { file: 'node:internal/stream_base_commons', line: 216, in: 'TLSWrap.onStreamRead' }],
      members: { code: 'ECONNRESET', errno: -104, syscall: 'read' },
    };
  return {
    type: 'ConnectionError',
    message: "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
    frames,
  };
}

/** AWS answered, and said no. `reason` is how its message ends. */
export function refused(language: Language, operation: string, message: string): Thrown {
  const frames = inLibrary(language);
  if (language === 'python')
    return {
      type: 'ClientError',
      message: `An error occurred (AccessDeniedException) when calling the ${operation} operation: ${message}`,
      frames,
    };
  return {
    type: 'AccessDeniedException',
    message,
    frames,
    members: { $fault: 'client', name: 'AccessDeniedException' },
  };
}

/** A fault of the program itself. */
export function ownFault(language: Language): Thrown {
  const frames = OWN[language];
  switch (language) {
    case 'python':
      return { type: 'KeyError', message: "'currency'", frames };
    case 'node':
      return { type: 'TypeError', message: "Cannot read properties of undefined (reading 'currency')", frames };
    case 'java':
      return {
        type: 'java.lang.NullPointerException',
        message: 'Cannot invoke "com.example.Money.currency()" because "money" is null',
        frames,
      };
    case 'go':
      return { type: 'errorString', message: 'order 81724: no currency', frames };
    case 'dotnet':
      return {
        type: 'System.NullReferenceException',
        message: 'Object reference not set to an instance of an object.',
        frames,
      };
  }
}
