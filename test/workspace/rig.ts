import type { App } from '@slack/bolt';
import {
  createSlack,
  deliverOverHttp,
  inProcess,
  listen,
  type Slack,
  type SlackOptions,
  type SlackServer,
} from '../../src/workspace/slack/index.ts';
import { testManifest } from './manifest.ts';
import { startProbe } from './probe-app.ts';

export type Transport = 'in process' | 'HTTP' | 'Socket Mode';
export const transports: readonly Transport[] = ['in process', 'HTTP', 'Socket Mode'];

export interface Rig {
  readonly slack: Slack;
  readonly app: App;
  readonly server: SlackServer | null;
  /** Where the app takes requests over HTTP. */
  readonly requestUrl: string;
  readonly close: () => Promise<void>;
}

/** A workspace and the probe app, connected in one of three ways. */
export async function rig(transport: Transport, options: Partial<SlackOptions> = {}): Promise<Rig> {
  const slack = createSlack({ manifest: testManifest, ackLimitMs: 300, redeliverAfterMs: [], ...options });
  const { botToken: token, appToken, signingSecret } = slack.state;
  if (transport === 'in process') {
    const { receiver, clientOptions } = inProcess(slack);
    const retryConfig = { retries: 0 };
    const app = await startProbe({ token, receiver, clientOptions: { ...clientOptions, retryConfig } });
    return { slack, app, server: null, requestUrl: '', close: () => Promise.resolve(slack.close()) };
  }
  const server = await listen(slack);
  const clientOptions = { slackApiUrl: server.slackApiUrl, retryConfig: { retries: 0 } };
  if (transport === 'Socket Mode') {
    const app = await startProbe({ token, appToken, socketMode: true, clientOptions });
    await app.start();
    return { slack, app, server, requestUrl: '', close: () => stop(app, server) };
  }
  const app = await startProbe({ token, signingSecret, clientOptions });
  const listening: unknown = await app.start({ port: 0, host: '127.0.0.1' });
  const requestUrl = `http://127.0.0.1:${portOf(listening)}/slack/events`;
  deliverOverHttp(slack, requestUrl);
  return { slack, app, server, requestUrl, close: () => stop(app, server) };
}

async function stop(app: App, server: SlackServer): Promise<void> {
  await app.stop();
  await server.close();
}

function portOf(listening: unknown): number {
  if (typeof listening === 'object' && listening !== null && 'address' in listening) {
    const { address } = listening;
    const found: unknown = typeof address === 'function' ? address.call(listening) : undefined;
    if (typeof found === 'object' && found !== null && 'port' in found) return Number(found.port);
  }
  throw new Error('the app listens on no port');
}

/** Resolves with the first value that is not undefined or false; looks again after each change in the workspace. */
export async function until<T>(slack: Slack, look: () => T | undefined | false): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const check = () => {
    const found = look();
    if (found !== undefined && found !== false) resolve(found);
  };
  const stopListening = slack.state.onChange(check);
  check();
  try {
    return await promise;
  } finally {
    stopListening();
  }
}
