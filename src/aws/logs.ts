import { logFailure, logLine } from './log-lines.ts';
import type { LogLine } from './log-lines.ts';
import { read } from './service.ts';

export type { LogLine } from './log-lines.ts';
export { query } from './logs-query.ts';
export type { LogsAnswer, LogsQuestion, LogsRow } from './logs-query.ts';

/** A log group as it is set up. */
export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  /** Null when events are kept for ever. */
  readonly retentionDays: number | null;
  readonly storedBytes: number;
  /** The key it is encrypted with, where it is not AWS's own. */
  readonly kmsKey: string | null;
  /** `STANDARD`, `INFREQUENT_ACCESS` (which only Insights can read) or `DELIVERY` (which nobody can). */
  readonly class: string;
  readonly createdAt: Date | null;
}

/** The log group of exactly this name; null when there is none. */
export const group = read(
  'logs',
  'DescribeLogGroups',
  async (send, { name }: { readonly name: string }): Promise<LogGroup | null> => {
    let nextToken: string | undefined;
    // Names come in their order, so the shortest that begins like this is the first.
    for (let page = 0; page < 3; page++) {
      const answer = await send({ logGroupNamePrefix: name, nextToken });
      const found = answer.logGroups?.find(({ logGroupName }) => logGroupName === name);
      if (found) {
        return {
          name,
          arn: found.logGroupArn ?? found.arn?.replace(/:\*$/, '') ?? '',
          retentionDays: found.retentionInDays ?? null,
          storedBytes: found.storedBytes ?? 0,
          kmsKey: found.kmsKeyId ?? null,
          class: found.logGroupClass ?? 'STANDARD',
          createdAt: found.creationTime === undefined ? null : new Date(found.creationTime),
        };
      }
      nextToken = answer.nextToken || undefined;
      if (nextToken === undefined) break;
    }
    return null;
  },
);

const mostTailPages = 4;

/** The last events of a stream that is known, oldest first. The best read where the stream is known: it scans nothing. */
export const tail = read(
  'logs',
  'GetLogEvents',
  async (
    send,
    ask: {
      /** Name, or ARN for one of another account. */
      readonly group: string;
      readonly stream: string;
      /** Events at most. */
      readonly limit: number;
      readonly from?: Date;
      readonly to?: Date;
    },
  ): Promise<readonly LogLine[]> => {
    const lines: LogLine[] = [];
    let nextToken: string | undefined;
    try {
      for (let page = 0; page < mostTailPages && lines.length < ask.limit; page++) {
        const answer = await send({
          ...groupOf(ask.group),
          logStreamName: ask.stream,
          limit: ask.limit - lines.length,
          startFromHead: false,
          startTime: ask.from?.getTime(),
          endTime: ask.to?.getTime(),
          nextToken,
        });
        lines.unshift(...(answer.events ?? []).map((event) => logLine(event, ask.stream)));
        const token = answer.nextBackwardToken;
        // The same token again means that there is nothing before. A page without events may have another before it.
        if (!token || token === nextToken) break;
        nextToken = token;
      }
    } catch (error) {
      throw logFailure(error);
    }
    return lines;
  },
);

/** Events that match, oldest first. `cut` when there may be more of them. */
export interface FilteredLines {
  readonly lines: readonly LogLine[];
  readonly cut: boolean;
}

const mostFilterPages = 5;

/**
 * Looks through a log group for events that match a filter pattern, over at most five pages, any of which may be empty
 * although there are more. AWS looks through everything in the window: keep that short.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const matching = read(
  'logs',
  'FilterLogEvents',
  async (
    send,
    ask: {
      readonly group: string;
      /** `"ERROR"` or `?"timed out" ?ECONNREFUSED`; none for every event. */
      readonly pattern?: string;
      readonly streams?: readonly string[];
      readonly from: Date;
      readonly to: Date;
      /** Events at most. */
      readonly limit: number;
    },
  ): Promise<FilteredLines> => {
    const lines: LogLine[] = [];
    let nextToken: string | undefined;
    try {
      for (let page = 0; page < mostFilterPages; page++) {
        const answer = await send({
          ...groupOf(ask.group),
          filterPattern: ask.pattern,
          logStreamNames: ask.streams ? [...ask.streams] : undefined,
          startTime: ask.from.getTime(),
          endTime: ask.to.getTime(),
          limit: ask.limit - lines.length,
          nextToken,
        });
        lines.push(...(answer.events ?? []).map((event) => logLine(event, event.logStreamName ?? '')));
        nextToken = answer.nextToken || undefined;
        if (nextToken === undefined || lines.length >= ask.limit) break;
      }
    } catch (error) {
      throw logFailure(error);
    }
    return {
      lines: lines.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
      cut: nextToken !== undefined,
    };
  },
);

function groupOf(group: string): { readonly logGroupName: string } | { readonly logGroupIdentifier: string } {
  return group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group };
}
