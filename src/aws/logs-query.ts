import type { QueryStatus, ResultField } from '@aws-sdk/client-cloudwatch-logs';
import { ReadFailure } from '#playbook';
import { logFailure, logText } from './log-lines.ts';
import { jobRead } from './service.ts';
import type { Hands } from './service.ts';

/** A question to Logs Insights, in its own language. AWS bills by the bytes it looks through. */
export interface LogsQuestion {
  /** Names of log groups of this account, or ARNs; at most 50. */
  readonly groups: readonly string[];
  readonly query: string;
  /** Of more than an hour only the last one is looked through. */
  readonly from: Date;
  readonly to: Date;
  /** Rows at most, 1 to 10,000. */
  readonly limit: number;
  /** Milliseconds after which the query is stopped. */
  readonly withinMs: number;
  /** How often it may be asked again of the last quarter of the time, when that was not enough. Default never. */
  readonly narrowings?: number;
}

/** One row: values by field, as text. `@timestamp` reads `2026-11-22 10:58:03.417`, in UTC. */
export type LogsRow = Readonly<Record<string, string>>;

export interface LogsAnswer {
  readonly rows: readonly LogsRow[];
  /** The time that was looked through. */
  readonly from: Date;
  readonly to: Date;
  readonly bytesScanned: number;
  /** Log events that the filter let through, of which `rows` may show some only. */
  readonly recordsMatched: number;
}

type QueryHands = Hands<'logs', 'StartQuery' | 'GetQueryResults' | 'StopQuery'>;

const longestMs = 3_600_000;
const mostRows = 10_000;
/** Looks at a running query: after a second, then every two. */
const firstPauseMs = 1_000;
const pauseMs = 2_000;
/** How long stopping a query may take: by then nobody waits for it. */
const stopMs = 2_000;

/**
 * Asks Logs Insights and waits for the answer; a query that nobody waits for any more, or that takes too long, is
 * stopped. Secrets are taken out of every value. Fails as `timeout` when the time was up, as `throttled` when too many
 * queries run in the account, as `absent` for a log group that does not exist, and as `denied` also for one that is
 * encrypted with a key which may not be used.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 */
export const query = jobRead(
  'logs',
  'StartQuery',
  ['GetQueryResults', 'StopQuery'],
  async (hands, question: LogsQuestion, signal): Promise<LogsAnswer> => {
    const longest = new Date(question.to.getTime() - longestMs);
    let from = question.from > longest ? question.from : longest;
    for (let left = question.narrowings ?? 0; ; left--) {
      try {
        return await askOnce(hands, { ...question, from }, signal);
      } catch (error) {
        const tooLong = error instanceof ReadFailure && error.why === 'timeout' && !signal.aborted;
        if (!tooLong || left <= 0) throw logFailure(error);
        from = new Date(question.to.getTime() - (question.to.getTime() - from.getTime()) / 4);
      }
    }
  },
);

async function askOnce(hands: QueryHands, question: LogsQuestion, signal: AbortSignal): Promise<LogsAnswer> {
  const { groups, query: queryString, from, to, limit } = question;
  const { queryId } = await hands.send(
    'StartQuery',
    {
      logGroupIdentifiers: [...groups],
      queryString,
      startTime: Math.floor(from.getTime() / 1000),
      endTime: Math.ceil(to.getTime() / 1000),
      limit: Math.min(limit, mostRows),
    },
    signal,
  );
  if (!queryId) throw new ReadFailure('failed', 'Logs Insights gave no id for the query', 'logs:StartQuery');
  try {
    return { ...(await resultsOf(queryId, hands, question, signal)), from, to };
  } catch (error) {
    // Denied looks leave it running too. Whether this succeeds changes nothing: AWS ends every query at last.
    await hands.send('StopQuery', { queryId }, AbortSignal.timeout(stopMs)).catch(() => {});
    throw error;
  }
}

type Results = Omit<LogsAnswer, 'from' | 'to'>;

async function resultsOf(
  queryId: string,
  hands: QueryHands,
  { withinMs, limit }: LogsQuestion,
  signal: AbortSignal,
): Promise<Results> {
  let waited = 0;
  for (let pause = firstPauseMs; waited < withinMs; pause = pauseMs) {
    const ms = Math.min(pause, withinMs - waited);
    await hands.pause(ms, signal);
    waited += ms;
    const page = await hands.send('GetQueryResults', { queryId }, signal);
    if (isRunning(page.status)) continue;
    if (page.status !== 'Complete') throw unfinished(page.status);
    const rows = (page.results ?? []).map(rowOf);
    let token = page.nextToken;
    while (token && rows.length < limit) {
      const next = await hands.send('GetQueryResults', { queryId, nextToken: token }, signal);
      rows.push(...(next.results ?? []).map(rowOf));
      token = next.nextToken === token ? undefined : next.nextToken;
    }
    return {
      rows: rows.slice(0, limit),
      bytesScanned: page.statistics?.bytesScanned ?? 0,
      recordsMatched: page.statistics?.recordsMatched ?? rows.length,
    };
  }
  throw new ReadFailure('timeout', `the log query took longer than ${withinMs / 1000} seconds`, 'logs:GetQueryResults');
}

function isRunning(status: QueryStatus | undefined): boolean {
  return status === 'Scheduled' || status === 'Running' || status === 'Unknown' || status === undefined;
}

function unfinished(status: QueryStatus | undefined): ReadFailure {
  const why = status === 'Timeout' ? 'timeout' : 'failed';
  return new ReadFailure(why, `Logs Insights ended the query as ${status}`, 'logs:GetQueryResults');
}

function rowOf(fields: readonly ResultField[]): LogsRow {
  return Object.fromEntries(
    fields.flatMap(({ field, value }) =>
      field === undefined || value === undefined || field === '@ptr' ? [] : [[field, logText(value)]],
    ),
  );
}
