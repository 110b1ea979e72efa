import { Page } from './page.ts';
import type { Paint } from './terminal.ts';
import { visible } from './visible.ts';

/**
 * Our own replies, written in Markdown, for a terminal: headings stand out, marks of emphasis go, and fenced blocks
 * stay letter for letter, so that what is to be pasted can be piped.
 */
export function markdownText(markdown: string, paint: Paint, width: number): string {
  const parts = markdown.split(/^```[a-z]*\n([\s\S]*?)^```$/mu);
  const shown = parts.map((part, index) => (index % 2 === 1 ? verbatim(part) : prose(part, paint, width)));
  return `${shown
    .filter((part) => part.trim() !== '')
    .join('\n')
    .trimEnd()}\n`;
}

function verbatim(lines: string): string {
  return lines.split('\n').map(visible).join('\n');
}

function prose(markdown: string, paint: Paint, width: number): string {
  const page = new Page(paint, width);
  for (const line of markdown.split('\n')) {
    const [, heading] = /^#+\s+(.*)$/u.exec(line) ?? [];
    const [, blanks = '', mark, item = ''] = /^(\s*)([-*]|\d+\.)\s+(.*)$/u.exec(line) ?? [];
    if (heading !== undefined) page.heading(unmarked(heading));
    else if (/^[✓✗–] /u.test(item)) page.say(unmarked(item));
    else if (mark !== undefined)
      page.say(unmarked(item), { indent: blanks.length + 2, mark: /\d/u.test(mark) ? `${mark} ` : '• ' });
    else if (line.trim() === '') page.gap();
    else page.say(unmarked(line));
  }
  return page.toString();
}

function unmarked(text: string): string {
  return text
    .replaceAll(/\*\*([^*]+)\*\*/gu, '$1')
    .replaceAll(/`([^`]+)`/gu, '$1')
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/gu, '$1 ($2)');
}
