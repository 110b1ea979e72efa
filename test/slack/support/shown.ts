import type { Card, CardBlock } from '../../../src/slack/cards/card.ts';
import { textOf } from '../../../src/slack/block-text.ts';
import { fit } from '../../../src/slack/fit.ts';
import { blockProblems, tooMuchText } from '../../../src/workspace/slack/index.ts';

/** A card as a person reads it: its text block by block, buttons in brackets. Throws when Slack would refuse it. */
export function shown(card: Card): string {
  const { blocks } = fit(card.blocks);
  const problems = [...problemsOf(blocks), ...(card.text === '' ? ['no text'] : [])];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return blocks.map(lineOf).join('\n---\n');
}

export function problemsOf(blocks: readonly CardBlock[]): readonly string[] {
  const wire: unknown = JSON.parse(JSON.stringify(blocks));
  const long = Array.isArray(wire) && tooMuchText(wire) ? ['msg_blocks_too_long'] : [];
  return [...blockProblems(wire, 'message'), ...long];
}

function lineOf(block: CardBlock): string {
  if (block.type !== 'actions') return textOf(block);
  return block.elements.map((element) => ('text' in element ? `[${element.text?.text}]` : element.type)).join(' ');
}

/** Everyone whom a message would notify, and every way in which a text of it could be parsed as a mention. */
export function mentionsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(mentionsIn);
  if (typeof value !== 'object' || value === null) return [];
  const type = 'type' in value && typeof value.type === 'string' ? value.type : '';
  const elements = ['user', 'usergroup', 'broadcast', 'channel', 'team'].includes(type) ? [JSON.stringify(value)] : [];
  const parsed = type === 'mrkdwn' && 'text' in value ? mentionsInMrkdwn(String(value.text)) : [];
  return [...elements, ...parsed, ...Object.values(value).flatMap(mentionsIn)];
}

/** All markup in angle brackets but for dates, which the cards make themselves. */
export function mentionsInMrkdwn(text: string): readonly string[] {
  return [...text.matchAll(/<[^>]*>/gu)].map(([markup]) => markup).filter((markup) => !/^<!date\^\d+\^/u.test(markup));
}
