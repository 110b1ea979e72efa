import { fact, maybe, ReadFailure } from '#playbook';
import type { BlindSpot } from '#playbook';
import { episode, troubleOf } from './episode.ts';
import { incidentLines, logPlace, reportLines } from './log.ts';
import { platformLine } from './platform-line.ts';
import type { PlatformLine, Status } from './platform-line.ts';
import { timeout } from './function.ts';

/** How an invocation failed. `killed`: the process, mostly for memory. `init`: it did not get as far as the handler. */
export type FailureKind = 'timeout' | 'killed' | 'heap' | 'init-timeout' | 'init-error' | 'exit' | 'error';

export interface FailedInvocation {
  readonly requestId: string | null;
  readonly stream: string;
  /** When it ended. */
  readonly at: Date;
  /** Null where no line tells. */
  readonly durationMs: number | null;
  readonly kind: FailureKind;
  /** `Runtime.ImportModuleError`, … */
  readonly errorType: string | null;
  /** Lines that tell, as they stand in the log. */
  readonly quotes: readonly string[];
  /** Part of its memory that was used; null where no report tells. */
  readonly memory: number | null;
}

/** One report: an invocation that ran, with what it took. */
export interface Ran {
  readonly requestId: string;
  readonly stream: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly initMs: number | null;
  readonly memory: number | null;
  readonly usedMb: number | null;
  readonly memoryMb: number | null;
  readonly outcome: Status;
  readonly quote: string;
}

/** What the log says of invocations. */
export interface Invocations {
  /** Newest thousand at most, oldest first, each attempt once. */
  readonly ran: readonly Ran[];
  readonly failed: readonly FailedInvocation[];
  /** Initialisations that ran into the ten seconds they may take. */
  readonly initTimeouts: readonly Extract<PlatformLine, { kind: 'init' }>[];
  readonly recursions: readonly Extract<PlatformLine, { kind: 'recursion' }>[];
  /** Since when reports tell how invocations ended; null where they do not, as those of old. */
  readonly toldSince: Date | null;
  /** Whether there was more than was read. */
  readonly cut: boolean;
  /** A half that could not be read. */
  readonly unread: readonly BlindSpot[];
}

/** Null when nothing is wrong that a log could explain. */
export const invocations = fact({
  id: 'lambda.invocations',
  title: 'How invocations ended',
  step: 'Logs',
  from: {
    reportLines: maybe(reportLines),
    incidentLines: maybe(incidentLines),
    timeout: maybe(timeout),
    episode: maybe(episode),
    logPlace,
  },
  learn: ({ reportLines, incidentLines, timeout, episode, logPlace }): Invocations | null => {
    if (!reportLines.known && !incidentLines.known) {
      const { why, detail, action } = incidentLines.blind;
      throw new ReadFailure(why, detail, action);
    }
    const unread = [reportLines, incidentLines].flatMap((one) => (one.known ? [] : [one.blind]));
    const found = [reportLines, incidentLines].flatMap((one) => (one.known && one.value !== null ? [one.value] : []));
    if (found.length === 0 && unread.length === 0) return null;
    const failed = episode.known && troubleOf(episode.value, 'errors') !== null;
    if (failed && logPlace.hasReports && unread.length === 0 && found.every((one) => one.lines.length === 0)) {
      const says = `the log group ${logPlace.group} holds nothing of the time in which it failed: may its role write there?`;
      throw new ReadFailure('absent', says, 'logs:StartQuery');
    }
    const lines = found.flatMap((one) => one.lines.flatMap((line) => platformLine(line) ?? []));
    const cut = found.some((one) => one.cut);
    const told = lines.some((line) => line.kind === 'report' && line.status !== 'unknown');
    const incidents = incidentLines.known ? incidentLines.value : null;
    const toldSince = told && incidents ? (incidents.cut ? (incidents.lines[0]?.at ?? null) : incidents.from) : null;
    return { ...invocationsOf(lines, timeout.known ? timeout.value.ms : null), toldSince, cut, unread };
  },
});

/** Attempts of one request are told apart by this much time between their lines. Milliseconds. */
const SAME_ATTEMPT_MS = 2_500;

/** Puts the lines of each attempt together: a timeout is told by its own line and by its report. */
export function invocationsOf(
  lines: readonly PlatformLine[],
  timeoutMs: number | null,
): Pick<Invocations, 'ran' | 'failed' | 'initTimeouts' | 'recursions'> {
  const distinct = [
    ...new Map(lines.map((line) => [`${line.at.getTime()} ${line.stream} ${line.kind} ${line.quote}`, line])).values(),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const attempts = attemptsOf(distinct);
  const ran = attempts.flatMap((attempt) =>
    attempt.flatMap((line) => (line.kind === 'report' ? [line] : [])).slice(-1),
  );
  const outcomes = attempts.map((attempt) => failureOf(attempt, timeoutMs));
  const failed = outcomes.flatMap((one) => one ?? []);
  const failedReports = new Map(
    attempts.flatMap((attempt, index) => {
      const failure = outcomes[index];
      return failure ? attempt.map((line) => [line, failure] as const) : [];
    }),
  );
  return {
    ran: ran.map((line) => {
      const failure = failedReports.get(line);
      const outcome =
        failure === undefined
          ? line.status === 'unknown'
            ? 'success'
            : line.status
          : failure.kind === 'timeout'
            ? 'timeout'
            : 'error';
      const { requestId, stream, at, durationMs, initMs, usedMb, memoryMb, quote } = line;
      return { requestId, stream, at, durationMs, initMs, usedMb, memoryMb, memory: memoryOf(line), outcome, quote };
    }),
    failed,
    initTimeouts: distinct.flatMap((line) => (line.kind === 'init' && line.status === 'timeout' ? [line] : [])),
    recursions: distinct.flatMap((line) => (line.kind === 'recursion' ? [line] : [])),
  };
}

/** Lines without a request id belong to the attempt of the same stream that is nearest in time. */
function attemptsOf(lines: readonly PlatformLine[]): PlatformLine[][] {
  const attempts: PlatformLine[][] = [];
  const open = new Map<string, PlatformLine[]>();
  for (const line of lines) {
    if (line.kind === 'recursion') continue;
    const id = 'requestId' in line ? line.requestId : null;
    const known = (id === null ? null : open.get(id)) ?? open.get(line.stream);
    const last = known?.at(-1);
    const other =
      last && id !== null && known?.some((one) => 'requestId' in one && one.requestId !== null && one.requestId !== id);
    if (known && last && !other && line.at.getTime() - last.at.getTime() <= SAME_ATTEMPT_MS) {
      known.push(line);
      if (id !== null) open.set(id, known);
    } else {
      const attempt = [line];
      attempts.push(attempt);
      if (id !== null) open.set(id, attempt);
      open.set(line.stream, attempt);
    }
  }
  return attempts;
}

const INIT_ERRORS =
  /^Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError|InvalidEntrypoint|NoSuchHandler|MalformedHandlerName|InvalidWorkingDir|CreateError)/;

function failureOf(attempt: readonly PlatformLine[], timeoutMs: number | null): FailedInvocation | null {
  const report = attempt.findLast((line) => line.kind === 'report');
  const kind = kindOf(attempt, report, timeoutMs);
  const last = attempt.at(-1);
  if (kind === null || !last) return null;
  const types = attempt.flatMap((line) => ('errorType' in line && line.errorType !== null ? [line.errorType] : []));
  const said = attempt.find((line) => line.kind === 'timeout');
  const ids = attempt.flatMap((line) => ('requestId' in line ? (line.requestId ?? []) : []));
  return {
    requestId: ids[0] ?? null,
    stream: last.stream,
    at: last.at,
    durationMs: report?.durationMs ?? (said ? said.seconds * 1000 : null),
    kind,
    errorType: types.find((type) => INIT_ERRORS.test(type)) ?? types[0] ?? null,
    quotes: [...new Set(attempt.toSorted(reportsLast).map(({ quote }) => quote))],
    memory: report ? memoryOf(report) : null,
  };
}

/** The sentence that tells comes before the figures. */
function reportsLast(a: PlatformLine, b: PlatformLine): number {
  return Number(a.kind === 'report') - Number(b.kind === 'report');
}

type Report = Extract<PlatformLine, { kind: 'report' }>;

function kindOf(
  attempt: readonly PlatformLine[],
  report: Report | undefined,
  timeoutMs: number | null,
): FailureKind | null {
  const types = attempt.flatMap((line) => ('errorType' in line && line.errorType !== null ? [line.errorType] : []));
  const inits = attempt.flatMap((line) => (line.kind === 'init' ? [line] : []));
  const timedOut = attempt.some((line) => line.kind === 'timeout') || report?.status === 'timeout';
  if (types.some((type) => INIT_ERRORS.test(type))) return 'init-error';
  if (attempt.some((line) => line.kind === 'heap')) return 'heap';
  if (types.includes('Runtime.OutOfMemory')) return 'killed';
  if (attempt.some((line) => line.kind === 'runtime' && line.killed)) return 'killed';
  if (inits.some(({ status }) => status === 'timeout')) return 'init-timeout';
  if (timedOut) return 'timeout';
  if (inits.some(({ status }) => status === 'error')) return 'init-error';
  if (attempt.some((line) => line.kind === 'runtime')) return 'exit';
  if (report?.status === 'error') return 'error';
  // Reports of old do not tell how it ended: one that took exactly as long as it may was cut off.
  if (report?.status === 'unknown' && timeoutMs !== null && report.durationMs >= timeoutMs) return 'timeout';
  return null;
}

function memoryOf({ usedMb, memoryMb }: Report): number | null {
  return usedMb === null || memoryMb === null || memoryMb === 0 ? null : usedMb / memoryMb;
}
