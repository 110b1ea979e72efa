import { z } from 'zod';
import type { Bot } from '../bot.ts';

const opened = z.object({ channel: z.object({ id: z.string() }) });

/** Whether a place is a person: what is said there is said directly. */
export function isPerson(channel: string): boolean {
  return /^[UW][A-Z0-9]+$/u.test(channel);
}

/**
 * The channel of direct messages with a person: messages there can only be edited by its own id. Rejects as the call
 * does. https://docs.slack.dev/reference/methods/conversations.open
 */
export async function directChannel(user: string, { web }: Pick<Bot, 'web'>): Promise<string> {
  return opened.parse(await web.sure.conversations.open({ users: user })).channel.id;
}
