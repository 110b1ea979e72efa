import type { Json } from '../../src/workspace/slack/index.ts';

/** Short ways to write blocks in tests. */
export const plain = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
export const section = (text: string): Json => ({ type: 'section', text: mrkdwn(text) });
export const button = (over: Json = {}): Json => ({ type: 'button', action_id: 'go', text: plain('Go'), ...over });
export const option = (value: string, text = value) => ({ text: plain(text), value });
export const select = (over: Json = {}): Json => ({
  type: 'static_select',
  action_id: 's',
  options: [option('a')],
  ...over,
});
export const richText = (text: string): Json => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
export const task = (over: Json = {}): Json => ({
  type: 'task_card',
  task_id: '1',
  title: 'Read',
  status: 'complete',
  ...over,
});
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const actions = (...elements: Json[]): Json => ({ type: 'actions', elements });
export const cell = (text: string): Json => ({ type: 'raw_text', text });
export const input = (element: Json, over: Json = {}): Json => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...over,
});
