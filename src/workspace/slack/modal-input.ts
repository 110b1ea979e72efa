import { flagIn, isObject, listIn, numberIn, objectIn, textIn, type Json } from './json.ts';
import { initialValue, interactiveIn, valueOf, type Entry, type Interactive } from './interactive.ts';

/** What a person enters in a modal, by action id; `block/action` where an action id occurs twice. */
export type Entries = { readonly [actionId: string]: Entry };

/** `state.values` of a view or message: what was entered, and what the elements say for themselves otherwise. */
export function stateValues(blocks: readonly Json[], entered: Entries, before: Json = {}): Json {
  const values: { [block: string]: { [action: string]: Json } } = {};
  for (const { element, blockId, actionId } of interactiveIn(blocks)) {
    const entry = entered[`${blockId}/${actionId}`] ?? entered[actionId];
    const kept = objectIn(objectIn(before, blockId), actionId);
    const value = entry === undefined ? (kept ?? initialValue(element)) : valueOf(element, entry);
    if (value === undefined) continue;
    (values[blockId] ??= {})[actionId] = { type: textIn(element, 'type'), ...value };
  }
  return values;
}

/** What Slack itself says beside the fields of a modal before it asks the app: by block id. */
export function fieldErrors(blocks: readonly Json[], values: Json): { readonly [blockId: string]: string } {
  const inputs = interactiveIn(blocks).filter((each) => each.input !== null);
  return Object.fromEntries(
    inputs.flatMap((each) => {
      const says = fieldError(each, objectIn(objectIn(values, each.blockId), each.actionId));
      return says === null ? [] : [[each.blockId, says]];
    }),
  );
}

function fieldError({ element, input }: Interactive, value: Json | undefined): string | null {
  if (isEmpty(value)) return flagIn(input, 'optional') ? null : 'Please complete this required field.';
  const text = textIn(value, 'value');
  if (text === undefined) return null;
  const [shortest, longest] = [numberIn(element, 'min_length') ?? 0, numberIn(element, 'max_length') ?? 3000];
  if (text.length < shortest) return `Please enter at least ${shortest} characters.`;
  if (text.length > longest) return `Please enter at most ${longest} characters.`;
  switch (textIn(element, 'type') ?? '') {
    case 'number_input':
      return numberError(element, text);
    case 'email_text_input':
      return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(text) ? null : 'Please enter a valid URL.';
    default:
      return null;
  }
}

function numberError(element: Json, text: string): string | null {
  const value = Number(text);
  const whole = !flagIn(element, 'is_decimal_allowed');
  if (Number.isNaN(value) || (whole && !Number.isInteger(value))) {
    return whole ? 'Please enter a whole number.' : 'Please enter a number.';
  }
  const [min, max] = [numberIn(element, 'min_value'), numberIn(element, 'max_value')];
  if (min !== undefined && value < min) return `Please enter ${min} or more.`;
  return max !== undefined && value > max ? `Please enter ${max} or less.` : null;
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined) return true;
  const { type: _type, ...rest } = value;
  return Object.values(rest).every((each) => each === null || (Array.isArray(each) && each.length === 0));
}

/** The errors of a `response_action: errors` acknowledgement, and the ids that name no input of the view. */
export function errorsIn(answer: unknown, blocks: readonly Json[]): { errors: Json; unknown: readonly string[] } {
  const errors = objectIn(answer, 'errors') ?? {};
  const inputs = new Set(interactiveIn(blocks).flatMap((each) => (each.input === null ? [] : [each.blockId])));
  return { errors, unknown: Object.keys(errors).filter((id) => !inputs.has(id)) };
}

/** Whether an acknowledgement is an object that says something. */
export function responseAction(answer: unknown): string | null {
  return isObject(answer) && listIn(answer, 'response_action').length === 0
    ? (textIn(answer, 'response_action') ?? null)
    : null;
}
