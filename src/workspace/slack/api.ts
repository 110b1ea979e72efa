import { setTimeout as pause } from 'node:timers/promises';
import { textIn, type Json } from './json.ts';
import type { Method, MethodContext } from './method.ts';
import { chat, files, reactions } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { people } from './methods/people.ts';
import { views } from './methods/views.ts';
import { Refusal } from './refusal.ts';
import { callsPerMinute, missingScope } from './scopes.ts';
import type { Traffic } from './traffic.ts';

const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...people, ...conversations, ...chat, ...files, ...reactions, ...views }),
);

/** What comes back from a Web API call; `lost` when the connection breaks instead. */
export type ApiAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: { readonly [name: string]: string };
      readonly body: Json;
    }
  | { readonly kind: 'lost' };

export interface Api {
  /** Calls a method with its arguments and the bearer token, as a client does. */
  readonly call: (method: string, args: Json, token: string | undefined) => Promise<ApiAnswer>;
  /** Off by default: refuse what goes over Slack's published limits with 429. */
  readonly enforceRateLimits: (on: boolean) => void;
}

/** The Web API over the state of a workspace. */
export function createApi(context: MethodContext, traffic: Traffic): Api {
  const { state, faults } = context;
  const recent = new Map<string, number[]>();
  let limited = false;

  function overLimit(method: string, args: Json): boolean {
    if (!limited) return false;
    const key = method === 'chat.postMessage' ? `${method} ${textIn(args, 'channel') ?? ''}` : method;
    const calls = (recent.get(key) ?? []).filter((at) => at > state.now() - 60_000);
    recent.set(key, [...calls, state.now()]);
    return calls.length >= callsPerMinute(method);
  }

  function authorize(method: string, args: Json, token: string | undefined): void {
    if (method === 'api.test') return;
    if (token === undefined) throw new Refusal('not_authed');
    if (token !== state.botToken) throw new Refusal('invalid_auth');
    const channel = state.channels.get(textIn(args, 'channel') ?? '');
    const granted = state.manifest.oauth_config.scopes.bot;
    const missing = missingScope(method, channel, granted);
    if (missing !== null) throw new MissingScope(missing, granted.join(','));
  }

  function run(method: string, args: Json, token: string | undefined): Json {
    if (method === 'apps.connections.open') return openConnection(token);
    const found = methods.get(method);
    if (found === undefined) throw new Refusal('unknown_method');
    authorize(method, args, token);
    const refused = faults.take('refuse', method);
    if (refused !== undefined) throw new Refusal(refused.error);
    return found(args, context);
  }

  function openConnection(token: string | undefined): Json {
    if (token !== state.appToken) throw new Refusal(token === undefined ? 'not_authed' : 'invalid_auth');
    if (!state.manifest.settings.socket_mode_enabled) throw new Refusal('not_allowed_token_type');
    const refused = faults.take('refuse', 'apps.connections.open');
    if (refused !== undefined) throw new Refusal(refused.error);
    const ticket = state.newId('ticket-');
    context.tickets.add(ticket);
    return { url: `${state.baseUrl.replace(/^http/, 'ws')}/link?ticket=${ticket}&app_id=${state.bot.appId}` };
  }

  return {
    async call(method, args, token) {
      const { token: _token, ...shown } = args;
      const exchange = traffic.begin('from the app', method, shown);
      const answer = await decide(method, args, token);
      traffic.end(exchange, answer.kind === 'lost' ? 'connection lost' : answer.body);
      return answer;
    },
    enforceRateLimits(on) {
      limited = on;
    },
  };

  async function decide(method: string, args: Json, token: string | undefined): Promise<ApiAnswer> {
    const slow = faults.take('slow', method);
    if (slow !== undefined) await pause(slow.ms);
    if (faults.take('lose-request', method) !== undefined) return { kind: 'lost' };
    const limit = faults.take('rate-limit', method);
    if (limit !== undefined) return tooMany(limit.retryAfterSeconds);
    const broken = faults.take('server-error', method);
    if (broken !== undefined) return json({ ok: false, error: 'internal_error' }, broken.status);
    if (overLimit(method, args)) return tooMany(30);
    try {
      const body = run(method, args, token);
      return faults.take('lose-answer', method) === undefined ? json({ ok: true, ...body }) : { kind: 'lost' };
    } catch (error) {
      if (error instanceof MissingScope) {
        return json({ ok: false, error: 'missing_scope', needed: error.needed, provided: error.provided });
      }
      if (!(error instanceof Refusal)) throw error;
      const { messages } = error;
      const details = messages.length === 0 ? {} : { response_metadata: { messages } };
      return json({
        ok: false,
        error: error.error,
        ...(messages.length === 0 ? {} : { errors: messages }),
        ...details,
      });
    }
  }
}

class MissingScope extends Error {
  override readonly name = 'MissingScope';
  readonly needed: string;
  readonly provided: string;

  constructor(needed: string, provided: string) {
    super(`missing scope ${needed}`);
    this.needed = needed;
    this.provided = provided;
  }
}

function json(body: Json, status = 200, headers: { readonly [name: string]: string } = {}): ApiAnswer {
  return { kind: 'answer', status, headers, body };
}

function tooMany(retryAfterSeconds: number): ApiAnswer {
  return json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(retryAfterSeconds) });
}
