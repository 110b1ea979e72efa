/**
 * Everything a terminal, or the eye, would take for something else than text: control characters, escape sequences,
 * marks that turn the writing direction, and what cannot be seen at all.
 */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const unseen = /[\u0000-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;
const tagsAndLone = /[\u{E0000}-\u{E007F}]|\p{Surrogate}/gu;

/** A text from outside as one line in which everything can be seen: blanks for line ends, the rest spelt out. */
export function visible(text: string): string {
  return text
    .replaceAll(/[\t\r\n\v\f]+/gu, ' ')
    .replaceAll(unseen, spelt)
    .replaceAll(tagsAndLone, spelt);
}

function spelt(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16);
  return code.length <= 2
    ? `\\x${code.padStart(2, '0')}`
    : code.length <= 4
      ? `\\u${code.padStart(4, '0')}`
      : `\\u{${code}}`;
}

/** What JSON allows to stand raw, and a terminal or the eye would take for something else. */
// oxlint-disable-next-line no-control-regex -- C1 control characters steer terminals too
const unseenInJson = /[\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/** One JSON document in which everything can be seen. */
export function printableJson(value: unknown, shape: 'indented' | 'one line' = 'indented'): string {
  const text = JSON.stringify(value, null, shape === 'indented' ? 2 : 0) ?? 'null';
  return text.replaceAll(unseenInJson, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
