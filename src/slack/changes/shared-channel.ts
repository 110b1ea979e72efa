import { z } from 'zod';
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

/**
 * Why nothing may be proposed or decided in a channel, as a sentence; null when nothing stands against it. In channels
 * that are shared with another organisation its people would read along. What Slack does not tell counts against it.
 * https://docs.slack.dev/reference/methods/conversations.info
 */
export async function againstChannel(channel: string, bot: Bot): Promise<string | null> {
  if (channel.startsWith('D') || isPerson(channel)) return null;
  try {
    const {
      is_ext_shared: shared,
      is_pending_ext_shared: soon,
      is_member: member,
    } = info.parse(await bot.web.sure.conversations.info({ channel })).channel;
    if (shared || soon)
      return 'This channel is shared with another organisation, so nothing is decided here. Use a channel of your own';
    return member ? null : `I am not in this channel. Type /invite @${bot.identity.name}, then press again`;
  } catch (error) {
    const trouble = troubleOf(error);
    bot.log.warn({ trouble, channel }, 'a channel could not be looked up');
    return trouble.kind === 'refused'
      ? `I cannot see this channel. Type /invite @${bot.identity.name}, then press again`
      : 'Slack did not say just now who else is in this channel, so nothing was decided. Press again in a moment';
  }
}
