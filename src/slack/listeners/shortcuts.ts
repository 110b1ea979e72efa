import type { App as Bolt } from '@slack/bolt';
import { alertWords, textOfMessage } from '../alert.ts';
import { answer } from '../answer.ts';
import type { Bot } from '../bot.ts';
import { said } from '../cards/private.ts';
import { tellOnly } from '../private-words.ts';
import type { ShortcutName } from '../surface.ts';
import { acknowledge, once } from './once.ts';

/** What a message's menu offers: https://docs.slack.dev/interactivity/implementing-shortcuts */
export const onShortcut: Readonly<Record<ShortcutName, (bolt: Bolt, bot: Bot) => void>> = {
  diagnose_alert: (bolt, bot) =>
    bolt.shortcut({ callback_id: 'diagnose_alert', type: 'message_action' }, async ({ shortcut, ack, respond }) => {
      await acknowledge(ack, bot);
      const { channel, message, message_ts: ts, user, action_ts: at } = shortcut;
      once({ source: 'action', id: `${ts}:diagnose_alert:${user.id}:${at}` }, bot, async () => {
        const thread = threadOf(message) ?? ts;
        const place = { team: bot.identity.team, channel: channel.id, thread };
        const tell = tellOnly({ user: user.id, channel: channel.id, thread, respond }, bot);
        const words = alertWords(textOfMessage(message), new Set(bot.app.playbooks.keys()));
        if (words === null) await tell(said('I see no load balancer in this message. Say what is going wrong'));
        await answer(words ?? ['diagnose'], { by: user.id, place, trigger: shortcut.trigger_id, tell }, bot);
      });
    }),
  catch_up: (bolt, bot) =>
    bolt.shortcut({ callback_id: 'catch_up', type: 'message_action' }, async ({ shortcut, ack, respond }) => {
      await acknowledge(ack, bot);
      const { channel, message, message_ts: ts, user, action_ts: at } = shortcut;
      once({ source: 'action', id: `${ts}:catch_up:${user.id}:${at}` }, bot, async () => {
        const thread = threadOf(message) ?? ts;
        const place = { team: bot.identity.team, channel: channel.id, thread };
        const tell = tellOnly({ user: user.id, channel: channel.id, thread, respond }, bot);
        await answer(['catchup'], { by: user.id, place, trigger: shortcut.trigger_id, tell }, bot);
      });
    }),
};

function threadOf(message: { readonly [key: string]: unknown }): string | null {
  const thread = message['thread_ts'];
  return typeof thread === 'string' ? thread : null;
}
