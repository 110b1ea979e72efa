import { closest, distance } from 'fastest-levenshtein';

/** The known word that was probably meant, or null when none is near. Case does not count as a difference. */
function nearest(typed: string, known: readonly string[]): string | null {
  const lower = typed.toLowerCase();
  const best = closest(
    lower,
    known.map((word) => word.toLowerCase()),
  );
  const word = known.find((each) => each.toLowerCase() === best);
  if (word === undefined) return null;
  const slips = typed.length > 3 ? Math.max(2, Math.floor(typed.length / 3)) : 1;
  return distance(lower, best) <= slips ? word : null;
}

/** `; did you mean "regions"?` or nothing: the end of a sentence about a word that is not known. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const word = nearest(typed, known);
  return word === null ? '' : `; did you mean "${word}"?`;
}
