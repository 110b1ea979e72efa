import { objectIn, objectsIn } from '../slack/json.ts';
import { SLACKBOT, type View as OpenView } from '../slack/state.ts';
import type { View } from './elements.ts';
import { textObject } from './elements.ts';
import { html, nothing, type Html } from './html.ts';
import { blocks } from './render.ts';

/** A modal's form. The script fills in its errors and sends it. */
export function modalForm(open: OpenView | undefined, view: View): Html {
  if (open === undefined) return nothing;
  const text = (key: string) => textObject(objectIn(open.body, key), view);
  const submit =
    open.body['submit'] === undefined ? nothing : html`<button class="button primary">${text('submit')}</button>`;
  const close = open.body['close'] === undefined ? html`Close` : text('close');
  return html`<form method="dialog" class="view" data-view="${open.id}" data-hash="${open.hash}" novalidate>
    <header>
      <h2>${text('title')}</h2>
      <button type="button" class="icon" data-do="close-modal" aria-label="Close">✕</button>
    </header>
    <div class="fields-of-view">${blocks(objectsIn(open.body, 'blocks'), view)}</div>
    <footer>
      <p class="error" role="alert" data-error=""></p>
      <button type="button" class="button" data-do="close-modal">${close}</button>${submit}
    </footer>
  </form>`;
}

/** The app's home tab, as it has published it for the viewer. */
export function homeTab(open: OpenView | undefined, view: View): Html {
  const name = view.state.users.get(view.state.bot.userId)?.realName ?? 'The app';
  if (open === undefined) return html`<p class="empty">${name} has not published its home tab yet.</p>`;
  return html`<div class="home view" data-view="${open.id}">${blocks(objectsIn(open.body, 'blocks'), view)}</div>`;
}

/** Users that can be mentioned, for completion in the composer. */
export function mentionable({ state }: View): readonly { readonly name: string; readonly title: string }[] {
  return [...state.users.values()]
    .filter((user) => user.id !== SLACKBOT && (user.kind === 'person' || user.id === state.bot.userId))
    .map(({ name, realName }) => ({ name, title: realName }));
}
