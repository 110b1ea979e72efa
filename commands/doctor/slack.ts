import type { Check, Examined, Finding } from './check.ts';

/** The tokens, as Slack itself sees them, and what they may do. Says nothing of what it was not given. */
export const checkSlack: Check = async (examined) => {
  const { env } = examined;
  const bot = env['SLACK_BOT_TOKEN']?.trim();
  const app = env['SLACK_APP_TOKEN']?.trim();
  if (!bot)
    return [{ state: 'unset', title: 'Slack', says: 'no SLACK_BOT_TOKEN: npm start opens the local workspace' }];
  return [await checkBot(bot, examined), ...(app ? [await checkApp(app, examined)] : [])];
};

async function checkBot(token: string, examined: Examined): Promise<Finding> {
  const title = 'Slack bot token';
  const { ok, says, headers, body } = await ask('auth.test', token, examined);
  if (!ok)
    return {
      state: 'wrong',
      title,
      says,
      fix: 'export SLACK_BOT_TOKEN=xoxb-…   # OAuth & Permissions, Bot User OAuth Token',
    };
  const granted =
    headers
      .get('x-oauth-scopes')
      ?.split(',')
      .map((scope) => scope.trim()) ?? [];
  const missing = examined.slackScopes.filter(({ scope }) => granted.length > 0 && !granted.includes(scope));
  if (missing.length > 0) {
    const list = missing.map(({ scope, why }) => `${scope} (${why})`).join('; ');
    const fix = 'npm run --silent manifest   # paste into the app’s manifest at api.slack.com/apps, then reinstall it';
    return { state: 'wrong', title, says: `lacks ${list}.`, fix };
  }
  return { state: 'right', title, says: `is ${body.user ?? 'the bot'} of ${body.team ?? 'the workspace'}` };
}

async function checkApp(token: string, examined: Examined): Promise<Finding> {
  const title = 'Slack app token';
  const { ok, says } = await ask('apps.connections.open', token, examined);
  if (ok) return { state: 'right', title, says: 'may open connections' };
  return {
    state: 'wrong',
    title,
    says,
    fix: 'export SLACK_APP_TOKEN=xapp-…   # Basic Information, App-Level Tokens, scope connections:write',
  };
}

interface Answered {
  readonly ok: boolean;
  readonly says: string;
  readonly headers: Headers;
  readonly body: { readonly user?: string; readonly team?: string; readonly team_id?: string };
}

/** Calls a method of Slack's that takes nothing but the token. */
export async function ask(method: string, token: string, { env, fetch, signal }: Examined): Promise<Answered> {
  const base = env['SLACK_API_URL']?.trim() || 'https://slack.com/api/';
  const nothing = { headers: new Headers(), body: {} };
  try {
    const answer = await fetch(new URL(method, base.endsWith('/') ? base : `${base}/`), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal,
    });
    const body: unknown = await answer.json();
    const said = (key: string): string | undefined => {
      const value = typeof body === 'object' && body !== null ? Reflect.get(body, key) : undefined;
      return typeof value === 'string' ? value : undefined;
    };
    if (typeof body !== 'object' || body === null || Reflect.get(body, 'ok') !== true)
      return { ...nothing, ok: false, says: `Slack refuses it: ${said('error') ?? `HTTP ${answer.status}`}.` };
    const [user, team, team_id] = [said('user'), said('team'), said('team_id')];
    const own = { ...(user && { user }), ...(team && { team }), ...(team_id && { team_id }) };
    return { ok: true, says: '', headers: answer.headers, body: own };
  } catch (error) {
    const says = `${new URL(base).host} cannot be reached or does not speak as Slack does (${String(error)}).`;
    return { ...nothing, ok: false, says };
  }
}
