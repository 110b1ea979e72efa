// What the page asks of its server. Every answer is JSON; `error` in one is a sentence for the visitor.

export const boot = JSON.parse(document.body.dataset.boot);

/** Who the visitor is, remembered over reloads. */
export const me = {
  get id() {
    return document.querySelector('#who').value;
  },
};

export async function get(what, query = {}) {
  const search = new URLSearchParams({ user: me.id, ...query });
  return read(await ask(`/ui/${what}?${search}`, { headers: { 'x-workspace-token': boot.token } }));
}

export async function act(body) {
  const result = await read(
    await ask(`/ui/act?user=${encodeURIComponent(me.id)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-workspace-token': boot.token },
      body: JSON.stringify(body),
    }),
  );
  notify(result.error ?? '');
  return result;
}

export function liveAddress() {
  return `/ui/live?${new URLSearchParams({ user: me.id, token: boot.token })}`;
}

/** Shows a sentence above the messages, or takes it away. */
export function notify(sentence) {
  const notice = document.querySelector('#notice');
  notice.textContent = sentence;
  notice.hidden = sentence === '';
}

/** Markup that the server has made, as elements. */
export function elements(markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return template.content;
}

async function ask(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    return null;
  }
}

async function read(response) {
  if (response === null) return { error: 'The workspace does not answer. Is it still running?' };
  return response.json().catch(() => ({ error: 'The workspace gave an answer that the page does not understand.' }));
}
