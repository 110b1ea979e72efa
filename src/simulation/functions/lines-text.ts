import type { LogLine } from '../account/logs.ts';
import type { Run } from './invocations.ts';
import type { Func, Said } from './model.ts';
import { traceText } from './traces.ts';

/**
 * The lines of an invocation in the text format. Wording: Lambda developer guide and production logs; since 2024 REPORT
 * states status and error type. After a timeout comes the sentence about it, then END and REPORT.
 */
export function textLines(run: Run, fresh: boolean): readonly LogLine[] {
  const { invocation, outcome, end } = run;
  const { id, start, func, version } = invocation;
  const { MemorySize = 128, Timeout = 3 } = func.configuration;
  const limit = Timeout * 1_000;
  const initMs = outcome.initMs ?? (fresh ? func.initMs : 0);
  const begin = start - Math.round(initMs);
  const duration = outcome.kind === 'timeout' ? limit : outcome.seconds * 1_000;
  const lines: LogLine[] = [];
  const add = (at: number, text: string) => lines.push({ at: Math.round(at), text });

  if (fresh) add(begin - 1, `INIT_START Runtime Version: ${runtimeVersion(func)}\n`);
  for (const text of outcome.before ?? []) add(start - 1, text);
  add(start, `START RequestId: ${id} Version: ${version}\n`);
  for (const said of saidBy(run)) add(start + said.at * 1_000, spoken(func, id, start, said));
  if (outcome.kind === 'timeout')
    add(end, `${new Date(end).toISOString()} ${id} Task timed out after ${(limit / 1_000).toFixed(2)} seconds\n\n`);
  if (outcome.kind === 'killed')
    add(end, `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`);
  for (const text of outcome.after ?? []) add(end, text.replaceAll('{id}', id));
  add(end + 1, `END RequestId: ${id}\n`);
  const report = [
    `REPORT RequestId: ${id}`,
    `Duration: ${duration.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(duration + initMs)} ms`,
    `Memory Size: ${MemorySize} MB`,
    `Max Memory Used: ${Math.min(outcome.memory ?? func.memory, MemorySize)} MB`,
    ...(initMs > 0 ? [`Init Duration: ${initMs.toFixed(2)} ms`] : []),
    ...statusOf(run),
  ];
  add(end + 2, `${report.join('\t')}\t\n`);
  return lines;
}

/** What the application writes: the outcome's own lines, else the usual ones as far as it got. */
export function saidBy({ invocation: { func }, outcome }: Run): readonly Said[] {
  return outcome.says ?? func.says.map((said) => ({ ...said, at: said.at * outcome.seconds }));
}

function statusOf({ outcome: { kind, errorType } }: Run): readonly string[] {
  if (kind === 'ok') return [];
  if (kind === 'timeout') return ['Status: timeout'];
  return ['Status: error', `Error Type: ${errorType ?? (kind === 'killed' ? 'Runtime.ExitError' : 'Error')}`];
}

/** A line as the loggers of the runtimes write it. */
function spoken(func: Func, id: string, start: number, { at, level, text, thrown, plain }: Said): string {
  if (plain) return `${text}\n`;
  const time = new Date(start + at * 1_000).toISOString();
  const words = thrown ? traceText(func.language, thrown) : text;
  switch (func.language) {
    case 'python':
      return thrown ? `${words}\n` : `[${level}]\t${time}\t${id}\t${words}\n`;
    case 'node':
      return `${time}\t${id}\t${level}\t${words}\n`;
    case 'java':
      return thrown
        ? `${words}\n`
        : `${time.replace('T', ' ').replace('Z', '')} ${id} ${level} com.example.Handler - ${words}\n`;
    case 'go':
      return `${time.slice(0, 19).replaceAll('-', '/').replace('T', ' ')} ${words}\n`;
    case 'dotnet':
      return `${time}\t${id}\t${level === 'ERROR' ? 'fail' : level.toLowerCase()}\t${words}\n`;
  }
}

export function runtimeVersion({ configuration: { Runtime = 'provided.al2023' } }: Func): string {
  const [, name = Runtime, version = ''] = /^([a-z]+?)([\d.]*x?)$/.exec(Runtime) ?? [];
  const family =
    name === 'provided' || name === 'provided.al' ? 'provided:al2023' : `${name}:${version.replace('.x', '')}`;
  return `${family}.v52\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0f2d61f4a7b04d30bb5a17e9a4fe2a51e3b4f3d3c7c1f4b0a7a5c1d2e3f40516`;
}
