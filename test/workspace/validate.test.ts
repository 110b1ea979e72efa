import { describe, expect, it } from 'vitest';
import { blockProblems, viewProblems, type Json, type Surface } from '../../src/workspace/slack/index.ts';
import {
  plain,
  mrkdwn,
  section,
  button,
  option,
  select,
  richText,
  task,
  times,
  actions,
  cell,
  input,
} from './blocks.ts';

describe('blocks that Slack takes', () => {
  const good: readonly [string, Json, Surface][] = [
    [
      'a section with fields and a button',
      { type: 'section', fields: times(10, () => mrkdwn('x')), accessory: button() },
      'message',
    ],
    ['a header of 150 characters', { type: 'header', text: plain('x'.repeat(150)) }, 'message'],
    [
      'a context of ten texts and images',
      {
        type: 'context',
        elements: [
          ...times(9, () => mrkdwn('x')),
          { type: 'image', alt_text: 'a', image_url: 'https://example.com/a.png' },
        ],
      },
      'message',
    ],
    ['25 elements in a row', actions(...times(25, (i) => button({ action_id: `a${i}` }))), 'message'],
    [
      'a select with groups',
      actions(select({ options: undefined, option_groups: [{ label: plain('G'), options: [option('a')] }] })),
      'message',
    ],
    ['a select whose first option is chosen', actions(select({ initial_option: option('a') })), 'message'],
    [
      'a table of rich text, texts and numbers',
      {
        type: 'table',
        rows: [
          [cell('Target'), cell('State')],
          [richText('i-1'), { type: 'raw_number', value: 3, text: '3' }],
        ],
        column_settings: [{ align: 'right', is_wrapped: true }],
      },
      'message',
    ],
    [
      'a plan with tasks that have details, output and sources',
      {
        type: 'plan',
        title: 'Looking',
        tasks: [
          task({
            details: richText('d'),
            output: richText('o'),
            sources: [{ type: 'url', url: 'https://example.com', text: 'Docs' }],
          }),
        ],
      },
      'message',
    ],
    ['a task card alone', task(), 'message'],
    [
      'rich text of each kind',
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'ordered',
            indent: 1,
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'user', user_id: 'U1' },
                  { type: 'link', url: 'https://example.com', text: 'x', style: { bold: true } },
                ],
              },
            ],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'q' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'p' }] },
        ],
      },
      'message',
    ],
    ['markdown', { type: 'markdown', text: '**bold**' }, 'message'],
    [
      'a collapsed container of sections',
      {
        type: 'container',
        title: plain('Evidence'),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [section('x'), { type: 'divider' }],
      },
      'message',
    ],
    [
      'feedback buttons',
      {
        type: 'context_actions',
        elements: [
          {
            type: 'feedback_buttons',
            action_id: 'f',
            positive_button: { text: plain('Good'), value: 'y' },
            negative_button: { text: plain('Bad'), value: 'n' },
          },
        ],
      },
      'message',
    ],
    [
      'a card',
      { type: 'card', title: mrkdwn('Roll back'), body: mrkdwn('To version 41'), actions: [button()] },
      'message',
    ],
    ['an alert in a modal', { type: 'alert', text: mrkdwn('Careful'), level: 'warning' }, 'modal'],
    [
      'an input in a modal',
      input({ type: 'number_input', action_id: 'n', is_decimal_allowed: false, min_value: '1' }),
      'modal',
    ],
    ['a table on the home tab', { type: 'table', rows: [[cell('x')]] }, 'home'],
  ];
  it.each(good)('%s', (_title, block, surface) => {
    expect(blockProblems([block], surface)).toEqual([]);
  });

  it('50 blocks in a message, 100 in a modal', () => {
    expect(
      blockProblems(
        times(50, () => section('x')),
        'message',
      ),
    ).toEqual([]);
    expect(
      blockProblems(
        times(100, () => section('x')),
        'modal',
      ),
    ).toEqual([]);
  });
});

describe('views', () => {
  const modal = (over: Json = {}): Json => ({ type: 'modal', title: plain('Window'), blocks: [section('x')], ...over });
  const bad: readonly [string, Json, string][] = [
    [
      'a long title',
      modal({ title: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a long submit',
      modal({ submit: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'much private metadata',
      modal({ private_metadata: 'x'.repeat(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a long callback id',
      modal({ callback_id: 'x'.repeat(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'an input and no submit',
      modal({ blocks: [input({ type: 'plain_text_input', action_id: 'p' })] }),
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'a home tab with a title',
      { type: 'home', title: plain('x'), blocks: [] },
      'invalid additional property: title [json-pointer:/view]',
    ],
    [
      'a bad block',
      modal({ blocks: [section('')] }),
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
  ];
  it.each(bad)('refuses %s', (_title, view, says) => {
    expect(viewProblems(view)).toEqual([`[ERROR] ${says}`]);
  });

  it('takes a modal and a home tab', () => {
    const form = modal({ submit: plain('Save'), blocks: [input({ type: 'plain_text_input', action_id: 'p' })] });
    expect(viewProblems(form)).toEqual([]);
    expect(viewProblems({ type: 'home', blocks: [section('x')] })).toEqual([]);
  });
});
