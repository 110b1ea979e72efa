import type { Place } from '#app';
import type { Identity } from './bot.ts';

/** The address of a message, as Slack's own “Copy link” writes it; null for what was not posted. */
export function permalink(
  { channel, thread }: Pick<Place, 'channel' | 'thread'>,
  ts: string | null,
  { url: workspace }: Pick<Identity, 'url'>,
): string | null {
  if (ts === null || !URL.canParse(workspace)) return null;
  const url = new URL(`archives/${channel}/p${ts.replace('.', '')}`, workspace);
  if (thread !== null) url.search = new URLSearchParams({ thread_ts: thread, cid: channel }).toString();
  return url.href;
}
