import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

/** What a failed call to Slack means for whoever made it. */
type Trouble =
  /** Slack said no, and nothing was done. `error` is Slack's own code. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'rate-limited'; readonly afterMs: number }
  /** It may have been carried out, and it may not. */
  | { readonly kind: 'unknown'; readonly says: string };

/** Errors after which Slack may have done part of what was asked: https://docs.slack.dev/reference/methods/chat.postMessage */
const unsettled: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

/** Slack will not take it, now or later; the message is a sentence without its full stop. */
export class SlackRefused extends Error {
  override readonly name = 'SlackRefused';
  readonly trouble: Trouble;

  constructor(trouble: Trouble, what: string) {
    super(refusal(trouble, what));
    this.trouble = trouble;
  }
}

function refusal(trouble: Trouble, what: string): string {
  switch (trouble.kind) {
    case 'refused':
      return `Slack did not take ${what}: ${trouble.error}`;
    case 'rate-limited':
      return `Slack had no time for ${what}`;
    case 'unknown':
      return `Slack did not answer to ${what}: ${trouble.says}`;
  }
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof SlackRefused) return error.trouble;
  if (error instanceof WebAPIRateLimitedError) return { kind: 'rate-limited', afterMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (code === 'ratelimited') return { kind: 'rate-limited', afterMs: 30_000 };
    return unsettled.has(code) ? { kind: 'unknown', says: code } : { kind: 'refused', error: code };
  }
  if (error instanceof WebAPIHTTPError) return { kind: 'unknown', says: `HTTP ${error.statusCode}` };
  return { kind: 'unknown', says: error instanceof Error ? error.message : String(error) };
}

/** The bot may not write in that channel: it was never invited, or it is a private channel that it cannot see. */
export function isUninvited(trouble: Trouble): boolean {
  return trouble.kind === 'refused' && ['not_in_channel', 'channel_not_found'].includes(trouble.error);
}

/** The workspace does not take these blocks. */
export function isBlocksRefused(trouble: Trouble): boolean {
  return (
    trouble.kind === 'refused' &&
    ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'].includes(trouble.error)
  );
}
