import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { onTestFinished } from 'vitest';
import type { Reader } from '#playbook';
import { createClients } from '../../src/aws/clients.ts';
import type { Clients } from '../../src/aws/clients.ts';
import { createReader } from '../../src/aws/reader.ts';

/** A request as the server got it. */
export interface Hit {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Loopback {
  readonly url: string;
  /** Every request so far. */
  readonly hits: readonly Hit[];
}

/** Answers requests; it may answer late, partly or never. */
export type Answerer = (hit: Hit, response: ServerResponse, count: number) => void;

/** A server on this machine for one test. It is closed when the test is over. */
export async function loopback(answerer: Answerer): Promise<Loopback> {
  const hits: Hit[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const hit = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      hits.push(hit);
      answerer(hit, response, hits.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('the server has no port');
  return { url: `http://127.0.0.1:${address.port}`, hits };
}

/** Clients of a server on this machine, which stands for all of AWS. */
export function clientsOf(url: string, env: Readonly<Record<string, string>> = {}): Clients {
  return createClients({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 2_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
    }),
    env: { AWS_ENDPOINT_URL: url, ...env },
    random: () => 0,
  });
}

export interface ReaderSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
  readonly shareForMs?: number;
}

export function readerOf(
  url: string,
  { env = {}, now = () => new Date(), shareForMs = 10_000 }: ReaderSettings = {},
): Reader {
  return createReader({ region: 'eu-west-1', clients: clientsOf(url, env), now, shareForMs });
}

/** Answers with JSON, as the services of the awsJson protocols do. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(value));
}
