import { layout } from '../escape.ts';
import { limits } from '../limits.ts';
import type { Card } from './card.ts';
import { sentence } from './elements.ts';

/** Leaves room for the fence that a cut may add. */
const longestPart = limits.message - 500;
/** `response_url` takes five messages: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const mostParts = 4;

/**
 * Markdown that a command answered, as messages that each fit: cut at line ends, code fences closed and opened again.
 * It mentions nobody but `people`, given by their ids; other markup is the command's own.
 */
export function markdownCards(markdown: string, people: readonly string[] = []): readonly Card[] {
  const whom = people.filter((id) => /^[UW][A-Z0-9]+$/u.test(id)).map((id) => `@${id}>`);
  const others = new RegExp(`<(?=[@!#])(?!${whom.join('|') || '$^'})`, 'gu');
  const safe = layout(markdown, Number.MAX_SAFE_INTEGER).replaceAll(others, '&lt;');
  const parts = split(safe.trim() === '' ? '(nothing)' : safe);
  const kept = parts.slice(0, mostParts);
  const last = kept.length - 1;
  return kept.map((part, index) => {
    const text = index === last && parts.length > mostParts ? `${part}\n\n… the rest did not fit.` : part;
    return { text: sentence(withoutMarkup(text)), blocks: [{ type: 'markdown', text }] };
  });
}

function split(markdown: string): readonly string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let size = 0;
  let fence: string | null = null;
  for (const line of markdown.split('\n').flatMap(pieces)) {
    if (size + line.length + 1 > longestPart) {
      parts.push([...part, ...(fence === null ? [] : ['```'])].join('\n'));
      part = fence === null ? [] : [fence];
      size = fence?.length ?? 0;
    }
    part.push(line);
    size += line.length + 1;
    if (/^\s*```/u.test(line)) fence = fence === null ? line.slice(0, 40) : null;
  }
  return [...parts, part.join('\n')];
}

function pieces(line: string): readonly string[] {
  if (line.length <= longestPart / 2) return [line];
  return line.match(new RegExp(`.{1,${longestPart / 2}}`, 'gsu')) ?? [];
}

function withoutMarkup(markdown: string): string {
  return markdown.replaceAll(/[*`#|_]+/gu, '').slice(0, 600);
}
