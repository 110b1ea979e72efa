import type { GetQueryResultsCommandOutput, LogGroup, QueryStatus } from '@aws-sdk/client-cloudwatch-logs';

/** CloudWatch Logs of an account: its groups, the lines of their streams, and how Logs Insights fares. */
export interface Logs {
  /** `arn` and `logGroupArn` are made from the name where they are not given. */
  readonly groups: readonly LogGroup[];
  readonly streams?: readonly LogLines[];
  /** Names of groups that are encrypted with a key which CloudWatch Logs may no longer use: nobody can read them. */
  readonly sealed?: readonly string[];
  readonly insights?: Insights;
}

/** A log stream and what was written to it. */
export interface LogLines {
  readonly group: string;
  readonly stream: string;
  /** In any order; a function is asked whenever somebody reads, so that a million lines cost nothing until then. */
  readonly lines?: readonly LogLine[] | (() => Iterable<LogLine>);
  /**
   * Between which moments all lines of the stream lie, and how many they are. Give it to lines that are made on
   * request, so that they are not made for a look at another time.
   */
  readonly span?: { readonly from: Date; readonly until: Date; readonly count: number };
}

/** One log event. */
export interface LogLine {
  /** Milliseconds since 1970, as CloudWatch Logs counts. */
  readonly at: number;
  readonly text: string;
  /** When CloudWatch got it; default half a second after `at`. */
  readonly received?: number;
}

/** How Logs Insights fares in this account. */
export interface Insights {
  /** How many times GetQueryResults finds a query still under way before it has ended; default 1. */
  readonly polls?: number;
  /** How queries end; default `Complete`. With `Running` they never do. */
  readonly ends?: QueryStatus;
  /** Queries that may run at the same time beside those of others; one more is refused. Default 30, 0 refuses all. */
  readonly atOnce?: number;
  /** Queries that were started before, and what they give, by their id. */
  readonly earlier?: { readonly [queryId: string]: Omit<GetQueryResultsCommandOutput, '$metadata'> };
}
