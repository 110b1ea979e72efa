import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { NotDelivered } from '../delivery.ts';
import { isObject, objectIn, parseJson, textIn } from '../json.ts';
import type { Slack } from '../slack.ts';

/** Slack keeps this many connections of one app: https://docs.slack.dev/apis/events-api/using-socket-mode */
const MOST_SOCKETS = 10;

/** How long a client may take for its part of the closing handshake. */
const CLOSE_MS = 500;

/** The server side of Socket Mode. Each delivery goes to one of the connections that are not about to end. */
export interface SocketMode {
  /** Takes over a WebSocket handshake on `/link`; refuses those without a ticket of `apps.connections.open`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** How many connections take deliveries now. */
  readonly connected: () => number;
  /** Asks one connection to be renewed, as Slack does about once an hour. */
  readonly refresh: () => void;
  /** Cuts all connections without a word. */
  readonly dropAll: () => void;
  /** Says goodbye to all connections and waits until they are gone. */
  readonly close: () => Promise<void>;
}

export function socketMode(slack: Slack): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const ready = new Set<WebSocket>();
  const open = new Set<WebSocket>();
  const waiting = new Map<string, (answer: unknown) => void>();
  let turn = 0;

  slack.dispatch.attach(({ kind, body, retry }) => {
    const sockets = [...ready];
    const socket = sockets[turn % Math.max(sockets.length, 1)];
    turn += 1;
    if (socket === undefined) return Promise.reject(new NotDelivered('connection_failed', 'no connection is open'));
    const envelope_id = slack.state.newId('envelope-');
    const { promise, resolve } = Promise.withResolvers<unknown>();
    waiting.set(envelope_id, resolve);
    const event = kind === 'events_api';
    socket.send(
      JSON.stringify({
        envelope_id,
        payload: body,
        type: kind,
        accepts_response_payload: !event,
        ...(event ? { retry_attempt: retry?.number ?? 0, retry_reason: retry?.reason ?? '' } : {}),
      }),
    );
    return promise;
  });

  function acknowledged(data: string): void {
    const parsed = parseJson(data);
    const id = parsed.ok ? textIn(parsed.value, 'envelope_id') : undefined;
    if (!parsed.ok || id === undefined) return;
    const payload = objectIn(parsed.value, 'payload');
    waiting.get(id)?.(isObject(payload) && Object.keys(payload).length > 0 ? payload : undefined);
    waiting.delete(id);
  }

  function disconnect(socket: WebSocket, reason: 'refresh_requested' | 'too_many_websockets'): void {
    ready.delete(socket);
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local' } }));
  }

  function welcome(socket: WebSocket): void {
    open.add(socket);
    socket.on('close', () => {
      ready.delete(socket);
      open.delete(socket);
    });
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) acknowledged(data.toString());
    });
    if (ready.size >= MOST_SOCKETS) return disconnect(socket, 'too_many_websockets');
    ready.add(socket);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: ready.size,
        debug_info: { host: 'local', approximate_connection_time: 3600 },
        connection_info: { app_id: slack.state.bot.appId },
      }),
    );
  }

  return {
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://workspace.invalid');
      if (url.pathname !== '/link' || !slack.redeemTicket(url.searchParams.get('ticket') ?? '')) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    connected: () => ready.size,
    refresh() {
      const [oldest] = ready;
      if (oldest !== undefined) disconnect(oldest, 'refresh_requested');
    },
    dropAll() {
      for (const socket of open) socket.terminate();
    },
    async close() {
      const gone = [...open].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of open) socket.close(1001);
      const impatient = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, CLOSE_MS);
      await Promise.all(gone);
      clearTimeout(impatient);
      server.close();
    },
  };
}
