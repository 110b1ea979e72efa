import { pino } from 'pino';
import type { Logger } from 'pino';
import type { App } from '#app';
import { manifest } from '../../../src/slack/manifest.ts';
import { run } from '../../../src/slack/run.ts';
import type { RunningSlack } from '../../../src/slack/run.ts';
import type { WebSettings } from '../../../src/slack/web.ts';
import { startSlack } from '../../../src/slack/start.ts';
import { createSlack, deliverOverHttp, inProcess, listen } from '../../../src/workspace/slack/index.ts';
import type { Person, Slack, SlackOptions, SlackServer } from '../../../src/workspace/slack/index.ts';
import type { Clock } from '../../../src/slack/clock.ts';
import { quickClock } from './quick-clock.ts';

export type Mode = 'in process' | 'http' | 'socket';

/** A workspace with the bot in it. */
export interface Rig {
  readonly slack: Slack;
  /** Present over HTTP and Socket Mode. */
  readonly server: SlackServer | null;
  /** Where the bot takes requests over HTTP. */
  readonly requestUrl: string;
  readonly bot: RunningSlack;
  readonly alice: Person;
  readonly bob: Person;
  readonly channel: string;
}

/** What a rig is made with. */
export interface RigOptions {
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly workspace?: Partial<SlackOptions>;
}

/** A workspace and the bot; whoever opens it closes it. */
export async function openRig(
  app: App | ((web: WebSettings) => App),
  mode: Mode = 'in process',
  options: RigOptions = {},
): Promise<Rig & { readonly close: () => Promise<void> }> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).toReversed()) await each();
  };
  const log = options.log ?? pino({ level: 'silent' });
  const appOver = (web: WebSettings): App => (typeof app === 'function' ? app(web) : app);
  const slack = createSlack({
    manifest: manifest(mode === 'http' ? new URL('https://opsmedic.example') : null),
    ...options.workspace,
  });
  const channel = slack.channel('incidents').id;
  const people = { alice: slack.person('alice'), bob: slack.person('bob') };
  const { botToken, appToken, signingSecret } = slack.state;
  if (mode === 'in process') {
    const { receiver, clientOptions } = inProcess(slack);
    const nothing = (): Promise<void> => Promise.resolve();
    const web = { botToken, apiUrl: clientOptions.slackApiUrl, fetch: clientOptions.fetch };
    const bot = await run({
      app: appOver(web),
      web,
      transport: {
        receivers: [receiver],
        listen: nothing,
        connect: nothing,
        state: () => ({ ok: true }),
        close: nothing,
      },
      clock: options.clock ?? quickClock,
      log,
    });
    closers.push(
      async () => slack.close(),
      () => bot.stop(),
    );
    return { slack, server: null, requestUrl: '', bot, channel, ...people, close };
  }
  const server = await listen(slack);
  closers.push(() => server.close());
  const common = { botToken, apiUrl: server.slackApiUrl };
  let port = 0;
  const http = {
    host: '127.0.0.1',
    port: 0,
    routes: [],
    onListening: (address: { port: number }) => {
      port = address.port;
    },
  };
  const settings =
    mode === 'http' ? ({ mode, ...common, signingSecret } as const) : ({ mode, ...common, appToken } as const);
  const bot = await startSlack({ app: appOver(common), settings, http, clock: options.clock ?? quickClock, log });
  closers.push(() => bot.stop());
  const requestUrl = `http://127.0.0.1:${port}/slack/events`;
  if (mode === 'http') deliverOverHttp(slack, requestUrl);
  return { slack, server, requestUrl, bot, channel, ...people, close };
}
