import { splitFields, unescapeField } from './fields.ts';
import type { Field } from './fields.ts';

/**
 * One request as an Application Load Balancer logged it. Fields and their order are those of "Access logs for your
 * Application Load Balancer" in the user guide; `-` and `-1` are null here. Layouts of 12 to 64 fields are read; fields
 * that a line is too short for are null, fields we do not know are counted in `fields` and otherwise ignored.
 */
export interface AccessLogEntry {
  /** `http`, `https`, `h2`, `grpcs`, `ws`, `wss`, or something newer. */
  readonly type: string;
  /** When the response was generated, in milliseconds since 1970, with the fraction that the log has. */
  readonly time: number;
  /** `app/my-loadbalancer/50dc6c495c0c9188`. */
  readonly loadBalancerId: string;
  readonly client: Endpoint | null;
  /** The target that was chosen. Null for Lambda targets, refused and fixed responses, and when there was none. */
  readonly target: Endpoint | null;
  /** Seconds until the request was sent to the target; null when it never was. */
  readonly requestSeconds: number | null;
  /** Seconds until the target began its answer; null when it never did. */
  readonly targetSeconds: number | null;
  /** Seconds until the response went out to the client. */
  readonly responseSeconds: number | null;
  readonly elbStatus: number | null;
  readonly targetStatus: number | null;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** As the client wrote it, query string included: handle with care. */
  readonly request: Request | null;
  readonly userAgent: string | null;
  readonly sslCipher: string | null;
  readonly sslProtocol: string | null;
  readonly targetGroup: string | null;
  readonly traceId: string | null;
  readonly domain: string | null;
  readonly certificate: string | null;
  /** Of the rule that matched; 0 is the default action. */
  readonly rulePriority: number | null;
  /** When the request arrived, in milliseconds since 1970. */
  readonly createdAt: number | null;
  readonly actions: readonly string[];
  readonly redirectUrl: string | null;
  /** Filled for Lambda targets, authentication, WAF and weighted groups only. */
  readonly errorReason: string | null;
  readonly classification: string | null;
  readonly classificationReason: string | null;
  readonly connectionTraceId: string | null;
  /** How many fields the line had. */
  readonly fields: number;
}

export interface Endpoint {
  /** Without brackets. */
  readonly ip: string;
  readonly port: number | null;
}

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly version: string;
}

export type ParsedLine =
  | { readonly ok: true; readonly entry: AccessLogEntry }
  | { readonly ok: false; readonly problem: string };

/** Type to sent_bytes: without these a line says nothing. */
const fewestFields = 12;

/** Reads one line. A line that makes no sense is answered with its problem, never with an exception. */
export function parseEntry(line: string): ParsedLine {
  const fields = splitFields(line);
  if (fields.length < fewestFields) return { ok: false, problem: `only ${fields.length} fields` };
  const text = (index: number): string | null => value(fields[index]);

  const time = parseTime(fields[1]?.raw ?? '');
  if (time === null) return { ok: false, problem: 'field 2 is not a time' };
  const numbers: (number | null)[] = [];
  for (let index = 5; index < fewestFields; index += 1) {
    const number = parseNumber(fields[index]?.raw ?? '');
    if (number === undefined) return { ok: false, problem: `field ${index + 1} is not a number` };
    numbers.push(number);
  }
  const [requestSeconds = null, targetSeconds = null, responseSeconds = null] = numbers;
  const [, , , elbStatus = null, targetStatus = null, receivedBytes = null, sentBytes = null] = numbers;

  return {
    ok: true,
    entry: {
      type: fields[0]?.raw ?? '',
      time,
      loadBalancerId: fields[2]?.raw ?? '',
      client: parseEndpoint(fields[3]?.raw),
      target: parseEndpoint(fields[4]?.raw),
      requestSeconds,
      targetSeconds,
      responseSeconds,
      elbStatus,
      targetStatus,
      receivedBytes: receivedBytes ?? 0,
      sentBytes: sentBytes ?? 0,
      request: parseRequest(text(12)),
      userAgent: text(13),
      sslCipher: text(14),
      sslProtocol: text(15),
      targetGroup: text(16),
      traceId: text(17),
      domain: text(18),
      certificate: text(19),
      rulePriority: parseNumber(fields[20]?.raw ?? '-') ?? null,
      createdAt: parseTime(fields[21]?.raw ?? ''),
      actions: text(22)?.split(',') ?? [],
      redirectUrl: text(23),
      errorReason: text(24),
      classification: text(27),
      classificationReason: text(28),
      connectionTraceId: text(29),
      fields: fields.length,
    },
  };
}

function value(field: Field | undefined): string | null {
  if (field === undefined || field.raw === '-' || field.raw === '') return null;
  return field.quoted ? unescapeField(field.raw) : field.raw;
}

/** Null for `-` and for negative values, as times that were never taken have; undefined for what is no number. */
function parseNumber(raw: string): number | null | undefined {
  if (raw === '-' || raw === '-1') return null;
  const negative = raw.startsWith('-');
  if (!isDecimal(raw, negative ? 1 : 0)) return undefined;
  return negative ? null : Number(raw);
}

/** Digits with at most one point between them. Written out: this and `parseTime` are most of the work on a line. */
function isDecimal(raw: string, from: number): boolean {
  if (raw.length === from || raw.length > 24) return false;
  let points = 0;
  for (let at = from; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === 46 && at > from && at < raw.length - 1) points += 1;
    else if (code < 48 || code > 57) return false;
  }
  return points <= 1;
}

/** `2018-07-02T22:23:00.186641Z` in milliseconds since 1970; null for anything else. */
function parseTime(raw: string): number | null {
  if (raw.length < 20 || raw.length > 30 || !raw.endsWith('Z')) return null;
  if (raw[4] !== '-' || raw[7] !== '-' || raw[10] !== 'T' || raw[13] !== ':' || raw[16] !== ':') return null;
  const [year, month, day] = [digits(raw, 0, 4), digits(raw, 5, 7), digits(raw, 8, 10)];
  const [hour, minute, second] = [digits(raw, 11, 13), digits(raw, 14, 16), digits(raw, 17, 19)];
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 60;
  if (!valid || Number.isNaN(year + hour + minute + second)) return null;
  const whole = Date.UTC(year, month - 1, day, hour, minute, second);
  if (raw.length === 20) return whole;
  const fraction = digits(raw, 20, raw.length - 1);
  if (raw[19] !== '.' || Number.isNaN(fraction)) return null;
  return whole + (fraction * 1000) / 10 ** (raw.length - 21);
}

function digits(text: string, from: number, to: number): number {
  if (to <= from) return Number.NaN;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** `10.0.0.1:80`, `[2001:db8::1]:443`, and IPv6 without brackets, whose last part is the port. */
function parseEndpoint(raw: string | undefined): Endpoint | null {
  if (raw === undefined || raw === '-' || raw === '') return null;
  const colon = raw.lastIndexOf(':');
  const port = colon === -1 ? '' : raw.slice(colon + 1);
  if (!/^\d{1,5}$/.test(port)) return { ip: unbracket(raw), port: null };
  return { ip: unbracket(raw.slice(0, colon)), port: Number(port) };
}

function unbracket(ip: string): string {
  return ip.startsWith('[') && ip.endsWith(']') ? ip.slice(1, -1) : ip;
}

/** Method, URL and version; a malformed request is logged with `-` in their places, and a URL may contain spaces. */
function parseRequest(field: string | null): Request | null {
  if (field === null) return null;
  const raw = field.trim();
  const first = raw.indexOf(' ');
  const last = raw.lastIndexOf(' ');
  if (first === -1) return { method: raw, url: '-', version: '-' };
  if (last === first) return { method: raw.slice(0, first), url: raw.slice(first + 1), version: '-' };
  return { method: raw.slice(0, first), url: raw.slice(first + 1, last), version: raw.slice(last + 1) };
}
