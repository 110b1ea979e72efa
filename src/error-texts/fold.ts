/** A text made uniform for matching, which still knows where each of its characters came from. */
export interface Folded {
  readonly text: string;
  /** The part of the original that became `text.slice(start, end)`. */
  readonly original: (start: number, end: number) => string;
}

/** Stands for the quotes around a JSON string in a folded text: a line separator, which patterns take for space. */
export const stringEnd = '\u2028';

const uniform: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u00a0': ' ',
  '\r': '\n',
};
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\n',
  t: '\t',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
};

/** An object or list of JSON that is all of the line, or its last part after a tab, as the runtimes of Lambda log. */
const jsonStart = /(?<=^\s*|\t)(?:\{\s*["}]|\[\s*[[{"])/;

/**
 * Folds curly quotes into straight ones and undoes the escapes of JSON, so that a text reads alike in an API answer, in
 * a plain log line and in a JSON log line.
 */
export function fold(text: string): Folded {
  const jsonFrom = text.search(jsonStart);
  const starts: number[] = [];
  let folded = '';
  for (let index = 0; index < text.length;) {
    const [character, length] = next(text, index, jsonFrom >= 0 && index >= jsonFrom);
    starts.push(index);
    folded += character;
    index += length;
  }
  starts.push(text.length);
  return { text: folded, original: (start, end) => text.slice(starts[start], starts[end]) };
}

/** One character of the folded text, and of how many of the original it was made. */
function next(text: string, index: number, json: boolean): readonly [string, number] {
  const character = text.charAt(index);
  if (character === '\\') {
    const unicode = /^u([0-9a-f]{4})/i.exec(text.slice(index + 1, index + 6))?.[1];
    if (unicode !== undefined) {
      const decoded = String.fromCharCode(Number.parseInt(unicode, 16));
      return [uniform[decoded] ?? decoded, 6];
    }
    const escaped = escapes[text.charAt(index + 1)];
    if (escaped !== undefined) return [escaped, 2];
  }
  if (json && character === '"') return [stringEnd, 1];
  return [uniform[character] ?? character, 1];
}
