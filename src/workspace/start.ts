import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { createPage } from './page/page.ts';
import type { PlaybookName } from './page/shell.ts';
import type { SampleIncident } from './page/story.ts';
import { createSlack, listen, type Json, type Slack } from './slack/index.ts';

export type { PlaybookName } from './page/shell.ts';
export type { SampleIncident } from './page/story.ts';

export interface WorkspaceOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly host: string;
  /** The app's manifest, in Slack's own format: commands, shortcuts, scopes and events are taken from it. */
  readonly manifest: object;
  readonly incidents: readonly SampleIncident[];
  readonly playbooks: readonly PlaybookName[];
  /** Other addresses that are answered on the same port, health checks above all; may be added to later. */
  readonly routes?: readonly ExtraRoute[];
  readonly log: Logger;
  readonly now?: () => number;
  /** Makes tokens and ids that cannot be guessed; random bytes by default. */
  readonly random?: () => string;
}

/** An address, and who answers it. */
export interface ExtraRoute {
  readonly path: string;
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A running workspace: give its address and tokens to the bot, as if they were those of Slack. */
export interface Workspace {
  /** Where people open it. */
  readonly url: string;
  readonly slackApiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly slack: Slack;
  readonly close: () => Promise<void>;
}

/**
 * Starts the local workspace on one port: the page at `/`, the Web API at `/api/`, Socket Mode at `/link`. Each sample
 * incident gets a channel, which opens with its alarm. Tokens are made anew for each run. Rejects when the port is taken.
 */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const random = options.random ?? (() => randomBytes(16).toString('hex'));
  const { incidents, playbooks, manifest, host, port } = options;
  const [botToken, appToken, signingSecret] = [`xoxb-local-${random()}`, `xapp-local-${random()}`, random()];
  const slack = createSlack({
    manifest,
    botToken,
    appToken,
    signingSecret,
    channels: [
      { id: 'C0GENERAL', name: 'general', topic: 'Everything that is not an incident' },
      ...incidents.map(({ channel }) => ({ id: channelId(channel), name: channel, topic: 'Sample incident' })),
    ],
    now: options.now ?? Date.now,
    newId: (prefix) => `${prefix}${random().slice(0, 10).toUpperCase()}`,
    onError: (error) => options.log.error({ err: error }, 'the workspace failed'),
  });
  for (const incident of incidents) raiseAlarm(slack, incident);
  const page = createPage({ slack, incidents, playbooks, token: random(), host });
  const handle: typeof page.handle = (request, response) => {
    const path = request.url?.split('?', 1)[0];
    const route = options.routes?.find((one) => one.path === path);
    if (!route) return page.handle(request, response);
    route.handler(request, response);
    return true;
  };
  const server = await listen(slack, { host, port, handle });
  return {
    url: server.url,
    slackApiUrl: server.slackApiUrl,
    botToken,
    appToken,
    signingSecret,
    slack,
    async close() {
      page.close();
      await server.close();
    },
  };
}

function channelId(name: string): string {
  return `C0${name.toUpperCase().replace(/[^A-Z0-9]/gu, '')}`;
}

/** What AWS's own app would have posted: the incident begins with it. */
function raiseAlarm(slack: Slack, incident: SampleIncident): void {
  const text = (type: 'plain_text' | 'mrkdwn', words: string): Json => ({ type, text: words });
  slack.postAs('AWS CloudWatch', {
    channel: slack.channel(incident.channel).id,
    text: `ALARM: ${incident.title}`,
    blocks: [
      { type: 'header', text: text('plain_text', `🔴 ALARM: ${incident.title}`.slice(0, 150)) },
      { type: 'section', text: text('plain_text', incident.symptom ?? 'The alarm went from OK to ALARM.') },
    ],
  });
}
