import { page, required, type Methods } from '../method.ts';
import { Refusal } from '../refusal.ts';
import { flagIn, type Json } from '../json.ts';
import type { State, User, UserGroup } from '../state.ts';

/** Who is here, and which app is asking: https://docs.slack.dev/reference/methods?family=users */
export const people: Methods = {
  'api.test': () => ({}),
  'auth.test': (_args, { state }) => ({
    url: `${state.baseUrl}/`,
    team: state.team.name,
    user: state.users.get(state.bot.userId)?.name,
    team_id: state.team.id,
    user_id: state.bot.userId,
    bot_id: state.bot.botId,
    is_enterprise_install: false,
  }),
  'users.info'(args, { state }) {
    const user = state.users.get(required(args, 'user', 'user_not_found'));
    if (user === undefined) throw new Refusal('user_not_found');
    return { user: userJson(state, user) };
  },
  'users.list'(args, { state }) {
    const { items, next } = page([...state.users.values()], args, 1000);
    return { members: items.map((user) => userJson(state, user)), response_metadata: { next_cursor: next } };
  },
  'usergroups.list': (_args, { state }) => ({
    usergroups: [...enabled(state)].map(({ users, ...group }) => ({
      ...group,
      team_id: state.team.id,
      user_count: users.length,
      users,
      is_usergroup: true,
      date_delete: 0,
    })),
  }),
  'usergroups.users.list'(args, { state }) {
    const group = state.groups.get(required(args, 'usergroup', 'no_such_subteam'));
    if (group === undefined || (group.disabled && !flagIn(args, 'include_disabled'))) {
      throw new Refusal('no_such_subteam');
    }
    return { users: group.users };
  },
  'bots.info'(args, { state }) {
    if (required(args, 'bot', 'bot_not_found') !== state.bot.botId) throw new Refusal('bot_not_found');
    const { botId, appId, userId } = state.bot;
    return {
      bot: { id: botId, app_id: appId, user_id: userId, name: state.users.get(userId)?.realName, deleted: false },
    };
  },
  'team.info': (_args, { state }) => ({ team: { ...state.team } }),
};

function enabled(state: State): readonly UserGroup[] {
  return [...state.groups.values()].filter(({ disabled }) => disabled === undefined);
}

function userJson(state: State, user: User): Json {
  const { standing = 'member' } = user;
  if (standing === 'outsider') return outsider(user);
  const mayReadEmail = state.manifest.oauth_config.scopes.bot.includes('users:read.email');
  return {
    id: user.id,
    team_id: state.team.id,
    name: user.name,
    real_name: user.realName,
    deleted: standing === 'deactivated',
    is_bot: user.kind === 'app',
    is_restricted: standing.endsWith('guest'),
    is_ultra_restricted: standing === 'single-channel guest',
    tz: user.timeZone,
    profile: {
      display_name: user.name,
      real_name: user.realName,
      title: user.title,
      ...(mayReadEmail && user.kind === 'person' ? { email: `${user.name}@example.com` } : {}),
    },
  };
}

/** Somebody from another organisation, met in a channel that both share: little more than the name is told. */
function outsider(user: User): Json {
  return {
    id: user.id,
    team_id: 'T0OTHER',
    name: user.name,
    real_name: user.realName,
    deleted: false,
    is_bot: false,
    is_stranger: true,
    profile: { display_name: user.name, real_name: user.realName },
  };
}
