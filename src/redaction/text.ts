import { redactPairs } from './pairs.ts';
import { patterns, privateKeys, replaceAll } from './patterns.ts';
import { redactQueries } from './query.ts';

/** Longer texts are cut: nobody reads them, and what was not looked through must not be shown. */
export const longestText = 262_144;

const cutMark = '… [cut]';

/**
 * Replaces secrets in a text with `[redacted]`: keys and tokens known by their looks, values of what is called a secret,
 * credentials in URLs and headers, values of query strings, card numbers. ARNs, ids, digests and dates stay. Takes time
 * linear in the text, and doing it twice changes nothing. It is a net, not a proof: do not show what need not be shown.
 */
export function redactText(text: string): string {
  const { kept, cut } = withinLimit(text);
  const named = redactQueries(redactPairs(replaceAll(kept, privateKeys)));
  return `${replaceAll(named, patterns)}${cut}`;
}

/** Cuts between words, so that no half of a secret is left that nothing would recognise. */
function withinLimit(text: string): { kept: string; cut: string } {
  if (text.length <= longestText) return { kept: text, cut: '' };
  const kept = text.slice(0, longestText);
  const spaces = ['\n', ' ', '\t', ','].map((space) => kept.lastIndexOf(space));
  return { kept: kept.slice(0, Math.max(longestText - 4_096, ...spaces)), cut: cutMark };
}
