import type { Json } from './json.ts';
import type { AppManifest } from './manifest.ts';

/** Somebody in the workspace: a person, or the user that stands for an app. */
export interface User {
  readonly id: string;
  /** What comes after the `@`. */
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly kind: 'person' | 'app';
  readonly timeZone: string;
  /** What Slack says of this account; a `member` where nothing is said. */
  standing?: 'member' | 'deactivated' | 'guest' | 'single-channel guest' | 'outsider';
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly topic: string;
  readonly members: Set<string>;
  /** Shared with another organisation (Slack Connect). */
  readonly shared?: true;
}

/** An app that posts. Only ours has an id that calls and payloads name. */
export interface PostingApp {
  readonly appId: string;
  readonly botId: string;
  readonly userId: string;
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly app: PostingApp | null;
  /** The parent's ts for a reply in a thread. */
  readonly threadTs: string | null;
  /** A reply that is shown in the channel as well. */
  readonly broadcast: boolean;
  /** The only person who sees it, or null for everybody. */
  readonly visibleTo: string | null;
  text: string;
  blocks: readonly Json[] | null;
  metadata: Json | null;
  /** When it was last changed with text only: Slack shows no "edited" for changes made with blocks. */
  editedTs: string | null;
  /** File ids. */
  readonly files: readonly string[];
  /** Who reacted, by name of the emoji. */
  readonly reactions: Map<string, string[]>;
}

/** A modal that somebody has open, or a home tab. */
export interface View {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  hash: string;
  /** As the app sent it, with block ids filled in. */
  body: Json;
  /** What is typed and chosen, by block id and action id. */
  values: Json;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  title: string;
  bytes: Buffer;
  stage: 'announced' | 'uploaded' | 'shared';
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
  readonly disabled?: true;
}

/** What has changed, so that a page can be brought up to date. */
export type Change =
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string; readonly threadTs: string | null }
  | { readonly kind: 'modal' | 'home'; readonly user: string }
  | { readonly kind: 'channels' }
  | { readonly kind: 'traffic' };

/** Everything that a workspace knows, in memory. */
export interface State {
  readonly team: { readonly id: string; readonly domain: string; readonly name: string };
  readonly manifest: AppManifest;
  readonly bot: PostingApp;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Where the Web API is reachable, without a slash at the end; set by the transport. */
  baseUrl: string;
  readonly users: Map<string, User>;
  readonly groups: Map<string, UserGroup>;
  readonly channels: Map<string, Channel>;
  readonly messages: Message[];
  /** Open modals, the newest of each person last. */
  readonly modals: Map<string, View>;
  /** Home tabs by user. */
  readonly homes: Map<string, View>;
  readonly files: Map<string, StoredFile>;
  readonly now: () => number;
  readonly newId: (prefix: string) => string;
  /** A timestamp that no other message has, later than all before. */
  readonly nextTs: () => string;
  readonly changed: (change: Change) => void;
  /** Returns the function that ends the listening. */
  readonly onChange: (listener: (change: Change) => void) => () => void;
}

export interface StateOptions {
  readonly manifest: AppManifest;
  readonly people: readonly Omit<User, 'kind'>[];
  readonly channels: readonly Pick<Channel, 'id' | 'name' | 'topic'>[];
  readonly groups: readonly UserGroup[];
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: (prefix: string) => string;
}

/** The user that speaks for Slack itself. */
export const SLACKBOT = 'USLACKBOT';

export function createState(options: StateOptions): State {
  const { manifest, now, newId } = options;
  const bot: PostingApp = { appId: 'A0LOCAL', botId: 'B0LOCAL', userId: 'U0BOT' };
  const app = { title: manifest.display_information.description, kind: 'app' as const, timeZone: 'UTC' };
  const name = manifest.features.bot_user?.display_name ?? manifest.display_information.name;
  const users: User[] = [
    ...options.people.map((person) => ({ ...person, kind: 'person' as const })),
    { ...app, id: bot.userId, name: name.toLowerCase(), realName: manifest.display_information.name },
    { ...app, id: SLACKBOT, name: 'slackbot', realName: 'Slackbot', title: '' },
  ];
  const everybody = [...options.people.map((person) => person.id), bot.userId];
  const listeners = new Set<(change: Change) => void>();
  let lastMicros = 0;
  return {
    team: { id: 'T0LOCAL', domain: 'local', name: 'Local workspace' },
    manifest,
    bot,
    botToken: options.botToken,
    appToken: options.appToken,
    signingSecret: options.signingSecret,
    baseUrl: 'http://workspace.invalid',
    users: new Map(users.map((user) => [user.id, user])),
    groups: new Map(options.groups.map((group) => [group.id, group])),
    channels: new Map(
      options.channels.map((channel) => [channel.id, { ...channel, kind: 'public', members: new Set(everybody) }]),
    ),
    messages: [],
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    now,
    newId,
    nextTs() {
      lastMicros = Math.max(now() * 1000, lastMicros + 1);
      return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
    },
    changed(change) {
      for (const listener of listeners) listener(change);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
