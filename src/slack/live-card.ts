import type { Investigation, Reply, Update } from '#app';
import type { Progress } from '#engine';
import { aboutOf, nextOf, proposableOf, subjectOf } from './about.ts';
import type { Asked, Bot } from './bot.ts';
import { putCard, showCard, showProgress } from './card-message.ts';
import type { Card } from './cards/card.ts';
import { headline } from './cards/headline.ts';
import { running } from './cards/running.ts';
import type { ProgressStyle } from './cards/running.ts';
import { broken, failed, interrupted } from './cards/stopped.ts';
import type { Spot } from './delivery.ts';
import { showEvidence } from './evidence-message.ts';
import { SlackRefused } from './trouble.ts';

type Shown = Extract<Reply, { kind: 'investigation' }>;

/** How an investigation ended, as its card shows it. */
type Ending = Exclude<Update, { state: 'running' }> | { readonly state: 'interrupted' } | { readonly state: 'broken' };

/** If Slack has not taken the card by then, the work begins without it. */
const cardWaitMs = 1_000;

/**
 * Shows one investigation: a card that is kept current in place, and at its end one reply with the evidence. Rejects
 * with `SlackRefused` when Slack will not have the card; the investigation has then been ended as failed.
 */
export async function showInvestigation(shown: Shown, { place }: Asked, bot: Bot): Promise<void> {
  const { investigation } = shown;
  const spot: Spot = { channel: place.channel, thread: place.thread };
  const card = new AbortController();
  const posting = putCard(investigation, spot, (style) => runningCard(shown, null, style, bot), bot);
  const posted = posting.finally(() => card.abort());
  // Awaited below, after the work; until then a refusal is not unhandled.
  posted.catch(() => undefined);
  try {
    await Promise.race([posted, bot.clock.sleep(cardWaitMs, card.signal)]);
    const ending = await follow(shown, posted, spot, bot);
    const ts = await posted;
    await bot.progress.end(investigation.id);
    await showCard(endCard(ending, shown, bot), investigation, { ...spot, ts }, bot);
    if (ending.state === 'finished') await showEvidence(ending.report, { ...spot, thread: spot.thread ?? ts }, bot);
  } catch (error) {
    if (error instanceof SlackRefused) await giveUp(investigation, error, bot);
    throw error;
  }
}

/** Does the work, showing how it goes once there is a card to show it on. Stops when there will be none. */
async function follow({ updates, ...shown }: Shown, posted: Promise<string>, spot: Spot, bot: Bot): Promise<Ending> {
  const { investigation } = shown;
  let ts: string | null = null;
  let refused = false;
  posted.then(
    (at) => (ts = at),
    () => (refused = true),
  );
  try {
    for await (const update of updates) {
      if (bot.background.signal.aborted) return { state: 'interrupted' };
      if (update.state !== 'running') return update;
      if (refused) break;
      const { progress } = update;
      if (ts === null) continue;
      const card = (style: ProgressStyle): Card => runningCard({ updates, ...shown }, progress, style, bot);
      showProgress(investigation, { ...spot, ts }, card, bot);
    }
  } catch (error) {
    bot.log.error({ err: error, investigation: investigation.id }, 'an investigation broke');
  }
  return { state: bot.background.signal.aborted ? 'interrupted' : 'broken' };
}

function runningCard(shown: Shown, progress: Progress | null, style: ProgressStyle, { app }: Bot): Card {
  const { investigation, assumed } = shown;
  return running({ investigation, subject: subjectOf(investigation, app), assumed, progress }, style);
}

function endCard(ending: Ending, { investigation, assumed }: Shown, { app, clock }: Bot): Card {
  const stopped = { investigation, about: aboutOf(investigation, app) };
  switch (ending.state) {
    case 'finished': {
      const { report, changedSince } = ending;
      return headline({
        investigation,
        report,
        assumed,
        changedSince,
        propose: proposableOf(report, app),
        next: nextOf(report, investigation, app),
      });
    }
    case 'failed':
      return failed(stopped, ending.says);
    case 'interrupted':
      return interrupted(stopped, clock.now().toISOString());
    case 'broken':
      return broken(stopped);
  }
}

/** There is no card, so nobody would see an answer: the store must not say that it is still being looked for. */
async function giveUp({ id }: Investigation, { message }: SlackRefused, { app, clock, log }: Bot): Promise<void> {
  const end = { state: 'failed', report: null, failure: message, finishedAt: clock.now().toISOString() } as const;
  await app.store
    .finish(id, end)
    .catch((error: unknown) => log.error({ err: error, investigation: id }, 'the end could not be stored'));
}
