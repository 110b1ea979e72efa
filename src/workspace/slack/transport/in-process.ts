import type { App, Receiver } from '@slack/bolt';
import { NotDelivered } from '../delivery.ts';
import type { Slack } from '../slack.ts';
import { answerWeb } from './web-api.ts';

/** Joins a Bolt app and a workspace without any network: a receiver for the app, and options for its Web API client. */
export interface InProcess {
  readonly receiver: Receiver;
  readonly clientOptions: {
    readonly slackApiUrl: string;
    readonly fetch: (url: string | URL, init?: object) => Promise<Response>;
  };
}

export function inProcess(slack: Slack): InProcess {
  let app: App | undefined;
  slack.dispatch.attach(async ({ body, retry }) => {
    if (app === undefined) throw new NotDelivered('connection_failed', 'the app has not been initialised');
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const handled = app.processEvent({
      body: structuredClone(body),
      ...(retry === null ? {} : { retryNum: retry.number, retryReason: retry.reason }),
      ack: (answer?: unknown) => {
        resolve(answer);
        return Promise.resolve();
      },
    });
    handled.catch((error: unknown) => slack.failed(error));
    return promise;
  });
  return {
    receiver: {
      init(next) {
        app = next;
      },
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
    clientOptions: {
      slackApiUrl: `${slack.state.baseUrl}/api/`,
      async fetch(url, init) {
        const request = new Request(url, init);
        const answer = await answerWeb(slack, {
          method: request.method,
          path: new URL(request.url).pathname,
          contentType: request.headers.get('content-type') ?? '',
          authorization: request.headers.get('authorization') ?? undefined,
          body: Buffer.from(await request.arrayBuffer()),
        });
        if (answer === null) return new Response('not found', { status: 404 });
        if (answer.kind === 'lost') throw new TypeError('fetch failed');
        const body = typeof answer.body === 'string' ? answer.body : new Uint8Array(answer.body);
        return new Response(body, { status: answer.status, headers: answer.headers });
      },
    },
  };
}
