// Changes of the workspace, as they happen.

import { liveAddress, notify } from './api.js';

let source;
let handlers = {};

/** One list for each answer that is on its way, with the changes that were heard of meanwhile. */
const onTheirWay = new Set();

/**
 * Calls `on[kind]` for each change, and `on.reconnected` when some may have been missed. Resolves once changes are
 * heard of: what is asked for after that is complete.
 */
export function follow(on) {
  source?.close();
  handlers = on;
  let begun = false;
  source = new EventSource(liveAddress());
  source.addEventListener('message', ({ data }) => {
    const event = JSON.parse(data);
    for (const missed of onTheirWay) missed.push(event);
    handle(event);
  });
  return new Promise((resolve) => {
    source.addEventListener('open', () => {
      if (begun) on.reconnected();
      begun = true;
      notify('');
      resolve();
    });
    source.addEventListener('error', () => {
      const over = source.readyState === EventSource.CLOSED;
      notify(
        over
          ? 'The workspace was started anew. Reload the page.'
          : 'The workspace does not answer. Is it still running?',
      );
      resolve();
    });
  });
}

/** Draws an answer, and over it the changes that overtook it: the two come by different ways. */
export async function drawInOrder(request, draw) {
  const missed = [];
  onTheirWay.add(missed);
  const answer = await request;
  onTheirWay.delete(missed);
  draw(answer);
  missed.forEach(handle);
}

function handle(event) {
  handlers[event.kind]?.(event);
}
