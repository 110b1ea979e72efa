import type { z } from 'zod';
import { isObject, objectsIn, textIn, type Json } from './json.ts';
import { surfaces, viewShape, type Surface } from './validate/blocks.ts';

export type { Surface } from './validate/blocks.ts';

/**
 * Slack refuses messages whose blocks hold more text than this in all, with `msg_blocks_too_long`. It says so nowhere;
 * 13,200 and 11,341 characters were seen refused (slackapi/bolt-js#2509, #2867), so this stays below both.
 */
const TOTAL_TEXT = 11_000;
const TABLE_TEXT = 10_000;
const MARKDOWN_TEXT = 12_000;

/** What is wrong with blocks, in the words of Slack: `[ERROR] no more than 50 items allowed [json-pointer:/blocks]`. */
export function blockProblems(blocks: unknown, surface: Surface): readonly string[] {
  const parsed = surfaces[surface].safeParse(blocks);
  const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => says(issue, blocks, '/blocks'));
  const list = Array.isArray(blocks) ? blocks.filter(isObject) : [];
  return [...shape, ...repeatedIds(list), ...tooManyOf(list), ...tooLong(list)];
}

/** The same for a whole view, `view.blocks` included. */
export function viewProblems(view: Json): readonly string[] {
  const parsed = viewShape.safeParse(view);
  const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => says(issue, view, '/view'));
  const surface = view['type'] === 'home' ? 'home' : 'modal';
  const needsSubmit =
    surface === 'modal' &&
    view['submit'] === undefined &&
    objectsIn(view, 'blocks').some((block) => block['type'] === 'input');
  return [
    ...shape,
    ...(needsSubmit ? ['[ERROR] missing required field: submit [json-pointer:/view]'] : []),
    ...blockProblems(view['blocks'], surface),
  ];
}

/** Whether a message's blocks together hold more text than Slack takes. */
export function tooMuchText(blocks: readonly Json[]): boolean {
  return textLength(blocks) > TOTAL_TEXT;
}

/** Characters of all texts in blocks, however deep. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + textLength(each), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [key, each]) => {
    if (typeof each === 'string') return ['text', 'title', 'caption'].includes(key) ? sum + each.length : sum;
    return sum + textLength(each);
  }, 0);
}

function repeatedIds(blocks: readonly Json[]): readonly string[] {
  const seen = new Set<string>();
  return blocks.flatMap((block, index) => {
    const id = textIn(block, 'block_id');
    const repeated = id !== undefined && seen.has(id);
    if (id !== undefined) seen.add(id);
    const actions = objectsIn(block, 'elements').flatMap((element) => textIn(element, 'action_id') ?? []);
    const twice = actions.find((action, at) => actions.indexOf(action) !== at);
    return [
      ...(repeated ? [`[ERROR] block_id ${id} already exists [json-pointer:/blocks/${index}/block_id]`] : []),
      ...(twice === undefined
        ? []
        : [`[ERROR] action_id ${twice} already exists [json-pointer:/blocks/${index}/elements]`]),
    ];
  });
}

/** Slack takes one native table and one plan a message. */
function tooManyOf(blocks: readonly Json[]): readonly string[] {
  return ['table', 'data_table', 'plan'].flatMap((type) => {
    const count = blocks.flatMap((block) => [block, ...objectsIn(block, 'child_blocks')]).filter(is(type)).length;
    return count > 1 ? [`[ERROR] only one ${type} block allowed [json-pointer:/blocks]`] : [];
  });
}

function tooLong(blocks: readonly Json[]): readonly string[] {
  const markdown = blocks.filter(is('markdown'));
  const tables = blocks.flatMap((block, index) =>
    (block['type'] === 'table' || block['type'] === 'data_table') && textLength(block['rows']) > TABLE_TEXT
      ? [`[ERROR] must be less than ${TABLE_TEXT + 1} characters [json-pointer:/blocks/${index}/rows]`]
      : [],
  );
  return [
    ...tables,
    ...(markdown.length > 1 && textLength(markdown) > MARKDOWN_TEXT
      ? [`[ERROR] markdown blocks must be less than ${MARKDOWN_TEXT + 1} characters in all [json-pointer:/blocks]`]
      : []),
  ];
}

function is(type: string): (block: Json) => boolean {
  return (block) => block['type'] === type;
}

function says(issue: z.core.$ZodIssue, root: unknown, prefix: string): readonly string[] {
  const path = issue.path.map(String);
  const at = (where: readonly string[]) => `[json-pointer:${[prefix, ...where].join('/')}]`;
  const found = path.reduce<unknown>(
    (value, key) => (Array.isArray(value) || isObject(value) ? read(value, key) : undefined),
    root,
  );
  if (found === undefined && path.length > 0 && issue.code !== 'custom') {
    return [`[ERROR] missing required field: ${path.at(-1)} ${at(path.slice(0, -1))}`];
  }
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? [`[ERROR] no more than ${issue.maximum} items allowed ${at(path)}`]
        : [`[ERROR] must be less than ${Number(issue.maximum) + 1} characters ${at(path)}`];
    case 'too_small':
      return issue.origin === 'array'
        ? [`[ERROR] no fewer than ${issue.minimum} items allowed ${at(path)}`]
        : [`[ERROR] must be more than ${Number(issue.minimum) - 1} characters ${at(path)}`];
    case 'unrecognized_keys':
      return issue.keys.map((key) => `[ERROR] invalid additional property: ${key} ${at(path)}`);
    case 'invalid_union':
      return path.at(-1) === 'type'
        ? [`[ERROR] unsupported type: ${String(found)} ${at(path)}`]
        : [`[ERROR] failed to match all allowed schemas ${at(path)}`];
    case 'invalid_value':
      return [`[ERROR] must be one of ${issue.values.map(String).join(', ')} ${at(path)}`];
    case 'invalid_type':
      return [`[ERROR] must provide ${article(issue.expected)} ${at(path)}`];
    case 'custom':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return [`[ERROR] ${issue.message} ${at(path)}`];
  }
}

function read(value: Json | unknown[], key: string): unknown {
  return Array.isArray(value) ? value[Number(key)] : value[key];
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
