import type { ServerResponse } from 'node:http';
import type { Change, Slack } from '../slack/index.ts';
import { findMessage, isInChannel } from '../slack/messages.ts';
import { isVisible, messageItem } from './message.ts';
import { homeTab, modalForm } from './views.ts';

/** Changes of the workspace, sent to each open page as server-sent events and made for the person who looks. */
export interface Live {
  /** Keeps the response open and writes to it until the page goes away. */
  readonly follow: (viewer: string, response: ServerResponse) => void;
  readonly close: () => void;
}

/** What the script gets: enough to put each thing in its place. */
type Event =
  | {
      readonly kind: 'message';
      readonly channel: string;
      readonly ts: string;
      readonly thread: string | null;
      readonly own: boolean;
      readonly inChannel: string | null;
      readonly inThread: string | null;
    }
  | { readonly kind: 'modal' | 'home'; readonly html: string }
  | { readonly kind: 'traffic' | 'channels' };

export function createLive(slack: Slack): Live {
  const { state } = slack;
  const open = new Map<ServerResponse, { readonly viewer: string; readonly stop: () => void }>();

  /** A reply changes its thread's root too: the number of replies stands there. */
  function eventsFor(change: Change, viewer: string): readonly Event[] {
    switch (change.kind) {
      case 'message': {
        const root = change.threadTs === null ? [] : [messageEvent(change.channel, change.threadTs, viewer)];
        return [messageEvent(change.channel, change.ts, viewer), ...root];
      }
      case 'modal':
        return change.user === viewer ? [{ kind: 'modal', html: modalMarkup(viewer) }] : [];
      case 'home':
        return change.user === viewer ? [{ kind: 'home', html: homeMarkup(viewer) }] : [];
      case 'channels':
      case 'traffic':
        return [{ kind: change.kind }];
    }
  }

  function messageEvent(channel: string, ts: string, viewer: string): Event {
    const message = findMessage(state, channel, ts);
    const shown = message !== undefined && isVisible(message, viewer) ? message : null;
    const view = { state, viewer };
    return {
      kind: 'message',
      channel,
      ts,
      thread: shown?.threadTs ?? null,
      own: shown?.user === viewer,
      inChannel: shown === null || !isInChannel(shown) ? null : messageItem(shown, view, 'channel').markup,
      inThread: shown === null ? null : messageItem(shown, view, 'thread').markup,
    };
  }

  const modalMarkup = (viewer: string) => modalForm(slack.person(viewer).modal(), { state, viewer }).markup;
  const homeMarkup = (viewer: string) => homeTab(slack.person(viewer).home(), { state, viewer }).markup;

  return {
    follow(viewer, response) {
      const send = (event: Event) => response.write(`data: ${JSON.stringify(event)}\n\n`);
      const stopListening = state.onChange((change) => eventsFor(change, viewer).forEach(send));
      const beat = setInterval(() => response.write(': still here\n\n'), 15_000);
      const stop = () => {
        clearInterval(beat);
        stopListening();
        open.delete(response);
      };
      open.set(response, { viewer, stop });
      response.on('close', stop);
      send({ kind: 'modal', html: modalMarkup(viewer) });
    },
    close() {
      for (const [response, { stop }] of open) {
        stop();
        response.end();
      }
    },
  };
}
