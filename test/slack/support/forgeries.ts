import { createHmac } from 'node:crypto';
import type { Json, Message, Person } from '../../../src/workspace/slack/index.ts';
import type { Changing } from './open-changing.ts';

/** How a request is signed, where that is not as Slack does it. */
export interface Signing {
  readonly secret?: string;
  readonly timestamp?: string;
  readonly version?: string;
  readonly signature?: string;
  /** Changes the body after it was signed. */
  readonly tamper?: (body: string) => string;
}

/** Sends an interaction as somebody who has got hold of some of what it takes; the status of the answer. */
export async function send(
  { slack, requestUrl }: Pick<Changing, 'slack' | 'requestUrl'>,
  payload: Json,
  how: Signing = {},
): Promise<number> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const { secret = slack.state.signingSecret, timestamp = seconds(0) } = how;
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const response = await fetch(requestUrl, {
    method: 'POST',
    body: how.tamper?.(body) ?? body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': how.signature ?? `${how.version ?? 'v0'}=${digest}`,
      connection: 'close',
    },
  });
  await response.arrayBuffer();
  return response.status;
}

/** Now, or so many seconds off, as Slack writes it. */
export function seconds(off: number): string {
  return String(Math.floor(Date.now() / 1000) + off);
}

/** Every way to forge a request without the signing secret, or to keep one for later. `n` makes each another one. */
export const forgeries: Readonly<Record<string, (n: number) => Signing>> = {
  'another secret': (n) => ({ secret: `guessed-${n}` }),
  'no signature': () => ({ signature: '' }),
  'a signature of nothing': () => ({ signature: 'v0=' }),
  'a signature that is cut': (n) => ({ signature: `v0=${'0'.repeat(n % 64)}` }),
  'another version': (n) => ({ version: `v${(n % 9) + 1}` }),
  'a body that was changed': (n) => ({ tamper: (body) => `${body.replace('U0BOB', 'U0CAROL')}&n=${n}` }),
  'more than five minutes old': (n) => ({ timestamp: seconds(-302 - n) }),
  'more than a minute ahead': (n) => ({ timestamp: seconds(75 + n) }),
  'a time that is no number': (n) => ({ timestamp: ['NaN', 'now', '-1', '1e9', '0x65'][n % 5] ?? '' }),
  'a time with more behind it': (n) => ({ timestamp: `${seconds(0)}.${n}x` }),
  'no time': () => ({ timestamp: '' }),
};

/** What Slack sends when somebody presses a button; as if it were `by`, at another moment. */
export function pressBy(sent: unknown, from: Person, by: Person, moment: string): Json {
  const text = JSON.stringify(sent)
    .replaceAll(from.user.id, by.user.id)
    .replaceAll(`"${from.user.name}"`, `"${by.user.name}"`)
    .replaceAll(/"action_ts":"[^"]*"/gu, `"action_ts":"${moment}"`);
  return JSON.parse(text);
}

/** Presses a button, and gives what was sent for it. */
export async function sentFor(at: Changing, person: Person, message: Message, button: string): Promise<unknown> {
  const before = at.slack.traffic.all.length;
  await person.click(message, button);
  return at.slack.traffic.all.slice(before).find(({ name }) => name === 'interactive')?.sent;
}

/** Where the only change stands, and how many have approved it. */
export async function standingOf({ changes }: Pick<Changing, 'changes'>): Promise<string> {
  const [change] = await changes.list({ limit: 1 });
  return change === undefined ? 'none' : `${change.standing.state}, ${change.votes.length}`;
}
