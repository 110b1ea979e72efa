import type { Request } from './entry.ts';

const longestPath = 160;
const mostSegments = 12;

/**
 * Method and path of a request, for counting: `GET /orders/{id}`. Nothing of the query string is kept, nor of path
 * parameters (`;jsessionid=…`); segments that are ids or look random are folded, since they are many and may be secret.
 */
export function routeOf(request: Request | null): string {
  if (request === null || request.url === '-') return 'unreadable request';
  const method = /^[A-Z]{1,16}$/.test(request.method) ? request.method : '?';
  return `${method} ${pathOf(request.url)}`;
}

function pathOf(url: string): string {
  const scheme = url.indexOf('://');
  const slash = scheme === -1 ? url.indexOf('/') : url.indexOf('/', scheme + 3);
  if (slash === -1) return '/';
  const path = /^[^?#;\s]*/.exec(url.slice(slash, slash + 4_096))?.[0] ?? '/';
  const segments = path.split('/', mostSegments + 2);
  const folded = segments.slice(0, mostSegments + 1).map((segment) => (isVariable(segment) ? '{id}' : segment));
  if (segments.length > mostSegments + 1) folded.push('…');
  const text = folded.join('/').replace(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');
  return text.length > longestPath ? `${text.slice(0, longestPath)}…` : text;
}

/** A number, a UUID, a long hexadecimal string, or a long word with digits in it: not what a route is named after. */
function isVariable(segment: string): boolean {
  if (/^\d+$/.test(segment) || /^[0-9a-f-]{16,}$/i.test(segment)) return true;
  if (segment.length > 64) return true;
  return (segment.length >= 20 && /\d/.test(segment)) || /[=@]|%3d|%40/i.test(segment);
}
