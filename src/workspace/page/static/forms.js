// Buttons, lists and fields of the app: in messages, in modals and on the home tab.

import { act, elements } from './api.js';
import { showDates } from './dates.js';
import { keepOpen } from './messages.js';

const modal = document.querySelector('#modal');

/** Shows the modal that is open for the visitor, or none. */
export function showModal(markup) {
  if (markup === '') {
    if (modal.open) modal.close();
    modal.replaceChildren();
    return;
  }
  const fresh = elements(markup);
  const [before, after] = [modal.firstElementChild, fresh.firstElementChild];
  if (before?.dataset.view === after.dataset.view) {
    if (before.dataset.hash === after.dataset.hash) return;
    keepOpen(before, after);
  }
  showDates(fresh);
  modal.replaceChildren(fresh);
  if (!modal.open) modal.showModal();
  modal.querySelector('input, textarea, select')?.focus();
}

export function listenToForms() {
  document.addEventListener('click', (event) => {
    const control = event.target.closest('[data-entry=button], [data-entry=link]');
    if (control !== null) void use(control, control.dataset.value ?? null);
    if (event.target.closest('[data-do=close-modal]') !== null) void closeModal();
  });
  document.addEventListener('change', (event) => {
    const control = event.target.closest('[data-entry=select], [data-entry=checkbox], [data-entry=radio]');
    if (control === null || control.closest('.block.input') !== null) return;
    const entry = entryOf(control);
    if (entry === null) return;
    void use(control, entry).then(() => {
      if (control.tagName === 'SELECT' && control.closest('.view') === null) control.value = '';
    });
  });
  modal.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(event.target);
  });
  modal.addEventListener('cancel', (event) => {
    event.preventDefault();
    void closeModal();
  });
}

/** What a control says: a text, a list of values, or null for nothing. */
function entryOf(control) {
  if (control.dataset.entry === 'checkbox' || control.dataset.entry === 'radio') {
    return [...control.querySelectorAll('input:checked')].map((each) => each.value);
  }
  return control.value === '' ? null : control.value;
}

async function use(control, entry) {
  if (!(await confirmed(control))) return;
  const where = { action: control.dataset.action, block: control.dataset.block, entry };
  const view = control.closest('.view');
  const message = control.closest('.message');
  control.classList.add('busy');
  control.setAttribute('aria-busy', 'true');
  const result =
    view === null
      ? await act({ act: 'use', channel: message.dataset.channel, ts: message.dataset.ts, ...where })
      : await act({ act: 'use-in-view', view: view.dataset.view, ...where });
  control.classList.remove('busy');
  control.removeAttribute('aria-busy');
  if (view !== null) showErrors(view, {}, result.error ?? '');
}

async function submit(form) {
  const entries = Object.fromEntries(
    [...form.querySelectorAll('[data-entry][data-action]')]
      .filter((each) => !['button', 'link'].includes(each.dataset.entry))
      .map((each) => [`${each.dataset.block}/${each.dataset.action}`, entryOf(each)]),
  );
  form.classList.add('busy');
  const result = await act({ act: 'submit', view: form.dataset.view, entries });
  form.classList.remove('busy');
  showErrors(form, result.errors ?? {}, result.error ?? '');
}

function showErrors(view, errors, general) {
  for (const place of view.querySelectorAll('[data-error]')) {
    const says = place.dataset.error === '' ? general : (errors[place.dataset.error] ?? '');
    place.textContent = says;
    place.closest('.block.input')?.classList.toggle('wrong', says !== '');
  }
  view.querySelector('.wrong')?.querySelector('input, textarea, select')?.focus();
}

async function closeModal() {
  const view = modal.querySelector('.view')?.dataset.view;
  if (view !== undefined) await act({ act: 'close', view });
}

/** Asks first where the app wants it. */
function confirmed(control) {
  const { confirm, confirmTitle, confirmYes, confirmNo } = control.dataset;
  if (confirm === undefined) return Promise.resolve(true);
  const dialog = document.querySelector('#confirm');
  dialog.querySelector('h2').textContent = confirmTitle;
  dialog.querySelector('p').textContent = confirm;
  dialog.querySelector('[value=yes]').textContent = confirmYes;
  dialog.querySelector('[value=no]').textContent = confirmNo;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
