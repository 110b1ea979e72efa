import type { RichTextElement } from '@slack/types';

const format = '{date_short_pretty} at {time}';

/**
 * A moment in the reader's own time, by Slack's date tokens, with UTC for clients that do not know them.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function richMoment(iso: string, ago?: true): RichTextElement {
  const seconds = secondsOf(iso);
  if (seconds === null) return { type: 'text', text: 'an unknown time' };
  return { type: 'date', timestamp: seconds, format: ago ? `${format} ({ago})` : format, fallback: utc(iso) };
}

/** The same for `mrkdwn` fields. */
export function momentToken(iso: string, shown = format): string {
  const seconds = secondsOf(iso);
  return seconds === null ? 'an unknown time' : `<!date^${seconds}^${shown}|${utc(iso)}>`;
}

/** From when to when, for `mrkdwn` fields; the second date only where it is not clear. */
export function periodToken({ from, to }: { readonly from: string; readonly to: string }): string {
  const short = Date.parse(to) - Date.parse(from) < 24 * 3_600_000;
  return `${momentToken(from)} to ${short ? momentToken(to, '{time}') : momentToken(to)}`;
}

/** `22 Nov 10:04 UTC`: for notifications and files, which know no tokens. */
export function utc(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return 'an unknown time';
  const [, day = '', month = ''] = /^\w{3}, (\d{2}) (\w{3})/u.exec(at.toUTCString()) ?? [];
  return `${Number(day)} ${month} ${at.toISOString().slice(11, 16)} UTC`;
}

function secondsOf(iso: string): number | null {
  const ms = new Date(iso).getTime();
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}
