import type { ChangesStore, Letter } from '#store';
import type { Bot } from '../bot.ts';
import { writers } from './writers.ts';
import { after, isPlaceGone, send } from './send.ts';
import type { Tried } from './send.ts';

const pollMs = 1_000;
/** Longer than the calls to Slack that one letter may take. */
const leaseMs = 90_000;
/** So that one slow call keeps no other card from being current. */
const atOnce = 3;

/**
 * Brings messages to Slack until the signal is aborted, and then finishes those it has begun. Each is taken by one
 * replica at a time; what could not be sent is tried again, for as long as it takes.
 */
export async function keepSending(store: ChangesStore, bot: Bot, signal: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  while (!signal.aborted) {
    const letter = await take(store, bot);
    if (letter === null) {
      await bot.bell.sleep(pollMs, signal);
      continue;
    }
    const done: Promise<void> = handle(letter, store, bot).finally(() => running.delete(done));
    running.add(done);
    if (running.size >= atOnce) await Promise.race(running);
  }
  await Promise.all(running);
}

async function take(store: ChangesStore, bot: Bot): Promise<Letter | null> {
  try {
    return await store.claimMessage(leaseMs);
  } catch (error) {
    bot.log.error({ err: error }, 'messages cannot be looked for');
    return null;
  }
}

/** Never rejects: a letter that cannot be settled is taken again when its lease ends. */
async function handle(letter: Letter, store: ChangesStore, bot: Bot): Promise<void> {
  try {
    const tried = await bring(letter, store, bot);
    const end = 'againMs' in tried ? { again: new Date((await store.now()).getTime() + tried.againMs) } : tried;
    if (!(await store.settleMessage(letter, end)))
      bot.log.warn({ letter: letter.id }, 'another replica has taken over a message');
    if ('sent' in end && letter.kind === 'card') bot.homes.changed();
  } catch (error) {
    bot.log.error({ err: error, letter: letter.id }, 'a message could not be settled');
  }
}

async function bring(letter: Letter, store: ChangesStore, bot: Bot): Promise<Tried> {
  const writer = writers[letter.kind.split('/')[0] ?? ''];
  if (writer === undefined) return { dropped: 'nobody knows this kind of message' };
  if (letter.place.team !== bot.identity.team) return { dropped: 'it belongs to another workspace' };
  try {
    const written = await writer(letter, bot);
    if (written.kind === 'later') return { againMs: written.ms };
    if (written.kind === 'nothing') return { dropped: written.why };
    const tried = await send(letter, written, bot);
    if ('dropped' in tried) bot.log.error({ letter: letter.id, why: tried.dropped }, 'a message was given up');
    if (isPlaceGone(tried) && written.instead !== null) await store.post([written.instead]);
    return tried;
  } catch (error) {
    bot.log.error({ err: error, letter: letter.id }, 'a message could not be written');
    const tried = after(error, letter);
    return 'dropped' in tried && !isPlaceGone(tried) ? { againMs: 60_000 } : tried;
  }
}
