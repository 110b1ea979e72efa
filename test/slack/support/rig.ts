import { afterEach } from 'vitest';
import type { App } from '#app';
import type { WebSettings } from '../../../src/slack/web.ts';
import type { Json, Message, Person } from '../../../src/workspace/slack/index.ts';
import { openRig } from './open-rig.ts';
import type { Mode, Rig, RigOptions } from './open-rig.ts';
import { until } from './quick-clock.ts';

export type { Mode, Rig } from './open-rig.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A workspace with the bot in it, until the test ends. */
export async function rig(
  app: App | ((web: WebSettings) => App),
  mode: Mode = 'in process',
  options: RigOptions = {},
): Promise<Rig> {
  const opened = await openRig(app, mode, options);
  closers.push(opened.close);
  return opened;
}

/** Everything a message shows, block by block; without blocks its text. */
export function textIn(message: Message | undefined): string {
  if (message === undefined) return '(no message)';
  if (message.blocks === null) return message.text;
  return message.blocks.map((block) => textOfAny(block)).join('\n');
}

function textOfAny(block: Json): string {
  return Object.entries(block)
    .flatMap(([key, value]) => {
      if (['text', 'title', 'fallback', 'url', 'user_id'].includes(key) && typeof value === 'string') return value;
      if (Array.isArray(value)) return value.map((item: unknown) => (isJson(item) ? textOfAny(item) : ''));
      return isJson(value) ? textOfAny(value) : '';
    })
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join(' ');
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The cards in a channel or thread, oldest first: what the bot said to everybody. */
export function saidIn({ slack, channel }: Rig, thread?: string): readonly Message[] {
  return slack
    .messages(channel, thread)
    .filter(
      (message) => message.user === slack.state.bot.userId && message.visibleTo === null && message.ts !== thread,
    );
}

/** What only one person sees, oldest first. */
export function toldTo({ slack }: Rig, person: Person): readonly Message[] {
  return slack.state.messages.filter((message) => message.visibleTo === person.user.id);
}

/** Waits for the newest card to be final, and returns it. */
export async function finalCard(at: Rig, count = 1, thread?: string): Promise<Message> {
  const card = (): Message | undefined => saidIn(at, thread).filter(isCard)[count - 1];
  await until(`card ${count} is final`, () => JSON.stringify(card()?.blocks ?? '').includes('Re-run'));
  const found = card();
  if (found === undefined) throw new Error('no card');
  return found;
}

export function isCard({ metadata }: Message): boolean {
  return metadata?.['event_type'] === 'opsmedic_card';
}
