import type { ShiftHandoff } from '#store';
import type { Alarm, ByOthers, Handoff, InForce, Item, Review, Waiting } from './handoff.ts';

/** What the next on call takes over, line by line: all but what is only worth knowing. */
export type Line = InForce | ByOthers | Alarm | Waiting | Review;

/** The lines that are taken over, in the order in which they are told. */
export function linesOf({ inForce, byOthers, alarms, waiting, reviews }: Handoff): readonly Line[] {
  return [...inForce, ...byOthers, ...alarms, ...waiting, ...reviews];
}

/** The keys of lines that nobody has taken over yet, each once. */
export function openKeys({ content, accepted }: Pick<ShiftHandoff, 'content' | 'accepted'>): readonly string[] {
  const taken = new Set(accepted.map(({ key }) => key));
  const keys = content === null ? [] : linesOf(content).map(({ key }) => key);
  return [...new Set(keys)].filter((key) => !taken.has(key));
}

/** The same handoff, each line telling in how many before it stood without a break. */
export function carried(handoff: Handoff, before: Handoff | null): Handoff {
  if (before === null) return handoff;
  const times = new Map([...linesOf(before), ...before.investigations].map((item) => [item.key, item.carried + 1]));
  const told = <T extends Item>(items: readonly T[]): readonly T[] =>
    items.map((item) => ({ ...item, carried: times.get(item.key) ?? 0 }));
  const { inForce, byOthers, alarms, waiting, reviews, investigations } = handoff;
  return {
    ...handoff,
    inForce: told(inForce),
    byOthers: told(byOthers),
    alarms: told(alarms),
    waiting: told(waiting),
    reviews: told(reviews),
    investigations: told(investigations),
  };
}
