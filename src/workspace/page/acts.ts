import { z } from 'zod';
import { ActFailed, type Message, type Person, type Slack, type View } from '../slack/index.ts';
import { findMessage } from '../slack/messages.ts';
import { isVisible } from './message.ts';

const entry = z.union([z.string(), z.array(z.string()), z.null()]);
const which = { action: z.string(), block: z.string() };
const onMessage = { channel: z.string(), ts: z.string() };

const acts = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('type'),
    channel: z.string(),
    thread: z.string().nullable(),
    text: z.string().trim().min(1),
  }),
  z.object({ act: z.literal('use'), ...onMessage, ...which, entry }),
  z.object({ act: z.literal('use-in-view'), view: z.string(), ...which, entry }),
  z.object({ act: z.literal('submit'), view: z.string(), entries: z.record(z.string(), entry) }),
  z.object({ act: z.literal('close'), view: z.string() }),
  z.object({ act: z.literal('shortcut'), ...onMessage, shortcut: z.string() }),
  z.object({ act: z.literal('react'), ...onMessage, emoji: z.string() }),
]);

/** Something that the visitor does in the page. */
export type Act = z.infer<typeof acts>;

/** Null for anything that is no act. */
export function readAct(value: unknown): Act | null {
  const parsed = acts.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** What the page shows afterwards: the errors of a form, or nothing. */
export type Outcome = { readonly errors?: unknown };

/** Does it as that person would. Rejects with `ActFailed` where Slack would show an error. */
export async function perform(slack: Slack, person: Person, act: Act): Promise<Outcome> {
  switch (act.act) {
    case 'type':
      await type(slack, person, act);
      return {};
    case 'use':
      await person.choose(messageFor(slack, person, act), act, act.entry);
      return {};
    case 'use-in-view':
      await person.clickIn(viewFor(slack, person, act.view), act, act.entry);
      return {};
    case 'submit': {
      const submitted = await person.submit(viewFor(slack, person, act.view), act.entries);
      return submitted.kind === 'errors' ? { errors: submitted.errors } : {};
    }
    case 'close':
      await person.closeModal(viewFor(slack, person, act.view));
      return {};
    case 'shortcut':
      await person.messageShortcut(messageFor(slack, person, act), act.shortcut);
      return {};
    case 'react':
      await person.react(messageFor(slack, person, act), act.emoji);
      return {};
  }
}

async function type(slack: Slack, person: Person, act: Extract<Act, { act: 'type' }>): Promise<void> {
  const [, command, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/u.exec(act.text) ?? [];
  if (command === undefined) {
    await person.say(act.channel, act.text, act.thread);
    return;
  }
  const bot = slack.state.users.get(slack.state.bot.userId)?.name ?? '';
  if (act.thread !== null) {
    throw new ActFailed(
      'not_in_threads',
      `Slack has no slash commands in threads. Write @${bot} ${command.slice(1)} ${rest}`.trim(),
    );
  }
  if (command === '/invite') {
    const name = rest.trim().replace(/^@/u, '');
    const invited = [...slack.state.users.values()].find((user) => user.name === name);
    if (invited === undefined) throw new ActFailed('user_not_found', `Nobody here is called ${name || '(no name)'}.`);
    await person.invite(act.channel, invited.id);
    return;
  }
  await person.slash(act.channel, command, rest.trimEnd());
}

function messageFor(slack: Slack, person: Person, of: { readonly channel: string; readonly ts: string }): Message {
  const message = findMessage(slack.state, of.channel, of.ts);
  if (message === undefined || !isVisible(message, person.user.id)) {
    throw new ActFailed('message_not_found', 'This message is not there any more.');
  }
  return message;
}

function viewFor(slack: Slack, person: Person, id: string): View {
  const home = slack.state.homes.get(person.user.id);
  const view = slack.state.modals.get(id) ?? (home?.id === id ? home : undefined);
  if (view === undefined || view.user !== person.user.id) {
    throw new ActFailed('view_not_found', 'This form is not open any more.');
  }
  return view;
}
