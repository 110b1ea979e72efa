import type { Change } from '#store';
import type { LookedUp } from '../rights.ts';

/** Too few may approve it any more, perhaps only because groups of them cannot be read just now. */
export function isUnclear({ votes }: Change, { rights, uncertain }: LookedUp): boolean {
  const people = votes.map(({ by }) => by).filter((person) => rights.against(person) === null);
  return uncertain && !rights.enough(people);
}
