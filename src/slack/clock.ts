import { setTimeout as pause } from 'node:timers/promises';

/** Time as the bot uses it, so that tests need not wait for it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const wallClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => pause(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
};
