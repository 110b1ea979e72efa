import { describe, expect, test } from 'vitest';
import type { CardBlock } from '../../src/slack/cards/card.ts';
import { textSize } from '../../src/slack/block-text.ts';
import { button, buttons, context, header } from '../../src/slack/cards/elements.ts';
import { bullets, line, quote, rich } from '../../src/slack/cards/rich-text.ts';
import { fit } from '../../src/slack/fit.ts';
import { limits } from '../../src/slack/limits.ts';
import { problemsOf } from './support/shown.ts';

const rerun = buttons(button('rerun', 'Re-run', { do: 'rerun', id: 'inv_1' }));
const types = (blocks: readonly CardBlock[]): readonly string[] => blocks.map(({ type }) => type);

describe('fitting blocks into a message', () => {
  test('leaves what fits as it is', () => {
    const blocks = [header('Title'), rich(line('text')), context('small'), ...rerun];
    expect(fit(blocks, { text: 'note', shown: 'when-cut' })).toEqual({ blocks, spilled: [] });
  });

  test('keeps the buttons, whatever else has to go, and says that something went', () => {
    const blocks = [...Array.from({ length: 70 }, (_, n) => rich(line(`block ${n}`))), ...rerun];
    const { blocks: kept, spilled } = fit(blocks, { text: 'more below', shown: 'when-cut' });
    expect(kept).toHaveLength(limits.blocks);
    expect(types(kept.slice(-2))).toEqual(['context', 'actions']);
    expect(spilled[0]).toBe('block 48');
    expect(spilled).toHaveLength(22);
  });

  test('cuts a list between its items and spills the rest of it', () => {
    const items = Array.from({ length: 20 }, (_, n) => [`${n} ${'x'.repeat(400)}`]);
    const { blocks, spilled } = fit([rich(line({ bold: 'List' }), bullets(items))]);
    const [block] = blocks;
    const list = block?.type === 'rich_text' ? block.elements[1] : undefined;
    expect(list?.elements).toHaveLength(7);
    expect(spilled.join('\n').split('\n')).toHaveLength(13);
    expect(spilled[0]).toMatch(/^• 7 x/u);
  });

  test('stays within the text that Slack takes in all, counting addresses too', () => {
    const address = `https://console.aws.amazon.com/${'y'.repeat(2_000)}`;
    const linked = Array.from({ length: 6 }, () => rich(line('x', { console: address })));
    const { blocks, spilled } = fit(linked);
    expect(textSize(blocks)).toBeLessThanOrEqual(limits.message);
    expect(spilled).toHaveLength(3);
  });

  test('drops what Slack refuses for being empty', () => {
    const { blocks, spilled } = fit([rich(line('')), rich(bullets([[''], ['']])), context(''), rich(quote(''))]);
    expect(blocks).toEqual([rich(quote(''))]);
    expect(spilled).toEqual([]);
  });

  test('keeps one plan, and ids apart', () => {
    const plan: CardBlock = { type: 'plan', title: 'One', tasks: [], block_id: 'same' };
    const { blocks } = fit([plan, plan, { ...header('Title'), block_id: 'same' }]);
    expect(types(blocks)).toEqual(['plan', 'header']);
    expect(problemsOf(blocks)).toEqual([]);
  });
});
