import { setTimeout as pause } from 'node:timers/promises';
import type { Json } from '../src/workspace/slack/index.ts';
import { forgeries, pressBy, send, sentFor, standingOf } from '../test/slack/support/forgeries.ts';
import { openChanging, proposedBy } from '../test/slack/support/open-changing.ts';
import type { Changing } from '../test/slack/support/open-changing.ts';
import { seconds } from './figures.ts';
import type { Chapter, Figure } from './figures.ts';

const each = 500;
const replays = 1_000;

/**
 * Approvals that Slack did not send, or did not send now: forged, altered, stale, from the future, and replayed. Throws
 * when one of them was taken, or when the true one is not.
 */
export async function changesForged(): Promise<Chapter> {
  const at = await openChanging('http', { needed: 2 });
  try {
    const began = performance.now();
    const card = await proposedBy(at, at.alice);
    const sent = await sentFor(at, at.dave, card, 'press:approve');
    const figures: Figure[] = [];
    let taken = 0;
    for (const [what, how] of Object.entries(forgeries)) {
      const statuses = await inTurns(each, (n) => send(at, pressBy(sent, at.dave, at.bob, `f${n}`), how(n)));
      taken += statuses.filter((status) => status !== 401).length;
      figures.push({ what, value: `${statuses.length} refused with 401` });
    }
    const before = await standingOf(at);
    if (taken > 0 || before !== 'pending, 0') throw new Error(`${taken} were taken, and it is ${before}`);
    const replayed = await replay(at, pressBy(sent, at.dave, at.bob, 'true'));
    return {
      title: 'Approvals that Slack did not send',
      figures: [
        { what: 'taken', value: String(taken), target: '0' },
        ...figures,
        {
          what: `votes of one approval, sent ${replays} times with its true signature`,
          value: String(replayed),
          target: '1',
        },
        { what: 'time', value: seconds(performance.now() - began) },
      ],
      notes: [
        'Each is the request of a press on Approve, sent to the HTTP endpoint of the bot. The last is the control: the same request, signed as Slack does it, counts, and once.',
      ],
    };
  } finally {
    await at.close();
  }
}

async function replay(at: Changing, payload: Json): Promise<number> {
  const statuses = await inTurns(replays, () => send(at, payload));
  if (statuses.some((status) => status !== 200)) throw new Error('the true request was refused');
  for (let looks = 0; looks < 500 && (await standingOf(at)) === 'pending, 0'; looks += 1) await pause(20);
  await at.bot.stop();
  const standing = await standingOf(at);
  if (standing !== 'pending, 1') throw new Error(`after ${replays} replays it is ${standing}`);
  return Number(standing.split(', ')[1]);
}

/** Twenty at a time. */
async function inTurns(count: number, one: (n: number) => Promise<number>): Promise<readonly number[]> {
  const all: number[] = [];
  for (let from = 0; from < count; from += 20)
    all.push(...(await Promise.all(Array.from({ length: Math.min(20, count - from) }, (_, n) => one(from + n)))));
  return all;
}
