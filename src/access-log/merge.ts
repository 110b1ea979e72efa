import { mergeBars } from './elapsed.ts';
import type { ByteCount, Failure, FailureOrigin, OriginDetail } from './failure.ts';
import { span, tableSizes } from './failure.ts';
import { mergeOutcomes } from './outcome.ts';
import type { AccessLogSummary, Minute } from './summary.ts';
import { summarySizes } from './summary.ts';
import { mergeTables } from './table.ts';

const origins: readonly FailureOrigin[] = ['no-target', 'connect-failed', 'no-answer', 'replaced', 'passed-through'];

/**
 * Adds summaries up, of several files or load balancers. The window is the widest of theirs; each failing status and
 * origin keeps as many samples as the summary that had the most. Null for an empty list.
 */
export function mergeSummaries(list: readonly AccessLogSummary[]): AccessLogSummary | null {
  const [first] = list;
  if (first === undefined) return null;
  const total = (pick: (summary: AccessLogSummary) => number): number =>
    list.reduce((sum, summary) => sum + pick(summary), 0);
  const minutes = mergeMinutes(list);
  const failures = mergeFailures(list.flatMap((summary) => summary.failures));
  return {
    from: list.map((summary) => summary.from).sort()[0] ?? first.from,
    to:
      list
        .map((summary) => summary.to)
        .sort()
        .at(-1) ?? first.to,
    lines: {
      read: total(({ lines }) => lines.read),
      counted: total(({ lines }) => lines.counted),
      malformed: total(({ lines }) => lines.malformed),
      elsewhere: total(({ lines }) => lines.elsewhere),
      outsideWindow: total(({ lines }) => lines.outsideWindow),
      cut: total(({ lines }) => lines.cut),
    },
    firstAt: list.flatMap((summary) => summary.firstAt ?? []).sort()[0] ?? null,
    lastAt:
      list
        .flatMap((summary) => summary.lastAt ?? [])
        .sort()
        .at(-1) ?? null,
    requests: total((summary) => summary.requests),
    outcomes: mergeOutcomes(list.map((summary) => summary.outcomes)),
    minutes: minutes.slice(-summarySizes.minutes),
    otherMinutes: requestsIn(minutes.slice(0, -summarySizes.minutes)) + total((summary) => summary.otherMinutes),
    targets: mergeTables(
      list.map((summary) => summary.targets),
      summarySizes.targets,
    ),
    targetGroups: mergeTables(
      list.map((summary) => summary.targetGroups),
      summarySizes.targetGroups,
    ),
    errorReasons: mergeTables(
      list.map((summary) => summary.errorReasons),
      summarySizes.words,
    ),
    classifications: mergeTables(
      list.map((summary) => summary.classifications),
      summarySizes.words,
    ),
    actions: mergeTables(
      list.map((summary) => summary.actions),
      summarySizes.words,
    ),
    failures: failures.slice(0, summarySizes.failures),
    otherFailures: span(failures.slice(summarySizes.failures)).count + total((summary) => summary.otherFailures),
  };
}

function requestsIn(minutes: readonly Minute[]): number {
  return minutes.reduce((sum, { requests }) => sum + requests, 0);
}

function mergeMinutes(list: readonly AccessLogSummary[]): Minute[] {
  const merged = new Map<string, Minute>();
  for (const minute of list.flatMap((summary) => summary.minutes)) {
    const held = merged.get(minute.at);
    merged.set(minute.at, {
      at: minute.at,
      requests: minute.requests + (held?.requests ?? 0),
      outcomes: mergeOutcomes([minute.outcomes, held?.outcomes ?? []]),
    });
  }
  return [...merged.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}

function mergeFailures(failures: readonly Failure[]): Failure[] {
  const byStatus = new Map<number, Failure[]>();
  for (const failure of failures) byStatus.set(failure.status, [...(byStatus.get(failure.status) ?? []), failure]);
  return [...byStatus]
    .map(([status, same]) => {
      const merged = origins.flatMap((origin) => {
        const details = same.flatMap((failure) => failure.origins[origin] ?? []);
        return details.length === 0 ? [] : [[origin, mergeOrigin(details)] as const];
      });
      const details = merged.sort(([, a], [, b]) => b.count - a.count);
      return { status, ...span(details.map(([, detail]) => detail)), origins: Object.fromEntries(details) };
    })
    .sort((a, b) => b.count - a.count || a.status - b.status);
}

function mergeOrigin(details: readonly OriginDetail[]): OriginDetail {
  const samples = Math.max(...details.map((detail) => detail.samples.length));
  return {
    ...span(details),
    elapsed: mergeBars(details.map((detail) => detail.elapsed)),
    unknownElapsed: details.reduce((sum, detail) => sum + detail.unknownElapsed, 0),
    received: mergeBytes(details.map((detail) => detail.received)),
    sent: mergeBytes(details.map((detail) => detail.sent)),
    targets: mergeTables(
      details.map((detail) => detail.targets),
      tableSizes.targets,
    ),
    targetStatuses: mergeTables(
      details.map((detail) => detail.targetStatuses),
      tableSizes.targetStatuses,
    ),
    routes: mergeTables(
      details.map((detail) => detail.routes),
      tableSizes.routes,
    ),
    samples: details
      .flatMap((detail) => detail.samples)
      .sort((a, b) => (a.time === b.time ? (a.line < b.line ? -1 : 1) : a.time > b.time ? -1 : 1))
      .slice(0, samples),
  };
}

function mergeBytes(counts: readonly ByteCount[]): ByteCount {
  return {
    total: counts.reduce((sum, { total }) => sum + total, 0),
    largest: Math.max(...counts.map(({ largest }) => largest)),
  };
}
