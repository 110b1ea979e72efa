import { stripVTControlCharacters } from 'node:util';

/**
 * Breaks a text at blanks into lines of at most `width` columns; `first` begins the first line, `next` the others. A
 * word longer than a line stays whole, so that ARNs and addresses can be copied.
 */
export function wrap(text: string, width: number, first = '', next = first): string {
  const lines: string[] = [];
  let line = first;
  let column = columns(first);
  let empty = true;
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const wide = columns(word);
    if (!empty && column + 1 + wide > width) {
      lines.push(line);
      line = next;
      column = columns(next);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    column += wide + (empty ? 0 : 1);
    empty = false;
  }
  lines.push(line);
  return lines.join('\n');
}

/** Emoji and East Asian letters take two columns. */
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/gu;

/** How many columns a text takes on the screen. */
export function columns(text: string): number {
  const plain = stripVTControlCharacters(text);
  return Array.from(plain).length + Array.from(plain.matchAll(wide)).length;
}
