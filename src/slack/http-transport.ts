import type { IncomingMessage, Server } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { CustomRoute } from '@slack/bolt';
import type { Logger } from 'pino';
import { boltLog } from './bolt-log.ts';
import type { Clock } from './clock.ts';
import { disown, isUntimely } from './request-age.ts';
import type { Transport } from './transport.ts';

/** Where we listen for Slack, and what else answers there. */
interface HttpSettings {
  readonly signingSecret: string;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Beside Slack: health checks, metrics. */
  readonly routes: readonly CustomRoute[];
  /** Told once, when the port is open. */
  readonly onListening?: (address: { readonly host: string; readonly port: number }) => void;
}

const closeWithinMs = 2_000;

/**
 * Slack calls us: everything on `POST /slack/events`. Bolt checks its signature and that it is not old, and we that it is
 * not of the future (https://docs.slack.dev/authentication/verifying-requests-from-slack).
 */
export function httpTransport(settings: HttpSettings, clock: Clock, log: Logger): Transport {
  const { signingSecret, host, port, routes, onListening } = settings;
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: '/slack/events',
    customRoutes: [...routes],
    logger: boltLog(log),
    dispatchErrorHandler: ({ response }) => {
      response.writeHead(404).end();
    },
  });
  let server: Server | null = null;
  return {
    receivers: [receiver],
    async listen() {
      server = await receiver.start({ host, port });
      server.prependListener('request', (request: IncomingMessage) => {
        if (isUntimely(request, clock)) disown(request);
      });
      const address = server.address();
      if (typeof address === 'object' && address !== null) onListening?.({ host, port: address.port });
    },
    connect: () => Promise.resolve(),
    state: () => (server === null ? { ok: false, reason: 'The HTTP port is not open.' } : { ok: true }),
    async close() {
      const closing = server;
      if (closing === null) return;
      server = null;
      const impatient = setTimeout(() => closing.closeAllConnections(), closeWithinMs);
      closing.closeIdleConnections();
      await receiver.stop();
      clearTimeout(impatient);
    },
  };
}
