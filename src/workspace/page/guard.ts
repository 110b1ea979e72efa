import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from a page that this server has served, or from a client on this machine. A page elsewhere
 * may make a browser send requests here, under this machine's own names or under a name that it made resolve to
 * 127.0.0.1, so the Host must be a name of this machine and an Origin must be this page's.
 */
export function isFromHere(headers: IncomingHttpHeaders, alsoCalled: string): boolean {
  const name = hostName(headers.host);
  if (name === null || !['127.0.0.1', 'localhost', '[::1]', alsoCalled].includes(name)) return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

export function isSame(given: string | undefined, secret: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** No script, style or frame but our own, and nothing that an app sends can add any. */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

function hostName(host: string | undefined): string | null {
  const url = `http://${host ?? ''}`;
  return host !== undefined && URL.canParse(url) ? new URL(url).hostname : null;
}
