import type { LogLine } from '../account/logs.ts';
import type { Run } from './invocations.ts';
import { runtimeVersion, saidBy } from './lines-text.ts';
import type { Func, Said } from './model.ts';
import { traceLines } from './traces.ts';

/**
 * The lines of an invocation in the JSON format: platform events in place of START, END and REPORT, and no sentence
 * about a timeout. With the system level WARN only what failed is reported.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export function jsonLines(run: Run, fresh: boolean): readonly LogLine[] {
  const { invocation, outcome, end } = run;
  const { id, start, func, version } = invocation;
  const { MemorySize = 128, Timeout = 3, LoggingConfig } = func.configuration;
  const quiet = LoggingConfig?.SystemLogLevel === 'WARN';
  const initMs = outcome.initMs ?? (fresh ? func.initMs : 0);
  const status = { ok: 'success', error: 'error', timeout: 'timeout', killed: 'failure' }[outcome.kind];
  const durationMs = round(outcome.kind === 'timeout' ? Timeout * 1_000 : outcome.seconds * 1_000);
  const errorType = outcome.errorType ?? (outcome.kind === 'killed' ? 'Runtime.ExitError' : undefined);
  const lines: LogLine[] = [];
  const add = (at: number, value: object) => lines.push({ at: Math.round(at), text: `${JSON.stringify(value)}\n` });
  const platform = (at: number, type: string, record: object) =>
    add(at, { time: new Date(Math.round(at)).toISOString(), type: `platform.${type}`, record });

  if (fresh && !quiet) {
    const [runtime, arn] = runtimeVersion(func).split('\tRuntime Version ARN: ');
    platform(start - initMs - 1, 'initStart', {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion: runtime,
      runtimeVersionArn: arn,
    });
  }
  for (const text of outcome.before ?? []) {
    const [, ms = '0', phase = 'init', how = 'timeout'] =
      /Init Duration: ([\d.]+) ms\s+Phase: (\w+)\s+Status: (\w+)/.exec(text) ?? [];
    platform(start - 1, 'initReport', {
      initializationType: 'on-demand',
      phase,
      status: how,
      metrics: { durationMs: Number(ms) },
    });
  }
  if (!quiet) platform(start, 'start', { requestId: id, version });
  for (const said of saidBy(run)) add(start + said.at * 1_000, spoken(func, id, start, said));
  if (quiet && status === 'success') return lines;
  platform(end + 2, 'report', {
    requestId: id,
    metrics: {
      durationMs,
      billedDurationMs: Math.ceil(durationMs + initMs),
      memorySizeMB: MemorySize,
      maxMemoryUsedMB: Math.min(outcome.memory ?? func.memory, MemorySize),
      ...(initMs > 0 ? { initDurationMs: round(initMs) } : {}),
    },
    status,
    ...(errorType === undefined ? {} : { errorType }),
  });
  return lines;
}

function spoken(func: Func, requestId: string, start: number, { at, level, text, thrown }: Said): object {
  const timestamp = new Date(start + Math.round(at * 1_000)).toISOString();
  const stackTrace = thrown ? traceLines(func.language, thrown) : [];
  if (func.language === 'node') {
    const message = thrown
      ? { errorType: thrown.type, errorMessage: thrown.message, ...thrown.members, stackTrace }
      : text;
    return { timestamp, level, requestId, message };
  }
  if (!thrown) return { timestamp, level, message: text, logger: 'root', requestId };
  return { timestamp, log_level: level, errorMessage: thrown.message, errorType: thrown.type, requestId, stackTrace };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}
