import { CalendarProblem } from './calendar.ts';

/** How large a calendar may be: some years of shifts take less than a tenth of it. */
export const mostBytes = 5 * 1024 * 1024;
const withinMs = 10_000;
const mostRedirects = 3;

/**
 * The text behind an https address, within 10 seconds and 5 MB. Never follows to where it could be read or changed on
 * the way. Throws a `CalendarProblem`, which names the host only: whoever knows the address of a private calendar may
 * read it.
 */
export async function download(address: string, fetch: typeof globalThis.fetch, signal?: AbortSignal): Promise<string> {
  let at = secure(address, 'It');
  const timeout = AbortSignal.timeout(withinMs);
  const ends = signal ? AbortSignal.any([timeout, signal]) : timeout;
  try {
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const response = await fetch(at, {
        redirect: 'manual',
        signal: ends,
        headers: { accept: 'text/calendar, */*;q=0.1' },
      });
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null) return await body(response, at.hostname);
      await response.body?.cancel();
      at = secure(URL.canParse(location, at.href) ? new URL(location, at).href : '', `${at.hostname} sends on to what`);
    }
    throw new CalendarProblem(`${at.hostname} sends on again and again.`);
  } catch (error) {
    if (error instanceof CalendarProblem) throw error;
    if (timeout.aborted) throw new CalendarProblem(`${at.hostname} did not answer within ${withinMs / 1000} seconds.`);
    throw new CalendarProblem(`${at.hostname} cannot be reached: ${reason(error)}.`);
  }
}

function secure(address: string, what: string): URL {
  if (!URL.canParse(address)) throw new CalendarProblem(`${what} is no address.`);
  const url = new URL(address);
  if (url.protocol !== 'https:') throw new CalendarProblem(`${what} is no https address.`);
  return url;
}

async function body(response: Response, host: string): Promise<string> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new CalendarProblem(`${host} answers with HTTP status ${response.status}.`);
  }
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new CalendarProblem(`The calendar of ${host} is larger than ${mostBytes >> 20} MB.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Of an error of `fetch`, what happened: `ENOTFOUND`. Never its message, which may hold the address. */
function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : 'unknown error';
}
