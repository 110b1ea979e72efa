import { pino } from 'pino';
import type { Logger } from 'pino';
import { afterEach } from 'vitest';
import type { App } from '#app';
import { manifest } from '../../../src/slack/manifest.ts';
import { run } from '../../../src/slack/run.ts';
import type { RunningSlack } from '../../../src/slack/run.ts';
import type { WebSettings } from '../../../src/slack/web.ts';
import { startSlack } from '../../../src/slack/start.ts';
import { createSlack, deliverOverHttp, inProcess, listen } from '../../../src/workspace/slack/index.ts';
import type { Json, Message, Person, Slack, SlackOptions, SlackServer } from '../../../src/workspace/slack/index.ts';
import type { Clock } from '../../../src/slack/clock.ts';
import { quickClock, until } from './quick-clock.ts';

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

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

export async function rig(
  app: App | ((web: WebSettings) => App),
  mode: Mode = 'in process',
  options: { readonly log?: Logger; readonly clock?: Clock; readonly workspace?: Partial<SlackOptions> } = {},
): Promise<Rig> {
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
    return { slack, server: null, requestUrl: '', bot, channel, ...people };
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
  return { slack, server, requestUrl, bot, channel, ...people };
}

/** Everything a message shows, block by block; without blocks its text. */
export function textIn(message: Message | undefined): string {
  if (message === undefined) return '(no message)';
  if (message.blocks === null) return message.text;
  return message.blocks.map((block) => textOfAny(block)).join('\n');
}

function textOfAny(block: Json): string {
  return Object.entries(block)
    .flatMap(([key, value]) => {
      if (['text', 'title', 'fallback', 'url', 'user_id'].includes(key) && typeof value === 'string') return value;
      if (Array.isArray(value)) return value.map((item: unknown) => (isJson(item) ? textOfAny(item) : ''));
      return isJson(value) ? textOfAny(value) : '';
    })
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join(' ');
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The cards in a channel or thread, oldest first: what the bot said to everybody. */
export function saidIn({ slack, channel }: Rig, thread?: string): readonly Message[] {
  return slack
    .messages(channel, thread)
    .filter(
      (message) => message.user === slack.state.bot.userId && message.visibleTo === null && message.ts !== thread,
    );
}

/** What only one person sees, oldest first. */
export function toldTo({ slack }: Rig, person: Person): readonly Message[] {
  return slack.state.messages.filter((message) => message.visibleTo === person.user.id);
}

/** Waits for the newest card to be final, and returns it. */
export async function finalCard(at: Rig, count = 1, thread?: string): Promise<Message> {
  const card = (): Message | undefined => saidIn(at, thread).filter(isCard)[count - 1];
  await until(`card ${count} is final`, () => JSON.stringify(card()?.blocks ?? '').includes('Re-run'));
  const found = card();
  if (found === undefined) throw new Error('no card');
  return found;
}

export function isCard({ metadata }: Message): boolean {
  return metadata?.['event_type'] === 'opsmedic_card';
}
