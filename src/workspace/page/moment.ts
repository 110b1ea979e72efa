import { html, type Html } from './html.ts';

/**
 * A moment that the page shows in the reader's own time zone, in one of Slack's formats (`{date_short} at {time}`).
 * Until it has, and without scripts, the fallback stands there.
 */
export function moment(seconds: number, format: string, fallback: string): Html {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return html`${fallback}`;
  return html`<time datetime="${new Date(seconds * 1000).toISOString()}" data-format="${format}">${fallback}</time>`;
}
