import { WebClient } from '@slack/web-api';
import type { FetchFunction, WebClientOptions } from '@slack/web-api';
import type { Logger } from 'pino';
import { boltLog } from './bolt-log.ts';
import { counting } from './counted-fetch.ts';
import type { CallOutcome } from './counted-fetch.ts';

/** How to reach Slack's Web API. */
export interface WebSettings {
  readonly botToken: string;
  readonly apiUrl: string;
  /** Carries the requests; the global `fetch` when absent. */
  readonly fetch?: FetchFunction;
  /** Told how each call of the Web API ended. */
  readonly called?: (outcome: CallOutcome) => void;
}

/**
 * Two clients, so that what may be dropped never delays what may not. Neither repeats a call by itself: whether a call
 * may be repeated depends on what it does, and only its caller knows (`delivery.ts`).
 */
export interface SlackWeb {
  /** For progress: quick to give up. */
  readonly progress: WebClient;
  /** For everything that has to arrive. */
  readonly sure: WebClient;
}

export function openWeb(settings: WebSettings, log: Logger): SlackWeb {
  const { botToken } = settings;
  return {
    progress: new WebClient(botToken, webOptions(settings, log, 5_000)),
    sure: new WebClient(botToken, webOptions(settings, log, 10_000)),
  };
}

/** A new object each time: Slack's clients write into the options they are given. */
export function webOptions(settings: WebSettings, log: Logger, timeoutMs: number): WebClientOptions {
  const { apiUrl, fetch = globalThis.fetch, called } = settings;
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: boltLog(log),
    fetch: called ? counting(fetch, called) : fetch,
  };
}
