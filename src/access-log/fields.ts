/** One field of a line as it stands there, and whether it stood in quotes. */
export interface Field {
  readonly raw: string;
  readonly quoted: boolean;
}

/** AWS adds fields at the end and asks readers to ignore what they do not know; beyond this many nobody looks. */
const mostFields = 64;

/**
 * Splits one access-log line at its spaces, leaving quoted fields whole. Takes time linear in the line, never throws,
 * and keeps what it can of a line that was cut in the middle.
 *
 * Quotes and backslashes inside a quoted field are escaped by the load balancer. Should a field end in a backslash that
 * escapes nothing, reading it as an escape swallows the fields after it. That shows: a bare quote stands inside a field.
 * Then the line is read again with a quote closing its field wherever a space or the end follows.
 */
export function splitFields(line: string): Field[] {
  const escaped = split(line, true);
  if (escaped.sound || !line.includes('\\')) return escaped.fields;
  const literal = split(line, false);
  return literal.sound ? literal.fields : escaped.fields;
}

function split(line: string, escapes: boolean): { fields: Field[]; sound: boolean } {
  const fields: Field[] = [];
  let sound = true;
  let at = 0;
  while (at < line.length && fields.length < mostFields) {
    if (line[at] === ' ') {
      at += 1;
      continue;
    }
    if (line[at] !== '"') {
      const space = line.indexOf(' ', at);
      const end = space === -1 ? line.length : space;
      fields.push({ raw: line.slice(at, end), quoted: false });
      at = end + 1;
      continue;
    }
    const close = closingQuote(line, at + 1, escapes);
    fields.push({ raw: line.slice(at + 1, close.at), quoted: true });
    sound &&= close.clean;
    at = close.at + 1;
  }
  return { fields, sound };
}

/** Where a quoted field ends: at a quote before a space or the end. Clean when no bare quote was passed before it. */
function closingQuote(line: string, from: number, escapes: boolean): { at: number; clean: boolean } {
  let clean = true;
  for (let quote = line.indexOf('"', from); quote !== -1; quote = line.indexOf('"', quote + 1)) {
    if (escapes && isEscaped(line, quote, from)) continue;
    if (quote + 1 === line.length || line[quote + 1] === ' ') return { at: quote, clean };
    clean = false;
  }
  return { at: line.length, clean: false };
}

/** Whether an odd number of backslashes stands before the quote. The walk back never leaves the field. */
function isEscaped(line: string, quote: number, from: number): boolean {
  let backslashes = 0;
  while (quote - 1 - backslashes >= from && line[quote - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

const escape = /\\(?:x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*|["\\])/g;

/** Undoes the load balancer's escapes: `\"`, `\\`, and `\xNN`, whose runs are bytes of UTF-8. */
export function unescapeField(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(escape, (match) =>
    match[1] === 'x' ? Buffer.from(match.replaceAll('\\x', ''), 'hex').toString('utf8') : match.slice(1),
  );
}
