import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { openAccounts } from '#aws/accounts';
import { UsageError, brokenStore, noStore } from '#app';
import { changesToRead } from '#changes';
import type { Command } from '#app';
import { ConfigError, readSetup } from '#config';
import type { Env, Setup } from '#config';
import { remedies } from '#remediations';
import { isStoreIn, openStore } from '#store';
import type { Store } from '#store';
import { commandsFor } from '../commands/index.ts';
import { playbooks } from '../playbooks/index.ts';
import { unaccountedIn } from './guarded.ts';
import { createLog } from './log.ts';
import { scopes } from './slack/surface.ts';
import { cli } from './terminal/cli.ts';
import type { ExitCode, OpenApp } from './terminal/program.ts';

const { env } = process;
const stop = new AbortController();
// Once: a second Ctrl-C ends the process at once, as everywhere.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const commands = commandsFor({ env, nodeVersion: process.version, fetch: globalThis.fetch, slackScopes: scopes });

process.exitCode = await cli(process.argv.slice(2), process, {
  version: await ownVersion(),
  commands,
  open,
  serve,
  signal: stop.signal,
  by: loginName(),
});

/** What the commands of a terminal use. Logs only warnings, unless told otherwise: the result is what is wanted. */
async function open({ needs }: Pick<Command, 'needs'>): Promise<OpenApp> {
  const { environment, config } = await setup({ ...env, LOG_LEVEL: env['LOG_LEVEL']?.trim() || 'warn' });
  const log = createLog(environment.logLevel);
  const now = () => new Date();
  const store = await storeIfAny(environment, needs, log);
  const openAccount = openAccounts({ accounts: config.accounts, env, now });
  const changes =
    store.changes && changesToRead(store.changes, remedies, unaccountedIn({ store: store.changes, config, env }));
  const byId = new Map(playbooks.map((playbook) => [playbook.id, playbook]));
  return {
    app: { config, playbooks: byId, commands, store, changes, openAccount, now, log },
    close: () => store.close(),
  };
}

async function serve(): Promise<ExitCode> {
  const { environment } = await setup(env);
  // Loaded only when it is wanted: Slack and the workspace are most of the program.
  const { serve: run } = await import('./serve.ts');
  return run(env, createLog(environment.logLevel));
}

async function setup(variables: Env): Promise<Setup> {
  try {
    return await readSetup(variables);
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}

/**
 * Most commands need no database, so they use one only when they were told which; and do their work without it, too.
 * What looks into the store takes the one that the bot has made in the usual place.
 */
async function storeIfAny(
  { databaseUrl, dataDir }: Setup['environment'],
  needs: Command['needs'],
  log: OpenApp['app']['log'],
): Promise<Store> {
  const named = databaseUrl !== null || Boolean(env['OPSMEDIC_DATA']?.trim());
  if (!named && !(needs === 'store' && (await isStoreIn(dataDir)))) return noStore();
  return openStore({ databaseUrl, dataDir, owner: randomUUID(), log }).catch(brokenStore);
}

async function ownVersion(): Promise<string> {
  const description: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const named = typeof description === 'object' && description !== null && 'version' in description;
  return named ? String(description.version) : 'unknown';
}

/** There may be no such user in a container. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return env['USER'] ?? 'somebody';
  }
}
