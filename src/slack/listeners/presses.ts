import type { App as Bolt, BlockAction } from '@slack/bolt';
import type { Asked, Bot } from '../bot.ts';
import { parsePress } from '../press.ts';
import { pressed } from '../pressed.ts';
import { tellOnly } from '../private-words.ts';
import { said } from '../cards/private.ts';
import { acknowledge, once } from './once.ts';

/** Every button of ours: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function onPress(bolt: Bolt, bot: Bot): void {
  const busy = new Set<string>();
  bolt.action({ type: 'block_actions', action_id: /^press:/u }, async ({ body, action, ack, respond }) => {
    await acknowledge(ack, bot);
    const channel = body.channel?.id;
    if (channel === undefined || action.type !== 'button') return;
    const { message, thread: shownIn, ephemeral } = containerOf(body);
    const user = body.user.id;
    /** Questions are answered once; buttons of a card may be pressed again later. */
    const occasion = ephemeral ? '' : action.action_ts;
    const button = `${channel}:${message}:${ephemeral ? 'question' : action.action_id}`;
    once({ source: 'action', id: `${button}:${user}:${occasion}` }, bot, async () => {
      const asked = (thread: string | null): Asked => ({
        by: user,
        place: { team: bot.identity.team, channel, thread },
        tell: tellOnly({ user, channel, thread: shownIn ?? thread, respond }, bot),
      });
      if (busy.has(button)) return asked(null).tell(said('Already on it'));
      busy.add(button);
      try {
        if (ephemeral) await respond({ delete_original: true }).catch((error: unknown) => bot.log.info({ err: error }));
        await pressed({ press: parsePress(action.value), team: body.team?.id ?? null, channel, asked }, bot);
      } finally {
        busy.delete(button);
      }
    });
  });
}

function containerOf({ container }: BlockAction): { message: string; thread: string | null; ephemeral: boolean } {
  const { message_ts: message, thread_ts: thread, is_ephemeral: ephemeral } = container;
  return {
    message: typeof message === 'string' ? message : '',
    thread: typeof thread === 'string' ? thread : null,
    ephemeral: ephemeral === true,
  };
}
