import { fact, maybe, ReadFailure } from '#playbook';
import type { Read } from '#playbook';
import * as logs from '#aws/logs';
import type { LogLine } from '#aws/logs';
import { classifyError } from '../../error-texts/index.ts';
import type { ErrorText } from '../../error-texts/index.ts';
import { LINE_FIELDS, linesOf, queryOf } from '../logs/insights.ts';
import { hasReadableStreams } from '../logs/log-group.ts';
import { episode, troubleOf } from './episode.ts';
import { hostIn } from './host.ts';
import type { NamedHost } from './host.ts';
import { invocations } from './invocations.ts';
import type { FailedInvocation, Invocations, Ran } from './invocations.ts';
import { logGroup, logPlace, refuseMissing } from './log.ts';
import { jsonOf } from './platform-line.ts';
import { stackTrace } from './stack.ts';
import type { StackTrace } from './stack.ts';

/** An invocation that is looked at. */
export type Attempt = Pick<FailedInvocation, 'requestId' | 'stream' | 'at' | 'durationMs'>;

/**
 * What an invocation said last before it fell silent: for the rest of its time, until it told of an error, or, of one that
 * was only slow, for the longest time. Where it hung is after that line, not in it; logs that were not yet written out
 * are lost with the process.
 */
export interface LastWords {
  readonly attempt: Attempt;
  /** It was cut off, failed by itself, or went on after its silence. */
  readonly ended: 'timed-out' | 'failed' | 'slow';
  /** Own lines of the invocation, oldest first. */
  readonly lines: readonly LogLine[];
  readonly last: LogLine | null;
  /** First line of the last event, as it stands in the log. */
  readonly quote: string | null;
  /** Silence after that line, in milliseconds; null without a line. */
  readonly silentMs: number | null;
  /** The last error it told of, if it did. */
  readonly error: ErrorText | null;
  readonly trace: StackTrace | null;
  /** A host that the last line names, if it hung after that. */
  readonly host: NamedHost | null;
}

const MOST_REQUESTS = 4;
const MOST_LINES = 60;

export const lastWords = fact({
  id: 'lambda.last-words',
  title: 'What hanging invocations logged last',
  step: 'Logs',
  from: { invocations, episode: maybe(episode), logPlace, logGroup: maybe(logGroup) },
  reads: [logs.tail, logs.query],
  withinMs: 8_000,
  learn: async ({ invocations, episode, logPlace, logGroup }, { read, unseen }): Promise<readonly LastWords[]> => {
    const slow =
      episode.known && troubleOf(episode.value, 'slow') !== null ? (episode.value.usualMs ?? 0) * 3 : Infinity;
    const chosen = invocations ? chosenOf(invocations, slow) : [];
    if (chosen.length === 0) return [];
    refuseMissing(logPlace, logGroup);
    const byStream = !logGroup.known || logGroup.value === null || hasReadableStreams(logGroup.value);
    const found = await Promise.allSettled(
      chosen.map(async (one) => wordsOf(one, await linesAround(one.attempt, logPlace.group, byStream, read))),
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

interface Chosen {
  readonly attempt: Attempt;
  readonly ended: LastWords['ended'];
}

/** Timeouts that the log places, else other errors; where nothing failed, the slowest. */
function chosenOf({ failed, ran }: Invocations, slowMs: number): readonly Chosen[] {
  const placed = failed.filter(({ durationMs, stream }) => durationMs !== null && stream !== '');
  const timedOut = spread(placed.filter(({ kind }) => kind === 'timeout'));
  if (timedOut.length > 0) return timedOut.map((attempt) => ({ attempt, ended: 'timed-out' }));
  if (failed.length > 0) {
    return spread(placed.filter(({ kind }) => kind === 'error')).map((attempt) => ({ attempt, ended: 'failed' }));
  }
  return slowest(ran.filter(({ durationMs }) => durationMs >= slowMs)).map((attempt) => ({ attempt, ended: 'slow' }));
}

/** Some from the beginning and some from the end. */
function spread<T>(all: readonly T[]): readonly T[] {
  const half = MOST_REQUESTS / 2;
  return all.length <= MOST_REQUESTS ? all : [...all.slice(0, half), ...all.slice(-half)];
}

function slowest(ran: readonly Ran[]): readonly Ran[] {
  return ran.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, MOST_REQUESTS - 1);
}

/** An environment does one thing at a time, so what its stream holds meanwhile is of this invocation. */
async function linesAround(
  { stream, at, durationMs }: Attempt,
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

export function wordsOf({ attempt, ended }: Chosen, all: readonly LogLine[]): LastWords {
  // The environment may have begun something else since.
  const until = all.filter(({ at }) => at <= attempt.at);
  const begun = until.findLastIndex(({ text }) => /^START RequestId|"platform\.start"/.test(text));
  const lines = until.slice(begun + 1).filter(({ text }) => !PLATFORM.test(text) && text.trim() !== '');
  const telling =
    ended === 'slow'
      ? -1
      : lines.findLastIndex(({ text }) => classifyError(text) !== null || stackTrace(text) !== null);
  const told = lines[telling];
  const last = lastOf(lines, telling, ended, attempt.at) ?? null;
  const next = last === null ? undefined : lines[lines.indexOf(last) + 1];
  return {
    attempt,
    ended,
    lines,
    last,
    quote: last ? quoteOf(last.text) : null,
    silentMs: last ? (next?.at ?? attempt.at).getTime() - last.at.getTime() : null,
    error: told ? classifyError(told.text) : null,
    trace: told ? stackTrace(told.text) : null,
    host: last ? hostIn(quoteOf(last.text)) : null,
  };
}

function lastOf(lines: readonly LogLine[], telling: number, ended: LastWords['ended'], end: Date): LogLine | undefined {
  if (ended === 'slow') return beforeLongestSilence(lines, end);
  return ended === 'failed' && telling >= 0 ? lines[telling - 1] : lines.at(-1);
}

function beforeLongestSilence(lines: readonly LogLine[], end: Date): LogLine | undefined {
  const silence = (index: number) => (lines[index + 1]?.at ?? end).getTime() - (lines[index]?.at ?? end).getTime();
  return lines[lines.map((_, index) => index).toSorted((a, b) => silence(b) - silence(a))[0] ?? -1];
}

const LONGEST_QUOTE = 200;

/** What the line says, without the time and the request id that Node.js puts before it. */
function quoteOf(text: string): string {
  const said = jsonOf(text)?.['message'];
  const line = typeof said === 'string' && text.includes(said) ? said : text;
  const [first = ''] = line.replace(/^\S+Z\t[0-9a-f-]{36}\t\w+\t/, '').split('\n');
  return first.trim().slice(0, LONGEST_QUOTE);
}
