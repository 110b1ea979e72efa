import { z } from 'zod';
import type { Change } from '#store';
import type { Bot } from '../bot.ts';
import { isPerson } from '../outbox/direct-channel.ts';
import { troubleOf } from '../trouble.ts';

const info = z.object({
  channel: z.object({
    is_ext_shared: z.boolean().default(false),
    is_pending_ext_shared: z.boolean().default(false),
    is_member: z.boolean().default(true),
  }),
});

/** Who reads along in a channel, as far as Slack tells. */
type Readers = 'ours' | 'strangers' | 'ours, without us' | 'hidden from us' | 'unknown';

/**
 * Why nothing may be proposed or decided in a channel, as a sentence; null when nothing stands against it. In channels
 * that are shared with another organisation its people would read along. What Slack does not tell counts against it.
 */
export async function againstChannel(channel: string, bot: Bot): Promise<string | null> {
  switch (await readersOf(channel, bot)) {
    case 'ours':
      return null;
    case 'strangers':
      return 'This channel is shared with another organisation, so nothing is decided here. Use a channel of your own';
    case 'ours, without us':
      return `I am not in this channel. Type /invite @${bot.identity.name}, then try again`;
    case 'hidden from us':
      return `I cannot see this channel. Type /invite @${bot.identity.name}, then try again`;
    case 'unknown':
      return untold;
  }
}

const untold = 'Slack did not say just now who else is in the channel, so nothing was decided. Try again in a moment';

/**
 * The same for deciding about a change from `channel`: the change's own channel, where its card shows what was decided,
 * counts too. That we were removed from that one does not: whoever may undo the change has to be able to.
 */
export async function againstDeciding(channel: string, change: Change | null, bot: Bot): Promise<string | null> {
  const against = await againstChannel(channel, bot);
  const own = change?.proposal.place.channel ?? channel;
  if (against !== null || own === channel) return against;
  const readers = await readersOf(own, bot);
  if (readers === 'unknown') return untold;
  return readers === 'strangers'
    ? 'The channel of that change is shared with another organisation, so nothing is decided about it'
    : null;
}

/** https://docs.slack.dev/reference/methods/conversations.info */
async function readersOf(channel: string, bot: Bot): Promise<Readers> {
  if (channel.startsWith('D') || isPerson(channel)) return 'ours';
  try {
    const {
      is_ext_shared: shared,
      is_pending_ext_shared: soon,
      is_member: member,
    } = info.parse(await bot.web.sure.conversations.info({ channel })).channel;
    if (shared || soon) return 'strangers';
    return member ? 'ours' : 'ours, without us';
  } catch (error) {
    const trouble = troubleOf(error);
    bot.log.warn({ trouble, channel }, 'a channel could not be looked up');
    return trouble.kind === 'refused' ? 'hidden from us' : 'unknown';
  }
}
