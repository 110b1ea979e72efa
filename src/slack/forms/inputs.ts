import type { InputBlock, PlainTextOption } from '@slack/types';
import type { Remedy } from '#changes';
import type { Parameter } from '#playbook';
import { plainText } from '../cards/elements.ts';
import { lasting } from '../cards/change/words.ts';
import { limits } from '../limits.ts';
import { fieldOf, fields } from './filled.ts';
import type { Filled } from './filled.ts';

const minute = 60_000;
const usual = [5, 10, 15, 30, 45, 60, 120, 240, 480, 720, 1440, 2880, 4320, 10_080].map((each) => each * minute);
/** More than this nobody fills in at three in the morning. */
const mostParameters = 20;

/** What a person fills in, with what is known already. `form:…` tells us of each edit, so that the preview is live. */
export function parameterInputs(
  { parameters, parse }: Pick<Remedy, 'parameters' | 'parse'>,
  { given }: Filled,
): readonly InputBlock[] {
  // What an empty form is not short of may stay empty.
  const empty = parse({});
  const needed = empty.ok ? {} : empty.wrong;
  return parameters.slice(0, mostParameters).map((parameter) => ({
    type: 'input',
    block_id: fieldOf(parameter.name).slice(0, limits.id),
    label: plainText(parameter.label, limits.label, 'Value'),
    element: elementOf(parameter, given[parameter.name] ?? ''),
    optional: needed[parameter.name] === undefined,
    dispatch_action: true,
    ...(parameter.hint === undefined ? {} : { hint: plainText(parameter.hint, limits.label, ' ') }),
  }));
}

function elementOf(parameter: Parameter, value: string): InputBlock['element'] {
  const action = { action_id: 'form:parameter' };
  switch (parameter.kind) {
    case 'choice': {
      const options = (parameter.options ?? []).slice(0, limits.options).map(optionAt);
      const chosen = options[(parameter.options ?? []).indexOf(value)];
      if (options.length === 0) return typed(value);
      return { type: 'static_select', ...action, options, ...(chosen && { initial_option: chosen }) };
    }
    case 'number':
      return {
        type: 'number_input',
        ...action,
        is_decimal_allowed: true,
        ...live,
        ...(/^-?\d+(?:\.\d+)?$/u.test(value) && { initial_value: value }),
      };
    case 'text':
      return typed(value);
  }
}

/** Options may be far longer than Slack lets them be, so their number is what comes back. */
function optionAt(option: string, index: number): PlainTextOption {
  return { text: plainText(option, limits.option, '(empty)'), value: String(index) };
}

const live = { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } } satisfies {
  dispatch_action_config: { trigger_actions_on: 'on_character_entered'[] };
};

function typed(value: string): InputBlock['element'] {
  const initial = value.replaceAll(/[\r\n]+/gu, ' ').toWellFormed();
  const fits = initial !== '' && initial.length <= limits.text;
  return {
    type: 'plain_text_input',
    action_id: 'form:parameter',
    ...live,
    ...(fits && { initial_value: initial }),
  };
}

/** Why: the approver reads it, and the audit log keeps it. */
export function reasonInput(reason: string, atLeast = 1): InputBlock {
  return {
    type: 'input',
    block_id: fields.reason,
    label: plainText('Why?', limits.label, 'Why?'),
    hint: plainText('Whoever approves reads this, and the audit log keeps it.', limits.label, ' '),
    element: {
      type: 'plain_text_input',
      action_id: 'reason',
      multiline: true,
      min_length: atLeast,
      max_length: 500,
      ...(reason !== '' && { initial_value: reason.slice(0, 500).toWellFormed() }),
    },
  };
}

/** For how long; null for what leaves nothing to be ended. */
export function lastsInput(remedy: Remedy, { lastsMs }: Filled, label = 'For how long?'): InputBlock | null {
  if (remedy.kind === 'by-hand' || remedy.ends === 'nothing-left') return null;
  const { usualMs, mostMs } = remedy.lasts;
  const chosen = lastsMs ?? usualMs;
  const all = [...usual.filter((each) => each <= mostMs), usualMs, mostMs, chosen];
  const spans = [...new Set(all)].toSorted((a, b) => a - b);
  const option = (ms: number): PlainTextOption => ({
    text: plainText(lasting(ms), limits.option, ' '),
    value: String(ms),
  });
  return {
    type: 'input',
    block_id: fields.lasts,
    label: plainText(label, limits.label, label),
    element: {
      type: 'static_select',
      action_id: 'form:lasts',
      options: spans.map(option),
      initial_option: option(chosen),
    },
    dispatch_action: true,
  };
}

/** In an emergency: whoever types the name has read it. `says` is the sentence that asks for it, with the name. */
export function typedInput(says: string | null): InputBlock {
  const label = 'Type the name of what is changed';
  return {
    type: 'input',
    block_id: fields.typed,
    label: plainText(label, limits.label, label),
    ...(says !== null && { hint: plainText(says, limits.label, ' ') }),
    element: { type: 'plain_text_input', action_id: 'form:typed', max_length: 500, ...live },
    dispatch_action: true,
  };
}
