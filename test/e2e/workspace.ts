import { manifest } from '../../src/slack/manifest.ts';
import { createSlack, deliverOverHttp, listen } from '../../src/workspace/slack/index.ts';
import type { Json, Message, Person, Slack } from '../../src/workspace/slack/index.ts';
import { freePort, until } from './program.ts';
import type { Environment } from './program.ts';

/** How Slack and the bot reach each other. */
export type Transport = 'socket' | 'http';

/** A workspace that behaves like Slack and runs in the test; the bot is elsewhere. */
export interface Workspace {
  readonly slack: Slack;
  readonly alice: Person;
  readonly channel: string;
  /** Where the bot answers health checks, and Slack where it calls us. */
  readonly origin: string;
  /** What connects a program to it, as it would to Slack. */
  readonly env: Environment;
  /** Secrets that must not be seen anywhere. */
  readonly secrets: readonly string[];
  readonly close: () => Promise<void>;
}

/** Slack waits three seconds for an acknowledgement; a machine that is busy with other things may take longer. */
const patientMs = 20_000;

export async function startWorkspace(transport: Transport, ackLimitMs = patientMs): Promise<Workspace> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const secrets = {
    botToken: 'xoxb-2718281828-e2eBotTokenE2eBotToken',
    appToken: 'xapp-1-A0E2E-3141592653-e2eapptokene2eapptoken',
    signingSecret: 'e2e0signing0secret0e2e0signing00',
  };
  const slack = createSlack({
    manifest: manifest(transport === 'http' ? new URL('https://opsmedic.example') : null),
    ackLimitMs,
    ...secrets,
  });
  const server = await listen(slack);
  if (transport === 'http') deliverOverHttp(slack, `${origin}/slack/events`);
  return {
    slack,
    alice: slack.person('alice'),
    channel: slack.channel('incidents').id,
    origin,
    env: {
      HOST: '127.0.0.1',
      PORT: String(port),
      SLACK_API_URL: server.slackApiUrl,
      SLACK_BOT_TOKEN: secrets.botToken,
      ...(transport === 'socket'
        ? { SLACK_APP_TOKEN: secrets.appToken }
        : { SLACK_SIGNING_SECRET: secrets.signingSecret }),
    },
    secrets: Object.values(secrets),
    close: () => server.close(),
  };
}

/** The bot's messages in a channel, or in a card's thread, oldest first. */
export function saidBy({ slack, channel }: Pick<Workspace, 'slack' | 'channel'>, thread?: string): readonly Message[] {
  return slack
    .messages(channel, thread)
    .filter((message) => message.user === slack.state.bot.userId && message.ts !== thread);
}

/** The newest card of several in the channel, once it shows this. */
export function cardWith(workspace: Workspace, text: RegExp, withinMs: number): Promise<Message> {
  return until(
    `a card with ${text}`,
    () => saidBy(workspace).findLast((card) => text.test(textOf(card))),
    withinMs,
  ).catch((cause: unknown) => {
    throw new Error(`${String(cause)}\n${saidBy(workspace).map(textOf).join('\n---\n')}`, { cause });
  });
}

/** The one reply below a card. */
export function replyTo(workspace: Workspace, card: Message, withinMs: number): Promise<Message> {
  return until('the evidence', () => saidBy(workspace, card.ts)[0], withinMs);
}

/** All that a message shows, in reading order. */
export function textOf(message: Message): string {
  return (message.blocks ?? []).map(shownIn).join('\n') || message.text;
}

function shownIn(block: Json): string {
  return Object.entries(block)
    .flatMap(([key, value]) => {
      if (typeof value === 'string') return ['text', 'title', 'fallback', 'url'].includes(key) ? [value] : [];
      const inner = Array.isArray(value) ? value : [value];
      return inner.filter(isObject).map(shownIn);
    })
    .join(' ');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
