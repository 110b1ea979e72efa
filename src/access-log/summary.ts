import { parseEntry } from './entry.ts';
import type { AccessLogEntry } from './entry.ts';
import type { Failure, FailureCounter } from './failure.ts';
import { createFailure, targetKey } from './failure.ts';
import { longestLine } from './line-feed.ts';
import type { Outcome } from './outcome.ts';
import type { Table } from './table.ts';
import { createTable } from './table.ts';

/** What access logs say about a stretch of time. Plain JSON; every table is bounded and says what it left out. */
export interface AccessLogSummary {
  /** The window that was asked for, ISO 8601: `from` included, `to` not. */
  readonly from: string;
  readonly to: string;
  readonly lines: LineCount;
  /** Of the first and the last request counted: logs often end before the window does. Null when there was none. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Requests counted. */
  readonly requests: number;
  /** By status for the client and answer of the target, the most frequent first. */
  readonly outcomes: readonly Outcome[];
  /** In order of time; minutes without a request are absent. */
  readonly minutes: readonly Minute[];
  /** Requests of minutes beyond the 1,440 that are listed. */
  readonly otherMinutes: number;
  /** Keys are `ip:port`. Requests without a target are not in it. */
  readonly targets: Table;
  /** Keys are target group ARNs. */
  readonly targetGroups: Table;
  /** Keys are reason codes such as `LambdaThrottling`; only requests that have one. */
  readonly errorReasons: Table;
  /** Keys are classification and its reason, `Ambiguous UndefinedContentLengthSemantics`; only requests that have one. */
  readonly classifications: Table;
  /** Keys are the actions in the order they were taken, `waf,forward`; `none` when none was. */
  readonly actions: Table;
  /** One for each status of 400 and more, the most frequent first. */
  readonly failures: readonly Failure[];
  /** Requests with failing statuses beyond the forty that are listed. */
  readonly otherFailures: number;
}

/** What became of the lines. All but `read` and `cut` add up to `read`. */
export interface LineCount {
  readonly read: number;
  readonly counted: number;
  /** Not to be made sense of. */
  readonly malformed: number;
  /** Of another load balancer. */
  readonly elsewhere: number;
  readonly outsideWindow: number;
  /** Longer than a line can be: read as far as the limit. */
  readonly cut: number;
}

export interface Minute {
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly requests: number;
  readonly outcomes: readonly Outcome[];
}

export interface SummaryOptions {
  /** Counts only lines of this load balancer, `app/name/id`. */
  readonly loadBalancerId?: string | undefined;
  /** Requests answered from this moment on… */
  readonly from: Date;
  /** …and before this one. */
  readonly to: Date;
  /** Sample lines kept for each failing status and origin. */
  readonly sampleLimit: number;
}

export interface Summary {
  add(line: string): void;
  result(): AccessLogSummary;
}

export const summarySizes = { minutes: 1_440, targets: 500, targetGroups: 200, words: 60, failures: 40 } as const;

/** Counts access-log lines in memory that does not grow with their number. */
export function createSummary({ loadBalancerId, from, to, sampleLimit }: SummaryOptions): Summary {
  const lines = { read: 0, counted: 0, malformed: 0, elsewhere: 0, outsideWindow: 0, cut: 0 };
  const start = from.getTime();
  const end = to.getTime();
  const all = createTable(1);
  const minutes = createTable(summarySizes.minutes);
  const targets = createTable(summarySizes.targets);
  const targetGroups = createTable(summarySizes.targetGroups);
  const errorReasons = createTable(summarySizes.words);
  const classifications = createTable(summarySizes.words);
  const actions = createTable(summarySizes.words);
  const failures = new Map<number, FailureCounter>();
  let otherFailures = 0;

  // Lines come nearly in order of time, and writing a date out takes longer than all the counting.
  let minute = { at: -1, key: '' };
  const minuteKey = (time: number): string => {
    const at = Math.floor(time / 60_000) * 60_000;
    if (at !== minute.at) minute = { at, key: new Date(at).toISOString() };
    return minute.key;
  };

  const fail = (status: number, entry: AccessLogEntry, line: string): void => {
    let failure = failures.get(status);
    if (failure === undefined) {
      if (failures.size >= summarySizes.failures) {
        otherFailures += 1;
        return;
      }
      failure = createFailure(status, sampleLimit);
      failures.set(status, failure);
    }
    failure.add(entry, line);
  };

  const count = (entry: AccessLogEntry, line: string): void => {
    lines.counted += 1;
    all.add('all', entry);
    minutes.add(minuteKey(entry.time), entry);
    if (entry.target !== null) targets.add(targetKey(entry.target), entry);
    if (entry.targetGroup !== null) targetGroups.add(entry.targetGroup, entry);
    if (entry.errorReason !== null) errorReasons.add(word(entry.errorReason), entry);
    if (entry.classification !== null) {
      classifications.add(word([entry.classification, entry.classificationReason ?? ''].join(' ').trim()), entry);
    }
    actions.add(entry.actions.length === 0 ? 'none' : word(entry.actions.join(',')), entry);
    if (entry.elbStatus !== null && entry.elbStatus >= 400) fail(entry.elbStatus, entry, line);
  };

  return {
    add: (text) => {
      lines.read += 1;
      if (text.length > longestLine) lines.cut += 1;
      const line = text.length > longestLine ? text.slice(0, longestLine) : text;
      const parsed = parseEntry(line);
      if (!parsed.ok) lines.malformed += 1;
      else if (loadBalancerId !== undefined && parsed.entry.loadBalancerId !== loadBalancerId) lines.elsewhere += 1;
      else if (parsed.entry.time < start || parsed.entry.time >= end) lines.outsideWindow += 1;
      else count(parsed.entry, line);
    },
    result: () => {
      const whole = all.table().rows[0];
      const byMinute = minutes.table();
      return {
        from: from.toISOString(),
        to: to.toISOString(),
        lines: { ...lines },
        firstAt: whole?.firstAt ?? null,
        lastAt: whole?.lastAt ?? null,
        requests: lines.counted,
        outcomes: whole?.outcomes ?? [],
        minutes: byMinute.rows
          .map((row) => ({ at: row.key, requests: row.count, outcomes: row.outcomes }))
          .sort((a, b) => (a.at < b.at ? -1 : 1)),
        otherMinutes: byMinute.others,
        targets: targets.table(),
        targetGroups: targetGroups.table(),
        errorReasons: errorReasons.table(),
        classifications: classifications.table(),
        actions: actions.table(),
        failures: [...failures.values()]
          .map((failure) => failure.failure())
          .sort((a, b) => b.count - a.count || a.status - b.status),
        otherFailures,
      };
    },
  };
}

/** These are single words from a short list; anything else is somebody's test of us. */
function word(text: string): string {
  return text.slice(0, 120).replace(/[^\w,.: -]/g, '�');
}
