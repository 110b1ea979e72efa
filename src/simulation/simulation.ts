import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Account } from './account.ts';
import { Accounts } from './accounts.ts';
import type { AccountSource } from './accounts.ts';
import { ObjectSizes } from './answers/s3-content.ts';
import { Queries } from './insights/queries.ts';
import { checkAccount } from './check-account.ts';
import { FaultCounter } from './faults.ts';
import { Recorder } from './record.ts';
import type { RecordedCall, SimulationRecord } from './record.ts';
import { respond } from './respond.ts';
import type { Responder } from './respond.ts';
import { serviceLoader } from './services.ts';
import type { LoadService } from './services.ts';
import type { WireRequest } from './wire/request.ts';

export interface SimulationOptions {
  /** By account id. Data made by a function are made for the present moment, again at each reset. */
  readonly accounts: { readonly [id: string]: AccountSource };
  /** Where credentials lead that the simulation did not make. The first account without it. */
  readonly defaultAccount?: string;
  /** Every answer takes at least this long. */
  readonly latencyMs?: number;
  readonly host?: string;
  readonly port?: number;
  readonly clock?: () => Date;
  /** How far AWS's clock is ahead of `clock`: of the `Date` of answers, of deadlines in policies, of expiry. */
  readonly clockAheadMs?: number;
  /** The schemas of the services, where several simulations share what was loaded. */
  readonly load?: LoadService;
  /** Data older than this are made anew when they are asked for after a minute's rest; never without it. */
  readonly renewAfterMs?: number;
}

interface SimulatedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A running simulation of AWS: point `AWS_ENDPOINT_URL` at `url` and everything else is as in production. */
export interface Simulation {
  readonly url: string;
  /** Credentials of a role in an account. */
  credentialsFor(accountId: string): SimulatedCredentials;
  /** What was called since the start or the last reset. */
  record(): SimulationRecord;
  /** Makes every account anew for the present moment; faults and the record begin again. */
  reset(): void;
  /** An account as it stands just now, with what was written to it. */
  account(accountId: string): Account;
  /** Puts an account in place of the one with its id, or adds it. Rejects when its data do not fit the AWS schemas. */
  set(accountId: string, account: AccountSource): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts an HTTP server that answers the AWS protocols from plain account data.
 * Rejects with a TypeError naming every member that the AWS schemas do not know.
 */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { defaultAccount, latencyMs = 0, host = '127.0.0.1', port = 0, clock = () => new Date() } = options;
  const { clockAheadMs = 0 } = options;
  const accounts = new Accounts(options.accounts, defaultAccount, clock, options.renewAfterMs);
  const recorder = new Recorder();
  const responder: Responder = {
    accounts,
    faults: new FaultCounter(),
    sizes: new ObjectSizes(),
    queries: new Queries(),
    load: options.load ?? serviceLoader(),
    now: () => new Date(clock().getTime() + clockAheadMs),
  };
  for (const account of accounts.all()) refuseUnfit(account.id, await checkAccount(account, responder.load));

  const server = createServer((request, response) => {
    const call = recorder.begin();
    response.once('close', () => recorder.end(call));
    serve(responder, recorder, latencyMs, request, response, call).catch((error: unknown) => {
      // The simulation itself failed, not AWS.
      call.error = `simulation: ${String(error)}`;
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(call.error);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(port, host, listening));
  const address = server.address();
  const url = `http://${host}:${typeof address === 'object' ? address?.port : port}`;

  return {
    url,
    credentialsFor(accountId) {
      const { accessKeyId, secretAccessKey, sessionToken } = accounts.credentialsFor(accountId);
      return { accessKeyId, secretAccessKey, sessionToken };
    },
    record: () => recorder.record(),
    account: (accountId) => accounts.now(accountId),
    reset() {
      accounts.rebuild();
      responder.faults.reset();
      responder.queries.reset();
      recorder.reset();
    },
    async set(accountId, source) {
      const world = accounts.build(accountId, source);
      refuseUnfit(accountId, await checkAccount(world.account, responder.load));
      accounts.put(accountId, source, world);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function refuseUnfit(accountId: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new TypeError(`account ${accountId} does not fit the AWS schemas:\n  ${problems.join('\n  ')}`);
}

async function serve(
  responder: Responder,
  recorder: Recorder,
  latencyMs: number,
  request: IncomingMessage,
  response: ServerResponse,
  call: RecordedCall,
): Promise<void> {
  const arrival = performance.now();
  const outcome = await respond(responder, await read(request), call);
  response.setHeader('date', responder.now().toUTCString());
  if (outcome.kind === 'hang') return;
  const wait = Math.max(latencyMs, outcome.delayMs) - (performance.now() - arrival);
  if (wait > 0) await sleep(wait, undefined, { ref: false });
  // Ended before the caller can see it: the caller's next call must not look as if it had begun beside this one.
  recorder.end(call);
  if (outcome.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  const { status, headers, body } = outcome.response;
  call.status = status;
  if (body instanceof Uint8Array) {
    response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
    return;
  }
  response.writeHead(status, headers);
  await pipeline(body, response).catch(ifCallerLeft);
}

/** A caller may stop reading a large object when it has seen enough. */
function ifCallerLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  // Not `new URL`: it would tidy up the dots and slashes of object keys.
  const [path = '/', query] = (request.url ?? '/').split('?');
  const body = Buffer.concat(chunks);
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')])),
    body: request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body,
  };
}
