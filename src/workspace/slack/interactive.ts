import { objectIn, objectsIn, textIn, type Json } from './json.ts';
import { ActFailed } from './refusal.ts';

/** An element that a person can use, and the block that it stands in. */
export interface Interactive {
  readonly element: Json;
  readonly blockId: string;
  readonly actionId: string;
  /** The `input` block around it, if there is one. */
  readonly input: Json | null;
}

/** Which element a person uses; `block` is needed where an action id occurs in several blocks. */
export type Which = string | { readonly action: string; readonly block: string };

/** What a person enters or picks. Buttons need nothing; lists take the values of options. */
export type Entry = string | readonly string[] | null;

/** Every element with an action id in blocks, however deep. */
export function interactiveIn(blocks: readonly Json[]): readonly Interactive[] {
  return blocks.flatMap((block) => {
    const blockId = textIn(block, 'block_id') ?? '';
    const elements = [
      ...objectsIn(block, 'elements'),
      ...objectsIn(block, 'actions'),
      ...[objectIn(block, 'accessory') ?? [], objectIn(block, 'element') ?? []].flat(),
    ];
    const own = elements.flatMap((element): readonly Interactive[] => {
      const actionId = textIn(element, 'action_id');
      if (actionId === undefined) return [];
      return [{ element, blockId, actionId, input: block['type'] === 'input' ? block : null }];
    });
    const cards = block['type'] === 'carousel' ? objectsIn(block, 'elements') : [];
    return [...own, ...interactiveIn([...objectsIn(block, 'child_blocks'), ...cards])];
  });
}

export function findInteractive(blocks: readonly Json[], which: Which): Interactive {
  const [action, block] = typeof which === 'string' ? [which, undefined] : [which.action, which.block];
  const found = interactiveIn(blocks).find(
    (each) => each.actionId === action && (block === undefined || each.blockId === block),
  );
  if (found === undefined) throw new ActFailed('no_such_element', `nothing here has the action id ${action}`);
  return found;
}

/** The part of an action, or of `state.values`, that says what was entered. Throws for options that are not offered. */
export function valueOf(element: Json, entry: Entry): Json {
  const type = textIn(element, 'type') ?? '';
  const one = typeof entry === 'string' ? entry : (entry?.[0] ?? null);
  const several = typeof entry === 'string' ? [entry] : (entry ?? []);
  switch (type) {
    case 'button':
    case 'icon_button':
      return definedOnly({ text: element['text'], value: element['value'], icon: element['icon'] });
    case 'feedback_buttons': {
      const side = [objectIn(element, 'positive_button'), objectIn(element, 'negative_button')].find(
        (each) => each?.['value'] === one,
      );
      if (side === undefined) throw new ActFailed('no_such_option');
      return { text: side['text'], value: side['value'] };
    }
    case 'static_select':
    case 'overflow':
    case 'radio_buttons':
      return { selected_option: one === null ? null : optionIn(element, one) };
    case 'multi_static_select':
    case 'checkboxes':
      return { selected_options: several.map((each) => optionIn(element, each)) };
    case 'users_select':
      return { selected_user: one };
    case 'multi_users_select':
      return { selected_users: several };
    case 'conversations_select':
      return { selected_conversation: one };
    case 'channels_select':
      return { selected_channel: one };
    case 'datepicker':
      return { selected_date: one };
    case 'timepicker':
      return { selected_time: one };
    case 'datetimepicker':
      return { selected_date_time: one === null ? null : Number(one) };
    default:
      return { value: one === '' ? null : one };
  }
}

/** What an element says before anybody touched it, for `state.values`; undefined where it has nothing to say. */
export function initialValue(element: Json): Json | undefined {
  const values = (key: string) => objectsIn(element, key).flatMap((option) => textIn(option, 'value') ?? []);
  switch (textIn(element, 'type') ?? '') {
    case 'button':
    case 'icon_button':
    case 'overflow':
    case 'feedback_buttons':
    case 'image':
      return undefined;
    case 'checkboxes':
    case 'multi_static_select':
      return valueOf(element, values('initial_options'));
    case 'multi_users_select':
      return valueOf(element, []);
    default: {
      const keys = ['value', 'user', 'conversation', 'channel', 'date', 'time', 'date_time'].map(
        (key) => `initial_${key}`,
      );
      const simple = keys.map((key) => textIn(element, key)).find((value) => value !== undefined);
      return valueOf(element, textIn(objectIn(element, 'initial_option'), 'value') ?? simple ?? null);
    }
  }
}

/** All options of an element that offers some, groups included. */
export function optionsOf(element: Json): readonly Json[] {
  const grouped = objectsIn(element, 'option_groups').flatMap((group) => objectsIn(group, 'options'));
  return [...objectsIn(element, 'options'), ...grouped];
}

function optionIn(element: Json, value: string): Json {
  const option = optionsOf(element).find((each) => each['value'] === value);
  if (option === undefined) throw new ActFailed('no_such_option', `${value} is not offered`);
  return option;
}

function definedOnly(of: Json): Json {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
}
