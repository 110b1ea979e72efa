import PQueue from 'p-queue';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';

/**
 * Pieces of work begin this far apart, in milliseconds: two hundred commands at once would otherwise keep the event loop
 * from acknowledging the last of them within the three seconds that Slack waits.
 * https://docs.slack.dev/interactivity/implementing-slash-commands#responding_basic_receipt
 */
const APART_MS = 25;

/** Work that outlives the listener that began it: Slack was answered long before it is done. */
export interface Background {
  /** Aborted when the process has to stop and the work has had its time. */
  readonly signal: AbortSignal;
  /**
   * Starts work, in its turn; what somebody pressed comes before what somebody typed, since whoever decides looks at the
   * button. What it rejects with is a bug, and logged.
   */
  begin(what: string, work: () => Promise<void>, turn?: 'first'): void;
  /** Waits for all work up to `limitMs`, then aborts it and waits `graceMs` for it to say so. */
  finish(limitMs: number, graceMs: number): Promise<void>;
}

export function background(clock: Clock, log: Logger): Background {
  const turns = new PQueue({ interval: APART_MS, intervalCap: 1 });
  const running = new Set<Promise<void>>();
  const stop = new AbortController();

  async function idle(limitMs: number): Promise<void> {
    const settled = new AbortController();
    const all = async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running);
      settled.abort();
    };
    await Promise.race([all(), clock.sleep(limitMs, settled.signal)]);
  }

  return {
    signal: stop.signal,
    begin(what, work, turn) {
      const done = turns
        .add(work, { priority: turn === 'first' ? 1 : 0 })
        .catch((error: unknown) => log.error({ err: error, what }, 'work in the background broke'))
        .finally(() => running.delete(done));
      running.add(done);
    },
    async finish(limitMs, graceMs) {
      await idle(limitMs);
      stop.abort();
      await idle(graceMs);
    },
  };
}
