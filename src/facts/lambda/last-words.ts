import { fact, maybe, ReadFailure } from '#playbook';
import type { Read } from '#playbook';
import * as logs from '#aws/logs';
import type { LogLine } from '#aws/logs';
import { classifyError, serviceOfHost } from '../../error-texts/index.ts';
import type { ErrorText } from '../../error-texts/index.ts';
import { LINE_FIELDS, linesOf, queryOf } from '../logs/insights.ts';
import { hasReadableStreams } from '../logs/log-group.ts';
import type { FailedInvocation } from './invocations.ts';
import { invocations } from './invocations.ts';
import { logGroup, logPlace, refuseMissing } from './log.ts';
import { jsonOf } from './platform-line.ts';
import { stackTrace } from './stack.ts';
import type { StackTrace } from './stack.ts';

/**
 * What a hanging invocation was heard to say last. Where it hung is after that line, not in it; logs that were not yet
 * written out are lost with the process.
 */
export interface LastWords {
  readonly failure: FailedInvocation;
  /** Own lines of the invocation, oldest first. */
  readonly lines: readonly LogLine[];
  readonly last: LogLine | null;
  /** First line of the last event, as it stands in the log. */
  readonly quote: string | null;
  /** Silence from the last line to the end, in milliseconds; null without a line. */
  readonly silentMs: number | null;
  /** The last error it told of, if it did. */
  readonly error: ErrorText | null;
  readonly trace: StackTrace | null;
  /** A host that the last line names, if it hung after that. */
  readonly host: { readonly name: string; readonly service: string | null } | null;
}

const MOST_REQUESTS = 4;
const MOST_LINES = 60;

export const lastWords = fact({
  id: 'lambda.last-words',
  title: 'What hanging invocations logged last',
  step: 'Logs',
  from: { invocations, logPlace, logGroup: maybe(logGroup) },
  reads: [logs.tail, logs.query],
  withinMs: 8_000,
  learn: async ({ invocations, logPlace, logGroup }, { read, unseen }): Promise<readonly LastWords[]> => {
    const chosen = chosenOf(invocations?.failed ?? []);
    if (chosen.length === 0) return [];
    refuseMissing(logPlace, logGroup);
    const byStream = !logGroup.known || logGroup.value === null || hasReadableStreams(logGroup.value);
    const found = await Promise.allSettled(
      chosen.map(async (failure) => wordsOf(failure, await linesAround(failure, logPlace.group, byStream, read))),
    );
    const failures = found.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    for (const failure of failures) if (!(failure instanceof ReadFailure)) throw failure;
    const [first] = failures;
    const heard = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (first instanceof ReadFailure && heard.length === 0) throw first;
    if (first instanceof ReadFailure) unseen(first);
    return heard;
  },
});

/** Timeouts that the log places, from the beginning and the end of what was found. */
function chosenOf(failed: readonly FailedInvocation[]): readonly FailedInvocation[] {
  const timedOut = failed.filter(
    ({ kind, durationMs, stream }) => kind === 'timeout' && durationMs !== null && stream !== '',
  );
  const half = MOST_REQUESTS / 2;
  return timedOut.length <= MOST_REQUESTS ? timedOut : [...timedOut.slice(0, half), ...timedOut.slice(-half)];
}

/** An environment does one thing at a time, so what its stream holds meanwhile is of this invocation. */
async function linesAround(
  { stream, at, durationMs }: FailedInvocation,
  group: string,
  byStream: boolean,
  read: Read,
): Promise<readonly LogLine[]> {
  const from = new Date(at.getTime() - (durationMs ?? 0) - 250);
  const to = new Date(at.getTime() + 1_000);
  if (byStream) return read(logs.tail, { group, stream, limit: MOST_LINES, from, to });
  const query = queryOf(LINE_FIELDS, `filter @logStream = "${stream.replaceAll('"', '')}"`, 'sort @timestamp desc');
  return linesOf(await read(logs.query, { groups: [group], query, from, to, limit: MOST_LINES, withinMs: 6_000 }));
}

const PLATFORM =
  /^(?:START|END|REPORT|INIT_START|INIT_REPORT|EXTENSION|TELEMETRY|RESTORE_\w+|LOGS|XRAY)\b|^\s*\{[^\n]{0,80}"type"\s*:\s*"platform\.|Task timed out after/;

export function wordsOf(failure: FailedInvocation, all: readonly LogLine[]): LastWords {
  const begun = all.findLastIndex(({ text }) => /^START RequestId|"platform\.start"/.test(text));
  const lines = all
    .slice(begun + 1)
    .filter(({ text, at }) => !PLATFORM.test(text) && text.trim() !== '' && at <= failure.at);
  const last = lines.at(-1) ?? null;
  const telling = lines.toReversed().find(({ text }) => classifyError(text) !== null || stackTrace(text) !== null);
  return {
    failure,
    lines,
    last,
    quote: last ? quoteOf(last.text) : null,
    silentMs: last ? failure.at.getTime() - last.at.getTime() : null,
    error: telling ? classifyError(telling.text) : null,
    trace: telling ? stackTrace(telling.text) : null,
    host: last ? hostIn(last.text) : null,
  };
}

const LONGEST_QUOTE = 200;

/** What the line says, without the time and the request id that Node.js puts before it. */
function quoteOf(text: string): string {
  const said = jsonOf(text)?.['message'];
  const line = typeof said === 'string' && text.includes(said) ? said : text;
  const [first = ''] = line.replace(/^\S+Z\t[0-9a-f-]{36}\t[A-Z]+\t/, '').split('\n');
  return first.trim().slice(0, LONGEST_QUOTE);
}

/** Hosts in addresses and names of AWS's services, of databases and caches. */
function hostIn(text: string): LastWords['host'] {
  const found =
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@"']*@)?([a-z0-9][a-z0-9.-]{2,250}\.[a-z]{2,})/i.exec(text)?.[1] ??
    /\b((?:[a-z0-9-]+\.){2,8}(?:com|net|org|io|dev|cn|internal|local))\b/i.exec(text)?.[1];
  return found === undefined ? null : { name: found, service: serviceOfHost(found) };
}
