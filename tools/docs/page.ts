import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'oxfmt';
import type { FormatConfig } from 'oxfmt';

/** A page of the documentation as it has to be; `path` is relative to the root of the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** What keeps a page from being made: one sentence for whoever wrote the page. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem';
}

/** Said at the top of pages that are generated as a whole. */
export const generatedNote = '<!-- Written by `npm run docs:write` from the code: change it there. -->';

/** Formats a text as `npm run format` wants it, by the settings of the repository at `root`. */
export async function formatted(root: string, path: string, text: string): Promise<string> {
  const settings: FormatConfig = JSON.parse(await readFile(join(root, '.oxfmtrc.json'), 'utf8'));
  const { code, errors } = await format(path, text, settings);
  const [first] = errors;
  if (first) throw new PageProblem(`${path} cannot be formatted: ${first.message}`);
  return code;
}

/** A table in Markdown; bars inside of cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A text of the code as it stands, with nothing in it taken for Markdown or HTML. */
export function plain(text: string): string {
  return text.replace(/[\\`*<[\]]/g, '\\$&');
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function json(value: unknown): string {
  return ['```json', JSON.stringify(value, null, 2), '```'].join('\n');
}
