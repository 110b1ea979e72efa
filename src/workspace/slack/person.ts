import { actionPayload, channelFor, channelPayload, commonPayload, type PersonContext } from './interaction.ts';
import { findInteractive, type Entry, type Which } from './interactive.ts';
import { isObject, textIn, type Json } from './json.ts';
import { messageJson, post, tellOf } from './messages.ts';
import { directChannel } from './methods/conversations.ts';
import { stackOf, viewJson } from './methods/views.ts';
import { actInView, dismissModal, submitModal, type Submitted } from './modal-acts.ts';
import { stateValues, type Entries } from './modal-input.ts';
import { ActFailed } from './refusal.ts';
import { SLACKBOT, type Channel, type Message, type User, type View } from './state.ts';
import { encodeTyped } from './typed-text.ts';

/**
 * What somebody does in the workspace. Every act goes the way that it goes in Slack: to the app as a payload, with
 * three seconds to acknowledge. Acts reject with `ActFailed` where Slack would show an error.
 */
export interface Person {
  readonly user: User;
  /** Types a slash command in a channel. Slack has no slash commands in threads. */
  readonly slash: (channel: string, command: string, text?: string) => Promise<void>;
  /** Types a message: `@name` and `#channel` become mentions. */
  readonly say: (channel: string, typed: string, threadTs?: string | null) => Promise<Message>;
  /** Presses a button of a message. */
  readonly click: (message: Message, which: Which) => Promise<void>;
  /** Picks, checks or enters something in a message. */
  readonly choose: (message: Message, which: Which, entry: Entry) => Promise<void>;
  /** The same inside an open modal or the home tab. */
  readonly clickIn: (view: View, which: Which, entry?: Entry) => Promise<void>;
  readonly submit: (view: View, entries?: Entries) => Promise<Submitted>;
  readonly closeModal: (view: View) => Promise<void>;
  readonly messageShortcut: (message: Message, callbackId: string) => Promise<void>;
  readonly globalShortcut: (callbackId: string) => Promise<void>;
  /** Opens the app's home tab; resolves when the app was told. */
  readonly openHome: () => Promise<void>;
  readonly react: (message: Message, emoji: string) => Promise<void>;
  readonly invite: (channel: string, user: string) => Promise<void>;
  /** The modal on top, if one is open. */
  readonly modal: () => View | undefined;
  readonly home: () => View | undefined;
}

export function createPerson(user: User, context: PersonContext): Person {
  const { state, triggers, dispatch, responseUrls } = context;
  const { manifest, team, bot } = state;

  /** Slackbot says it to this person alone. */
  function slackbotSays(channel: string, text: string): void {
    post(state, { channel, user: SLACKBOT, app: null, text, blocks: null, visibleTo: user.id });
  }

  async function act(message: Message, which: Which, entry: Entry): Promise<void> {
    const found = findInteractive(message.blocks ?? [], which);
    const channel = channelFor(state, message.channel);
    const ephemeral = message.visibleTo !== null;
    await dispatch.request('interactive', {
      type: 'block_actions',
      ...commonPayload(state, user),
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: ephemeral,
        ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
      },
      trigger_id: triggers.make(user.id),
      channel: channelPayload(channel),
      // An ephemeral message is stored nowhere, so Slack can't show it again.
      ...(ephemeral ? {} : { message: messageJson(state, message, { metadata: true }) }),
      state: { values: stateValues(message.blocks ?? [], { [`${found.blockId}/${found.actionId}`]: entry }) },
      response_url: responseUrls.make(message.channel, user.id, message.ts),
      actions: [actionPayload(state, found, entry)],
    });
  }

  async function eventFor(channel: Channel, event: Json): Promise<void> {
    if (!channel.members.has(bot.userId)) return;
    const names = { public: 'message.channels', private: 'message.groups', im: 'message.im' };
    const types = { public: 'channel', private: 'group', im: 'im' };
    await dispatch.event(names[channel.kind], { type: 'message', ...event, channel_type: types[channel.kind] });
  }

  return {
    user,
    async slash(channelId, command, text = '') {
      const channel = channelFor(state, channelId);
      const offered = manifest.features.slash_commands.find((each) => each.command === command);
      if (offered === undefined) {
        slackbotSays(channelId, `${command} is not a valid command.`);
        throw new ActFailed('unknown_command', `${command} is not a valid command.`);
      }
      const body = {
        token: 'unused',
        team_id: team.id,
        team_domain: team.domain,
        channel_id: channel.id,
        channel_name: channelPayload(channel).name,
        user_id: user.id,
        user_name: user.name,
        command,
        text: offered.should_escape ? encodeTyped(state, text, 'with names') : text,
        api_app_id: bot.appId,
        is_enterprise_install: 'false',
        response_url: responseUrls.make(channel.id, user.id, null),
        trigger_id: triggers.make(user.id),
      };
      try {
        const answer = await dispatch.request('slash_commands', body);
        showCommandAnswer(context, channel, user, answer);
      } catch (error) {
        if (error instanceof ActFailed) slackbotSays(channelId, `${command} failed with the error "${error.code}"`);
        throw error;
      }
    },
    async say(channelId, typed, threadTs = null) {
      const channel = channelFor(state, channelId);
      const text = encodeTyped(state, typed, 'ids');
      const message = post(state, { channel: channelId, user: user.id, app: null, text, blocks: null, threadTs });
      const event = {
        user: user.id,
        text,
        ts: message.ts,
        team: team.id,
        channel: channelId,
        event_ts: message.ts,
        client_msg_id: state.newId('c'),
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
      };
      const mentioned = text.includes(`<@${bot.userId}>`) && channel.kind !== 'im';
      if (mentioned && !channel.members.has(bot.userId)) {
        const name = state.users.get(bot.userId)?.name;
        slackbotSays(
          channelId,
          `You mentioned @${name}, who is not in this channel. Type \`/invite @${name}\` to add it.`,
        );
      }
      if (mentioned && channel.members.has(bot.userId))
        await dispatch.event('app_mention', { type: 'app_mention', ...event });
      await eventFor(channel, event);
      return message;
    },
    click: (message, which) => act(message, which, null),
    choose: (message, which, entry) => act(message, which, entry),
    clickIn: (view, which, entry = null) => actInView(context, user, view, which, entry),
    submit: (view, entries = {}) => submitModal(context, user, view, entries),
    closeModal: (view) => dismissModal(context, user, view),
    async messageShortcut(message, callbackId) {
      if (!manifest.features.shortcuts.some((each) => each.type === 'message' && each.callback_id === callbackId)) {
        throw new ActFailed('unknown_shortcut', `the manifest has no message shortcut ${callbackId}`);
      }
      await dispatch.request('interactive', {
        type: 'message_action',
        ...commonPayload(state, user),
        callback_id: callbackId,
        action_ts: state.nextTs(),
        message_ts: message.ts,
        trigger_id: triggers.make(user.id),
        response_url: responseUrls.make(message.channel, user.id, message.ts),
        channel: channelPayload(channelFor(state, message.channel)),
        message: messageJson(state, message, { metadata: true }),
      });
    },
    async globalShortcut(callbackId) {
      if (!manifest.features.shortcuts.some((each) => each.type === 'global' && each.callback_id === callbackId)) {
        throw new ActFailed('unknown_shortcut', `the manifest has no global shortcut ${callbackId}`);
      }
      await dispatch.request('interactive', {
        type: 'shortcut',
        ...commonPayload(state, user),
        callback_id: callbackId,
        action_ts: state.nextTs(),
        trigger_id: triggers.make(user.id),
      });
    },
    async openHome() {
      const view = state.homes.get(user.id);
      await dispatch.event('app_home_opened', {
        type: 'app_home_opened',
        user: user.id,
        channel: directChannel(state, user).id,
        tab: 'home',
        event_ts: state.nextTs(),
        ...(view === undefined ? {} : { view: viewJson(state, view) }),
      });
    },
    async react(message, emoji) {
      const by = message.reactions.get(emoji) ?? [];
      const added = !by.includes(user.id);
      const now = added ? [...by, user.id] : by.filter((each) => each !== user.id);
      if (now.length === 0) message.reactions.delete(emoji);
      else message.reactions.set(emoji, now);
      tellOf(state, message);
      if (!channelFor(state, message.channel).members.has(bot.userId)) return;
      const type = added ? 'reaction_added' : 'reaction_removed';
      await dispatch.event(type, {
        type,
        user: user.id,
        reaction: emoji,
        item_user: message.user,
        item: { type: 'message', channel: message.channel, ts: message.ts },
        event_ts: state.nextTs(),
      });
    },
    async invite(channelId, invited) {
      const channel = channelFor(state, channelId);
      channel.members.add(invited);
      post(state, {
        channel: channelId,
        user: invited,
        app: null,
        text: `<@${invited}> was added by <@${user.id}>.`,
        blocks: null,
      });
      state.changed({ kind: 'channels' });
      await dispatch.event('member_joined_channel', {
        type: 'member_joined_channel',
        user: invited,
        channel: channelId,
        channel_type: 'C',
        team: team.id,
        inviter: user.id,
        event_ts: state.nextTs(),
      });
    },
    modal: () => stackOf(state, user.id).at(-1),
    home: () => state.homes.get(user.id),
  };
}

/** An app may answer a command in its acknowledgement: as a text or as a message, for the person or the channel. */
function showCommandAnswer({ state }: PersonContext, channel: Channel, user: User, answer: unknown): void {
  const text = typeof answer === 'string' ? answer : (textIn(answer, 'text') ?? '');
  const blocks = isObject(answer) && Array.isArray(answer['blocks']) ? answer['blocks'].filter(isObject) : null;
  if (text === '' && blocks === null) return;
  post(state, {
    channel: channel.id,
    user: state.bot.userId,
    app: state.bot,
    text,
    blocks,
    visibleTo: textIn(answer, 'response_type') === 'in_channel' ? null : user.id,
  });
}
