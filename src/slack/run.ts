import { App as Bolt } from '@slack/bolt';
import type { Logger } from 'pino';
import type { App } from '#app';
import { background } from './background.ts';
import { createBell } from './bell.ts';
import { boltLog } from './bolt-log.ts';
import { withChannelIds } from './channel-names.ts';
import type { Bot, Style } from './bot.ts';
import type { ProgressStyle } from './cards/running.ts';
import type { Clock } from './clock.ts';
import { keepHandingOver } from './handoff/keeping.ts';
import { identify } from './identity.ts';
import { showInterrupted } from './interrupted.ts';
import { listen } from './listeners/index.ts';
import { publishHome } from './home.ts';
import { createNames } from './names.ts';
import { createOpenHomes } from './open-homes.ts';
import { keepSending } from './outbox/outbox.ts';
import { progressLine } from './progress-line.ts';
import type { Readiness, Transport } from './transport.ts';
import { SlackRefused, troubleOf } from './trouble.ts';
import { openWeb, webOptions } from './web.ts';
import type { WebSettings } from './web.ts';

/** The bot, whatever the transport. */
export interface RunningSlack {
  /** Whether it can be asked now. */
  ready(): Readiness;
  /** Takes nothing more, lets what runs end within its time, and says on other cards that they were interrupted. */
  stop(): Promise<void>;
}

/**
 * What of the app is known only once Slack has said which workspace it is, and which channels the configuration means.
 * Default: nothing.
 */
export type Joined = (team: string, config: App['config']) => Pick<App, 'changes' | 'schedule'>;

/** What the bot runs on. */
export interface Running {
  readonly app: App;
  readonly joined?: Joined;
  readonly web: WebSettings;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Logger;
}

/** One `chat.update` per workspace in so many milliseconds: Slack allows 50 a minute. */
const progressEveryMs = 1_250;
/** Well within the lease that the store gives to running investigations. */
const upkeepEveryMs = 5_000;
const retryEveryMs = 5_000;
/** Longer than any playbook takes. */
export const drainMs = 25_000;
const graceMs = 5_000;

export async function run(on: Running): Promise<RunningSlack> {
  const { app, transport, clock, log } = on;
  const web = openWeb(on.web, log);
  const work = background(clock, log);
  const stopping = new AbortController();
  const stopped = new AbortController();
  let state: Readiness = { ok: false, reason: 'Slack has not been reached yet.' };

  async function connect(): Promise<boolean> {
    try {
      const identity = await identify(web.sure);
      const progress = progressLine({ everyMs: progressEveryMs, clock, log });
      const config = await withChannelIds(app.config, web.sure, log);
      const bot: Bot = {
        app: { ...app, config, ...on.joined?.(identity.team, config) },
        web,
        identity,
        clock,
        log,
        background: work,
        progress,
        style: style(),
        bell: createBell(clock),
        names: createNames(web.progress, clock),
        homes: createOpenHomes((user) => publishHome(user, bot), { clock, log, signal: stopped.signal }),
      };
      join(transport, bot, on.web);
      await transport.connect();
      state = { ok: true };
      upkeep = Promise.all([
        keepUp(bot, stopped.signal),
        sending(bot, stopped.signal),
        keepHandingOver(bot, on.web, stopped.signal),
      ]);
      log.info({ team: identity.team }, 'connected to Slack');
      return true;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === 'refused')
        throw error instanceof SlackRefused ? error : new SlackRefused(trouble, 'SLACK_BOT_TOKEN');
      state = {
        ok: false,
        reason: `Slack has not been reached: ${trouble.kind === 'unknown' ? trouble.says : trouble.kind}.`,
      };
      log.warn({ trouble }, 'could not reach Slack');
      return false;
    }
  }

  async function keepConnecting(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(retryEveryMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        if (await connect()) return;
      } catch (error) {
        state = { ok: false, reason: error instanceof Error ? error.message : String(error) };
        log.error({ err: error }, 'Slack does not let us in');
      }
    }
  }

  let upkeep: Promise<unknown> = Promise.resolve();
  let connecting: Promise<void> = Promise.resolve();
  await transport.listen();
  try {
    if (!(await connect())) connecting = keepConnecting();
  } catch (error) {
    await transport.close();
    throw error;
  }
  return {
    ready: () => (state.ok ? transport.state() : state),
    async stop() {
      state = { ok: false, reason: 'Stopping.' };
      stopping.abort();
      await connecting;
      await transport.close();
      await work.finish(drainMs, graceMs);
      stopped.abort();
      await upkeep;
    },
  };
}

/** Puts Bolt between the transport and the listeners. */
function join({ receivers }: Transport, bot: Bot, web: WebSettings): void {
  const { identity, log } = bot;
  const [receiver, ...others] = receivers;
  if (!receiver) throw new Error('a transport without receivers');
  const bolt = new Bolt({
    receiver,
    logger: boltLog(log),
    clientOptions: webOptions(web, log, 10_000),
    convoStore: false,
    // Slack was asked who we are already; asking on each event would lose those that come while it is slow.
    authorize: () =>
      Promise.resolve({
        botToken: web.botToken,
        botId: identity.botId,
        botUserId: identity.userId,
        teamId: identity.team,
      }),
  });
  for (const other of others) other.init(bolt);
  bolt.error(async (error) => log.error({ err: error }, 'a delivery could not be handled'));
  listen(bolt, bot);
}

/** Holds on to what this process is doing, and takes over the cards of processes that are gone. */
async function keepUp(bot: Bot, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await bot.app.store.renew();
      await showInterrupted(bot);
    } catch (error) {
      bot.log.error({ err: error }, 'the store is out of reach');
    }
    await bot.clock.sleep(upkeepEveryMs, signal);
  }
}

/** What guarded changes and handoffs have to say; where nothing is stored, nothing waits to be said. */
async function sending(bot: Bot, signal: AbortSignal): Promise<void> {
  const { changes } = bot.app.store;
  if (changes !== null) await keepSending(changes, bot, signal);
}

function style(): Style {
  let taken: ProgressStyle = 'plan';
  return {
    now: () => taken,
    refused: () => {
      taken = 'plain';
    },
  };
}
