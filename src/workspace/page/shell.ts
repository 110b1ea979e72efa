import type { Channel, State } from '../slack/index.ts';
import type { View } from './elements.ts';
import { html, type Html } from './html.ts';
import type { SampleIncident } from './story.ts';
import { mentionable } from './views.ts';

/** What the composer can complete a playbook from. */
export interface PlaybookName {
  readonly id: string;
  readonly title: string;
}

export interface Shell {
  readonly state: State;
  readonly incidents: readonly SampleIncident[];
  readonly playbooks: readonly PlaybookName[];
  /** The page sends it along with everything it asks for. */
  readonly token: string;
}

/** The page without its content: the script fetches what is said in the channels. */
export function shell(of: Shell): string {
  const { state, incidents } = of;
  const titles = new Map(incidents.map((incident) => [incident.channel, incident.title]));
  const channels = [...state.channels.values()].filter((channel) => channel.kind !== 'im');
  const [samples, others] = [
    channels.filter(({ name }) => titles.has(name)),
    channels.filter(({ name }) => !titles.has(name)),
  ];
  const people = [...state.users.values()].filter((user) => user.kind === 'person');
  const bot = state.users.get(state.bot.userId);
  const item = (channel: Channel) => channelItem(channel, titles.get(channel.name));
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${state.team.name}</title>
      <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/static/style.css" />
      <script type="module" src="/static/app.js"></script>
    </head>
    <body data-boot="${JSON.stringify(boot(of))}">
      <nav id="sidebar" aria-label="Channels">
        <header>
          <h1>${bot?.realName}</h1>
          <p>${state.team.name}</p>
        </header>
        <div class="scroll">
          ${
            samples.length > 0 &&
            html`<h2>Sample incidents</h2>
              <ul>
                ${samples.map(item)}
              </ul>`
          }
          <h2>Channels</h2>
          <ul>
            ${others.map(item)}
          </ul>
          <h2>Apps</h2>
          <ul>
            <li>
              <a href="#/home" data-home
                ><span class="hash">◆</span><span>${bot?.realName}<small>App home</small></span></a
              >
            </li>
            <li>${messagesItem(state)}</li>
          </ul>
        </div>
        <footer>
          <label for="who">You are</label
          ><select id="who">
            ${people.map((person) => html`<option value="${person.id}">${person.realName}</option>`)}
          </select>
        </footer>
      </nav>
      <main>
        <header id="bar">
          <button type="button" class="icon" id="open-sidebar" aria-label="Channels">☰</button>
          <div>
            <h2 id="title"></h2>
            <p id="topic"></p>
          </div>
          <button type="button" class="button quiet" id="open-payloads" aria-pressed="false">Payloads</button>
        </header>
        <p id="notice" role="status" hidden></p>
        <div id="story"></div>
        <div id="scroll" tabindex="-1">
          <ol id="messages" class="messages" aria-live="polite"></ol>
          <div id="home" hidden></div>
        </div>
        <button type="button" id="new-messages" class="button primary" hidden>New messages ↓</button>
        ${composer('channel')}
      </main>
      <aside id="panel" aria-label="Thread" hidden>
        <header>
          <h2 id="panel-title"></h2>
          <button type="button" class="icon" id="close-panel" aria-label="Close">✕</button>
        </header>
        <div class="scroll" id="panel-scroll">
          <ol id="thread" class="messages"></ol>
          <div id="payloads"></div>
        </div>
        ${composer('thread')}
      </aside>
      <div id="menu" role="menu" hidden></div>
      <dialog id="modal"></dialog>
      <dialog id="confirm">
        <form method="dialog">
          <h2></h2>
          <p></p>
          <footer>
            <button class="button" value="no"></button><button class="button primary" value="yes"></button>
          </footer>
        </form>
      </dialog>
    </body>
  </html>`;
  return `<!doctype html>\n${page.markup}`;
}

function channelItem(channel: Channel, title: string | undefined): Html {
  return html`<li>
    <a href="#/${channel.id}" data-channel="${channel.id}"
      ><span class="hash">#</span><span>${channel.name}${title !== undefined && html`<small>${title}</small>`}</span></a
    >
  </li>`;
}

/** Where a person and the app talk alone; the channel is opened when it is first looked at. */
function messagesItem(state: State): Html {
  return state.manifest.features.app_home?.messages_tab_enabled === true
    ? html`<a href="#/direct" data-direct><span class="hash">●</span><span>Direct messages</span></a>`
    : html``;
}

function composer(place: 'channel' | 'thread'): Html {
  return html`<form class="composer" data-place="${place}">
    <ul id="${place}-options" class="options" role="listbox" hidden></ul>
    <p class="hint" hidden></p>
    <div class="line">
      <textarea
        rows="1"
        aria-label="Message"
        role="combobox"
        aria-expanded="false"
        aria-autocomplete="list"
        aria-controls="${place}-options"
        autocomplete="off"
        spellcheck="false"
      ></textarea
      ><button class="button primary" aria-label="Send">Send</button>
    </div>
  </form>`;
}

function boot({ state, playbooks, incidents, token }: Shell): object {
  const { slash_commands: commands, shortcuts } = state.manifest.features;
  return {
    token,
    commands: commands.map(({ command, description, usage_hint: hint }) => ({ command, description, hint })),
    shortcuts: shortcuts.filter(({ type }) => type === 'message').map(({ name, callback_id: id }) => ({ id, name })),
    playbooks: playbooks.map(({ id, title }) => ({ id, title })),
    mentions: mentionable({ state, viewer: '' } satisfies View),
    bot: state.users.get(state.bot.userId)?.name,
    asks: Object.fromEntries(incidents.map(({ channel, ask }) => [channel, ask])),
  };
}
