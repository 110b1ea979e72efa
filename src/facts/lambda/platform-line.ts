import type { LogLine } from '../logs/log-group.ts';

/** How Lambda says an invocation or an initialisation ended; `unknown` where the line does not say. */
export type Status = 'success' | 'timeout' | 'error' | 'unknown';

/**
 * What Lambda itself writes into a function's log, in text or as JSON. `quote` stands in the log as it is here.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-events.html
 */
export type PlatformLine = LineBase &
  (
    | {
        readonly kind: 'report';
        readonly requestId: string;
        readonly durationMs: number;
        readonly memoryMb: number | null;
        readonly usedMb: number | null;
        /** Set for the first invocation of an environment. */
        readonly initMs: number | null;
        readonly status: Status;
        readonly errorType: string | null;
      }
    /** An initialisation that failed. `invoke`: it was begun again within the invocation, and ate its time. */
    | {
        readonly kind: 'init';
        readonly phase: 'init' | 'invoke' | 'unknown';
        readonly initMs: number;
        readonly status: Status;
        readonly errorType: string | null;
      }
    /** `Task timed out after 3.01 seconds` */
    | { readonly kind: 'timeout'; readonly requestId: string | null; readonly seconds: number }
    /** The process ended, or could not begin: `signal: killed`, `Runtime.ImportModuleError`. */
    | {
        readonly kind: 'runtime';
        readonly requestId: string | null;
        /** `Runtime.ExitError`, `Runtime.HandlerNotFound`, …; null where only the exit is told. */
        readonly errorType: string | null;
        readonly killed: boolean;
      }
    /** The language's own heap was full: `JavaScript heap out of memory`, `java.lang.OutOfMemoryError`. */
    | { readonly kind: 'heap'; readonly requestId: string | null }
    /** Lambda stopped a loop of a function that triggers itself. */
    | { readonly kind: 'recursion' }
  );

interface LineBase {
  readonly at: Date;
  readonly stream: string;
  readonly quote: string;
}

const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i;
const HEAP =
  /(?:JavaScript )?heap out of memory|java\.lang\.OutOfMemoryError[^\n]{0,60}|System\.OutOfMemoryException|runtime: out of memory|(?:^|[\s:\]])MemoryError\b/;
const LONGEST_QUOTE = 300;

/** Reads one line of a log; null for what the function itself wrote, and for events of the platform without a verdict. */
export function platformLine(line: LogLine): PlatformLine | null {
  const { at, stream, text } = line;
  const base = (quote: string) => ({ at, stream, quote: quote.trim().slice(0, LONGEST_QUOTE) });
  const json = jsonOf(text);
  if (json && typeof json['type'] === 'string' && json['type'].startsWith('platform.')) {
    return platformRecord(json['type'], fieldsOf(json['record']), base(text));
  }
  const [first = ''] = text.split('\n');
  if (first.startsWith('REPORT RequestId')) return reportOf(text, base(text.split('\n').slice(0, 2).join('\n')));
  if (first.startsWith('INIT_REPORT')) return initOf(text, base(first));
  const requestId = textOf(json?.['requestId']) ?? ID.exec(text)?.[0] ?? null;
  const timedOut = /Task timed out after ([\d.]+) seconds/.exec(text);
  if (timedOut) return { ...base(timedOut[0]), kind: 'timeout', requestId, seconds: Number(timedOut[1]) };
  const recursion = /[^\n]*(?:RecursiveInvocation|recursive loop)[^\n]*/.exec(text);
  if (recursion) return { ...base(recursion[0]), kind: 'recursion' };
  const heap = HEAP.exec(text);
  if (heap) return { ...base(heap[0]), kind: 'heap', requestId };
  return runtimeOf(text, requestId, base);
}

function runtimeOf(text: string, requestId: string | null, base: (quote: string) => LineBase): PlatformLine | null {
  const named = /\bRuntime\.[A-Z]\w+/.exec(text);
  const exited = /Runtime exited (?:with error: [^\n"]{1,80}|without providing a reason)/.exec(text);
  const killed = /signal: killed/.test(text);
  if (!named && !exited && !killed) return null;
  const at = Math.min(
    named?.index ?? Infinity,
    exited?.index ?? Infinity,
    killed ? text.indexOf('signal: killed') : Infinity,
  );
  const sentence = /^[^\n]*/.exec(text.slice(at))?.[0] ?? '';
  return { ...base(sentence), kind: 'runtime', requestId, errorType: named?.[0] ?? null, killed };
}

/** Fields are parted by tabs, or by spaces where somebody has copied the line. */
function reportOf(text: string, base: LineBase): PlatformLine | null {
  const requestId = /RequestId: (\S+)/.exec(text)?.[1];
  const durationMs = numberIn(text, /(?<!Billed |Init |Restore )Duration: ([\d.]+) ms/);
  if (requestId === undefined || durationMs === null) return null;
  return {
    ...base,
    kind: 'report',
    requestId,
    durationMs,
    memoryMb: numberIn(text, /Memory Size: (\d+) MB/),
    usedMb: numberIn(text, /Max Memory Used: (\d+) MB/),
    initMs: numberIn(text, /Init Duration: ([\d.]+) ms/),
    status: statusOf(/Status: (\w+)/.exec(text)?.[1]),
    errorType: /Error Type: (\S+)/.exec(text)?.[1] ?? null,
  };
}

function initOf(text: string, base: LineBase): PlatformLine {
  return {
    ...base,
    kind: 'init',
    phase: phaseOf(/Phase: (\w+)/.exec(text)?.[1]),
    initMs: numberIn(text, /Init Duration: ([\d.]+) ms/) ?? 0,
    status: statusOf(/Status: (\w+)/.exec(text)?.[1]),
    errorType: /Error Type: (\S+)/.exec(text)?.[1] ?? null,
  };
}

function platformRecord(type: string, record: Readonly<Record<string, unknown>>, base: LineBase): PlatformLine | null {
  const metrics = fieldsOf(record['metrics']);
  const status = statusOf(textOf(record['status']));
  const errorType = textOf(record['errorType']);
  const requestId = textOf(record['requestId']);
  if (type === 'platform.report' && requestId !== null) {
    return {
      ...base,
      kind: 'report',
      requestId,
      durationMs: numberOf(metrics['durationMs']) ?? 0,
      memoryMb: numberOf(metrics['memorySizeMB']),
      usedMb: numberOf(metrics['maxMemoryUsedMB']),
      initMs: numberOf(metrics['initDurationMs']),
      status,
      errorType,
    };
  }
  if (type === 'platform.initReport' && status !== 'success') {
    const initMs = numberOf(metrics['durationMs']) ?? 0;
    return { ...base, kind: 'init', phase: phaseOf(textOf(record['phase'])), initMs, status, errorType };
  }
  return null;
}

function statusOf(word: string | null | undefined): Status {
  const lower = word?.toLowerCase();
  if (lower === 'success' || lower === 'timeout' || lower === 'error') return lower;
  return lower === 'failure' ? 'error' : 'unknown';
}

function phaseOf(word: string | null | undefined): 'init' | 'invoke' | 'unknown' {
  const lower = word?.toLowerCase();
  return lower === 'init' || lower === 'invoke' ? lower : 'unknown';
}

function numberIn(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** The object that a line of a JSON log is; null for any other text. */
export function jsonOf(text: string): Readonly<Record<string, unknown>> | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
