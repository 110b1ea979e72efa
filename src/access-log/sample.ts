import { redactText } from '#redaction';
import { splitFields } from './fields.ts';
import { detached } from './table.ts';

/** One logged request, for quoting. */
export interface Sample {
  /** ISO 8601. */
  readonly time: string;
  /** The first twelve fields, type to sent bytes, exactly as in the log: nothing in them is secret. */
  readonly quote: string;
  /** The line without query strings and without anything that looks like a secret; long values are cut. */
  readonly line: string;
}

export interface SampleKeeper {
  offer(line: string, time: number): void;
  /** The newest first. */
  samples(): Sample[];
}

interface Kept {
  readonly time: number;
  readonly line: string;
}

/** Request lines of up to 16 K and user agents of up to 8 K are possible; what comes after them is of use. */
const mostCharacters = 32_768;

/** Keeps the newest `limit` lines; which ones does not depend on the order in which they come. */
export function createSampleKeeper(limit: number): SampleKeeper {
  const kept: Kept[] = [];
  const precedes = (a: Kept, b: Kept): boolean => a.time > b.time || (a.time === b.time && a.line < b.line);
  return {
    offer: (line, time) => {
      const last = kept[limit - 1];
      if (limit === 0 || (last !== undefined && time < last.time)) return;
      const candidate = { time, line: detached(line.slice(0, mostCharacters)) };
      const place = kept.findIndex((other) => precedes(candidate, other));
      kept.splice(place === -1 ? kept.length : place, 0, candidate);
      kept.length = Math.min(kept.length, limit);
    },
    samples: () => kept.map(({ time, line }) => ({ time: new Date(time).toISOString(), ...quotable(line) })),
  };
}

const longestValue = 160;
const quotedFields = 12;
/** Request, redirect URL, transformed URI: a user agent has semicolons of its own. */
const hasQuery: ReadonlySet<number> = new Set([12, 23, 31]);

/** What may be shown of a line. */
export function quotable(line: string): { quote: string; line: string } {
  const fields = splitFields(line);
  const quote = fields.slice(0, quotedFields).map(({ raw }) => raw);
  const shown = fields.map(({ raw, quoted }, index) => {
    const text = clip(plain(hasQuery.has(index) ? withoutQuery(raw) : raw));
    return quoted ? `"${text}"` : text;
  });
  return { quote: plain(quote.join(' ')), line: redactText(shown.join(' ')) };
}

/** Query strings hold what must not be shown; they may stand in the request, the redirect and the transformed URI. */
function withoutQuery(raw: string): string {
  return raw.replace(/[?#;][^\s"]*/g, (query) => `${query[0]}[redacted]`);
}

function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');
}

function clip(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
