import { describe, expect, it } from 'vitest';
import { blockProblems, tooMuchText, type Json, type Surface } from '../../src/workspace/slack/index.ts';
import { plain, mrkdwn, section, button, richText, task, times, actions, cell, input } from './blocks.ts';

describe('tables, plans and containers that Slack refuses', () => {
  const bad: readonly [string, readonly Json[], string, Surface?][] = [
    [
      '101 rows',
      [{ type: 'table', rows: times(101, () => [cell('x')]) }],
      'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      '21 columns',
      [{ type: 'table', rows: [times(21, () => cell('x'))] }],
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'a table with more than 10,000 characters',
      [{ type: 'table', rows: times(11, () => [cell('x'.repeat(1000))]) }],
      'must be less than 10001 characters [json-pointer:/blocks/0/rows]',
    ],
    [
      'an empty cell',
      [{ type: 'table', rows: [[cell('')]] }],
      'must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]',
    ],
    [
      'two tables',
      times(2, () => ({ type: 'table', rows: [[cell('x')]] })),
      'only one table block allowed [json-pointer:/blocks]',
    ],
    [
      'a second table inside a container',
      [
        { type: 'table', rows: [[cell('x')]] },
        { type: 'container', title: plain('t'), child_blocks: [{ type: 'table', rows: [[cell('x')]] }] },
      ],
      'only one table block allowed [json-pointer:/blocks]',
    ],
    ['two plans', times(2, () => ({ type: 'plan', title: 'x' })), 'only one plan block allowed [json-pointer:/blocks]'],
    [
      'a task in a state of our own',
      [task({ status: 'done' })],
      'must be one of pending, in_progress, complete, error [json-pointer:/blocks/0/status]',
    ],
    ['a task with plain details', [task({ details: 'x' })], 'must provide an object [json-pointer:/blocks/0/details]'],
    [
      'something else in a plan',
      [{ type: 'plan', title: 'x', tasks: [section('x')] }],
      'unsupported type: section [json-pointer:/blocks/0/tasks/0/type]',
    ],
    [
      'an empty rich text',
      [richText('')],
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
    ],
    [
      'a link that runs code',
      [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: 'javascript:alert(1)' }] }],
        },
      ],
      '[json-pointer:/blocks/0/elements/0/elements/0/url]',
    ],
    [
      'a long markdown',
      [{ type: 'markdown', text: 'x'.repeat(12_001) }],
      'must be less than 12001 characters [json-pointer:/blocks/0/text]',
    ],
    [
      'markdown that is long in all',
      times(2, () => ({ type: 'markdown', text: 'x'.repeat(6001) })),
      'markdown blocks must be less than 12001 characters in all [json-pointer:/blocks]',
    ],
    [
      'eleven blocks in a container',
      [{ type: 'container', title: plain('t'), child_blocks: times(11, () => section('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/child_blocks]',
    ],
    [
      'a plan in a container',
      [{ type: 'container', title: plain('t'), child_blocks: [{ type: 'plan', title: 'x' }] }],
      'unsupported type: plan [json-pointer:/blocks/0/child_blocks/0/type]',
    ],
    [
      'a container without a title',
      [{ type: 'container', child_blocks: [section('x')] }],
      'title or rich_text_title is required [json-pointer:/blocks/0]',
    ],
    [
      'a closed container that cannot open',
      [{ type: 'container', title: plain('t'), default_collapsed: true, child_blocks: [section('x')] }],
      'default_collapsed requires is_collapsible [json-pointer:/blocks/0]',
    ],
    [
      'a long card',
      [{ type: 'card', body: mrkdwn('x'.repeat(201)) }],
      'must be less than 201 characters [json-pointer:/blocks/0/body/text]',
    ],
    [
      'six context actions',
      [
        {
          type: 'context_actions',
          elements: times(6, (i) => ({ type: 'icon_button', action_id: `i${i}`, icon: 'trash', text: plain('x') })),
        },
      ],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'an alert in a message',
      [{ type: 'alert', text: mrkdwn('x') }],
      'unsupported type: alert [json-pointer:/blocks/0/type]',
    ],
    [
      'a plan in a modal',
      [{ type: 'plan', title: 'x' }],
      'unsupported type: plan [json-pointer:/blocks/0/type]',
      'modal',
    ],
    [
      'the same block id twice',
      times(2, () => ({ type: 'divider', block_id: 'd' })),
      'block_id d already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'the same action id twice in a block',
      [actions(button(), button())],
      'action_id go already exists [json-pointer:/blocks/0/elements]',
    ],
    [
      'a long label of an input',
      [input({ type: 'plain_text_input', action_id: 'p' }, { label: plain('x'.repeat(2001)) })],
      'must be less than 2001 characters [json-pointer:/blocks/0/label/text]',
      'modal',
    ],
    [
      'a button as an input',
      [input(button())],
      'unsupported type: button [json-pointer:/blocks/0/element/type]',
      'modal',
    ],
  ];
  it.each(bad)('%s', (_title, blocks, says, surface = 'message') => {
    const problems = blockProblems(blocks, surface);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[ERROR\] /);
    expect(problems[0]).toContain(says);
  });

  it('things that are no blocks at all', () => {
    expect(blockProblems('x', 'message')).toEqual(['[ERROR] must provide an array [json-pointer:/blocks]']);
    expect(blockProblems([null], 'message')).toEqual(['[ERROR] must provide an object [json-pointer:/blocks/0]']);
  });

  it('more text in all than a message may hold, wherever it stands', () => {
    const nearly = times(4, () => section('x'.repeat(2750)));
    expect(tooMuchText(nearly)).toBe(false);
    expect(tooMuchText([...nearly, { type: 'plan', title: 'x' }])).toBe(true);
  });
});
