import { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { boltLog } from './bolt-log.ts';
import type { Clock } from './clock.ts';
import { SlackRefused, troubleOf } from './trouble.ts';
import type { Readiness, Transport } from './transport.ts';
import type { WebSettings } from './web.ts';
import { webOptions } from './web.ts';

/** What connecting to Slack takes. */
interface SocketSettings extends Omit<WebSettings, 'botToken'> {
  readonly appToken: string;
}

/** Slack renews each connection about once an hour and gives each message to one of them: with two, none is missed. */
const connections = 2;
const longestPauseMs = 30_000;
/** Milliseconds in which Slack must have said hello. */
export const openWithinMs = 20_000;

/**
 * We call Slack, over two WebSockets: https://docs.slack.dev/apis/events-api/using-socket-mode
 * The connections are kept up here and not by Slack's client, whose reconnects wait five seconds and end the process
 * when they fail (socket-mode 3.1.0, `delayReconnectAttempt`).
 */
export function socketTransport(settings: SocketSettings, clock: Clock, log: Logger): Transport {
  const sockets = Array.from({ length: connections }, () => new Connection(settings, clock, log));
  return {
    receivers: sockets.map(({ receiver }) => receiver),
    listen: () => Promise.resolve(),
    connect: async () => {
      await Promise.all(sockets.map((socket) => socket.keep()));
    },
    state: () => {
      const states = sockets.map(({ state }) => state);
      return states.find(({ ok }) => ok) ?? states[0] ?? { ok: false, reason: 'Not connected to Slack.' };
    },
    close: async () => {
      await Promise.all(sockets.map((socket) => socket.end()));
    },
  };
}

/** One WebSocket that is opened again whenever it goes. */
class Connection {
  readonly receiver: SocketModeReceiver;
  state: Readiness = { ok: false, reason: 'Not connected to Slack yet.' };
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #ended = new AbortController();
  #kept: Promise<void> = Promise.resolve();

  constructor(settings: SocketSettings, clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
    this.receiver = new SocketModeReceiver({
      appToken: settings.appToken,
      autoReconnectEnabled: false,
      logger: boltLog(log),
      // An object of its own, and no headers: the client writes its token into what it is given.
      installerOptions: { clientOptions: webOptions({ ...settings, botToken: '' }, log, 10_000) },
    });
  }

  /** Resolves after the first attempt; rejects with `SlackRefused` when that showed that the token is no good. */
  async keep(): Promise<void> {
    const first = await this.#open();
    if (first !== null && isTokenRefused(first)) throw first;
    this.#kept = this.#keepOpen(first === null ? 0 : 1);
  }

  async end(): Promise<void> {
    this.#ended.abort();
    if (this.state.ok) await this.receiver.client.disconnect();
    await this.#kept;
  }

  async #keepOpen(failuresSoFar: number): Promise<void> {
    let failures = failuresSoFar;
    while (!this.#ended.signal.aborted) {
      if (this.state.ok) await this.#closed();
      else {
        await this.#clock.sleep(pauseMs(failures), this.#ended.signal);
        if (this.#ended.signal.aborted) return;
        failures = (await this.#open()) === null ? 0 : failures + 1;
      }
    }
  }

  /** Null when it is open, else why it is not. */
  async #open(): Promise<SlackRefused | null> {
    const { signal } = this.#ended;
    const late = new AbortController();
    const tooLate = this.#clock.sleep(openWithinMs, AbortSignal.any([signal, late.signal])).then(() => {
      throw new Error(`no answer within ${openWithinMs / 1000} s`);
    });
    try {
      await Promise.race([this.receiver.start(), tooLate]);
      this.state = { ok: true };
      this.receiver.client.once('disconnected', () => {
        this.state = { ok: false, reason: 'The connection to Slack is being renewed.' };
      });
      return null;
    } catch (error) {
      const refusal = new SlackRefused(troubleOf(error), 'SLACK_APP_TOKEN');
      this.state = { ok: false, reason: `Not connected to Slack: ${refusal.message}.` };
      if (!signal.aborted) this.#log.warn({ err: error }, 'could not connect to Slack');
      return refusal;
    } finally {
      tooLate.catch(() => undefined);
      late.abort();
      if (signal.aborted || !this.state.ok) await this.receiver.client.disconnect();
    }
  }

  async #closed(): Promise<void> {
    if (!this.state.ok) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.receiver.client.once('disconnected', () => resolve());
    await promise;
  }
}

/** At once after a renewal, then longer and longer. */
function pauseMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(1_000 * 2 ** (failures - 1), longestPauseMs);
}

function isTokenRefused({ trouble }: SlackRefused): boolean {
  return trouble.kind === 'refused';
}
