import MarkdownIt from 'markdown-it';
import { flagIn, objectIn, objectsIn, textIn, type Json } from '../slack/json.ts';
import { withEmoji } from './emoji.ts';
import { element, image, textObject, type View } from './elements.ts';
import { escape, html, join, safeAddress, trusted, type Html } from './html.ts';
import { link, mention } from './mrkdwn.ts';
import { namesIn, type Names } from './names.ts';
import { richText, table } from './rich-text.ts';

export type { View } from './elements.ts';

/** Blocks as markup. Everything that an app sent is escaped; only http, https and mailto addresses become links. */
export function blocks(of: readonly Json[], view: View): Html {
  return join(of.map((each) => block(each, view)));
}

function block(of: Json, view: View): Html {
  const id = textIn(of, 'block_id') ?? '';
  const type = textIn(of, 'type') ?? '';
  const text = (key: string) => textObject(objectIn(of, key), view);
  const elements = (key: string) => objectsIn(of, key).map((each) => element(each, id, view));
  switch (type) {
    case 'header':
      return html`<h3 class="block header">${text('text')}</h3>`;
    case 'section':
      return section(of, id, view);
    case 'context':
      return html`<div class="block context">
        ${objectsIn(of, 'elements').map((each) => html`<span>${each['type'] === 'image' ? image(each, 'thumbnail') : textObject(each, view)}</span>`)}
      </div>`;
    case 'divider':
      return html`<hr />`;
    case 'actions':
    case 'context_actions':
      return html`<div class="block actions">${elements('elements')}</div>`;
    case 'input':
      return input(of, id, view);
    case 'image':
      return html`<figure class="block">
        ${image(of, 'picture')}${of['title'] !== undefined && html`<figcaption>${text('title')}</figcaption>`}
      </figure>`;
    case 'rich_text':
      return html`<div class="block">${richText(of, namesIn(view.state))}</div>`;
    case 'table':
    case 'data_table':
      return html`<div class="block">${table(of, namesIn(view.state))}</div>`;
    case 'markdown':
      return html`<div class="block markdown">${markdown(textIn(of, 'text') ?? '', namesIn(view.state))}</div>`;
    case 'plan':
      return plan(of, view);
    case 'task_card':
      return html`<ul class="block plan alone">
        ${task(of, view)}
      </ul>`;
    case 'alert':
      return html`<div class="block alert ${levelOf(of)}" role="note">${text('text')}</div>`;
    case 'card':
      return html`<div class="block card">
        <strong>${text('title')}</strong><small>${text('subtitle')}</small>
        <div>${text('body')}</div>
        <div class="actions">${elements('actions')}</div>
      </div>`;
    case 'carousel':
      return html`<div class="block carousel">${blocks(objectsIn(of, 'elements'), view)}</div>`;
    case 'container':
      return container(of, view);
    default:
      return html`<div class="block unknown">This page does not show ${type} blocks.</div>`;
  }
}

function section(of: Json, id: string, view: View): Html {
  const accessory = objectIn(of, 'accessory');
  const fields = objectsIn(of, 'fields');
  return html`<div class="block section">
    <div class="text">
      ${of['text'] !== undefined && html`<div>${textObject(objectIn(of, 'text'), view)}</div>`}${fields.length > 0 && html`<div class="fields">${fields.map((each) => html`<div>${textObject(each, view)}</div>`)}</div>`}
    </div>
    ${accessory !== undefined && html`<div class="accessory">${element(accessory, id, view)}</div>`}
  </div>`;
}

function input(of: Json, id: string, view: View): Html {
  const hint = objectIn(of, 'hint');
  const control = objectIn(of, 'element');
  const optional = flagIn(of, 'optional') && html`<span class="optional">(optional)</span>`;
  const label = html`<span class="label">${textObject(objectIn(of, 'label'), view)} ${optional}</span>`;
  const field = control !== undefined && element(control, id, view);
  const isGroup = ['checkboxes', 'radio_buttons', 'multi_static_select'].includes(textIn(control, 'type') ?? '');
  const labelled = isGroup
    ? html`<fieldset>
        <legend>${label}</legend>
        ${field}
      </fieldset>`
    : html`<label>${label}${field}</label>`;
  const said = hint !== undefined && html`<small>${textObject(hint, view)}</small>`;
  return html`<div class="block input">
    ${labelled}${said}
    <p class="error" role="alert" data-error="${id}"></p>
  </div>`;
}

function plan(of: Json, view: View): Html {
  const tasks = objectsIn(of, 'tasks');
  const done = tasks.filter((each) => each['status'] === 'complete' || each['status'] === 'error').length;
  const count = tasks.length > 0 && html`<span class="count">${done} of ${tasks.length}</span>`;
  const bar = html`<progress max="${Math.max(tasks.length, 1)}" value="${done}"></progress>`;
  return html`<div class="block plan">
    <div class="title"><strong>${withEmoji(textIn(of, 'title') ?? '')}</strong>${count}</div>
    ${bar}
    <ul>
      ${tasks.map((each) => task(each, view))}
    </ul>
  </div>`;
}

/** What each state of a task is called for those who cannot see the mark. */
const states: Readonly<Record<string, string>> = {
  pending: 'waiting',
  in_progress: 'in progress',
  complete: 'done',
  error: 'failed',
};

function task(of: Json, view: View): Html {
  const status = textIn(of, 'status') ?? '';
  const more = (key: string) => {
    const rich = objectIn(of, key);
    return rich !== undefined && html`<div class="more">${richText(rich, namesIn(view.state))}</div>`;
  };
  const sources = objectsIn(of, 'sources').flatMap((source) => {
    const address = safeAddress(textIn(source, 'url'));
    return address === null ? [] : [link(address, html`${textIn(source, 'text')}`)];
  });
  return html`<li class="task ${status in states && status}">
    <span class="mark" role="img" aria-label="${states[status] ?? status}"></span>
    <div>
      ${withEmoji(textIn(of, 'title') ?? '')}${more('details')}${more('output')}${sources.length > 0 && html`<div class="more">${join(sources, ' · ')}</div>`}
    </div>
  </li>`;
}

function container(of: Json, view: View): Html {
  const rich = objectIn(of, 'rich_text_title');
  const title = rich === undefined ? textObject(objectIn(of, 'title'), view) : richText(rich, namesIn(view.state));
  const subtitle = objectIn(of, 'subtitle');
  const head = html`<strong>${title}</strong
    >${subtitle !== undefined && html`<small>${textObject(subtitle, view)}</small>`}`;
  const children = blocks(objectsIn(of, 'child_blocks'), view);
  if (!flagIn(of, 'is_collapsible'))
    return html`<div class="block container">
      <div>${head}</div>
      ${children}
    </div>`;
  return html`<details class="block container" ${!flagIn(of, 'default_collapsed') && 'open'}>
    <summary>${head}</summary>
    ${children}
  </details>`;
}

function levelOf(of: Json): string {
  const level = textIn(of, 'level') ?? 'default';
  return ['info', 'warning', 'error', 'success'].includes(level) ? level : 'default';
}

/** CommonMark with tables. Markup inside it stays text, but for people that it mentions; images are left out. */
function markdown(source: string, names: Names): Html {
  const parser = new MarkdownIt({ html: false, linkify: true }).disable('image');
  parser.validateLink = (address) => safeAddress(address) !== null;
  parser.renderer.rules['link_open'] = (tokens, index, options, _environment, renderer) => {
    tokens[index]?.attrSet('target', '_blank');
    tokens[index]?.attrSet('rel', 'noopener noreferrer');
    return renderer.renderToken(tokens, index, options);
  };
  parser.renderer.rules['text'] = (tokens, index) =>
    (tokens[index]?.content ?? '')
      .split(/(<@[UW][A-Z0-9]+>)/u)
      .map((part, at) => (at % 2 === 1 ? mention(`@${names.user(part.slice(2, -1))}`).markup : escape(part)))
      .join('');
  return trusted(parser.render(withEmoji(source)));
}
