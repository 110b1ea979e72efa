// Lists of messages that change while somebody reads and types.

import { elements } from './api.js';
import { showDates } from './dates.js';

/** Puts a message in its place by time, replaces it, or takes it away when `markup` is null. */
export function place(list, prefix, ts, markup) {
  const before = document.getElementById(`${prefix}-${ts}`);
  if (markup === null) {
    before?.remove();
    return;
  }
  const fresh = elements(markup).firstElementChild;
  showDates(fresh);
  if (before !== null) {
    keepOpen(before, fresh);
    before.replaceWith(fresh);
    return;
  }
  const later = [...list.children].find((each) => Number(each.dataset.ts) > Number(ts));
  list.insertBefore(fresh, later ?? null);
  fresh.classList.add('fresh');
}

export function fill(list, markup) {
  list.replaceChildren(elements(markup));
  showDates(list);
}

/** What the reader unfolded or is choosing stays so, although the message is drawn anew. */
export function keepOpen(before, after) {
  const unfolded = [...before.querySelectorAll('details')].map((each) => each.open);
  [...after.querySelectorAll('details')].forEach((each, index) => {
    if (unfolded[index] !== undefined) each.open = unfolded[index];
  });
  const key = (control) => `${control.dataset.block} ${control.dataset.action}`;
  const values = new Map(
    [...before.querySelectorAll('select, textarea, input[data-entry]')].map((each) => [key(each), each.value]),
  );
  for (const control of after.querySelectorAll('select, textarea, input[data-entry]')) {
    const value = values.get(key(control));
    if (value) control.value = value;
  }
}

export function isAtEnd(scroll) {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
}

export function toEnd(scroll) {
  scroll.scrollTop = scroll.scrollHeight;
}
