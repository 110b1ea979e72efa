import type { App as Bolt } from '@slack/bolt';
import { answer } from '../answer.ts';
import type { Bot } from '../bot.ts';
import { tellOnly } from '../private-words.ts';
import type { commands } from '../surface.ts';
import { wordsTyped } from '../typed.ts';
import { acknowledge, once } from './once.ts';

/** A slash command: https://docs.slack.dev/interactivity/implementing-slash-commands */
export function onCommand(bolt: Bolt, { command, leads }: (typeof commands)[number], bot: Bot): void {
  bolt.command(command, async ({ command: typed, ack, respond }) => {
    await acknowledge(ack, bot);
    const { user_id: user, channel_id: channel, text, trigger_id: id } = typed;
    once({ source: 'command', id }, bot, () => {
      const place = { team: bot.identity.team, channel, thread: null };
      const tell = tellOnly({ user, channel, thread: null, respond }, bot);
      const words = withLead(leads, wordsTyped(text, bot.identity.userId));
      return answer(words, { by: user, place, trigger: id, tell }, bot);
    });
  });
}

/** `/diagnose help` and `/diagnose diagnose alb-502` mean what people mean by them. */
function withLead([lead]: readonly string[], words: readonly string[]): readonly string[] {
  if (lead === undefined || words[0] === lead || words[0] === 'help') return words;
  return [lead, ...words];
}
