// The panel at the side: a thread, or what went between Slack and the app.

import { elements, get } from './api.js';
import { showDates } from './dates.js';
import { drawInOrder } from './live.js';
import { fill, isAtEnd, place, toEnd } from './messages.js';

const panel = document.querySelector('#panel');
const thread = document.querySelector('#thread');
const payloads = document.querySelector('#payloads');
const scroll = document.querySelector('#panel-scroll');
const title = document.querySelector('#panel-title');

/** What the panel shows: nothing, a thread, or payloads (of one message where `ts` is set). */
let shows = { kind: 'nothing' };
let late;

export function shownThread() {
  return shows.kind === 'thread' ? shows : null;
}

export async function openThread(channel, ts) {
  open({ kind: 'thread', channel, ts }, 'Thread');
  await refreshPanel();
  scroll.scrollTop = 0;
}

export async function openPayloads(ts = null) {
  open({ kind: 'payloads', ts }, ts === null ? 'Payloads' : 'Payloads of this message');
  await refreshPanel();
  scroll.scrollTop = 0;
}

export function closePanel() {
  shows = { kind: 'nothing' };
  panel.hidden = true;
  document.body.classList.remove('with-panel');
  document.querySelector('#open-payloads').setAttribute('aria-pressed', 'false');
}

export function isShowingPayloads() {
  return shows.kind === 'payloads';
}

export async function refreshPanel() {
  const asked = shows;
  if (asked.kind === 'thread') {
    await drawInOrder(get('thread', { channel: asked.channel, ts: asked.ts }), ({ html }) => {
      if (asked === shows) fill(thread, html ?? '');
    });
  } else if (asked.kind === 'payloads') {
    const { html } = await get('payloads', asked.ts === null ? {} : { ts: asked.ts });
    if (asked === shows && html !== undefined) drawPayloads(html);
  }
}

/** A message of the workspace has changed. */
export function updateThread({ channel, ts, thread: root, inThread }) {
  if (shows.kind !== 'thread' || shows.channel !== channel) return;
  const belongs = ts === shows.ts || root === shows.ts || document.getElementById(`thread-${ts}`) !== null;
  if (!belongs) return;
  const follow = isAtEnd(scroll);
  place(thread, 'thread', ts, inThread);
  if (follow) toEnd(scroll);
}

/** Traffic comes in bursts: the list is drawn once they are over. */
export function updatePayloads() {
  if (shows.kind !== 'payloads') return;
  clearTimeout(late);
  late = setTimeout(() => void refreshPanel(), 150);
}

function open(what, name) {
  shows = what;
  title.textContent = name;
  panel.hidden = false;
  panel.dataset.kind = what.kind;
  panel.setAttribute('aria-label', name);
  document.body.classList.add('with-panel');
  document.querySelector('#open-payloads').setAttribute('aria-pressed', String(what.kind === 'payloads'));
}

function drawPayloads(html) {
  const unfolded = new Set([...payloads.querySelectorAll('details[open]')].map((each) => each.dataset.key));
  const fresh = elements(html);
  for (const each of fresh.querySelectorAll('details')) each.open = unfolded.has(each.dataset.key);
  showDates(fresh);
  payloads.replaceChildren(fresh);
}
