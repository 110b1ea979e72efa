import type { LogEvent } from '../logs/lines.ts';
import { timeText } from './row.ts';
import type { Row, Value } from './row.ts';

const UUID = String.raw`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`;
/** The platform's own lines, the lines of the runtimes' loggers, and the one of a timeout. */
const REQUEST = new RegExp(String.raw`RequestId: (${UUID})|^(?:\[\w+\]\t)?\S+Z[\t ](${UUID})(?=[\t ])`);

/** Numbers of a REPORT line. Memory is in bytes, of which there are a million to a megabyte here. */
const REPORTED: Readonly<Record<string, readonly [pattern: RegExp, factor: number]>> = {
  '@duration': [/(?<!Billed |Init |Restore )Duration: ([\d.]+) ms/, 1],
  '@billedDuration': [/\tBilled Duration: ([\d.]+) ms/, 1],
  '@initDuration': [/\tInit Duration: ([\d.]+) ms/, 1],
  '@maxMemoryUsed': [/Max Memory Used: (\d+) MB/, 1_000_000],
  '@memorySize': [/Memory Size: (\d+) MB/, 1_000_000],
};

/**
 * The fields that Logs Insights finds by itself: those of every event, those of Lambda's own lines in the text format,
 * and those of JSON, of which the first piece counts. `group` is `account:name`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
export function rowOf(event: LogEvent, group: string): Row {
  return { event, made: {}, field: discovered(event, group) };
}

function discovered(event: LogEvent, group: string): (name: string) => Value {
  const { text } = event;
  let json: unknown;
  return (name) => {
    switch (name) {
      case '@message':
        return text;
      case '@timestamp':
        return event.at;
      case '@ingestionTime':
        return event.received;
      case '@logStream':
        return event.stream;
      case '@log':
        return group;
      case '@ptr':
        return Buffer.from(event.id).toString('base64url');
      case '@requestId':
        return requestId(text);
      case '@type':
        return /^(START|END|REPORT) RequestId: /.exec(text)?.[1];
      case '@xrayTraceId':
        return /\tXRAY TraceId: (\S+)/.exec(text)?.[1];
      default:
    }
    const reported = REPORTED[name];
    if (reported) return text.startsWith('REPORT ') ? reportedNumber(text, reported) : undefined;
    if (name.startsWith('@')) return undefined;
    json ??= firstJson(text);
    return member(json, name);
  };
}

function requestId(text: string): string | undefined {
  const [, platform, logger] = REQUEST.exec(text) ?? [];
  return platform ?? logger;
}

function reportedNumber(text: string, [pattern, factor]: readonly [RegExp, number]): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found) * factor;
}

function firstJson(text: string): unknown {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end < start) return {};
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return {};
  }
}

/** Names of members are joined by dots, elements of a list are numbered: `record.metrics.durationMs`, `items.0.id`. */
function member(value: unknown, path: string): Value {
  let at: unknown = value;
  let rest = path.replaceAll(/\[(\d+)\]/g, '.$1');
  while (rest !== '') {
    if (typeof at !== 'object' || at === null) return undefined;
    const holder = new Map(Object.entries(at));
    // A name may hold dots itself.
    const name = holder.has(rest) ? rest : (rest.split('.', 1)[0] ?? '');
    at = holder.get(name);
    rest = rest.slice(name.length + 1);
  }
  if (typeof at === 'boolean') return at ? 1 : 0;
  return typeof at === 'string' || typeof at === 'number' ? at : undefined;
}

/** A value as a row of results has it, by the name of its field. */
export function shown(name: string, value: Value): Value {
  return name === '@timestamp' || name === '@ingestionTime' ? timeText(Number(value)) : value;
}
