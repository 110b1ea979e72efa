import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Identity } from './bot.ts';

const answer = z.object({
  team_id: z.string(),
  user_id: z.string(),
  bot_id: z.string().default(''),
  user: z.string().default('opsmedic'),
  url: z.string().default(''),
});

/** Asks Slack whose token we hold. Rejects as the call does. https://docs.slack.dev/reference/methods/auth.test */
export async function identify(web: WebClient): Promise<Identity> {
  const { team_id: team, user_id: userId, bot_id: botId, user: name, url } = answer.parse(await web.auth.test());
  return { team, userId, botId, name, url };
}
