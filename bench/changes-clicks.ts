import { setTimeout as pause } from 'node:timers/promises';
import { openChanging, proposedBy } from '../test/slack/support/open-changing.ts';
import type { Changing } from '../test/slack/support/open-changing.ts';
import { seconds } from './figures.ts';
import type { Chapter, Figure } from './figures.ts';
import { median, quantile } from './statistics.ts';

const presses = 40;
/** Longer, and people take a button for dead and press again. */
const patienceMs = 3_000;

/** How soon whoever presses a button of a change sees something happen, when many press at once. */
export async function changesClicks(): Promise<Chapter> {
  return {
    title: `Answering ${presses} simultaneous presses on Approve`,
    figures: [...(await figures('http')), ...(await figures('socket'))],
    notes: [
      'By somebody who may not approve and presses again and again: rights are looked up, and that person is told privately who may, or that it is being looked up already. From the press to the message that only that person sees. The last line is the approval that counts, pressed at the same moment: until the card says so and has lost its buttons.',
    ],
  };
}

async function figures(transport: 'http' | 'socket'): Promise<readonly Figure[]> {
  const at = await openChanging(transport);
  try {
    const card = await proposedBy(at, at.alice);
    const began = performance.now();
    const told = timesToldTo(at, at.dave.user.id);
    const clicks = Array.from({ length: presses }, () => at.dave.click({ ...card }, 'press:approve'));
    const approved = at.bob.click({ ...card }, 'press:approve');
    const decided = (): boolean => /About to start/u.test(JSON.stringify(card.blocks));
    while (!decided() && performance.now() - began < 60_000) await pause(2);
    const decidedMs = performance.now() - began;
    await Promise.all([...clicks, approved]);
    while (told.length < presses && performance.now() - began < 60_000) await pause(5);
    if (told.length < presses || !decided()) throw new Error(`only ${told.length} of ${presses} were answered`);
    const took = told.map((ms) => ms - began);
    const name = { http: 'HTTP', socket: 'Socket Mode' }[transport];
    return [
      { what: `${name}: median`, value: seconds(median(took)) },
      { what: `${name}: p99`, value: seconds(quantile(took, 0.99)), target: seconds(patienceMs) },
      { what: `${name}: the approval, on the card`, value: seconds(decidedMs), target: seconds(patienceMs) },
    ];
  } finally {
    await at.close();
  }
}

/** When each message that only this person sees was there. */
function timesToldTo({ slack }: Changing, user: string): readonly number[] {
  const times: number[] = [];
  const seen = new Set<string>();
  slack.state.onChange((change) => {
    if (change.kind !== 'message' || seen.has(change.ts)) return;
    const message = slack.state.messages.findLast(({ ts }) => ts === change.ts);
    if (message?.visibleTo !== user) return;
    seen.add(change.ts);
    times.push(performance.now());
  });
  return times;
}
