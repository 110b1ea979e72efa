import { flagIn, listIn, numberIn, objectIn, objectsIn, textIn, type Json } from '../slack/json.ts';
import { emoji, withEmoji } from './emoji.ts';
import { html, join, safeAddress, type Html } from './html.ts';
import { moment } from './moment.ts';
import { link, mention, plainText } from './mrkdwn.ts';
import type { Names } from './names.ts';

/** A `rich_text` block: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function richText(block: Json | undefined, names: Names): Html {
  return html`<div class="rich">${objectsIn(block, 'elements').map((part) => section(part, names))}</div>`;
}

function section(part: Json, names: Names): Html {
  const parts = objectsIn(part, 'elements');
  switch (textIn(part, 'type') ?? '') {
    case 'rich_text_list': {
      const items = parts.map((item) => html`<li>${line(objectsIn(item, 'elements'), names)}</li>`);
      const indent = html`indent-${Math.min(numberIn(part, 'indent') ?? 0, 8)}`;
      const start = (numberIn(part, 'offset') ?? 0) + 1;
      return part['style'] === 'ordered'
        ? html`<ol class="${indent}" start="${start}">
            ${items}
          </ol>`
        : html`<ul class="${indent}">
            ${items}
          </ul>`;
    }
    case 'rich_text_quote':
      return html`<blockquote>${line(parts, names)}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre>${parts.map((each) => textIn(each, 'text') ?? textIn(each, 'url'))}</pre>`;
    default:
      return html`<div>${line(parts, names)}</div>`;
  }
}

function line(parts: readonly Json[], names: Names): Html {
  return join(parts.map((part) => styled(inline(part, names), objectIn(part, 'style'))));
}

function inline(part: Json, names: Names): Html {
  const of = (key: string) => textIn(part, key) ?? '';
  switch (of('type')) {
    case 'text':
      return plainText(of('text'));
    case 'link': {
      const address = safeAddress(of('url'));
      const label = html`${withEmoji(textIn(part, 'text') ?? of('url'))}`;
      return address === null ? label : link(address, label);
    }
    case 'user':
      return mention(`@${names.user(of('user_id'))}`);
    case 'usergroup':
      return mention(`@${names.group(of('usergroup_id'))}`);
    case 'channel':
      return mention(`#${names.channel(of('channel_id'))}`);
    case 'broadcast':
      return mention(`@${of('range')}`, 'everybody');
    case 'emoji':
      return html`${emoji(of('name'))}`;
    case 'date':
      return moment(numberIn(part, 'timestamp') ?? NaN, of('format'), of('fallback'));
    default:
      return html`${of('value')}`;
  }
}

function styled(content: Html, style: Json | undefined): Html {
  const tags = [
    ['code', 'code'],
    ['strong', 'bold'],
    ['em', 'italic'],
    ['s', 'strike'],
    ['u', 'underline'],
  ] as const;
  return tags.reduce((inner, [tag, name]) => (flagIn(style, name) ? wrap(tag, inner) : inner), content);
}

function wrap(tag: 'code' | 'strong' | 'em' | 's' | 'u', inner: Html): Html {
  switch (tag) {
    case 'code':
      return html`<code>${inner}</code>`;
    case 'strong':
      return html`<strong>${inner}</strong>`;
    case 'em':
      return html`<em>${inner}</em>`;
    case 's':
      return html`<s>${inner}</s>`;
    case 'u':
      return html`<u>${inner}</u>`;
  }
}

/** Rows of a `table` or `data_table` block; the first row is the heading. */
export function table(block: Json, names: Names): Html {
  const settings = objectsIn(block, 'column_settings');
  const [head, ...rows] = listIn(block, 'rows');
  const cells = (row: unknown) => (Array.isArray(row) ? row : []).map((each: unknown) => cell(each, names));
  const attributes = (column: number) => {
    const align = textIn(settings[column], 'align') ?? 'left';
    return html`class="${['left', 'center', 'right'].includes(align) ? align : 'left'}
    ${flagIn(settings[column], 'is_wrapped') ? 'wrapped' : ''}"`;
  };
  const caption = textIn(block, 'caption');
  return html`<div class="table" tabindex="0">
    <table>
      ${
        caption !== undefined &&
        html`<caption>
          ${caption}
        </caption>`
      }
      <thead>
        <tr>
          ${cells(head).map((each, column) => html`<th ${attributes(column)}>${each}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${cells(row).map((each, column) => html`<td ${attributes(column)}>${each}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cell(value: unknown, names: Names): Html {
  const rich = textIn(value, 'type') === 'rich_text';
  return rich
    ? richText(objectIn({ value }, 'value'), names)
    : plainText(textIn(value, 'text') ?? textIn(value, 'value') ?? '');
}
