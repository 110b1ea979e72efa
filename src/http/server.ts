import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Route } from './health.ts';

/** A server that answers the given routes, and nothing else. */
export interface HealthServer {
  /** The port it got, which matters when it was asked for port 0. */
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Answers health checks where no other server does: in Socket Mode Slack never calls us. Rejects when the port is taken
 * or the host is not ours.
 */
export async function serveHealth(
  routes: readonly Route[],
  { host, port }: { readonly host: string; readonly port: number },
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    const found = routes.find((route) => route.path === path);
    if (!found) return void response.writeHead(404).end();
    // Node leaves the body out of answers to HEAD by itself.
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    found.handler(request, response);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
