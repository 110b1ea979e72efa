import { z } from 'zod';
import { anyText, confirm, id, imageElement, plainText, webAddress, words } from './texts.ts';
import { richTextBlock } from './rich-text.ts';

const actionable = { action_id: id.optional() };
const confirmable = { confirm: confirm.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholdable = { placeholder: plainText(150).optional() };
const dispatching = {
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).optional() })
    .optional(),
};
const style = z.enum(['primary', 'danger']).optional();
const accessibility = { accessibility_label: words(75).optional() };

const option = z.strictObject({
  text: plainText(75),
  value: words(75),
  description: plainText(75).optional(),
});
const listOption = z.strictObject({
  text: anyText(75),
  value: words(75),
  description: anyText(75).optional(),
});
const overflowOption = z.strictObject({ text: plainText(75), value: words(75), url: webAddress.optional() });
const optionGroup = z.strictObject({ label: plainText(75), options: z.array(option).min(1).max(100) });
const choices = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const oneSource = (select: { options?: unknown; option_groups?: unknown }) =>
  (select.options === undefined) !== (select.option_groups === undefined);
const oneSourceSays = { message: 'exactly one of options and option_groups is required' };
const many = { max_selected_items: z.number().int().min(1).optional() };

const base = { ...actionable, ...confirmable, ...focusable, ...placeholdable };

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  value: words(2000).optional(),
  url: webAddress.optional(),
  style,
  ...actionable,
  ...confirmable,
  ...accessibility,
});
const staticSelect = z
  .strictObject({ type: z.literal('static_select'), ...choices, initial_option: option.optional(), ...base })
  .refine(oneSource, oneSourceSays)
  .refine((select) => select.initial_option === undefined || offers(select, select.initial_option.value), {
    message: 'initial_option must be one of the options',
  });
const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...choices,
    initial_options: z.array(option).max(100).optional(),
    ...base,
    ...many,
  })
  .refine(oneSource, oneSourceSays);
const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: z.array(overflowOption).min(1).max(5),
  ...actionable,
  ...confirmable,
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  options: z.array(listOption).min(1).max(10),
  initial_option: listOption.optional(),
  ...actionable,
  ...confirmable,
  ...focusable,
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  options: z.array(listOption).min(1).max(10),
  initial_options: z.array(listOption).max(10).optional(),
  ...actionable,
  ...confirmable,
  ...focusable,
});
const filter = { filter: z.looseObject({}).optional() };
const usersSelect = z.strictObject({ type: z.literal('users_select'), initial_user: id.optional(), ...base });
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  initial_users: z.array(id).optional(),
  ...base,
  ...many,
});
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  initial_conversation: id.optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  ...filter,
  ...base,
});
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  initial_channel: id.optional(),
  response_url_enabled: z.boolean().optional(),
  ...base,
});
const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  initial_date: z.iso.date().optional(),
  ...base,
});
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  initial_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  timezone: z.string().optional(),
  ...base,
});
const dateTimePicker = z.strictObject({
  type: z.literal('datetimepicker'),
  initial_date_time: z.number().int().min(1e9).max(9_999_999_999).optional(),
  ...actionable,
  ...confirmable,
  ...focusable,
});

const typed = { ...actionable, ...focusable, ...placeholdable, ...dispatching };
const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
  ...typed,
});
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
  ...typed,
});
const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  initial_value: z.string().optional(),
  ...typed,
});
const urlInput = z.strictObject({ type: z.literal('url_text_input'), initial_value: z.string().optional(), ...typed });
const richTextInput = z.strictObject({
  type: z.literal('rich_text_input'),
  initial_value: richTextBlock.optional(),
  ...typed,
});

const feedbackButton = z.strictObject({ text: plainText(75), value: words(2000), ...accessibility });
const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  positive_button: feedbackButton,
  negative_button: feedbackButton,
  ...actionable,
});
const iconButton = z.strictObject({
  type: z.literal('icon_button'),
  icon: words(255),
  text: plainText(75),
  value: words(2000).optional(),
  visible_to_user_ids: z.array(id).optional(),
  ...actionable,
  ...confirmable,
  ...accessibility,
});

function offers(
  select: { options?: { value: string }[] | undefined; option_groups?: { options: { value: string }[] }[] | undefined },
  value: string,
): boolean {
  const all = [...(select.options ?? []), ...(select.option_groups ?? []).flatMap((group) => group.options)];
  return all.some((each) => each.value === value);
}

const pickers = [
  staticSelect,
  multiStaticSelect,
  usersSelect,
  multiUsersSelect,
  conversationsSelect,
  channelsSelect,
  radioButtons,
  checkboxes,
  datepicker,
  timepicker,
] as const;

/** What an `actions` block may hold. */
export const actionsElement = z.discriminatedUnion('type', [
  button,
  overflow,
  dateTimePicker,
  richTextInput,
  ...pickers,
]);

/** What may stand beside a section's text. */
export const accessory = z.discriminatedUnion('type', [button, overflow, imageElement, ...pickers]);

/** What an `input` block may hold. */
export const inputElement = z.discriminatedUnion('type', [
  textInput,
  numberInput,
  emailInput,
  urlInput,
  richTextInput,
  dateTimePicker,
  ...pickers,
]);

/** What a `context_actions` block may hold. */
export const contextAction = z.discriminatedUnion('type', [feedbackButtons, iconButton]);

export const cardButton = button;
