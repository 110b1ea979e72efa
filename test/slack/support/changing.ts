import { afterEach } from 'vitest';
import type { Message, Person, View } from '../../../src/workspace/slack/index.ts';
import { openChanging } from './open-changing.ts';
import type { Changing, ChangingParts } from './open-changing.ts';
import type { Mode, Rig } from './open-rig.ts';
import { until } from './quick-clock.ts';
import { textIn } from './rig.ts';

export { worker } from './open-changing.ts';
export type { Changing } from './open-changing.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A workspace with the bot and changes in it, until the test ends. */
export async function changing(mode: Mode = 'in process', parts: ChangingParts = {}): Promise<Changing> {
  const opened = await openChanging(mode, parts);
  closers.push(opened.close);
  return opened;
}

/** Waits until a person has a modal that shows this, and returns it. */
export async function modalOf(person: Person, shows: RegExp): Promise<View> {
  const shown = (): string => JSON.stringify(person.modal()?.body ?? '');
  await until(`a modal shows ${shows}`, () => shows.test(shown()));
  const view = person.modal();
  if (view === undefined) throw new Error('no modal');
  return view;
}

/** Every message of a kind of the outbox, anywhere: `card`, `direct/U0BOB`, `note/applied`. */
export function letters({ slack }: Rig, kind: string): readonly Message[] {
  return slack.state.messages.filter(({ metadata }) => {
    const payload = metadata?.['event_payload'];
    const id = typeof payload === 'object' && payload !== null && 'letter' in payload ? String(payload.letter) : '';
    return id.slice(id.indexOf('/') + 1).startsWith(kind);
  });
}

/** Waits until the newest card shows this, and returns it. */
export async function cardThat(at: Rig, shows: RegExp, kind = 'card'): Promise<Message> {
  const newest = (): Message | undefined => letters(at, kind).at(-1);
  await until(`a ${kind} shows ${shows}`, () => shows.test(textIn(newest())));
  const card = newest();
  if (card === undefined) throw new Error('no card');
  return card;
}

/** Asks for a change as Alice, by the form. */
export async function proposed(at: Changing, entries: Record<string, string> = {}): Promise<Message> {
  await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
  await until('there is a button', () =>
    at.slack.messages(at.channel).some((message) => /Propose/u.test(JSON.stringify(message.blocks))),
  );
  const message = at.slack.messages(at.channel).find((each) => /Propose/u.test(JSON.stringify(each.blocks)));
  if (message === undefined) throw new Error('no card');
  await at.alice.click(message, 'press:propose:0');
  const form = await modalOf(at.alice, /The call/u);
  await at.alice.submit(form, { reason: 'It floods the database', ...entries });
  return cardThat(at, /Waits for approval/u);
}
