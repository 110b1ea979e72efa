// The line in which people write: completion of commands, playbooks and names, and what a command expects.

import { boot } from './api.js';

/** Completions for what stands before the cursor: each replaces the text from `from` on. */
export function completions(text, inThread) {
  const command = boot.commands.find(({ command }) => text.startsWith(`${command} `));
  const mention = `@${boot.bot} `;
  if (/^\/\S*$/.test(text) && !inThread) return options(0, text, [...boot.commands.map(commandOption), invite]);
  if (command !== undefined) return afterCommand(text, command.command.length + 1, command.hint);
  if (text.startsWith(mention)) {
    const word = text.slice(mention.length);
    const said = boot.commands.find(({ command }) => word.startsWith(`${command.slice(1)} `));
    if (said !== undefined) return afterCommand(text, mention.length + said.command.length, said.hint);
    return options(mention.length, word, boot.commands.map(commandOption).map(withoutSlash));
  }
  const at = /(?:^|\s)@([\w.-]*)$/.exec(text);
  if (at === null) return [];
  const names = boot.mentions.map(({ name, title }) => ({ text: `@${name} `, label: `@${name}`, says: title }));
  return options(text.length - at[1].length - 1, `@${at[1]}`, names);
}

/** What the command in a text expects, from the manifest. */
export function hintFor(text, inThread) {
  if (inThread && text.startsWith('/')) return `Slash commands don't work in threads: write @${boot.bot} …`;
  const command = boot.commands.find(({ command }) => text === command || text.startsWith(`${command} `));
  return command === undefined ? '' : `${command.command} ${command.hint}`;
}

/** The first word after a command: a playbook where the hint begins with one, otherwise one of the hint's own words. */
function afterCommand(text, from, hint) {
  const word = text.slice(from);
  if (/\s/.test(word)) return [];
  const words = hint.startsWith('<playbook>')
    ? boot.playbooks.map(({ id, title }) => ({ text: `${id} `, label: id, says: title }))
    : hint
        .split(' | ')
        .filter((each) => /^[\w-]+$/.test(each))
        .map((each) => ({ text: `${each} `, label: each, says: '' }));
  return options(from, word, words);
}

function options(from, typed, all) {
  const lower = typed.toLowerCase();
  const found = all.filter(
    ({ label, says }) =>
      label.toLowerCase().startsWith(lower) || (lower.length > 2 && `${label} ${says}`.toLowerCase().includes(lower)),
  );
  return found.map((each) => ({ ...each, from }));
}

const commandOption = ({ command, description }) => ({ text: `${command} `, label: command, says: description });
const withoutSlash = ({ text, label, says }) => ({ text: text.slice(1), label: label.slice(1), says });
const invite = { text: '/invite @', label: '/invite', says: 'Add somebody to this channel' };

export function listenToComposer(form, send) {
  const field = form.querySelector('textarea');
  const list = form.querySelector('.options');
  const hint = form.querySelector('.hint');
  const inThread = form.dataset.place === 'thread';
  let shown = [];
  let chosen = 0;

  function update() {
    const text = field.value.slice(0, field.selectionStart);
    const found = completions(text, inThread);
    // A word that is complete is sent by Enter, not completed once more.
    const complete = found.some((each) => text.slice(each.from).trim() === each.text.trim());
    shown = complete ? [] : found.slice(0, 8);
    chosen = 0;
    draw();
    const says = hintFor(field.value, inThread);
    hint.textContent = says;
    hint.hidden = says === '';
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
  }

  function draw() {
    list.hidden = shown.length === 0;
    field.setAttribute('aria-expanded', String(!list.hidden));
    list.replaceChildren(
      ...shown.map(({ label, says }, index) => {
        const item = document.createElement('li');
        item.id = `${list.id}-${index}`;
        item.setAttribute('role', 'option');
        item.setAttribute('aria-selected', String(index === chosen));
        const [name, description] = [document.createElement('b'), document.createElement('span')];
        [name.textContent, description.textContent] = [label, says];
        item.append(name, description);
        return item;
      }),
    );
    if (list.hidden) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', `${list.id}-${chosen}`);
    list.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }

  function accept(option) {
    const rest = field.value.slice(field.selectionStart);
    field.value = field.value.slice(0, option.from) + option.text + rest;
    field.selectionStart = field.selectionEnd = option.from + option.text.length;
    update();
  }

  async function submit() {
    const text = field.value.trim();
    if (text === '') return;
    field.value = '';
    update();
    form.classList.add('busy');
    const sent = await send(text);
    form.classList.remove('busy');
    if (!sent && field.value === '') {
      field.value = text;
      update();
    }
  }

  field.addEventListener('input', update);
  field.addEventListener('blur', () => {
    shown = [];
    draw();
  });
  field.addEventListener('keydown', (event) => {
    const open = shown.length > 0;
    if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : shown.length - 1)) % shown.length;
      draw();
    } else if (open && (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey))) {
      accept(shown[chosen]);
    } else if (open && event.key === 'Escape') {
      shown = [];
      draw();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      void submit();
    } else {
      return;
    }
    event.preventDefault();
  });
  list.addEventListener('mousedown', (event) => {
    event.preventDefault();
    const index = [...list.children].indexOf(event.target.closest('li'));
    if (index >= 0) accept(shown[index]);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });

  return {
    /** Puts a text into the line, ready to be sent. */
    write(text) {
      field.value = text;
      field.focus();
      update();
      shown = [];
      draw();
    },
    ask(placeholder) {
      field.placeholder = placeholder;
    },
    clear() {
      field.value = '';
      update();
    },
    focus: () => field.focus(),
  };
}
