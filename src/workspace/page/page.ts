import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ActFailed, type Channel, type Message, type Person, type Slack } from '../slack/index.ts';
import { isObject, parseJson, textIn } from '../slack/json.ts';
import { findMessage } from '../slack/messages.ts';
import { directChannel } from '../slack/methods/conversations.ts';
import { readBody } from '../slack/transport/server.ts';
import { perform, readAct } from './acts.ts';
import { isFromHere, isSame, pageHeaders } from './guard.ts';
import { html } from './html.ts';
import { createLive } from './live.ts';
import { channelTitle, messageList } from './message.ts';
import { payloadList } from './payloads.ts';
import { shell, type PlaybookName } from './shell.ts';
import { storyPanel, type SampleIncident } from './story.ts';
import { homeTab } from './views.ts';

export interface PageOptions {
  readonly slack: Slack;
  readonly incidents: readonly SampleIncident[];
  readonly playbooks: readonly PlaybookName[];
  /** Unguessable; what the page must send along. */
  readonly token: string;
  /** A name that this server is called by beside those of the machine itself. */
  readonly host: string;
}

export interface Page {
  /** Answers what is for the page, refuses what comes from elsewhere, and leaves the rest alone. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly close: () => void;
}

/** What the page is made of besides its markup: files beside this one, by the ending of their names. */
const staticTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

export function createPage({ slack, incidents, playbooks, token, host }: PageOptions): Page {
  const { state } = slack;
  const live = createLive(slack);

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, area = '', name = ''] = url.pathname.split('/');
    if (area === 'static') return sendStatic(response, name);
    if (area !== 'ui') {
      const page = shell({ state, incidents, playbooks, token });
      return send(response, 200, page, 'text/html; charset=utf-8');
    }
    if (!isSame(header(request, 'x-workspace-token') ?? url.searchParams.get('token') ?? undefined, token)) {
      return sendJson(response, 403, { error: 'The workspace was started anew. Reload the page.' });
    }
    const person = personCalled(url.searchParams.get('user'));
    if (person === null) return sendJson(response, 404, { error: 'Nobody here has that id.' });
    if (request.method === 'POST') return act(request, response, person);
    if (name === 'live') {
      response.writeHead(200, { ...pageHeaders, 'content-type': 'text/event-stream' });
      return live.follow(person.user.id, response);
    }
    return sendJson(response, 200, await look(name, url.searchParams, person));
  }

  function personCalled(id: string | null): Person | null {
    const user = state.users.get(id ?? '');
    return user?.kind === 'person' ? slack.person(user.id) : null;
  }

  async function act(request: IncomingMessage, response: ServerResponse, person: Person): Promise<void> {
    const body = parseJson((await readBody(request)).toString());
    const asked = body.ok ? readAct(body.value) : null;
    if (asked === null) return sendJson(response, 400, { error: 'The page sent something that is no act.' });
    try {
      sendJson(response, 200, await perform(slack, person, asked));
    } catch (error) {
      if (!(error instanceof ActFailed)) throw error;
      sendJson(response, 200, { error: inWords(error) });
    }
  }

  /** What the page shows: a channel, a thread, the home tab or the payloads. */
  async function look(name: string, query: URLSearchParams, person: Person): Promise<object> {
    const view = { state, viewer: person.user.id };
    switch (name) {
      case 'channel': {
        const channel = channelCalled(query.get('channel') ?? '', person);
        if (channel === undefined) return { error: 'There is no such channel.' };
        const incident = incidents.find((each) => each.channel === channel.name);
        return {
          id: channel.id,
          name: channel.name,
          title: channelTitle(channel, state),
          topic: channel.topic,
          story: storyPanel(incident).markup,
          html: messageList(slack.messages(channel.id), view, 'channel').markup,
        };
      }
      case 'thread':
        return {
          html: messageList(threadOf(query.get('channel') ?? '', query.get('ts') ?? ''), view, 'thread').markup,
        };
      case 'home':
        await person.openHome();
        return { title: state.users.get(state.bot.userId)?.realName, html: homeTab(person.home(), view).markup };
      case 'payloads':
        return { html: payloadList(slack.traffic.all, query.get('ts')).markup };
      default:
        return { error: html`There is no ${name} here.`.markup };
    }
  }

  /** A thread by its beginning, or by any reply in it. */
  function threadOf(channel: string, ts: string): readonly Message[] {
    return slack.messages(channel, findMessage(state, channel, ts)?.threadTs ?? ts);
  }

  function channelCalled(id: string, person: Person): Channel | undefined {
    const channel = id === 'direct' ? directChannel(state, person.user) : state.channels.get(id);
    return channel?.kind === 'im' && !channel.members.has(person.user.id) ? undefined : channel;
  }

  return {
    handle(request, response) {
      const url = new URL(request.url ?? '/', 'http://workspace.invalid');
      if (!isFromHere(request.headers, host)) {
        send(response, 403, 'This page answers on this machine only. Open http://localhost instead.\n', 'text/plain');
        return true;
      }
      const [, area] = url.pathname.split('/');
      if (!['', 'archives', 'ui', 'static'].includes(area ?? '')) return false;
      answer(request, response, url).catch((error: unknown) => {
        slack.failed(error);
        if (!response.headersSent) sendJson(response, 500, { error: 'The workspace failed. Its log says why.' });
      });
      return true;
    },
    close: live.close,
  };
}

/** Slack's words for what went wrong, with what they mean. */
function inWords({ code, message }: ActFailed): string {
  const known: Readonly<Record<string, string>> = {
    operation_timeout: 'The app did not answer within three seconds (operation_timeout).',
    dispatch_failed: 'The app is not connected (dispatch_failed).',
    http_service_error: 'The app answered with an error (http_service_error).',
    invalid_response: `The app gave an answer that Slack does not understand: ${message}`,
  };
  return known[code] ?? message;
}

async function sendStatic(response: ServerResponse, name: string): Promise<void> {
  const [, ending = ''] = /^[a-z]+\.([a-z]+)$/u.exec(name) ?? [];
  const type = staticTypes[ending];
  const file = new URL(`static/${name}`, import.meta.url);
  if (type === undefined || !existsSync(file)) return send(response, 404, 'not found', 'text/plain');
  send(response, 200, await readFile(file, 'utf8'), type);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, JSON.stringify(body), 'application/json; charset=utf-8');
}

function send(response: ServerResponse, status: number, body: string, type: string): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': type }).end(body);
}

function header(request: IncomingMessage, name: string): string | undefined {
  return textIn(isObject(request.headers) ? request.headers : {}, name);
}
