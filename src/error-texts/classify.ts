import type { ErrorText } from './error-text.ts';
import { fold, stringEnd } from './fold.ts';
import type { Folded } from './fold.ts';
import { wordings } from './meanings.ts';
import { peerOf } from './peer.ts';

const longestQuote = 300;
const before = 100;

/**
 * Recognises the error that a text tells of: a reason given by an AWS API, a line or a stack trace of a log, plain or
 * JSON, whole or cut off. Null when it tells of none that is known here: then quote it, and guess nothing.
 */
export function classifyError(text: string): ErrorText | null {
  const folded = fold(text);
  for (const { pattern, meaning } of wordings) {
    const found = pattern.exec(folded.text);
    if (found === null) continue;
    const [start, end] = segmentOf(folded.text, found.index, found.index + found[0].length);
    const meant = meaning(folded.text, found);
    if (meant === null) continue;
    return {
      ...meant,
      quote: quoteOf(folded, start, end, found.index),
      peer: peerOf(folded.text.slice(start, end), folded.text, meant.kind === 'dns'),
    };
  }
  return null;
}

/** The line, or the JSON string, in which something stands. */
function segmentOf(text: string, from: number, to: number): readonly [number, number] {
  const start = Math.max(text.lastIndexOf('\n', from - 1), text.lastIndexOf(stringEnd, from - 1)) + 1;
  const ends = [text.indexOf('\n', to), text.indexOf(stringEnd, to)].filter((index) => index >= 0);
  return [from === 0 ? 0 : start, Math.min(text.length, ...ends)];
}

/** The segment as it stands in the original; of a long one, what is around the match. */
function quoteOf(folded: Folded, start: number, end: number, found: number): string {
  if (end - start <= longestQuote) return folded.original(start, end).trim();
  const near = Math.max(start, found - before);
  const word = near === start ? start : folded.text.indexOf(' ', near) + 1;
  const from = word > near && word <= found ? word : near;
  return folded.original(from, Math.min(end, from + longestQuote)).trim();
}
