import type { Json } from './json.ts';
import type { State } from './state.ts';
import { ActFailed } from './refusal.ts';
import type { Traffic } from './traffic.ts';

export interface Delivery {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly body: Json;
  /** Set when an event is sent again: 1 for the first repetition. */
  readonly retry: { readonly number: number; readonly reason: RetryReason } | null;
}

export type RetryReason = 'http_timeout' | 'http_error' | 'connection_failed';

/** How deliveries reach the app. Resolves with what it acknowledged them with; rejects with `NotDelivered`. */
export type Deliver = (delivery: Delivery) => Promise<unknown>;

/** The app could not be reached or answered with an error. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
  readonly reason: RetryReason;
  /** The app asked for no repetition (`x-slack-no-retry`). */
  readonly noRetry: boolean;

  constructor(reason: RetryReason, message: string, noRetry = false) {
    super(message);
    this.reason = reason;
    this.noRetry = noRetry;
  }
}

export interface Dispatch {
  /** Says how deliveries reach the app; until then there is none. The last one attached is used. */
  readonly attach: (deliver: Deliver) => void;
  /** Sends a command or an interaction. Rejects with `ActFailed`: `operation_timeout` when not acknowledged in time. */
  readonly request: (kind: 'slash_commands' | 'interactive', body: Json) => Promise<unknown>;
  /**
   * Sends an event, when the manifest subscribes to it, and repeats it like Slack until it is acknowledged. Resolves
   * with its id after the first attempt, whatever came of it.
   */
  readonly event: (subscription: string, event: Json) => Promise<string | null>;
  /** Sends an event that was sent before once more, as Slack does when it believes that the first was lost. */
  readonly redeliver: (eventId: string, reason?: RetryReason) => Promise<void>;
  readonly close: () => void;
}

export interface DispatchOptions {
  /** How long the app may take to acknowledge; Slack gives it 3,000 ms. */
  readonly ackLimitMs: number;
  /** Pauses before an unacknowledged event is sent again: Slack repeats at once, after one and after five minutes. */
  readonly redeliverAfterMs: readonly number[];
}

export function createDispatch(state: State, traffic: Traffic, options: DispatchOptions): Dispatch {
  let deliver: Deliver = () => Promise.reject(new NotDelivered('connection_failed', 'no app is connected'));
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  const events = new Map<string, { readonly body: Json; attempts: number }>();

  async function attempt(delivery: Delivery): Promise<unknown> {
    const exchange = traffic.begin('to the app', delivery.kind, delivery.body);
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new NotDelivered('http_timeout', `not acknowledged within ${options.ackLimitMs} ms`));
    }, options.ackLimitMs);
    timers.add(timer);
    try {
      const answer = await Promise.race([deliver(delivery), tooLate]);
      traffic.end(exchange, answer ?? 'acknowledged');
      return answer;
    } catch (error) {
      traffic.end(exchange, `not acknowledged: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      clearTimeout(timer);
      timers.delete(timer);
    }
  }

  async function attemptEvent(eventId: string, reason: RetryReason | null): Promise<void> {
    const event = events.get(eventId);
    if (event === undefined) throw new ActFailed('unknown_event');
    const retry = reason === null ? null : { number: event.attempts, reason };
    event.attempts += 1;
    try {
      await attempt({ kind: 'events_api', body: event.body, retry });
    } catch (error) {
      if (!(error instanceof NotDelivered)) throw error;
      const pause = error.noRetry ? undefined : options.redeliverAfterMs[event.attempts - 1];
      if (pause !== undefined && !closed) later(pause, eventId, error.reason);
    }
  }

  function later(ms: number, eventId: string, reason: RetryReason): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attemptEvent(eventId, reason);
    }, ms);
    timers.add(timer);
  }

  return {
    attach(next) {
      deliver = next;
    },
    async request(kind, body) {
      try {
        return await attempt({ kind, body, retry: null });
      } catch (error) {
        if (!(error instanceof NotDelivered)) throw error;
        const code = {
          http_timeout: 'operation_timeout',
          http_error: 'http_service_error',
          connection_failed: 'dispatch_failed',
        };
        throw new ActFailed(code[error.reason], error.message);
      }
    },
    async event(subscription, event) {
      const subscribed = state.manifest.settings.event_subscriptions?.bot_events ?? [];
      if (!subscribed.includes(subscription)) return null;
      const eventId = state.newId('Ev');
      const { team, bot } = state;
      const authorization = {
        enterprise_id: null,
        team_id: team.id,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      };
      const body = {
        token: 'unused',
        team_id: team.id,
        api_app_id: bot.appId,
        event,
        type: 'event_callback',
        event_id: eventId,
        event_time: Math.floor(state.now() / 1000),
        authorizations: [authorization],
        is_ext_shared_channel: false,
      };
      events.set(eventId, { body, attempts: 0 });
      await attemptEvent(eventId, null);
      return eventId;
    },
    redeliver(eventId, reason = 'http_timeout') {
      return attemptEvent(eventId, reason);
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
