import { isTerminal } from '#app';
import type { App, Request } from '#app';
import { concerns } from '#changes';
import type { GuardedChanges } from '#changes';
import type { Change } from '#store';
import { everything, sharedIn } from '../../src/handoff/index.ts';
import { askerIn } from './guarded.ts';

/** Of some changes, those that may be told of where somebody asks, and how many others there are. */
export type See = (list: readonly Change[]) => Promise<Seen>;

export interface Seen {
  readonly seen: readonly Change[];
  readonly hidden: number;
}

/**
 * What handoffs tell where they are asked for, and what the home tab tells a person: changes of this channel and of those
 * that the configuration names, and one's own. Whoever may read the database from a command line may see all of it.
 */
export function seenIn({ by, place }: Pick<Request, 'by' | 'place'>, app: App, changes: GuardedChanges): See {
  const isShared = isTerminal(place) ? everything : sharedIn(app.config, place.channel);
  const you = askerIn({ by, place });
  return async (list) => {
    const seen: Change[] = [];
    for (const change of list)
      if (isShared(change.proposal.place) || (await concerns(you, change, changes))) seen.push(change);
    return { seen, hidden: list.length - seen.length };
  };
}

/** What stands for changes that are not shown. */
export function hiddenLines(hidden: number): readonly string[] {
  return hidden === 0 ? [] : [`And ${hidden} in other channels.`, ''];
}
