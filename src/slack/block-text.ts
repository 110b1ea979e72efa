import type { RichTextBlock, RichTextElement } from '@slack/types';
import type { CardBlock } from './cards/card.ts';

type RichTextPart = RichTextBlock['elements'][number];

/**
 * How much of a message's budget of text a value takes: every string that Slack may show, follow or count. Slack does
 * not say what it counts, so everything is counted.
 */
export function textSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textSize(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, item]) => (uncounted.has(key) ? sum : sum + textSize(item)), 0);
}

const uncounted: ReadonlySet<string> = new Set([
  'type',
  'style',
  'action_id',
  'block_id',
  'task_id',
  'value',
  'status',
]);

/** A block as plain text, for what has to go to a file instead. */
export function textOf(block: CardBlock): string {
  switch (block.type) {
    case 'header':
      return block.text.text;
    case 'section':
      return [block.text, ...(block.fields ?? [])].flatMap((field) => field?.text ?? []).join('\n');
    case 'context':
      return block.elements.flatMap((element) => ('text' in element ? element.text : [])).join(' · ');
    case 'markdown':
      return block.text;
    case 'plan':
      return [
        block.title,
        ...(block.tasks ?? []).flatMap(({ title }) => (typeof title === 'string' ? title : [])),
      ].join('\n');
    case 'rich_text':
      return block.elements.map(richText).join('\n');
    case 'actions':
    case 'divider':
      return '';
  }
}

export function richText(part: RichTextPart): string {
  if (part.type === 'rich_text_list') return part.elements.map((item) => `• ${inline(item.elements)}`).join('\n');
  return inline(part.elements);
}

function inline(elements: readonly RichTextElement[]): string {
  return elements.map(inlineElement).join('');
}

function inlineElement(element: RichTextElement): string {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return `${element.text ?? ''} ${element.url}`.trim();
    case 'date':
      return element.fallback ?? '';
    case 'user':
      return `@${element.user_id}`;
    case 'broadcast':
    case 'channel':
    case 'color':
    case 'emoji':
    case 'team':
    case 'usergroup':
      return '';
  }
}
