import { createHmac } from 'node:crypto';
import { NotDelivered, type Delivery } from '../delivery.ts';
import { parseJson, type Json } from '../json.ts';
import type { Slack } from '../slack.ts';

/**
 * Delivers commands, interactions and events to an app's request URL, signed the way Slack signs them. Apps refuse
 * signatures that are older than five minutes by their own clock, so the time of signing is the real one.
 */
export function deliverOverHttp(slack: Slack, requestUrl: string, now: () => number = Date.now): void {
  slack.dispatch.attach(async (delivery) => {
    const { contentType, body } = encode(delivery);
    const timestamp = String(Math.floor(now() / 1000));
    const response = await fetch(requestUrl, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature(slack.state.signingSecret, timestamp, body),
        // Kept-alive connections would hold up the stop of the app that answers.
        connection: 'close',
        ...(delivery.retry === null
          ? {}
          : { 'x-slack-retry-num': String(delivery.retry.number), 'x-slack-retry-reason': delivery.retry.reason }),
      },
    }).catch((error: unknown) => {
      throw new NotDelivered('connection_failed', error instanceof Error ? error.message : String(error));
    });
    const text = await response.text();
    if (!response.ok) {
      const noRetry = response.headers.get('x-slack-no-retry') === '1';
      throw new NotDelivered('http_error', `the app answered ${response.status}`, noRetry);
    }
    const parsed = response.headers.get('content-type')?.includes('json') === true ? parseJson(text) : undefined;
    return parsed?.ok === true ? parsed.value : text === '' ? undefined : text;
  });
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
function signature(signingSecret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function encode({ kind, body }: Delivery): { readonly contentType: string; readonly body: string } {
  const form = 'application/x-www-form-urlencoded';
  switch (kind) {
    case 'events_api':
      return { contentType: 'application/json', body: JSON.stringify(body) };
    case 'interactive':
      return { contentType: form, body: new URLSearchParams({ payload: JSON.stringify(body) }).toString() };
    case 'slash_commands':
      return { contentType: form, body: new URLSearchParams(fields(body)).toString() };
  }
}

function fields(body: Json): [string, string][] {
  return Object.entries(body).map(([key, value]) => [key, String(value)]);
}
