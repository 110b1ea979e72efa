import type { Channel, Message, State, User } from '../slack/index.ts';
import { repliesTo } from '../slack/messages.ts';
import type { View } from './elements.ts';
import { emoji } from './emoji.ts';
import { html, join, nothing, type Html } from './html.ts';
import { moment } from './moment.ts';
import { mrkdwn } from './mrkdwn.ts';
import { namesIn } from './names.ts';
import { blocks } from './render.ts';

/** Where a message is shown: in its channel with the number of replies, or in its thread. */
export type Place = 'channel' | 'thread';

/** Whether the viewer may see a message at all. */
export function isVisible(message: Message, viewer: string): boolean {
  return message.visibleTo === null || message.visibleTo === viewer;
}

export function messageList(messages: readonly Message[], view: View, place: Place): Html {
  return join(messages.filter((each) => isVisible(each, view.viewer)).map((each) => messageItem(each, view, place)));
}

export function messageItem(message: Message, view: View, place: Place): Html {
  const { state } = view;
  const user = state.users.get(message.user);
  const name = user?.realName ?? message.user;
  const badge = user?.kind === 'app' && html`<span class="badge">App</span>`;
  const own = message.visibleTo !== null;
  const text = mrkdwn(message.text, namesIn(state));
  const body = message.blocks === null ? html`<div class="block">${text}</div>` : blocks(message.blocks, view);
  return html`<li
    class="message ${own && 'private'}"
    id="${place}-${message.ts}"
    data-ts="${message.ts}"
    data-channel="${message.channel}"
  >
    ${avatar(user, state)}
    <div class="content">
      <div class="by">
        <strong>${name}</strong>${badge}<a class="when" href="${permalink(message)}"
          >${moment(Number(message.ts), '{time}', '')}</a
        >${own && html`<span class="only">Only visible to you</span>`}${place === 'channel' && message.broadcast && html`<a class="only" href="${permalink(message)}">in a thread</a>`}
      </div>
      <div class="body">${body}${message.editedTs !== null && html`<small class="edited">(edited)</small>`}</div>
      ${filesOf(message, state)}${reactionsOf(message, view)}${place === 'channel' && replies(message, state)}
    </div>
    <div class="tools">
      ${!own && html`<button type="button" data-do="react" data-emoji="eyes" title="Add or remove 👀">👀</button>`}${!own && place === 'channel' && !message.broadcast && html`<button type="button" data-do="thread" title="Reply in thread">💬</button>`}<button
        type="button"
        data-do="menu"
        aria-haspopup="menu"
        title="More"
      >
        ⋯
      </button>
    </div>
  </li>`;
}

/** Where `chat.getPermalink` leads: the page opens the channel, or the thread, at that message. */
function permalink(message: Message): string {
  const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}`;
  return `/archives/${message.channel}/p${message.ts.replace('.', '')}${thread}`;
}

function avatar(user: User | undefined, state: State): Html {
  const letters = (user?.realName ?? '?')
    .split(' ')
    .map((word) => word.slice(0, 1))
    .join('')
    .slice(0, 2);
  const tone = [...state.users.keys()].indexOf(user?.id ?? '') % 6;
  return html`<span class="avatar tone-${tone} ${user?.kind}" aria-hidden="true">${letters}</span>`;
}

function filesOf(message: Message, state: State): Html {
  const files = message.files.flatMap((id) => state.files.get(id) ?? []);
  if (files.length === 0) return nothing;
  return html`<div class="files">
    ${files.map(
      (file) =>
        html`<a class="file" href="/files/${file.id}/${encodeURIComponent(file.name)}" download="${file.name}"
          ><span class="icon" aria-hidden="true">⇩</span
          ><span><strong>${file.title}</strong><small>${file.name} · ${size(file.bytes.length)}</small></span></a
        >`,
    )}
  </div>`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function reactionsOf(message: Message, { state, viewer }: View): Html {
  if (message.reactions.size === 0) return nothing;
  return html`<div class="reactions">
    ${[...message.reactions].map(([name, users]) => {
      const who = users.map((id) => state.users.get(id)?.realName ?? id).join(', ');
      return html`<button
        type="button"
        class="${users.includes(viewer) && 'mine'}"
        data-do="react"
        data-emoji="${name}"
        title="${who}"
      >
        ${emoji(name)} ${users.length}
      </button>`;
    })}
  </div>`;
}

function replies(message: Message, state: State): Html {
  const all = repliesTo(state, message);
  const last = all.at(-1);
  if (last === undefined) return nothing;
  const people = [...new Set(all.map((reply) => reply.user))].slice(0, 4);
  const count = all.length === 1 ? '1 reply' : `${all.length} replies`;
  return html`<button type="button" class="replies" data-do="thread">
    ${people.map((id) => avatar(state.users.get(id), state))}<span>${count}</span
    ><small>${moment(Number(last.ts), '{time}', '')}</small>
  </button>`;
}

/** What a channel is called where its name stands alone. */
export function channelTitle(channel: Channel, state: State): string {
  return channel.kind === 'im' ? (state.users.get(state.bot.userId)?.realName ?? '') : `#${channel.name}`;
}
