import type { CustomRoute } from '@slack/bolt';
import type { Logger } from 'pino';
import type { App } from '#app';
import type { SlackSettings } from '#config';
import { wallClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { CallOutcome } from './counted-fetch.ts';
import { httpTransport } from './http-transport.ts';
import { run } from './run.ts';
import type { Joined, RunningSlack } from './run.ts';
import { socketTransport } from './socket-transport.ts';
import type { Transport } from './transport.ts';

/** What the bot in Slack is started with. */
export interface SlackStart {
  readonly app: App;
  readonly joined?: Joined;
  readonly settings: Exclude<SlackSettings, { readonly mode: 'local' }>;
  /** In HTTP mode: where Slack calls us, and what else answers there (health checks, metrics). */
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly routes: readonly CustomRoute[];
    readonly onListening?: (address: { readonly host: string; readonly port: number }) => void;
  };
  readonly log: Logger;
  readonly clock?: Clock;
  /** Told how each call to Slack ended: for metrics. */
  readonly called?: (outcome: CallOutcome) => void;
}

/**
 * Starts the bot. Resolves as soon as Slack was reached or found out of reach for now: then it keeps trying, and
 * `ready()` says so. Rejects when Slack does not accept a token (`SlackRefused`) or the port is taken.
 */
export function startSlack({
  app,
  settings,
  http,
  log,
  clock = wallClock,
  called,
  joined,
}: SlackStart): Promise<RunningSlack> {
  const { botToken, apiUrl } = settings;
  const web = { botToken, apiUrl, ...(called && { called }) };
  return run({ app, ...(joined && { joined }), web, transport: transportFor(settings, http, clock, log), clock, log });
}

function transportFor(
  settings: SlackStart['settings'],
  http: SlackStart['http'],
  clock: Clock,
  log: Logger,
): Transport {
  switch (settings.mode) {
    case 'socket':
      return socketTransport({ appToken: settings.appToken, apiUrl: settings.apiUrl }, clock, log);
    case 'http':
      return httpTransport({ signingSecret: settings.signingSecret, ...http }, clock, log);
  }
}
