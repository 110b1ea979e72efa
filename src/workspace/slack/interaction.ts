import type { Dispatch } from './delivery.ts';
import { valueOf, type Entry, type Interactive } from './interactive.ts';
import { textIn, type Json } from './json.ts';
import type { MethodContext } from './method.ts';
import { ActFailed } from './refusal.ts';
import type { ResponseUrls } from './response-url.ts';
import type { Channel, State, User } from './state.ts';

/** What acts need: the workspace, and the ways to the app and back. */
export interface PersonContext extends MethodContext {
  readonly dispatch: Dispatch;
  readonly responseUrls: ResponseUrls;
}

/** The members that all interaction payloads have: https://docs.slack.dev/reference/interaction-payloads */
export function commonPayload({ team, bot }: State, user: User): Json {
  return {
    token: 'unused',
    team: { id: team.id, domain: team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: bot.appId,
    is_enterprise_install: false,
    enterprise: null,
  };
}

export function channelPayload(channel: Channel): { readonly id: string; readonly name: string } {
  return { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name };
}

/** One entry of `actions`. */
export function actionPayload(state: State, { element, blockId, actionId }: Interactive, entry: Entry): Json {
  return {
    type: textIn(element, 'type'),
    action_id: actionId,
    block_id: blockId,
    ...valueOf(element, entry),
    action_ts: state.nextTs(),
  };
}

export function channelFor(state: State, id: string): Channel {
  const channel = state.channels.get(id);
  if (channel === undefined) throw new ActFailed('channel_not_found');
  return channel;
}
