import { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { People } from '#changes';
import { wallClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { personIn } from '../approval/person.ts';
import { slackUserOf } from './person.ts';
import { troubleOf } from './trouble.ts';
import { webOptions } from './web.ts';
import type { WebSettings } from './web.ts';

/** Who waits for an answer to a click has three seconds. */
const askWithinMs = 2_000;
/** Milliseconds for which an answer is good: one decision asks for the same several times, and Slack counts calls. */
const freshMs = 3_000;

const account = z.object({
  id: z.string(),
  team_id: z.string(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_workflow_bot: z.boolean().default(false),
  is_connector_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  enterprise_user: z.object({ teams: z.array(z.string()).default([]) }).optional(),
});
type Account = z.infer<typeof account>;

const group = z.array(z.string());

/** The user that speaks for Slack itself: https://docs.slack.dev/reference/objects/user-object. */
const slackbot = 'USLACKBOT';

/**
 * Asks Slack who people are, when it matters: at the click and again before the change. Answers are kept for three
 * seconds; what was not to be learnt counts against the person.
 * https://docs.slack.dev/reference/methods/users.info, https://docs.slack.dev/reference/methods/usergroups.users.list
 */
export function slackPeople(settings: WebSettings, log: Logger, clock: Clock = wallClock): People {
  const web = new WebClient(settings.botToken, webOptions(settings, log, askWithinMs));
  const now = (): number => clock.now().getTime();
  const accountOf = shortly(now, async (user: string) => account.parse((await web.users.info({ user })).user));
  const usersIn = shortly(now, async (team: string, usergroup: string) => {
    const { users } = await web.usergroups.users.list({ usergroup });
    return group.parse(users).map((user) => personIn(team, user));
  });
  return {
    async membersOf(team, usergroup) {
      try {
        return await usersIn(team, usergroup);
      } catch (error) {
        log.warn({ trouble: troubleOf(error), group: usergroup }, 'a user group could not be read');
        return null;
      }
    },
    async barred(person) {
      const known = slackUserOf(person);
      if (known === null) return 'Only people in Slack may decide about changes.';
      try {
        return against(await accountOf(known.user), known.team);
      } catch (error) {
        const trouble = troubleOf(error);
        log.warn({ trouble, person }, 'a person could not be looked up');
        if (trouble.kind === 'refused' && ['user_not_found', 'user_not_visible'].includes(trouble.error))
          return strangers;
        throw error;
      }
    },
  };
}

const strangers = 'Only people of this workspace may decide about changes.';

function against(asked: Account, team: string): string | null {
  if (asked.deleted) return 'This account is deactivated: it may not decide about changes.';
  if (asked.is_bot || asked.is_workflow_bot || asked.is_connector_bot || asked.id === slackbot)
    return 'Only people may decide about changes: this is an app.';
  if (asked.is_restricted || asked.is_ultra_restricted) return 'Guests may not decide about changes.';
  const ours = asked.team_id === team || (asked.enterprise_user?.teams.includes(team) ?? false);
  return asked.is_stranger || !ours ? strangers : null;
}

/** Remembers each answer for a few seconds, and asks once for those who ask at the same time; failures are forgotten. */
function shortly<A extends readonly string[], T>(now: () => number, ask: (...of: A) => Promise<T>) {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return (...of: A): Promise<T> => {
    const at = now();
    for (const [key, { until }] of known) if (until <= at) known.delete(key);
    const key = of.join(' ');
    const there = known.get(key);
    if (there !== undefined) return there.answer;
    const answer = ask(...of);
    known.set(key, { until: at + freshMs, answer });
    answer.catch(() => known.delete(key));
    return answer;
  };
}
