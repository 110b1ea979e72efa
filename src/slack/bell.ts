import type { Clock } from './clock.ts';

/** Wakes whoever sleeps before the next look: something is there to be done now. */
export interface Bell {
  ring(): void;
  /** Resolves when it rings, after `ms` milliseconds, or when the signal is aborted; at once if it rang meanwhile. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(clock: Clock): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async sleep(ms, signal) {
      if (!rung && !signal.aborted) {
        const awake = new AbortController();
        const stop = (): void => awake.abort();
        wake = stop;
        signal.addEventListener('abort', stop, { once: true });
        await clock.sleep(ms, awake.signal);
        signal.removeEventListener('abort', stop);
        wake = null;
      }
      rung = false;
    },
  };
}
