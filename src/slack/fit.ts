import type { ActionsBlock, ContextBlock, RichTextBlock } from '@slack/types';
import type { CardBlock } from './cards/card.ts';
import { richText, textOf, textSize } from './block-text.ts';
import { clip } from './escape.ts';
import { limits } from './limits.ts';

type RichTextPart = RichTextBlock['elements'][number];

/** Blocks that Slack takes, and the text of what had to be left out. */
interface Fitted {
  readonly blocks: readonly CardBlock[];
  readonly spilled: readonly string[];
}

/** A last line that has its place kept. */
interface Note {
  readonly text: string;
  readonly shown: 'always' | 'when-cut';
}

/** Makes blocks fit every limit of one message. Buttons are always kept; of the rest, what comes first is. */
export function fit(blocks: readonly CardBlock[], note: Note | null = null): Fitted {
  const buttons = blocks.filter((block) => block.type === 'actions').flatMap(fitActions);
  const noteBlock = note === null ? null : noteOf(note.text);
  const reserved = textSize(buttons) + textSize(noteBlock);
  const kept: CardBlock[] = [];
  const spilled: string[] = [];
  let room = limits.message - reserved;
  let places = limits.blocks - buttons.length - (noteBlock ? 1 : 0);
  let plans = 1;
  for (const block of blocks) {
    if (block.type === 'actions') continue;
    if (block.type === 'plan' && plans-- <= 0) continue;
    const { fits, over } = places > 0 ? fitBlock(block, room) : { fits: null, over: textOf(block) };
    if (over !== '') spilled.push(over);
    if (fits === null) continue;
    kept.push(fits);
    room -= textSize(fits);
    places -= 1;
  }
  const tail = noteBlock !== null && (note?.shown === 'always' || spilled.length > 0) ? [noteBlock] : [];
  return { blocks: withUniqueIds([...kept, ...tail, ...buttons]), spilled };
}

interface FittedBlock {
  readonly fits: CardBlock | null;
  readonly over: string;
}

function fitBlock(block: CardBlock, room: number): FittedBlock {
  switch (block.type) {
    case 'rich_text':
      return fitRichText(block, Math.min(room, limits.text));
    case 'header':
      return orSpill({ ...block, text: { ...block.text, text: clip(block.text.text, limits.header) } }, room);
    case 'section':
      return orSpill(
        block.text ? { ...block, text: { ...block.text, text: clip(block.text.text, limits.text) } } : block,
        room,
      );
    case 'context':
      return orSpill({ ...block, elements: block.elements.slice(0, limits.contextElements) }, room);
    case 'markdown':
      return orSpill({ ...block, text: clip(block.text, limits.markdown) }, room);
    case 'plan':
      return orSpill({ ...block, tasks: (block.tasks ?? []).slice(0, limits.tasks) }, room);
    case 'actions':
    case 'divider':
      return { fits: block, over: '' };
  }
}

/** Blocks that cannot be cut in a useful place are kept whole or not at all; empty ones Slack refuses. */
function orSpill(block: CardBlock, room: number): FittedBlock {
  const text = textOf(block);
  if (text.trim() === '') return { fits: null, over: '' };
  return textSize(block) <= room ? { fits: block, over: '' } : { fits: null, over: text };
}

/** Cut between its parts, and between the items of a list. */
function fitRichText(block: RichTextBlock, room: number): FittedBlock {
  const kept: RichTextPart[] = [];
  const over: string[] = [];
  let left = room;
  for (const part of block.elements.flatMap(filled)) {
    const [head, tail] = over.length > 0 ? [null, part] : cut(part, left);
    if (head !== null) {
      kept.push(head);
      left -= textSize(head);
    }
    if (tail !== null) over.push(richText(tail));
  }
  return { fits: kept.length === 0 ? null : { ...block, elements: kept }, over: over.join('\n') };
}

/** Lists and lines without anything in them, Slack refuses. */
function filled(part: RichTextPart): readonly RichTextPart[] {
  if (part.type !== 'rich_text_list') return part.elements.length === 0 ? [] : [part];
  const elements = part.elements.filter((item) => item.elements.length > 0);
  return elements.length === 0 ? [] : [{ ...part, elements }];
}

function cut(part: RichTextPart, room: number): readonly [RichTextPart | null, RichTextPart | null] {
  if (textSize(part) <= room) return [part, null];
  if (part.type !== 'rich_text_list') return [null, part];
  let left = room;
  let count = 0;
  for (const item of part.elements) {
    left -= textSize(item);
    if (left < 0) break;
    count += 1;
  }
  if (count === 0) return [null, part];
  return [
    { ...part, elements: part.elements.slice(0, count) },
    { ...part, elements: part.elements.slice(count) },
  ];
}

function fitActions(block: ActionsBlock): readonly ActionsBlock[] {
  const elements = block.elements.slice(0, limits.actions);
  return elements.length === 0 ? [] : [{ ...block, elements }];
}

function noteOf(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'plain_text', emoji: false, text: clip(text, 200) }] };
}

/** Two blocks of one message may not have the same id; the first keeps it. */
function withUniqueIds(blocks: readonly CardBlock[]): readonly CardBlock[] {
  const seen = new Set<string>();
  return blocks.map((block) => {
    if (block.block_id === undefined) return block;
    const { block_id: id, ...rest } = block;
    if (seen.has(id) || id.length > limits.id) return rest;
    seen.add(id);
    return block;
  });
}
