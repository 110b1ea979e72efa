import type { IncomingMessage } from 'node:http';
import type { Clock } from './clock.ts';

/** Slack's clock may be ahead of ours by so many milliseconds. */
const aheadMs = 60_000;

/**
 * Whether the time that a request claims to be sent at cannot be true. Bolt refuses what is older than five minutes,
 * and takes what is from the future or no number at all: it could be kept for later.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isUntimely({ headers }: Pick<IncomingMessage, 'headers'>, { now }: Pick<Clock, 'now'>): boolean {
  const claimed = headers['x-slack-request-timestamp'];
  if (typeof claimed !== 'string' || !/^\d{1,12}$/u.test(claimed)) return true;
  return Number(claimed) * 1000 > now().getTime() + aheadMs;
}

/** Without its signature a request is refused with 401, whatever else it says. */
export function disown(request: Pick<IncomingMessage, 'headers'>): void {
  request.headers['x-slack-signature'] = '';
}
