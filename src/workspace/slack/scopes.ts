import type { Channel } from './state.ts';

const reading = { public: 'channels:read', private: 'groups:read', im: 'im:read' } as const;
const history = { public: 'channels:history', private: 'groups:history', im: 'im:history' } as const;

/** The bot scope that each method needs, from its page on docs.slack.dev; null for none. */
const needed: { readonly [method: string]: string | typeof reading | typeof history | null } = {
  'api.test': null,
  'auth.test': null,
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.getPermalink': null,
  'conversations.info': reading,
  'conversations.list': 'channels:read',
  'conversations.members': reading,
  'conversations.history': history,
  'conversations.replies': history,
  'conversations.open': 'im:write',
  'conversations.join': 'channels:join',
  'users.info': 'users:read',
  'users.list': 'users:read',
  'users.conversations': 'channels:read',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'views.open': null,
  'views.push': null,
  'views.update': null,
  'views.publish': null,
  'reactions.add': 'reactions:write',
  'reactions.remove': 'reactions:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
  'bots.info': 'users:read',
  'team.info': 'team:read',
};

/** The scope that a call lacks, or null. What a `conversations` method needs depends on the kind of channel. */
export function missingScope(method: string, channel: Channel | undefined, granted: readonly string[]): string | null {
  const entry = needed[method] ?? null;
  const scope = entry === null || typeof entry === 'string' ? entry : entry[channel?.kind ?? 'public'];
  return scope === null || granted.includes(scope) ? null : scope;
}

/** Calls a minute that Slack allows: tiers 2, 3 and 4; posting is counted by channel. */
export function callsPerMinute(method: string): number {
  const tier2 = ['conversations.list', 'users.list', 'usergroups.list', 'usergroups.users.list', 'users.conversations'];
  const tier3 = ['chat.update', 'chat.delete', 'conversations.history', 'conversations.replies', 'conversations.info'];
  if (method === 'chat.postMessage') return 60;
  if (tier2.includes(method)) return 20;
  return tier3.includes(method) || method.startsWith('reactions.') ? 50 : 100;
}
