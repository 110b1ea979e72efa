import { ConfigError } from './config-error.ts';
import { readEnvironment } from './environment.ts';
import type { Env, Environment } from './environment.ts';
import { loadConfig } from './load.ts';
import type { ReadFile } from './load.ts';
import type { Config } from './schema.ts';

/** Everything that is set up from outside. */
export interface Setup {
  readonly environment: Environment;
  readonly config: Config;
}

/** Reads the environment and the configuration file; rejects with one `ConfigError` that lists the problems of both. */
export async function readSetup(env: Env, readFile?: ReadFile): Promise<Setup> {
  const [environment, config] = await Promise.allSettled([
    (async () => readEnvironment(env))(),
    loadConfig(env, readFile),
  ]);
  const problems: string[] = [];
  for (const part of [environment, config]) {
    if (part.status !== 'rejected') continue;
    if (!(part.reason instanceof ConfigError)) throw part.reason;
    problems.push(...part.reason.problems);
  }
  if (environment.status === 'rejected' || config.status === 'rejected') throw new ConfigError(problems);
  return { environment: environment.value, config: config.value };
}
