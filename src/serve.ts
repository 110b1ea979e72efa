import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { openAccounts } from '#aws/accounts';
import { warm } from '#aws/warm';
import type { App, OpenAccount } from '#app';
import { readSetup } from '#config';
import type { Config, Env, Environment, SlackSettings } from '#config';
import { CannotInvestigate } from '#playbook';
import { openStore, StoreError } from '#store';
import { commandsFor } from '../commands/index.ts';
import { playbooks } from '../playbooks/index.ts';
import { countedReader } from './http/counted-reader.ts';
import { countedStore } from './http/counted-store.ts';
import { healthRoutes } from './http/health.ts';
import type { Route } from './http/health.ts';
import { createMetrics } from './http/metrics.ts';
import { serveHealth } from './http/server.ts';
import { startGuarded } from './guarded.ts';
import { slackPeople, startSlack, SlackRefused } from './slack/index.ts';
import type { RunningSlack } from './slack/index.ts';
import { scopes } from './slack/surface.ts';

type Tokens = Exclude<SlackSettings, { readonly mode: 'local' }>;

/** What the bot is connected to: a real workspace and account, or the local ones. Only these differ between the two. */
interface Connected {
  readonly tokens: Tokens;
  readonly config: Config;
  /** The environment that AWS is reached with. */
  readonly aws: Env;
  /** Answers health checks where Slack's own traffic does not come to us. */
  readonly listen: (routes: readonly Route[]) => Promise<() => Promise<void>>;
  /** Said once it is ready. */
  readonly welcome: string | null;
  readonly close: () => Promise<void>;
}

/**
 * Runs the bot until the process is told to stop: against Slack and AWS when there are tokens, else in the local
 * workspace with a simulated account. Resolves with the exit code.
 */
export async function serve(env: Env, log: Logger): Promise<0 | 1> {
  const { environment, config } = await readSetup(env);
  const stop = stopSignal();
  const closers: (() => Promise<void>)[] = [];
  try {
    const store = await openStore({ ...environment, owner: randomUUID(), log });
    closers.push(() => store.close());
    const connected = await connect(environment, config, env, log);
    closers.push(connected.close);
    const registry = new Registry();
    const metrics = createMetrics(registry);
    const open = openAccounts({ accounts: connected.config.accounts, env: connected.aws, now: () => new Date() });
    const openAccount: OpenAccount = async (which, signal) => {
      const account = await open(which, signal);
      return { ...account, read: countedReader(account.read, metrics) };
    };
    const app: App = {
      config: connected.config,
      playbooks: new Map(playbooks.map((playbook) => [playbook.id, playbook])),
      commands: commandsFor({ env, nodeVersion: process.version, fetch: globalThis.fetch, slackScopes: scopes }),
      store: countedStore(store, metrics),
      changes: null,
      openAccount,
      now: () => new Date(),
      log,
    };
    let slack: RunningSlack | null = null;
    const routes = healthRoutes(
      [
        { name: 'slack', run: async () => readiness(slack) },
        { name: 'store', run: () => store.ping() },
      ],
      registry,
    );
    closers.push(await connected.listen(routes));
    const guarded = startGuarded({
      store: store.changes,
      config: connected.config,
      env: connected.aws,
      people: slackPeople(connected.tokens, log),
      log,
    });
    closers.push(() => guarded.stop());
    slack = await startSlack({
      app,
      joined: guarded.joined,
      settings: connected.tokens,
      http: { ...environment, routes: [...routes] },
      called: metrics.slackCalled,
      log,
    });
    const running = slack;
    closers.push(() => running.stop());
    if (connected.welcome) process.stdout.write(`${connected.welcome}\n`);
    log.info({ mode: environment.slack.mode }, 'ready');
    // The first incident should not wait for the SDKs to load.
    void warm(['elbv2', 'cloudwatch', 'ecs', 'cloudtrail', 's3', 'ec2', 'lambda']).catch((error: unknown) =>
      log.warn({ err: error }, 'could not load an AWS client ahead of time'),
    );
    await stop;
    log.info('stopping');
    return 0;
  } catch (error) {
    if (!isSentence(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    for (const close of closers.toReversed())
      await close().catch((error: unknown) => log.warn({ err: error }, 'while stopping'));
  }
}

async function connect(environment: Environment, config: Config, env: Env, log: Logger): Promise<Connected> {
  const { slack, host, port } = environment;
  if (slack.mode === 'local') {
    const { startLocal } = await import('./local.ts');
    return startLocal({ host, port, config, env, log });
  }
  return {
    tokens: slack,
    config,
    aws: env,
    listen: async (routes) => {
      if (slack.mode === 'http') return async () => {};
      const server = await serveHealth(routes, { host, port });
      return server.close;
    },
    welcome: null,
    close: async () => {},
  };
}

async function readiness(slack: RunningSlack | null): Promise<void> {
  const state = slack?.ready() ?? { ok: false as const, reason: 'starting' };
  if (!state.ok) throw new Error(state.reason);
}

/** Errors whose message is a sentence for whoever starts the bot. */
function isSentence(error: unknown): error is Error {
  const taken = error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
  return taken || error instanceof StoreError || error instanceof SlackRefused || error instanceof CannotInvestigate;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
