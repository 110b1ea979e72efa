import type { Account } from '../account.ts';
import type { LogLine, LogLines } from '../account/logs.ts';

/** A log event as it is found again, with the stream it stands in. */
export interface LogEvent {
  readonly stream: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
  readonly received: number;
  /** Unique in its group. */
  readonly id: string;
}

/** From and until, both included; milliseconds since 1970. */
interface Period {
  readonly from: number;
  readonly until: number;
}

export function streamsOf(account: Account, group: string | undefined): readonly LogLines[] {
  return (account.logs?.streams ?? []).filter((each) => each.group === group);
}

/** The events of a period, stream by stream; those that are made on request are made here. */
export function* eventsOf(streams: readonly LogLines[], { from, until }: Period): Generator<LogEvent> {
  for (const { stream, lines, span } of streams) {
    if (span && (span.from.getTime() > until || span.until.getTime() < from)) continue;
    let number = 0;
    for (const { at, text, received } of all(lines)) {
      number += 1;
      if (at >= from && at <= until)
        yield { stream, at, text, received: received ?? at + 500, id: `${at}.${stream}.${number}` };
    }
  }
}

/** About how many events there are in a period: exact for streams whose lines are at hand. */
export function countOf(streams: readonly LogLines[], { from, until }: Period): number {
  let count = 0;
  for (const { lines, span } of streams) {
    if (span) {
      const [first, last] = [span.from.getTime(), span.until.getTime()];
      const part = (Math.min(last, until) - Math.max(first, from)) / Math.max(1, last - first);
      count += Math.round(span.count * Math.min(1, Math.max(0, part)));
    } else for (const { at } of all(lines)) if (at >= from && at <= until) count += 1;
  }
  return count;
}

/** When the stream was first and last written to; nothing for one that is empty. */
export function firstAndLast({ lines, span }: LogLines): { readonly first?: number; readonly last?: number } {
  if (span) return { first: span.from.getTime(), last: span.until.getTime() };
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of all(lines)) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return Number.isFinite(first) ? { first, last } : {};
}

function all(lines: LogLines['lines']): Iterable<LogLine> {
  return typeof lines === 'function' ? lines() : (lines ?? []);
}
