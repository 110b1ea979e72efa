import { nameStrength } from './names.ts';
import { redacted } from './patterns.ts';

/** A name, perhaps in quotes, and what separates it from its value: `=`, `:`, `=>`. */
const nameAndSeparator = /(?<![\w.-])([A-Za-z_][\w.-]{0,80})((?:\\{0,3}["'`])?[ \t]{0,4}(?:=>|=|:)[ \t]{0,4})/g;

/** A command-line flag whose value follows after a space. */
const flag = /(?<![\w-])(--?[A-Za-z][\w-]{1,40})([ \t]{1,4})(?=[^\s-])/g;

/** Replaces the values of what is called a secret: `password=…`, `"api_key": "…"`, `Authorization: Bearer …`. */
export function redactPairs(text: string): string {
  return redactFlags(redactNamed(redactElements(text)));
}

/** `<password>…</password>`. */
function redactElements(text: string): string {
  if (!text.includes('</')) return text;
  return text.replace(/<([A-Za-z_][\w.:-]{0,60})>([^<>]{1,1024})<\//g, (match, name: string, value: string) =>
    nameStrength(name) === 'none' || isPlaceholder(value) ? match : `<${name}>${redacted}</`,
  );
}

function redactNamed(text: string): string {
  let out = '';
  let done = 0;
  let named = '';
  nameAndSeparator.lastIndex = 0;
  for (const match of text.matchAll(nameAndSeparator)) {
    const [whole, name = '', separator = ''] = match;
    if (match.index < done) continue;
    const start = match.index + whole.length;
    // `{"name":"DB_PASSWORD","value":"…"}`: the name of the value is itself a value.
    const called = /^value$/i.test(name) && named !== '' ? named : name;
    named = '';
    if (/^(?:name|key)$/i.test(name)) named = valueAt(text, start).value.slice(0, 96);
    const found = secretAt(text, start, called, separator, text[match.index - 1]);
    if (found === null) continue;
    out += text.slice(done, found.from) + redacted;
    done = found.to;
  }
  return out + text.slice(done);
}

function redactFlags(text: string): string {
  let out = '';
  let done = 0;
  for (const match of text.matchAll(flag)) {
    const [whole, name = ''] = match;
    const strength = nameStrength(name);
    if (match.index < done || strength === 'none') continue;
    const found = valueAt(text, match.index + whole.length);
    if (isPlaceholder(found.value) || (strength === 'weak' && isWord(found.value))) continue;
    out += text.slice(done, found.from) + redacted;
    done = found.to;
  }
  return out + text.slice(done);
}

interface Found {
  readonly from: number;
  readonly to: number;
  readonly value: string;
}

function secretAt(
  text: string,
  start: number,
  name: string,
  separator: string,
  before: string | undefined,
): Found | null {
  const strength = nameStrength(name);
  if (strength === 'none') return null;
  const colon = separator.includes(':');
  // Inside of an ARN or an image reference: `…:secret:prod/db`.
  if (colon && !/\s|["'`]/.test(separator) && (before === ':' || before === '/')) return null;
  const found = isHeader(name) ? headerAt(text, start) : valueAt(text, start);
  if (isPlaceholder(found.value)) return null;
  if (isHeader(name) && found.from === start && isSentence(found.value)) return null;
  if (strength === 'weak' && (isNumber(found.value) || (colon && isWord(found.value)))) return null;
  return found;
}

function isHeader(name: string): boolean {
  return /(?:^|-)(?:authorization|cookie)$/i.test(name);
}

/** The value that begins here: up to the quote that closes it, or up to where a bare word ends. */
function valueAt(text: string, start: number): Found {
  const [bracket = ''] = /^[[({]{0,2}/.exec(text.slice(start, start + 2)) ?? [];
  const inner = start + bracket.length;
  const [quote = ''] = /^\\{0,3}["'`]/.exec(text.slice(inner, inner + 4)) ?? [];
  const from = inner + quote.length;
  const to = quote === '' ? endOfWord(text, from) : endOfQuoted(text, from, quote);
  return { from, to, value: text.slice(from, to) };
}

function endOfWord(text: string, from: number): number {
  const end = /[\s,;&"'`<>)}\]|]|\\(?=["'nrt])/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

/** A quote closes a value when as many backslashes stand before it as before the one that opened it. */
function endOfQuoted(text: string, from: number, quote: string): number {
  const mark = quote.at(-1) ?? '"';
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    let backslashes = 0;
    while (at - 1 - backslashes >= from && text[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes <= quote.length - 1) return at - backslashes;
    if (quote.length === 1 && backslashes % 2 === 0) return at;
  }
  return text.length;
}

/** Schemes whose credentials have several parts, with spaces between them. */
const manyParts = /^(?:AWS4-|Digest|OAuth|Signature|Hawk|Negotiate|NTLM)/i;

/** Headers hold more than a word: a scheme and a token, or cookies one after the other. */
function headerAt(text: string, start: number): Found {
  const found = valueAt(text, start);
  if (found.from > start && /["'`]/.test(text[found.from - 1] ?? '')) return found;
  const end = /[\r\n"'`\]}]/g;
  end.lastIndex = found.from;
  const lineEnd = end.exec(text)?.index ?? text.length;
  const rest = text.slice(found.from, lineEnd);
  const pair = /^(?:[A-Za-z][\w-]{1,30}[ \t]{1,4})?[^\s,;]*/.exec(rest)?.[0] ?? '';
  const cookies = /^[\w.$!#%&*+^|~-]{1,80}=/.test(rest);
  const to = manyParts.test(rest) || cookies ? lineEnd : found.from + pair.length;
  return { from: found.from, to, value: text.slice(found.from, to) };
}

/** `may require authorization: server message: …`: words, and no scheme before them. */
function isSentence(value: string): boolean {
  const [first = ''] = value.split(/\s/, 1);
  return /^[A-Za-z]?[a-z]+[.:,]?$/.test(first) && value.split(/\s+/).every(isWord) && !schemes.test(first);
}

const schemes = /^(?:Basic|Bearer|Digest|Token|ApiKey|Negotiate|NTLM|OAuth|Hawk|Signature)$/i;

/** Says that there is nothing, that something else stands there, or where it is to be found. */
function isPlaceholder(value: string): boolean {
  if (value.startsWith('[redacted') || value.startsWith('redacted') || /^arn:[\w-]*:/.test(value)) return true;
  return /^(?:|null|nil|none|undefined|true|false|yes|no|empty|missing|required|invalid|expired|unset|\*+|x{3,}|\.{2,}|-+|\$\{.*|\{\{.*|<.*|%[sdvr]|must|not|is|was|has|does|cannot|the|for|to|authentication|incorrect|wrong)$/i.test(
    value,
  );
}

function isNumber(value: string): boolean {
  return /^-?\d{1,7}(?:\.\d+)?$/.test(value);
}

function isWord(value: string): boolean {
  return /^(?:[A-Za-z]?[a-z]{0,23}|[A-Z]{2,6})[.:!?]?$/.test(value);
}
