import type { Logger } from 'pino';
import type { Clock } from './clock.ts';

/** Home tabs that may be on somebody's screen: what they show is brought up to date when something changes. */
export interface OpenHomes {
  opened(user: string): void;
  /** Something changed: publishes them again, soon, and once for many changes. */
  changed(): void;
}

/** Slack does not tell when a tab is closed. */
const openForMs = 60 * 60_000;
const mostOpen = 20;
/** Between two rounds, so that a change with many steps does not cost a call for each. */
const everyMs = 5_000;

export function createOpenHomes(
  publish: (user: string) => Promise<void>,
  { clock, log, signal }: { readonly clock: Clock; readonly log: Logger; readonly signal: AbortSignal },
): OpenHomes {
  const seen = new Map<string, number>();
  let dirty = false;
  let busy = false;

  function open(): readonly string[] {
    const since = clock.now().getTime() - openForMs;
    for (const [user, at] of seen) if (at < since) seen.delete(user);
    return [...seen.keys()];
  }

  async function keepCurrent(): Promise<void> {
    while (dirty && !signal.aborted) {
      dirty = false;
      for (const user of open())
        await publish(user).catch((error: unknown) => log.warn({ err: error }, 'a home tab could not be published'));
      await clock.sleep(everyMs, signal);
    }
    busy = false;
  }

  return {
    opened(user) {
      seen.delete(user);
      seen.set(user, clock.now().getTime());
      const [oldest] = seen.keys();
      if (seen.size > mostOpen && oldest !== undefined) seen.delete(oldest);
    },
    changed() {
      dirty = true;
      if (busy || seen.size === 0) return;
      busy = true;
      void keepCurrent();
    },
  };
}
