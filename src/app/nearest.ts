import { distance } from 'fastest-levenshtein';

/**
 * The known words closest to what was typed, best first; those that share nothing with it are left out. For "did you
 * mean" sentences, never for deciding.
 */
export function nearest(typed: string, known: Iterable<string>, limit = 3): readonly string[] {
  const wanted = typed.toLowerCase();
  return [...new Set(known)]
    .map((word) => ({ word, far: farness(wanted, word.toLowerCase()) }))
    .filter(({ word, far }) => far < Math.max(wanted.length, word.length))
    .toSorted((a, b) => a.far - b.far || (a.word < b.word ? -1 : 1))
    .slice(0, limit)
    .map(({ word }) => word);
}

/** The nearest known word if it is so near that it must have been meant: a slip of a letter or two. */
export function meant(typed: string, known: Iterable<string>): string | undefined {
  const [best] = nearest(typed, known, 1);
  if (best === undefined) return undefined;
  const slips = distance(typed.toLowerCase(), best.toLowerCase());
  return slips <= Math.ceil(best.length * 0.4) ? best : undefined;
}

/** A word that contains the other is near, however long it is. */
function farness(wanted: string, word: string): number {
  const inside = wanted.length >= 2 && (word.includes(wanted) || wanted.includes(word));
  return inside ? Math.abs(word.length - wanted.length) / 100 : distance(wanted, word);
}
