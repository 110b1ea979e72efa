import type { App as Bolt, BlockAction } from '@slack/bolt';
import type { Asked, Bot } from '../bot.ts';
import { publishHome } from '../home.ts';
import { parsePress } from '../press.ts';
import type { Press } from '../press.ts';
import { pressed } from '../pressed.ts';
import { tellOnly } from '../private-words.ts';
import type { Tell } from '../private-words.ts';
import { said } from '../cards/private.ts';
import { acknowledge, once } from './once.ts';

/** Every button of ours: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function onPress(bolt: Bolt, bot: Bot): void {
  const busy = new Set<string>();
  bolt.action({ type: 'block_actions', action_id: /^press:/u }, async ({ body, action, ack, respond }) => {
    await acknowledge(ack, bot);
    if (action.type !== 'button') return;
    const user = body.user.id;
    const { message, thread: shownIn, ephemeral } = containerOf(body);
    /** The home tab is in no channel: whoever presses there is told directly. */
    const channel = body.channel?.id ?? user;
    const home = body.channel === undefined;
    const press = parsePress(action.value);
    /** Questions are answered once; buttons of a card may be pressed again later. */
    const occasion = ephemeral ? '' : action.action_ts;
    const button = `${channel}:${message}:${ephemeral ? 'question' : action.action_id}`;
    const taken = isEverybodys(press) ? button : `${button}:${user}:${action.value ?? ''}`;
    const tellIn = (thread: string | null): Tell =>
      tellOnly({ user, channel, thread, respond: home ? null : respond }, bot);
    /** What stands in a thread and in its channel may be looked at in either, and what is told in the other goes unseen. */
    const tellWhereSeen = (thread: string | null): Tell => {
      if (thread === null || !isBroadcast(body)) return tellIn(thread);
      const [inThread, inChannel] = [tellIn(thread), tellIn(null)];
      return async (card) => {
        await inChannel(card);
        await inThread(card);
      };
    };
    once({ source: 'action', id: `${button}:${user}:${occasion}` }, bot, async () => {
      const asked = (thread: string | null): Asked => ({
        by: user,
        place: { team: bot.identity.team, channel, thread },
        trigger: body.trigger_id,
        tell: tellWhereSeen(shownIn ?? thread),
      });
      if (busy.has(taken)) return asked(null).tell(said('Already on it'));
      busy.add(taken);
      try {
        const gone = ephemeral ? respond({ delete_original: true }) : Promise.resolve();
        const cleared = gone.catch((error: unknown) => bot.log.info({ err: error }));
        await pressed({ press, team: body.team?.id ?? null, asked }, bot);
        await cleared;
        if (home) await publishHome(user, bot);
      } finally {
        busy.delete(taken);
      }
    });
  });
}

/** Asking again is done once, whoever presses; decisions are each person's own. */
function isEverybodys(press: Press | null): boolean {
  return press === null || press.do === 'rerun' || press.do === 'run';
}

/** https://docs.slack.dev/reference/events/message/thread_broadcast */
function isBroadcast({ message }: BlockAction): boolean {
  return message?.['subtype'] === 'thread_broadcast';
}

function containerOf({ container }: BlockAction): { message: string; thread: string | null; ephemeral: boolean } {
  const { message_ts: message, thread_ts: thread, is_ephemeral: ephemeral, view_id: view } = container;
  return {
    message: typeof message === 'string' ? message : typeof view === 'string' ? view : '',
    thread: typeof thread === 'string' ? thread : null,
    ephemeral: ephemeral === true,
  };
}
