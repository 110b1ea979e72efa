import type { Switch } from '#store';
import { nameOf, within } from './words.ts';

/** That nothing is changed at present, by whom and why. */
export function turnedOff({ by, why }: Switch): string {
  const who = by === null ? '' : ` by ${nameOf(by)}`;
  return `All changes are turned off${who}${why === '' ? '' : `: ${within(why)}`}. What was changed is still undone at its end.`;
}
