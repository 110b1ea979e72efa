import type { Asked, Bot } from './bot.ts';
import { said } from './cards/private.ts';

/** Milliseconds that nobody minds; Slack's users take three seconds of silence for a dead button. */
export const patienceMs = 2_500;

/** Whoever waits longer than usual is told, by `comfort`, that it goes on. Rejects as the work does. */
export async function patiently<T>(
  comfort: string,
  work: () => Promise<T>,
  { tell }: Pick<Asked, 'tell'>,
  { clock }: Pick<Bot, 'clock'>,
): Promise<T> {
  const answered = new AbortController();
  const comforting = async (): Promise<void> => {
    await clock.sleep(patienceMs, answered.signal);
    if (!answered.signal.aborted) await tell(said(comfort));
  };
  const comforted = comforting();
  try {
    return await work();
  } finally {
    answered.abort();
    await comforted;
  }
}
