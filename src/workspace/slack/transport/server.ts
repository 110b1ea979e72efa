import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Slack } from '../slack.ts';
import { socketMode, type SocketMode } from './socket.ts';
import { answerWeb } from './web-api.ts';

/** Larger requests are cut off. */
const BODY_LIMIT = 64 * 1024 * 1024;

export interface SlackServer {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  readonly url: string;
  /** What `SLACK_API_URL` and Bolt's `slackApiUrl` want: ends in a slash. */
  readonly slackApiUrl: string;
  readonly sockets: SocketMode;
  readonly close: () => Promise<void>;
}

/** Answers what does not belong to the Web API, or returns false. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * A server on one port: the Web API, response URLs, files, the Socket Mode link and whatever `handle` adds. Until
 * `deliverOverHttp` is called, deliveries go over Socket Mode.
 */
export async function listen(
  slack: Slack,
  options: { readonly host?: string; readonly port?: number; readonly handle?: Handle } = {},
): Promise<SlackServer> {
  const sockets = socketMode(slack);
  const server = createServer((request, response) => {
    if (options.handle?.(request, response) === true) return;
    reply(slack, request, response).catch((error: unknown) => {
      slack.failed(error);
      response.destroy();
    });
  });
  server.on('upgrade', sockets.upgrade);
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
  slack.state.baseUrl = url;
  return {
    url,
    slackApiUrl: `${url}/api/`,
    sockets,
    close: async () => {
      slack.close();
      await sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function reply(slack: Slack, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await answerWeb(slack, {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    contentType: request.headers['content-type'] ?? '',
    authorization: request.headers.authorization,
    body: await readBody(request),
  });
  if (answer === null) response.writeHead(404).end('not found');
  else if (answer.kind === 'lost') request.socket.destroy();
  else response.writeHead(answer.status, answer.headers).end(answer.body);
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > BODY_LIMIT) throw new Error(`a request body is larger than ${BODY_LIMIT} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
