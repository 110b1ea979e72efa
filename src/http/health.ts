import { setTimeout } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

/** One address that answers GET: for a server of our own, and as one of Bolt's `customRoutes`. */
export interface Route {
  readonly path: string;
  readonly method: 'GET';
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Something that must work before we can do our job; rejects with the reason when it does not. */
export interface Check {
  /** As the answer names it: `slack`, `store`. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Kubernetes and load balancers give up after a few seconds; a reason that comes too late helps nobody. */
const patienceMs = 2000;

/**
 * `/healthz`: the process is alive. `/readyz`: 200 when all checks pass, 503 with the reasons otherwise. `/metrics`:
 * the registry as Prometheus reads it.
 */
export function healthRoutes(checks: readonly Check[], registry: Registry): Route[] {
  return [
    route('/healthz', async () => json(200, { alive: true })),
    route('/readyz', async () => {
      const failures = (await Promise.all(checks.map(reasonOf))).filter((reason) => reason !== null);
      return failures.length === 0 ? json(200, { ready: true }) : json(503, { ready: false, reasons: failures });
    }),
    route('/metrics', async () => ({ status: 200, type: registry.contentType, body: await registry.metrics() })),
  ];
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function route(path: string, answer: () => Promise<Answer>): Route {
  return {
    path,
    method: 'GET',
    handler: (_request, response) => {
      void send(response, answer);
    },
  };
}

/** Never rejects: Bolt calls its routes without waiting for them. */
async function send(response: ServerResponse, answer: () => Promise<Answer>): Promise<void> {
  const { status, type, body } = await answer().catch((error: unknown) => json(500, { error: messageOf(error) }));
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}

async function reasonOf({ name, run }: Check): Promise<string | null> {
  const late = new AbortController();
  try {
    return await Promise.race([
      run().then(() => null),
      setTimeout(patienceMs, `${name}: did not answer within ${patienceMs / 1000} s`, { signal: late.signal }),
    ]);
  } catch (error) {
    return `${name}: ${messageOf(error)}`;
  } finally {
    late.abort();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` };
}
