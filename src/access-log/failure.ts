import { redactText } from '#redaction';
import type { AccessLogEntry } from './entry.ts';
import type { ElapsedBar } from './elapsed.ts';
import { createElapsed } from './elapsed.ts';
import { routeOf } from './route.ts';
import type { Sample } from './sample.ts';
import { createSampleKeeper } from './sample.ts';
import type { Table } from './table.ts';
import { createTable } from './table.ts';

/**
 * Where in the request's way a failing status came from, as the log shows it:
 * - `no-target`: no target is logged (none could be chosen, a Lambda target, a fixed response, a refusal).
 * - `connect-failed`: a target, no answer, and none of the three times: it was never connected to.
 * - `no-answer`: the request was sent, and no answer came: closed early when quick, timed out when slow.
 * - `replaced`: the target answered with another status than the client got.
 * - `passed-through`: the target's own status.
 */
export type FailureOrigin = 'no-target' | 'connect-failed' | 'no-answer' | 'replaced' | 'passed-through';

/** All requests that ended with one status of 400 or more. */
export interface Failure {
  readonly status: number;
  readonly count: number;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** Only the origins that occurred; their counts add up to `count`. */
  readonly origins: { readonly [O in FailureOrigin]?: OriginDetail };
}

/** Requests that failed in one way. */
export interface OriginDetail {
  readonly count: number;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** From the request's arrival to the response. Requests whose arrival is not logged are in `unknownElapsed`. */
  readonly elapsed: readonly ElapsedBar[];
  readonly unknownElapsed: number;
  /** Bytes from the client and to the client, all requests together and the largest. */
  readonly received: ByteCount;
  readonly sent: ByteCount;
  /** Keys are `ip:port`; empty where there was no target. */
  readonly targets: Table;
  /** Keys are the status codes that targets answered with; empty where they answered none. */
  readonly targetStatuses: Table;
  /** Keys are method and path, `GET /orders/{id}`: no query string, ids folded. */
  readonly routes: Table;
  /** The newest first. */
  readonly samples: readonly Sample[];
}

export interface ByteCount {
  readonly total: number;
  readonly largest: number;
}

export const tableSizes = { targets: 100, targetStatuses: 20, routes: 20 } as const;

export interface FailureCounter {
  add(entry: AccessLogEntry, line: string): void;
  failure(): Failure;
}

export function originOf(entry: AccessLogEntry): FailureOrigin {
  if (entry.targetStatus !== null) return entry.targetStatus === entry.elbStatus ? 'passed-through' : 'replaced';
  if (entry.target === null) return 'no-target';
  const times = [entry.requestSeconds, entry.targetSeconds, entry.responseSeconds];
  return times.every((time) => time === null) ? 'connect-failed' : 'no-answer';
}

/** Collects the requests that ended with `status`, in bounded memory. */
export function createFailure(status: number, sampleLimit: number): FailureCounter {
  const origins = new Map<FailureOrigin, OriginCounter>();
  return {
    add: (entry, line) => {
      const origin = originOf(entry);
      const counter = origins.get(origin) ?? createOrigin(sampleLimit);
      origins.set(origin, counter);
      counter.add(entry, line);
    },
    failure: () => {
      const details = [...origins]
        .map(([origin, counter]) => [origin, counter.detail()] as const)
        .sort(([, a], [, b]) => b.count - a.count);
      return { status, ...span(details.map(([, detail]) => detail)), origins: Object.fromEntries(details) };
    },
  };
}

/** The whole of several parts: how many, from when, until when. */
export function span(parts: readonly { count: number; firstAt: string; lastAt: string }[]): {
  count: number;
  firstAt: string;
  lastAt: string;
} {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    firstAt: parts.map(({ firstAt }) => firstAt).sort()[0] ?? '',
    lastAt:
      parts
        .map(({ lastAt }) => lastAt)
        .sort()
        .at(-1) ?? '',
  };
}

interface OriginCounter {
  add(entry: AccessLogEntry, line: string): void;
  detail(): OriginDetail;
}

function createOrigin(sampleLimit: number): OriginCounter {
  let count = 0;
  let unknownElapsed = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const received = { total: 0, largest: 0 };
  const sent = { total: 0, largest: 0 };
  const elapsed = createElapsed();
  const targets = createTable(tableSizes.targets);
  const targetStatuses = createTable(tableSizes.targetStatuses);
  const routes = createTable(tableSizes.routes);
  const samples = createSampleKeeper(sampleLimit);

  return {
    add: (entry, line) => {
      count += 1;
      first = Math.min(first, entry.time);
      last = Math.max(last, entry.time);
      if (entry.createdAt === null) unknownElapsed += 1;
      else elapsed.add(Math.max(0, entry.time - entry.createdAt) / 1000);
      grow(received, entry.receivedBytes);
      grow(sent, entry.sentBytes);
      if (entry.target !== null) targets.add(targetKey(entry.target), entry);
      if (entry.targetStatus !== null) targetStatuses.add(String(entry.targetStatus), entry);
      routes.add(routeOf(entry.request), entry);
      samples.offer(line, entry.time);
    },
    detail: () => ({
      count,
      firstAt: new Date(first).toISOString(),
      lastAt: new Date(last).toISOString(),
      elapsed: elapsed.bars(),
      unknownElapsed,
      received: { ...received },
      sent: { ...sent },
      targets: targets.table(),
      targetStatuses: targetStatuses.table(),
      routes: withoutSecrets(routes.table()),
      samples: samples.samples(),
    }),
  };
}

function grow(bytes: { total: number; largest: number }, more: number): void {
  bytes.total += more;
  bytes.largest = Math.max(bytes.largest, more);
}

/** `10.0.0.1:80`, `[2001:db8::1]:80`: as target health and people write it. */
export function targetKey(target: { ip: string; port: number | null }): string {
  const ip = target.ip.includes(':') ? `[${target.ip}]` : target.ip;
  return target.port === null ? ip : `${ip}:${target.port}`;
}

/** A path may hold what a query string should have. */
function withoutSecrets(table: Table): Table {
  return { ...table, rows: table.rows.map((row) => ({ ...row, key: redactText(row.key) })) };
}
