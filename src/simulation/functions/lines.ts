import type { LogLine } from '../account/logs.ts';
import { hex } from '../shop/dice.ts';
import { jsonLines } from './lines-json.ts';
import { textLines } from './lines-text.ts';
import type { Run } from './invocations.ts';
import type { Func } from './model.ts';

/** The log lines of invocations, by the stream (the execution environment) that they stand in. */
export function streamsOf(seed: string, func: Func, runs: readonly Run[]): ReadonlyMap<string, LogLine[]> {
  const environments: { readonly name: string; free: number }[] = [];
  const streams = new Map<string, LogLine[]>();
  for (const run of runs) {
    const { start, version } = run.invocation;
    const cold = run.invocation.cold || run.outcome.initMs !== undefined;
    // An environment takes one invocation at a time; a cold start opens a new one.
    let environment = cold
      ? undefined
      : environments.find(({ free, name }) => free < start && name.includes(`[${version}]`));
    const fresh = !environment;
    if (!environment) {
      environment = { name: streamName(seed, func, start, version, environments.length), free: 0 };
      environments.push(environment);
    }
    environment.free = run.end + 5;
    const lines = streams.get(environment.name) ?? [];
    streams.set(environment.name, lines);
    lines.push(...linesOf(run, fresh));
  }
  return streams;
}

function linesOf(run: Run, fresh: boolean): readonly LogLine[] {
  const { func } = run.invocation;
  return func.configuration.LoggingConfig?.LogFormat === 'JSON' ? jsonLines(run, fresh) : textLines(run, fresh);
}

/** Of groups that several functions may share the name of the function is part of the stream's. */
function streamName(seed: string, { name, configuration }: Func, at: number, version: string, number: number): string {
  const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
  const own = configuration.LoggingConfig?.LogGroup === `/aws/lambda/${name}` ? '' : name;
  return `${day}/${own}[${version}]${hex(`${seed}/${name}/environment/${number}`, 32)}`;
}
