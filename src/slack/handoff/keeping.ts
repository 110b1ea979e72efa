import { gatherHandoff, keepHandoffs, sharedIn } from '../../handoff/index.ts';
import { createSchedule } from '../../on-call/index.ts';
import type { Bot } from '../bot.ts';
import { slackPeople } from '../people.ts';
import type { WebSettings } from '../web.ts';

/** Hands shifts over, where that is configured, until the signal aborts. */
export async function keepHandingOver(bot: Bot, settings: WebSettings, signal: AbortSignal): Promise<void> {
  const { app, identity, log, clock } = bot;
  const { changes, handoffs } = app.store;
  const { config } = app;
  if (changes === null || handoffs === null || config.handoff === undefined) return;
  const { team } = identity;
  const people = slackPeople(settings, log, clock);
  const { fetch } = globalThis;
  const schedule = app.schedule ?? createSchedule({ config, team, people, fetch, now: app.now });
  await keepHandoffs(
    {
      store: { changes, handoffs },
      team,
      config,
      schedule,
      gather: (window, ends) => gatherHandoff(window, { app, schedule, isShared: sharedIn(config, null) }, ends),
      log,
      pause: (ms, ends) => clock.sleep(ms, ends),
    },
    signal,
  );
}
