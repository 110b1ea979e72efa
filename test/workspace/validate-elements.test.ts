import { describe, expect, it } from 'vitest';
import { blockProblems, type Json, type Surface } from '../../src/workspace/slack/index.ts';
import { plain, mrkdwn, section, button, option, select, times, actions } from './blocks.ts';

describe('texts, buttons and lists that Slack refuses', () => {
  const bad: readonly [string, readonly Json[], string, Surface?][] = [
    ['more than 50 blocks', times(51, () => section('x')), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'more than 100 blocks in a modal',
      times(101, () => section('x')),
      'no more than 100 items allowed [json-pointer:/blocks]',
      'modal',
    ],
    ['an unknown block', [{ type: 'banner' }], 'unsupported type: banner [json-pointer:/blocks/0/type]'],
    [
      'a misspelt member',
      [{ type: 'divider', blockid: 'x' }],
      'invalid additional property: blockid [json-pointer:/blocks/0]',
    ],
    ['a section without anything', [{ type: 'section' }], 'text or fields is required [json-pointer:/blocks/0]'],
    [
      'a long section',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a long field',
      [{ type: 'section', fields: [mrkdwn('x'.repeat(2001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: times(11, () => mrkdwn('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a long header',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'mrkdwn in a header',
      [{ type: 'header', text: mrkdwn('x') }],
      'must be one of plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      'eleven context elements',
      [{ type: 'context', elements: times(11, () => mrkdwn('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '26 buttons',
      [actions(...times(26, (i) => button({ action_id: `a${i}` })))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['no buttons', [actions()], 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      'a long label',
      [actions(button({ text: plain('x'.repeat(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a long value',
      [actions(button({ value: 'x'.repeat(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a long action id',
      [actions(button({ action_id: 'x'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a long link',
      [actions(button({ url: `https://example.com/${'x'.repeat(3000)}` }))],
      'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'a style of our own',
      [actions(button({ style: 'warning' }))],
      'must be one of primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a button without a label',
      [actions({ type: 'button', action_id: 'x' })],
      'missing required field: text [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a long question before acting',
      [actions(button({ confirm: { text: plain('x'.repeat(301)) } }))],
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      '101 options',
      [actions(select({ options: times(101, (i) => option(String(i))) }))],
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a long option',
      [actions(select({ options: [option('a', 'x'.repeat(76))] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'a long option value',
      [actions(select({ options: [option('x'.repeat(76), 'a')] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'a choice that is not offered',
      [actions(select({ initial_option: option('b') }))],
      'initial_option must be one of the options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'eleven radio buttons',
      [actions({ type: 'radio_buttons', action_id: 'r', options: times(11, (i) => option(String(i))) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a placeholder that is too long',
      [actions(select({ placeholder: plain('x'.repeat(151)) }))],
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
    ],
  ];
  it.each(bad)('%s', (_title, blocks, says, surface = 'message') => {
    const problems = blockProblems(blocks, surface);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[ERROR\] /);
    expect(problems[0]).toContain(says);
  });
});
