import { setTimeout as pause } from 'node:timers/promises';
import { patienceMs } from '../../../src/slack/patience.ts';
import { answerWithinMs } from '../../../src/slack/listeners/views.ts';
import type { Clock } from '../../../src/slack/clock.ts';
import { drainMs } from '../../../src/slack/run.ts';
import { openWithinMs } from '../../../src/slack/socket-transport.ts';

/** Real time whose pauses are a fiftieth as long: what comes first still comes first. */
export const hurriedClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => pause(ms / 50, undefined, signal ? { signal } : {}).catch(() => undefined),
};

/** The same, but with patience where a busy machine could otherwise be taken for a dead one. */
export const quickClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => hurriedClock.sleep(ms * (patience.get(ms) ?? 1), signal),
};

const patience: ReadonlyMap<number, number> = new Map([
  [patienceMs, 500],
  [openWithinMs, 50],
  [drainMs, 3],
  [answerWithinMs, 50],
]);

/** Waits until something is so, or fails after fifteen seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await pause(3);
  }
}
