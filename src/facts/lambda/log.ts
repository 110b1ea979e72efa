import { fact, maybe, ReadFailure } from '#playbook';
import type { FactContext, Sighting } from '#playbook';
import * as logs from '#aws/logs';
import type { LogLine } from '#aws/logs';
import { escaped, LINE_FIELDS, linesOf, queryOf } from '../logs/insights.ts';
import { isReadable, logGroupOf } from '../logs/log-group.ts';
import type { LogGroup } from '../logs/log-group.ts';
import { window } from '../window.ts';
import { minutesAfter, sum } from '../words.ts';
import { episode } from './episode.ts';
import type { FunctionEpisode } from './episode.ts';
import { configuration, identity } from './function.ts';

/** Where the function logs. */
export interface LogPlace {
  readonly group: string;
  /** What the names of the streams in question match, as a regular expression; null for all streams. */
  readonly only: string | null;
  /** Whether Lambda itself writes reports there: a JSON log at level `WARN` has none. */
  readonly hasReports: boolean;
}

export const logPlace = fact({
  id: 'lambda.log-place',
  title: 'Where the function logs',
  step: 'Logs',
  from: { identity, configuration: maybe(configuration) },
  learn: ({ identity: { name, qualifier }, configuration }): LogPlace => {
    const usual = `/aws/lambda/${name}`;
    if (!configuration.known) return { group: usual, only: null, hasReports: true };
    const { logs, version } = configuration.value;
    const { group, format, systemLevel } = logs;
    // Streams are named `2026/11/22/[7]…`, or `2026/11/22/name[7]…` in groups that functions share.
    const whose = group === usual ? null : String.raw`(^|\/)${escaped(name)}\[`;
    const which = qualifier === null ? null : String.raw`\[${escaped(version)}\]`;
    const only = whose === null ? which : which === null ? whose : `${whose.slice(0, -2)}${which}`;
    return { group, only, hasReports: format !== 'JSON' || systemLevel !== 'WARN' };
  },
});

export const logGroup = logGroupOf(logPlace);

/** The time whose log is worth reading, or null when nothing is wrong that a log could explain. */
export interface LogSpan {
  readonly from: Date;
  readonly to: Date;
}

/** More invocations than this are looked at for a shorter time: AWS bills what is looked through. */
const BUSY = 20_000;
const BUSY_MINUTES = 15;

export const logSpan = fact({
  id: 'lambda.log-span',
  title: 'Time whose log is needed',
  step: 'Logs',
  from: { episode: maybe(episode), window },
  learn: ({ episode, window }): LogSpan | null => (episode.known ? spanOf(episode.value, window) : window),
});

function spanOf({ troubles, minutes }: FunctionEpisode, window: LogSpan): LogSpan | null {
  const told = troubles.filter(({ kind }) => kind !== 'throttles' && kind !== 'undelivered' && kind !== 'dropped');
  if (told.length === 0) return null;
  const since = new Date(Math.min(...told.map((one) => one.since.getTime())));
  const ends = told.map(({ until }) => (until ?? window.to).getTime());
  const to = minutesAfter(new Date(Math.max(...ends)), 16);
  const end = to < window.to ? to : window.to;
  const busy = sum(minutes.map(({ invocations }) => invocations)) > BUSY;
  const from = minutesAfter(since, -2);
  const latest = minutesAfter(end, -BUSY_MINUTES);
  return { from: busy && from < latest ? latest : from, to: end };
}

/** Reports of invocations, newest first. They begin the line, or are events of the platform in a JSON log. */
const REPORTS = String.raw`filter @message like /^REPORT RequestId|"platform\.report"/`;
/** What Lambda says of invocations that failed. */
const INCIDENTS = String.raw`filter @message like /Task timed out after|Status: (timeout|error)|"status":\s*"(timeout|error|failure)"|Runtime exited|Runtime\.[A-Z]|signal: killed|heap out of memory|OutOfMemory|MemoryError|RecursiveInvocation|recursive loop/`;
/** What the function says of failures. */
const ERRORS = String.raw`filter @message like /(?i)(timed?[ -]?out|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|getaddrinfo|no such host|dial tcp|unreachable|refused|reset by|hang up|handshake|certificate|x509|denied|not authorized|throttl|rate exceeded|traceback|exception|error|fatal|panic|failed)/ and @message not like /^(START|END|REPORT|INIT_START|INIT_REPORT) |"platform\./`;
const NEWEST_FIRST = 'sort @timestamp desc';

/** Lines that a query found, oldest first; null when there was no need to ask. */
export type FoundLines = {
  readonly lines: readonly LogLine[];
  /** Whether there are more of them than were read. */
  readonly cut: boolean;
  readonly bytesScanned: number;
  readonly from: Date;
} | null;

const QUERY_MS = 12_000;

function lines(spec: { readonly id: string; readonly title: string; readonly filter: string; readonly limit: number }) {
  return fact({
    id: spec.id,
    title: spec.title,
    step: 'Logs',
    from: { logPlace, logGroup: maybe(logGroup), logSpan },
    reads: [logs.query],
    withinMs: 18_000,
    learn: async ({ logPlace, logGroup, logSpan }, context): Promise<FoundLines> => {
      if (logSpan === null) return null;
      refuseMissing(logPlace, logGroup);
      return ask(logPlace, logSpan, spec, context);
    },
  });
}

async function ask(
  { group, only }: LogPlace,
  { from, to }: LogSpan,
  { filter, limit }: { readonly filter: string; readonly limit: number },
  { read }: FactContext,
): Promise<FoundLines> {
  const own = only === null ? null : `filter @logStream like /${only}/`;
  const query = queryOf(LINE_FIELDS, own, filter, NEWEST_FIRST);
  const answer = await read(logs.query, { groups: [group], query, from, to, limit, withinMs: QUERY_MS, narrowings: 1 });
  return {
    lines: linesOf(answer),
    cut: answer.rows.length >= limit,
    bytesScanned: answer.bytesScanned,
    from: answer.from,
  };
}

/** Says which log is missing, rather than finding nothing in it. */
export function refuseMissing({ group }: LogPlace, found: Sighting<LogGroup | null>): void {
  if (!found.known) return;
  if (found.value === null) throw new ReadFailure('absent', `the log group ${group} does not exist`, 'logs:StartQuery');
  if (!isReadable(found.value))
    throw new ReadFailure('absent', `the log group ${group} is of class ${found.value.class}, which cannot be read`);
}

export const reportLines = lines({
  id: 'lambda.log-reports',
  title: 'Reports of invocations',
  filter: REPORTS,
  limit: 1000,
});

export const incidentLines = lines({
  id: 'lambda.log-incidents',
  title: 'Failures that Lambda logged',
  filter: INCIDENTS,
  limit: 300,
});

export const errorLines = lines({
  id: 'lambda.log-errors',
  title: 'Errors that the function logged',
  filter: ERRORS,
  limit: 400,
});

/** Failures by the log alone. */
export interface LoggedFailures {
  readonly count: number;
  readonly first: Date;
  readonly last: Date;
}

/** What the log says where metrics could not be read; null where they were, and where the log is clean. */
export const loggedFailures = fact({
  id: 'lambda.logged-failures',
  title: 'Failures by the log alone',
  step: 'Logs',
  from: { episode: maybe(episode), incidentLines },
  learn: ({ episode, incidentLines }): LoggedFailures | null => {
    if (episode.known || incidentLines === null) return null;
    const { lines } = incidentLines;
    const [first] = lines;
    const last = lines.at(-1);
    return first && last ? { count: lines.length, first: first.at, last: last.at } : null;
  },
});
