import type { Store } from '#store';
import type { Bot } from '../bot.ts';

/**
 * Carries out what Slack delivered, in the background and only the first time: Slack delivers again what it believes
 * lost, and to another replica at that; `again` is what a repetition is answered with. A store that is out of reach
 * keeps nobody from an answer: then it may happen twice.
 */
export function once(
  { source, id }: { readonly source: Parameters<Store['claimEvent']>[0]; readonly id: string },
  bot: Bot,
  work: () => Promise<void>,
  again: () => Promise<void> = () => Promise.resolve(),
): void {
  const carryOut = async (): Promise<void> => {
    const first = await bot.app.store.claimEvent(source, id).catch((error: unknown) => {
      bot.log.error({ err: error }, 'duplicates cannot be told apart');
      return true;
    });
    if (first) return work();
    bot.log.info({ source }, 'a duplicate delivery was dropped');
    return again();
  };
  bot.background.begin(source, carryOut, source === 'action' ? 'first' : undefined);
}

/** Answers Slack. A connection that went away meanwhile is no reason not to do what was asked. */
export async function acknowledge(ack: () => Promise<void>, bot: Bot): Promise<void> {
  try {
    await ack();
  } catch (error) {
    bot.log.warn({ err: error }, 'could not be acknowledged');
  }
}
