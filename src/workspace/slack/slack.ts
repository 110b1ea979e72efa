import { createApi, type Api } from './api.ts';
import { createDispatch, type Dispatch } from './delivery.ts';
import { createFaults, type Faults } from './faults.ts';
import type { Json } from './json.ts';
import { readManifest } from './manifest.ts';
import { post, type Post, isInChannel } from './messages.ts';
import { createPerson, type Person } from './person.ts';
import { createResponseUrls } from './response-url.ts';
import { createState, type Channel, type Message, type State, type StateOptions } from './state.ts';
import { createTraffic, type Traffic } from './traffic.ts';
import { createTriggers } from './triggers.ts';

/** A workspace that behaves like Slack, for one app. Transports connect the app to it; people act in it. */
export interface Slack {
  readonly state: State;
  readonly api: Api;
  readonly dispatch: Dispatch;
  readonly faults: Faults;
  /** Everything that went between Slack and the app. */
  readonly traffic: Traffic;
  /** By name (`alice`) or user id; throws for anybody else. */
  readonly person: (name: string) => Person;
  /** By name (`general`) or id; throws for any other. */
  readonly channel: (name: string) => Channel;
  /** What is in a channel or, with `threadTs`, in a thread (its root first), oldest first. */
  readonly messages: (channel: string, threadTs?: string) => readonly Message[];
  /** Posts as another app: `name` becomes a user of the workspace. */
  readonly postAs: (name: string, message: Pick<Post, 'channel' | 'text' | 'blocks'>) => Message;
  /** What arrives at a response_url. */
  readonly respond: (id: string, body: Json) => { readonly status: number; readonly body: string };
  /** True once for each ticket that `apps.connections.open` handed out. */
  readonly redeemTicket: (ticket: string) => boolean;
  /** Reports an error that no answer can carry. */
  readonly failed: (error: unknown) => void;
  /** Ends timers. */
  readonly close: () => void;
}

/** Every part can be left out: there are then two people, Alice and Bob, and the channels #general and #incidents. */
export interface SlackOptions extends Partial<Omit<StateOptions, 'manifest'>> {
  /** In Slack's own format. */
  readonly manifest: object;
  /** How long the app may take to acknowledge; default 3,000 ms, as in Slack. */
  readonly ackLimitMs?: number;
  /** Pauses before an unacknowledged event is sent again; default 0 s, 60 s, 300 s, as in Slack. */
  readonly redeliverAfterMs?: readonly number[];
  readonly onError?: (error: unknown) => void;
}

export function createSlack({ manifest, ...options }: SlackOptions): Slack {
  const state = createState({ ...standard(), ...options, manifest: readManifest(manifest) });
  const faults = createFaults();
  const traffic = createTraffic(state);
  const triggers = createTriggers(state);
  const tickets = new Set<string>();
  const responseUrls = createResponseUrls({ state, faults });
  const dispatch = createDispatch(state, traffic, {
    ackLimitMs: options.ackLimitMs ?? 3000,
    redeliverAfterMs: options.redeliverAfterMs ?? [0, 60_000, 300_000],
  });
  const context = { state, faults, triggers, tickets, dispatch, responseUrls };
  return {
    state,
    api: createApi(context, traffic),
    dispatch,
    faults,
    traffic,
    person(name) {
      const user = [...state.users.values()].find((each) => each.name === name || each.id === name);
      if (user === undefined || user.kind !== 'person') throw new Error(`nobody here is called ${name}`);
      return createPerson(user, context);
    },
    channel(name) {
      const found = [...state.channels.values()].find((each) => each.name === name || each.id === name);
      if (found === undefined) throw new Error(`there is no channel ${name}`);
      return found;
    },
    messages: (channel, threadTs) =>
      state.messages.filter(
        (message) =>
          message.channel === channel &&
          (threadTs === undefined ? isInChannel(message) : [message.ts, message.threadTs].includes(threadTs)),
      ),
    postAs(name, message) {
      const id = `U0${name.toUpperCase().replace(/\W/g, '')}`;
      const app = { appId: `A${id.slice(1)}`, botId: `B${id.slice(1)}`, userId: id };
      if (!state.users.has(id)) {
        const user = { id, name: name.toLowerCase(), realName: name, title: '', timeZone: 'UTC' };
        state.users.set(id, { ...user, kind: 'app' });
      }
      return post(state, { ...message, user: id, app });
    },
    respond(id, body) {
      const exchange = traffic.begin('from the app', 'response_url', body);
      const answer = responseUrls.answer(id, body);
      traffic.end(exchange, answer);
      return answer;
    },
    redeemTicket: (ticket) => tickets.delete(ticket),
    failed: options.onError ?? (() => {}),
    close: dispatch.close,
  };
}

function standard(): Omit<StateOptions, 'manifest'> {
  let count = 0;
  return {
    people: [
      { id: 'U0ALICE', name: 'alice', realName: 'Alice Moreau', title: 'On call', timeZone: 'Europe/Paris' },
      { id: 'U0BOB', name: 'bob', realName: 'Bob Tanaka', title: 'Platform lead', timeZone: 'America/New_York' },
    ],
    groups: [{ id: 'S0APPROVERS', handle: 'approvers', name: 'Approvers', users: ['U0BOB'] }],
    channels: [
      { id: 'C0GENERAL', name: 'general', topic: 'Everything else' },
      { id: 'C0INCIDENTS', name: 'incidents', topic: 'What is broken now' },
    ],
    botToken: 'xoxb-local',
    appToken: 'xapp-local',
    signingSecret: 'local-signing-secret',
    now: Date.now,
    newId(prefix) {
      count += 1;
      return `${prefix}${count.toString(36).padStart(6, '0')}`;
    },
  };
}
