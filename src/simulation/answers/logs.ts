import type * as sdk from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { readQuery } from '../insights/query.ts';
import { run } from '../insights/run.ts';
import { filterPattern } from '../logs/filter-pattern.ts';
import { findGroup, groupArn, groupOf, readable } from '../logs/groups.ts';
import { countOf, eventsOf, firstAndLast, streamsOf } from '../logs/lines.ts';
import type { LogEvent } from '../logs/lines.ts';
import type { Answers } from './answers.ts';
import { page } from './page.ts';

/** The most events of one page, and the most that FilterLogEvents looks through for one. */
const EVENTS = 10_000;
const SCANNED = 100_000;
/** Pages of events are measured in bytes: so many make up an "item" where the account's pages are small. */
const EVENTS_PER_ITEM = 20;

export const logs: Answers<typeof sdk> = {
  DescribeLogGroups(account, input) {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: part, logGroupIdentifiers: ids } = input;
    if (prefix !== undefined && part !== undefined) {
      throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const found = (account.logs?.groups ?? [])
      .map((group) => described(account, group))
      .filter(({ logGroupName: name = '', logGroupArn }) => {
        if (ids && !ids.includes(name) && !ids.includes(logGroupArn ?? '')) return false;
        return name.startsWith(prefix ?? '') && name.toLowerCase().includes((part ?? '').toLowerCase());
      })
      .toSorted((a, b) => compare(a.logGroupName, b.logGroupName));
    const { items, next } = page(account, found, { ...paging(input), usual: 50 });
    return { logGroups: items, nextToken: next };
  },

  DescribeLogStreams(account, input) {
    const group = groupOf(account, input.logGroupName ?? input.logGroupIdentifier);
    const { logStreamNamePrefix: prefix = '', orderBy = 'LogStreamName', descending } = input;
    if (prefix !== '' && orderBy === 'LastEventTime') {
      throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const streams = streamsOf(account, group.logGroupName)
      .filter(({ stream }) => stream.startsWith(prefix))
      .map((lines) => {
        const { first, last } = firstAndLast(lines);
        return {
          logStreamName: lines.stream,
          arn: `${groupArn(account, group)}:log-stream:${lines.stream}`,
          creationTime: first ?? group.creationTime,
          firstEventTimestamp: first,
          lastEventTimestamp: last,
          lastIngestionTime: last === undefined ? undefined : last + 500,
          storedBytes: 0,
        };
      })
      .toSorted((a, b) =>
        orderBy === 'LastEventTime'
          ? (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0)
          : compare(a.logStreamName, b.logStreamName),
      );
    const ordered = descending ? streams.toReversed() : streams;
    const { items, next } = page(account, ordered, { ...paging(input), usual: 50 });
    return { logStreams: items, nextToken: next };
  },

  GetLogEvents(account, input) {
    const group = groupOf(account, input.logGroupName ?? input.logGroupIdentifier);
    eventsReadable(account, group);
    const lines = streamsOf(account, group.logGroupName).find(({ stream }) => stream === input.logStreamName);
    if (!lines) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    const events = [...eventsOf([lines], between(input.startTime, input.endTime))].toSorted(inTime);
    const size = Math.max(1, Math.min(input.limit ?? EVENTS, EVENTS, smallPage(account)));
    const { forward, at } = place(input.nextToken, input.startFromHead ?? false, events.length);
    const [start, end] = forward ? [at, Math.min(at + size, events.length)] : [Math.max(0, at - size), at];
    return {
      events: events.slice(start, end).map(({ at: timestamp, text: message, received: ingestionTime }) => ({
        timestamp,
        message,
        ingestionTime,
      })),
      // At an end of the stream AWS gives the very token it was asked with.
      nextForwardToken: `f/${end}`,
      nextBackwardToken: `b/${start}`,
    };
  },

  FilterLogEvents(account, input) {
    const group = groupOf(account, input.logGroupName ?? input.logGroupIdentifier);
    eventsReadable(account, group);
    const { logStreamNames: names, logStreamNamePrefix: prefix = '' } = input;
    if (names && prefix !== '') {
      throw invalid('logStreamNames and logStreamNamePrefix cannot be specified together.');
    }
    const matches = filterPattern(input.filterPattern ?? '');
    const streams = streamsOf(account, group.logGroupName).filter(
      ({ stream }) => (names?.includes(stream) ?? true) && stream.startsWith(prefix),
    );
    const whole = between(input.startTime, input.endTime);
    const slices = slicesOf(whole, countOf(streams, whole));
    const [sliceIndex = 0, ...inSlice] = (input.nextToken ?? '').split('/');
    const index = Number(sliceIndex);
    const slice = slices[index];
    if (!slice) throw badToken();
    const events = [...eventsOf(streams, slice)].filter(({ text }) => matches(text)).toSorted(inTime);
    const { items, next } = page(eventPages(account), events, {
      token: inSlice[0] || undefined,
      asked: input.limit,
      usual: EVENTS,
      mayBeEmpty: true,
      badToken,
    });
    const more = next === undefined ? (index + 1 < slices.length ? `${index + 1}/` : undefined) : `${index}/${next}`;
    return { events: items.map(filtered), searchedLogStreams: [], nextToken: more };
  },

  StartQuery(account, input, { queries }) {
    const { logGroupName, logGroupNames, logGroupIdentifiers, startTime = 0, endTime = 0, limit = EVENTS } = input;
    const asked = logGroupIdentifiers ?? logGroupNames ?? (logGroupName === undefined ? [] : [logGroupName]);
    if (asked.length === 0 || asked.length > 50) throw invalid('A query takes between 1 and 50 log groups.');
    const groups = asked.map((name) => queried(account, name));
    const commands = readQuery(input.queryString ?? '');
    if (endTime < startTime) throw invalid('endTime must not be before startTime.');
    const oldest = Math.min(...groups.map(({ creationTime = 0 }) => creationTime));
    if (endTime * 1_000 < oldest) {
      throw new AwsError(
        'MalformedQueryException',
        'end date and time is either before the log groups creation time or exceeds the log groups log retention settings',
      );
    }
    const period = { from: startTime * 1_000, until: endTime * 1_000 };
    const answer = () => {
      const sources = groups.map(({ logGroupName: name }) => ({
        group: `${account.id}:${name ?? ''}`,
        events: eventsOf(streamsOf(account, name), period),
      }));
      return run(commands, sources, Math.min(limit, EVENTS));
    };
    return { queryId: queries.start(account.id, account.logs?.insights ?? {}, answer) };
  },

  GetQueryResults: (account, { queryId }, { queries }) =>
    account.logs?.insights?.earlier?.[queryId ?? ''] ?? queries.results(account.id, queryId),

  StopQuery: (account, { queryId }, { queries }) =>
    account.logs?.insights?.earlier?.[queryId ?? ''] ? { success: true } : queries.stop(account.id, queryId),
};

/** Of groups in the infrequent-access class only Logs Insights reads events. */
function eventsReadable(account: Account, group: LogGroup): void {
  readable(account, group);
  if (group.logGroupClass === 'STANDARD' || group.logGroupClass === undefined) return;
  throw invalid(`This operation is not supported for log groups of the class ${group.logGroupClass}.`);
}

function queried(account: Account, name: string): LogGroup {
  const group = findGroup(account, name);
  if (!group) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Log group '${name}' does not exist for account ID '${account.id}'`,
    );
  }
  readable(account, group);
  return group;
}

function described(account: Account, group: LogGroup): LogGroup {
  const arn = groupArn(account, group);
  return {
    storedBytes: 0,
    metricFilterCount: 0,
    logGroupClass: 'STANDARD',
    arn: `${arn}:*`,
    logGroupArn: arn,
    ...group,
  };
}

function filtered({ stream, at, text, received, id }: LogEvent) {
  return { logStreamName: stream, timestamp: at, message: text, ingestionTime: received, eventId: id };
}

function paging({
  nextToken,
  limit,
}: {
  readonly nextToken?: string | undefined;
  readonly limit?: number | undefined;
}) {
  return { token: nextToken, asked: limit, badToken };
}

function smallPage({ pageSize }: Account): number {
  return pageSize === undefined ? EVENTS : pageSize * EVENTS_PER_ITEM;
}

function eventPages(account: Account): Account {
  return account.pageSize === undefined ? account : { ...account, pageSize: smallPage(account) };
}

function badToken(): AwsError {
  return invalid('The specified nextToken is invalid.');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** Both ends of FilterLogEvents and the first of GetLogEvents are included. Milliseconds. */
function between(from: number | undefined, until: number | undefined) {
  return { from: from ?? Number.NEGATIVE_INFINITY, until: until ?? Number.POSITIVE_INFINITY };
}

/** A page ends where enough was looked through, whether or not anything was found there. */
function slicesOf({ from, until }: ReturnType<typeof between>, count: number) {
  const number = Number.isFinite(until - from) ? Math.max(1, Math.ceil(count / SCANNED)) : 1;
  const width = (until - from) / number;
  if (number === 1) return [{ from, until }];
  return Array.from({ length: number }, (_, index) => ({
    from: Math.ceil(from + index * width),
    until: index === number - 1 ? until : Math.ceil(from + (index + 1) * width) - 1,
  }));
}

function place(token: string | undefined, fromHead: boolean, length: number) {
  if (token === undefined) return fromHead ? { forward: true, at: 0 } : { forward: false, at: length };
  const [, direction, at] = /^([fb])\/(\d+)$/.exec(token) ?? [];
  if (direction === undefined || Number(at) > length) throw badToken();
  return { forward: direction === 'f', at: Number(at) };
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inTime(a: LogEvent, b: LogEvent): number {
  return a.at - b.at || a.received - b.received || compare(a.id, b.id);
}
