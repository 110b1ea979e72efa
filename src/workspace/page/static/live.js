// Changes of the workspace, as they happen.

import { liveAddress, notify } from './api.js';

let source;

/** Calls `on[kind]` for each change; `on.reconnected` when some may have been missed. */
export function follow(on) {
  source?.close();
  let begun = false;
  source = new EventSource(liveAddress());
  source.addEventListener('open', () => {
    if (begun) on.reconnected();
    begun = true;
    notify('');
  });
  source.addEventListener('message', ({ data }) => {
    const event = JSON.parse(data);
    on[event.kind]?.(event);
  });
  source.addEventListener('error', () => {
    const over = source.readyState === EventSource.CLOSED;
    notify(
      over ? 'The workspace was started anew. Reload the page.' : 'The workspace does not answer. Is it still running?',
    );
  });
}
