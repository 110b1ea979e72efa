import type { State } from '../slack/index.ts';
import { flagIn, objectIn, objectsIn, textIn, type Json } from '../slack/json.ts';
import { emoji } from './emoji.ts';
import { html, nothing, safeAddress, type Html } from './html.ts';
import { mrkdwn, plainText } from './mrkdwn.ts';
import { namesIn } from './names.ts';

/** What rendering needs to know beside the blocks: the workspace, and who looks. */
export interface View {
  readonly state: State;
  readonly viewer: string;
}

/** A text object of either kind. */
export function textObject(object: Json | undefined, { state }: View): Html {
  const text = textIn(object, 'text') ?? '';
  return object?.['type'] === 'mrkdwn' ? mrkdwn(text, namesIn(state)) : plainText(text);
}

/**
 * An interactive element. Pressing or choosing is left to the page's script, which finds the ids in data attributes and
 * reads the kind of control from `data-entry`.
 */
export function element(of: Json, blockId: string, view: View): Html {
  const type = textIn(of, 'type') ?? '';
  const ids = html`data-action="${textIn(of, 'action_id')}" data-block="${blockId}" ${confirmation(of)}`;
  switch (type) {
    case 'button':
      return button(of, ids, view);
    case 'icon_button':
      return iconButton(of, ids, view);
    case 'feedback_buttons':
      return html`<span class="feedback"
        >${(['positive_button', 'negative_button'] as const).map((side) => {
          const button = objectIn(of, side);
          return html`<button
            type="button"
            class="button quiet"
            data-entry="button"
            data-value="${textIn(button, 'value')}"
            ${ids}
          >
            ${side === 'positive_button' ? '👍' : '👎'} ${textObject(objectIn(button, 'text'), view)}
          </button>`;
        })}</span
      >`;
    case 'static_select':
    case 'overflow':
      return select(of, ids, choicesIn(of), initial(of, 'initial_option'));
    case 'multi_static_select':
      return checkList(of, ids, view, 'checkbox');
    case 'checkboxes':
      return checkList(of, ids, view, 'checkbox');
    case 'radio_buttons':
      return checkList(of, ids, view, 'radio');
    case 'users_select':
      return select(of, ids, people(view), textIn(of, 'initial_user'));
    case 'channels_select':
      return select(of, ids, channels(view), textIn(of, 'initial_channel'));
    case 'conversations_select':
      return select(of, ids, channels(view), textIn(of, 'initial_conversation'));
    case 'datepicker':
      return input(of, ids, 'date', textIn(of, 'initial_date'));
    case 'timepicker':
      return input(of, ids, 'time', textIn(of, 'initial_time'));
    case 'number_input':
      return input(of, ids, 'text', textIn(of, 'initial_value'), 'decimal');
    case 'email_text_input':
      return input(of, ids, 'text', textIn(of, 'initial_value'), 'email');
    case 'url_text_input':
      return input(of, ids, 'text', textIn(of, 'initial_value'), 'url');
    case 'plain_text_input':
      return flagIn(of, 'multiline')
        ? html`<textarea rows="4" data-entry="text" ${ids} placeholder="${placeholder(of)}">
${textIn(of, 'initial_value')}</textarea>`
        : input(of, ids, 'text', textIn(of, 'initial_value'));
    case 'image':
      return image(of, 'thumbnail');
    default:
      return html`<span class="unknown">${type}</span>`;
  }
}

export function image(of: Json, kind: 'thumbnail' | 'picture'): Html {
  const address = safeAddress(textIn(of, 'image_url'));
  const alt = textIn(of, 'alt_text') ?? '';
  return address === null
    ? html`<span class="unknown">${alt}</span>`
    : html`<img class="${kind}" src="${address}" alt="${alt}" loading="lazy" referrerpolicy="no-referrer" />`;
}

function button(of: Json, ids: Html, view: View): Html {
  const address = safeAddress(textIn(of, 'url'));
  const style = textIn(of, 'style') ?? '';
  const classes = `button ${['primary', 'danger'].includes(style) ? style : ''}`;
  const label = textObject(objectIn(of, 'text'), view);
  const described = textIn(of, 'accessibility_label');
  const aria = described !== undefined && html`aria-label="${described}"`;
  // A button with an address is pressed like any other: the app has to acknowledge it too.
  return address === null
    ? html`<button type="button" class="${classes}" data-entry="button" ${ids} ${aria}>${label}</button>`
    : html`<a
        class="${classes}"
        data-entry="link"
        ${ids}
        ${aria}
        href="${address}"
        target="_blank"
        rel="noopener noreferrer"
        >${label}<span class="away" aria-hidden="true">↗</span></a
      >`;
}

function iconButton(of: Json, ids: Html, view: View): Html {
  const seenBy = of['visible_to_user_ids'];
  if (Array.isArray(seenBy) && !seenBy.includes(view.viewer)) return nothing;
  const icon = emoji(textIn(of, 'icon') ?? '');
  return html`<button type="button" class="button quiet" data-entry="button" ${ids}>
    ${icon} ${textObject(objectIn(of, 'text'), view)}
  </button>`;
}

interface Choice {
  readonly value: string;
  readonly label: Html;
  readonly description: Html | null;
  readonly group: string | null;
}

function choicesIn(of: Json, view?: View): readonly Choice[] {
  const choice = (option: Json, group: string | null): Choice => {
    const description = objectIn(option, 'description');
    return {
      value: textIn(option, 'value') ?? '',
      label:
        view === undefined
          ? plainText(textIn(objectIn(option, 'text'), 'text') ?? '')
          : textObject(objectIn(option, 'text'), view),
      description: description === undefined || view === undefined ? null : textObject(description, view),
      group,
    };
  };
  return [
    ...objectsIn(of, 'options').map((option) => choice(option, null)),
    ...objectsIn(of, 'option_groups').flatMap((group) =>
      objectsIn(group, 'options').map((option) => choice(option, textIn(objectIn(group, 'label'), 'text') ?? '')),
    ),
  ];
}

function select(of: Json, ids: Html, choices: readonly Choice[], chosen: string | undefined): Html {
  const option = ({ value, label }: Choice) =>
    html`<option value="${value}" ${value === chosen && 'selected'}>${label}</option>`;
  const groups = [...new Set(choices.map((choice) => choice.group))];
  const first = of['type'] === 'overflow' ? '⋯' : placeholder(of) || 'Choose one';
  return html`<select data-entry="select" ${ids}>
    <option value="">${first}</option>
    ${groups.map((group) => {
      const options = choices.filter((choice) => choice.group === group).map(option);
      return group === null ? options : html`<optgroup label="${group}">${options}</optgroup>`;
    })}
  </select>`;
}

function checkList(of: Json, ids: Html, view: View, kind: 'checkbox' | 'radio'): Html {
  const chosen = [...objectsIn(of, 'initial_options'), objectIn(of, 'initial_option') ?? {}].map(
    (each) => each['value'],
  );
  const name = view.state.newId('choice');
  return html`<span class="choices" data-entry="${kind}" ${ids}
    >${choicesIn(of, view).map(
      ({ value, label, description }) =>
        html`<label
          ><input type="${kind}" name="${name}" value="${value}" ${chosen.includes(value) && 'checked'} /><span
            >${label}${description !== null && html`<small>${description}</small>`}</span
          ></label
        >`,
    )}</span
  >`;
}

function input(of: Json, ids: Html, type: string, value: string | undefined, mode = 'text'): Html {
  return html`<input
    type="${type}"
    inputmode="${mode}"
    data-entry="text"
    ${ids}
    value="${value}"
    placeholder="${placeholder(of)}"
    autocomplete="off"
  />`;
}

function people({ state }: View): readonly Choice[] {
  const users = [...state.users.values()].filter((user) => user.kind === 'person');
  return users.map(({ id, realName }) => ({ value: id, label: html`${realName}`, description: null, group: null }));
}

function channels({ state }: View): readonly Choice[] {
  const open = [...state.channels.values()].filter((channel) => channel.kind !== 'im');
  return open.map(({ id, name }) => ({ value: id, label: html`#${name}`, description: null, group: null }));
}

function initial(of: Json, key: string): string | undefined {
  return textIn(objectIn(of, key), 'value');
}

function placeholder(of: Json): string {
  return textIn(objectIn(of, 'placeholder'), 'text') ?? '';
}

/** What is asked before the element is used. */
function confirmation(of: Json): Html | false {
  const confirm = objectIn(of, 'confirm');
  if (confirm === undefined) return false;
  const text = (key: string, standard: string) => textIn(objectIn(confirm, key), 'text') ?? standard;
  return html`data-confirm="${text('text', 'Are you sure?')}" data-confirm-title="${text('title', 'Are you sure?')}"
  data-confirm-yes="${text('confirm', 'Yes')}" data-confirm-no="${text('deny', 'Cancel')}"`;
}
