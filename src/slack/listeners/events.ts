import type { App as Bolt } from '@slack/bolt';
import { answer } from '../answer.ts';
import type { Bot } from '../bot.ts';
import { publishHome } from '../home.ts';
import { tellOnly } from '../private-words.ts';
import type { EventName } from '../surface.ts';
import { wordsTyped } from '../typed.ts';
import { once } from './once.ts';

/** What is said to the bot, in a channel or directly. */
interface Said {
  readonly id: string;
  readonly user: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly text: string;
}

/** The events that are subscribed to: https://docs.slack.dev/reference/events. Bolt acknowledges them before we see them. */
export const onEvent: Readonly<Record<EventName, (bolt: Bolt, bot: Bot) => void>> = {
  app_mention: (bolt, bot) =>
    bolt.event('app_mention', async ({ event, body }) => {
      const { user, channel, text } = event;
      if (user === undefined || event.bot_id !== undefined) return;
      hear({ id: body.event_id, user, channel, text, thread: event.thread_ts ?? null }, bot);
    }),
  'message.im': (bolt, bot) =>
    bolt.message(async ({ message, body }) => {
      if (message.subtype !== undefined || message.channel_type !== 'im' || message.bot_id !== undefined) return;
      const { user, channel, text = '', thread_ts: thread = null } = message;
      hear({ id: body.event_id, user, channel, text, thread }, bot);
    }),
  app_home_opened: (bolt, bot) =>
    bolt.event('app_home_opened', async ({ event }) => {
      if (event.tab !== 'home') return;
      bot.homes.opened(event.user);
      bot.background.begin('home', () => publishHome(event.user, bot));
    }),
};

function hear({ id, user, channel, thread, text }: Said, bot: Bot): void {
  once({ source: 'event', id }, bot, () => {
    const place = { team: bot.identity.team, channel, thread };
    const tell = tellOnly({ user, channel, thread, respond: null }, bot);
    return answer(wordsTyped(text, bot.identity.userId), { by: user, place, trigger: null, tell }, bot);
  });
}
