import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { troubleOf } from './trouble.ts';

/** Progress of all running investigations on its way to Slack, one update at a time. */
export interface ProgressLine {
  /** Replaces what was to be sent for this investigation; the newest is sent when its turn comes. */
  show(id: string, send: () => Promise<void>): void;
  /** Nothing more will be sent for it: resolves when the last that was on its way has arrived. */
  end(id: string): Promise<void>;
}

/**
 * Slack allows about 50 `chat.update` a minute for a whole workspace, so all investigations share one line: each keeps
 * only its newest state in it, and they take turns. What fails is dropped, since the next is newer.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
export function progressLine({ everyMs, clock, log }: { everyMs: number; clock: Clock; log: Logger }): ProgressLine {
  const waiting = new Map<string, () => Promise<void>>();
  let onItsWay: { readonly id: string; readonly arrived: Promise<void> } | null = null;
  let moving = false;

  async function move(): Promise<void> {
    for (;;) {
      const next = waiting.entries().next();
      if (next.done) break;
      const [id, send] = next.value;
      waiting.delete(id);
      const attempt = sent(send);
      onItsWay = { id, arrived: attempt.then(() => undefined) };
      const pauseMs = await attempt;
      onItsWay = null;
      await clock.sleep(pauseMs);
    }
    moving = false;
  }

  /** Milliseconds until the next may be sent. */
  async function sent(send: () => Promise<void>): Promise<number> {
    try {
      await send();
    } catch (error) {
      const trouble = troubleOf(error);
      log.debug({ trouble }, 'progress was dropped');
      if (trouble.kind === 'rate-limited') return Math.max(trouble.afterMs, everyMs);
    }
    return everyMs;
  }

  return {
    show(id, send) {
      waiting.set(id, send);
      if (moving) return;
      moving = true;
      void move();
    },
    async end(id) {
      waiting.delete(id);
      if (onItsWay?.id === id) await onItsWay.arrived;
    },
  };
}
