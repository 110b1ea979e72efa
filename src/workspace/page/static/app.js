// The page: where the visitor is, what is shown there, and what each click does.

import { act, boot, elements, get, notify } from './api.js';
import { listenToComposer } from './composer.js';
import { showDates } from './dates.js';
import { listenToForms, showModal } from './forms.js';
import { drawInOrder, follow } from './live.js';
import { fill, isAtEnd, place, toEnd } from './messages.js';
import {
  closePanel,
  isShowingPayloads,
  openPayloads,
  openThread,
  refreshPanel,
  shownThread,
  updatePayloads,
  updateThread,
} from './panel.js';

const $ = (selector) => document.querySelector(selector);
const [list, scroll, home, who, menu] = ['#messages', '#scroll', '#home', '#who', '#menu'].map($);

/** On a phone a focused field calls up the keyboard, over what is to be read. */
const onDesk = () => matchMedia('(min-width: 761px)').matches;

/** The channel that is shown, or null while the home tab is. */
let channel = null;

const composer = listenToComposer($('main > .composer'), (text) => type(text, channel.id, null));
const threadComposer = listenToComposer($('#panel .composer'), (text) => {
  const { channel: id, ts } = shownThread();
  return type(text, id, ts);
});
threadComposer.ask('Reply');

async function type(text, id, thread) {
  const { error } = await act({ act: 'type', channel: id, thread, text });
  return error === undefined || text.startsWith('/');
}

async function show() {
  closeMenu();
  document.body.classList.remove('with-sidebar');
  const place = location.hash.slice(2) || firstChannel();
  if (place === 'home') await showHome();
  else await showChannel(place);
  const current = `#/${place}`;
  for (const link of document.querySelectorAll('#sidebar a')) {
    if (link.getAttribute('href') === current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

let asked = 0;

/** Asks for what is to be shown, and draws it unless the visitor has gone elsewhere meanwhile. */
async function ask(request, draw) {
  const mine = (asked += 1);
  await drawInOrder(request, (found) => {
    if (mine !== asked) return;
    if (found.error === undefined) draw(found);
    else notify(found.error);
  });
}

function showChannel(id) {
  return ask(get('channel', { channel: id }), (found) => {
    const another = channel?.id !== found.id;
    if (another) {
      closePanel();
      composer.clear();
    }
    channel = { id: found.id, name: found.name };
    head(found.title, found.topic, found.story);
    $('main').dataset.shows = 'channel';
    [home.hidden, list.hidden] = [true, false];
    const atEnd = another || isAtEnd(scroll);
    fill(list, found.html);
    composer.ask(boot.asks[found.name] === undefined ? `Message ${found.title}` : `Try ${boot.asks[found.name]}`);
    unread(found.id, false);
    if (atEnd) toEnd(scroll);
  });
}

function showHome() {
  return ask(get('home'), (found) => {
    channel = null;
    closePanel();
    $('main').dataset.shows = 'home';
    [home.hidden, list.hidden] = [false, true];
    head(found.title, 'App home', '');
    drawHome(found.html);
  });
}

function head(title, topic, story) {
  $('#title').textContent = title;
  $('#topic').textContent = topic;
  document.title = title;
  const before = $('#story section');
  const after = elements(story);
  if (before?.dataset.incident !== after.firstElementChild?.dataset.incident) $('#story').replaceChildren(after);
}

function drawHome(html) {
  home.replaceChildren(elements(html));
  showDates(home);
}

function firstChannel() {
  return $('#sidebar a[data-channel]').dataset.channel;
}

/** `/archives/C1/p1234567890000100?thread_ts=…`: the address that Slack gives to messages. */
async function showPermalink(path, search) {
  const [, id, digits] = /^\/archives\/(\w+)\/p(\d+)/.exec(path) ?? [];
  if (id === undefined) return false;
  const ts = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  const thread = new URLSearchParams(search).get('thread_ts');
  history.replaceState(null, '', `/#/${id}`);
  await show();
  if (thread !== null) await openThread(id, thread);
  const message = document.getElementById(`${thread === null ? 'channel' : 'thread'}-${ts}`);
  message?.scrollIntoView({ block: 'center' });
  message?.classList.add('pointed');
  return true;
}

function unread(id, is) {
  $(`#sidebar a[data-channel="${id}"]`)?.classList.toggle('unread', is);
}

function listenToServer() {
  return follow({
    message(event) {
      updateThread(event);
      if (event.channel !== channel?.id) {
        if (event.inChannel !== null && !event.own) unread(event.channel, true);
        return;
      }
      const end = isAtEnd(scroll);
      const known = document.getElementById(`channel-${event.ts}`) !== null;
      place(list, 'channel', event.ts, event.inChannel);
      if (end || event.own) toEnd(scroll);
      else if (!known && event.inChannel !== null) $('#new-messages').hidden = false;
    },
    modal: ({ html }) => showModal(html),
    home: ({ html }) => drawHome(html),
    traffic: updatePayloads,
    reconnected() {
      void show();
      void refreshPanel();
    },
  });
}

function openMenu(button, message) {
  const { channel: id, ts } = message.dataset;
  const inChannel = message.id.startsWith('channel-') && !message.classList.contains('private');
  const items = [
    ...(inChannel ? [['Reply in thread', () => openThread(id, ts)]] : []),
    ...(message.classList.contains('private')
      ? []
      : boot.shortcuts.map(({ id: shortcut, name }) => [
          name,
          () => act({ act: 'shortcut', channel: id, ts, shortcut }),
        ])),
    ['Show payloads', () => openPayloads(ts)],
  ];
  menu.replaceChildren(
    ...items.map(([name, run]) => {
      const item = document.createElement('button');
      item.type = 'button';
      item.setAttribute('role', 'menuitem');
      item.textContent = name;
      item.addEventListener('click', () => {
        closeMenu();
        void run();
      });
      return item;
    }),
  );
  menu.hidden = false;
  const box = button.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(box.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${box.bottom + menu.offsetHeight + 8 > innerHeight ? box.top - menu.offsetHeight - 4 : box.bottom + 4}px`;
  menu.firstElementChild.focus();
}

function closeMenu() {
  menu.hidden = true;
}

const clicks = {
  thread: (_button, { dataset: { channel: id, ts } }) =>
    void openThread(id, ts).then(() => onDesk() && threadComposer.focus()),
  menu: openMenu,
  react: (button, { dataset: { channel: id, ts } }) =>
    void act({ act: 'react', channel: id, ts, emoji: button.dataset.emoji }),
  try: (button) => composer.write(button.dataset.text),
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]');
  if (button === null && event.target.closest('#menu') === null) closeMenu();
  if (button !== null) clicks[button.dataset.do]?.(button, button.closest('.message'));
  const link = event.target.closest('a[href*="/archives/"]');
  if (link === null || link.host !== location.host || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  void showPermalink(link.pathname, link.search);
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  if (!menu.hidden) closeMenu();
  else document.body.classList.remove('with-sidebar');
});
$('#open-sidebar').addEventListener('click', () => document.body.classList.toggle('with-sidebar'));
$('main').addEventListener('click', (event) => {
  if (event.target.closest('#open-sidebar') === null) document.body.classList.remove('with-sidebar');
});
$('#open-payloads').addEventListener('click', () => (isShowingPayloads() ? closePanel() : void openPayloads()));
$('#close-panel').addEventListener('click', closePanel);
$('#new-messages').addEventListener('click', () => toEnd(scroll));
scroll.addEventListener('scroll', () => {
  if (isAtEnd(scroll)) $('#new-messages').hidden = true;
});
who.addEventListener('change', async () => {
  localStorage.setItem('who', who.value);
  await listenToServer();
  void show();
  void refreshPanel();
});
window.addEventListener('hashchange', () => void show());

const remembered = localStorage.getItem('who');
if ([...who.options].some(({ value }) => value === remembered)) who.value = remembered;
listenToForms();
await listenToServer();
if (!(await showPermalink(location.pathname, location.search))) await show();
if (onDesk()) composer.focus();
