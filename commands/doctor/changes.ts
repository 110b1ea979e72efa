import { changeAccess } from '#aws/change-access';
import type { Check, Examined, Finding } from './check.ts';
import { ask } from './slack.ts';

/**
 * Whether the change roles let the bot in, in the name of somebody of this Slack workspace: that is what they are to
 * look at. Says nothing where none is configured, or where no workspace is known.
 */
export const checkChanges: Check = async (examined) => {
  const { accounts } = examined.app.config;
  const changing = accounts.filter(({ changeRole }) => changeRole !== undefined);
  if (changing.length === 0) return [];
  const team = await teamOf(examined);
  if (team === null) return [];
  const { app, env, signal } = examined;
  const access = changeAccess({ accounts, env, now: app.now });
  return Promise.all(
    changing.map(async ({ id, name, regions }): Promise<Finding> => {
      const title = `Changes in ${name}`;
      const region = regions[0] ?? (env['AWS_REGION'] || 'us-east-1');
      const { outcome, says } = await access.tried({ account: id, region }, `${team}.doctor`, signal);
      if (outcome === 'lets-in') return { state: 'right', title, says: 'the change role can be assumed' };
      const fix = `opsmedic iam --changes --trust --team ${team}   # the trust policy of the change role; --principal is what the bot runs as`;
      return { state: 'wrong', title, says, fix };
    }),
  );
};

async function teamOf(examined: Examined): Promise<string | null> {
  const token = examined.env['SLACK_BOT_TOKEN']?.trim();
  if (!token) return null;
  const { ok, body } = await ask('auth.test', token, examined);
  return ok ? (body.team_id ?? null) : null;
}
