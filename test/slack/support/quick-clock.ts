import { setTimeout as pause } from 'node:timers/promises';
import { patienceMs } from '../../../src/slack/answer.ts';
import type { Clock } from '../../../src/slack/clock.ts';

/** Real time whose pauses are a fiftieth as long: what comes first still comes first. */
export const hurriedClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => pause(ms / 50, undefined, signal ? { signal } : {}).catch(() => undefined),
};

/** The same, for people who are patient however busy this machine is. */
export const quickClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => hurriedClock.sleep(ms === patienceMs ? 1_000_000 : ms, signal),
};

/** Waits until something is so, or fails after five seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await pause(3);
  }
}
