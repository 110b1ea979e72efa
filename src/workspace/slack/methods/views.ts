import { isObject, objectIn, parseJson, textIn, type Json } from '../json.ts';
import { withBlockIds } from '../messages.ts';
import { required, type MethodContext, type Methods } from '../method.ts';
import { Refusal } from '../refusal.ts';
import type { State, View } from '../state.ts';
import { viewProblems } from '../validate.ts';

/** Slack shows at most three modals over one another. */
const STACK_LIMIT = 3;

/** Modals and home tabs: https://docs.slack.dev/reference/methods?family=views */
export const views: Methods = {
  'views.open'(args, context) {
    const { user } = context.triggers.use(required(args, 'trigger_id', 'invalid_trigger_id'));
    const body = viewIn(args, context, 'modal');
    return { view: viewJson(context.state, openModal(context.state, user, body, null)) };
  },
  'views.push'(args, context) {
    const { user, modal } = context.triggers.use(required(args, 'trigger_id', 'invalid_trigger_id'));
    const below = context.state.modals.get(modal ?? '');
    if (below === undefined) throw new Refusal('view_not_found');
    if (stackOf(context.state, user).length >= STACK_LIMIT) throw new Refusal('push_limit_reached');
    const body = viewIn(args, context, 'modal');
    return { view: viewJson(context.state, openModal(context.state, user, body, below)) };
  },
  'views.update'(args, context) {
    const { state } = context;
    const externalId = textIn(args, 'external_id');
    const view = [...state.modals.values()].find(
      (each) =>
        each.id === textIn(args, 'view_id') || (externalId !== undefined && each.body['external_id'] === externalId),
    );
    if (view === undefined) throw new Refusal('not_found');
    const hash = textIn(args, 'hash');
    if (hash !== undefined && hash !== view.hash) throw new Refusal('hash_conflict');
    replaceView(state, view, viewIn(args, context, 'modal'));
    return { view: viewJson(state, view) };
  },
  'views.publish'(args, context) {
    const { state } = context;
    const user = required(args, 'user_id', 'user_not_found');
    if (!state.users.has(user)) throw new Refusal('user_not_found');
    if (state.manifest.features.app_home?.home_tab_enabled !== true) throw new Refusal('not_enabled');
    const body = viewIn(args, context, 'home');
    const before = state.homes.get(user);
    const hash = textIn(args, 'hash');
    if (hash !== undefined && before !== undefined && hash !== before.hash) throw new Refusal('hash_conflict');
    const view = before ?? newView(state, user, body, null);
    if (before !== undefined) replaceView(state, before, body);
    state.homes.set(user, view);
    state.changed({ kind: 'home', user });
    return { view: viewJson(state, view) };
  },
};

/** A person's open modals, the one on top last. */
export function stackOf(state: State, user: string): readonly View[] {
  return [...state.modals.values()].filter((view) => view.user === user);
}

export function openModal(state: State, user: string, body: Json, below: View | null): View {
  const view = newView(state, user, body, below);
  state.modals.set(view.id, view);
  state.changed({ kind: 'modal', user });
  return view;
}

export function replaceView(state: State, view: View, body: Json): void {
  view.body = withIds(state, body);
  view.hash = hash(state);
  state.changed({ kind: body['type'] === 'home' ? 'home' : 'modal', user: view.user });
}

export function closeModal(state: State, view: View): void {
  state.modals.delete(view.id);
  state.changed({ kind: 'modal', user: view.user });
}

/** A view as answers and payloads show it. */
export function viewJson(state: State, view: View): Json {
  return {
    id: view.id,
    team_id: state.team.id,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.body,
    state: { values: view.values },
    hash: view.hash,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: state.bot.appId,
    app_installed_team_id: state.team.id,
    bot_id: state.bot.botId,
  };
}

/** Throws what Slack says of a view that it would not show. */
export function checkView(view: Json, context: Pick<MethodContext, 'faults'>, type: 'modal' | 'home'): void {
  const wrongType = view['type'] === type ? [] : [`[ERROR] must be of type ${type} [json-pointer:/view/type]`];
  const blocks = Array.isArray(view['blocks']) ? view['blocks'].filter(isObject) : [];
  const problems = [...wrongType, ...viewProblems(view), ...context.faults.refusedBlocks(blocks)];
  if (problems.length > 0) throw new Refusal('invalid_arguments', problems);
}

function viewIn(args: Json, context: MethodContext, type: 'modal' | 'home'): Json {
  const value = args['view'];
  const parsed = typeof value === 'string' ? parseJson(value) : undefined;
  const view = parsed?.ok === true && isObject(parsed.value) ? parsed.value : objectIn(args, 'view');
  if (view === undefined) throw new Refusal('invalid_arguments', ['[ERROR] missing required field: view']);
  checkView(view, context, type);
  return view;
}

function newView(state: State, user: string, body: Json, below: View | null): View {
  const id = state.newId('V');
  return {
    id,
    user,
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    hash: hash(state),
    body: withIds(state, body),
    values: {},
  };
}

function withIds(state: State, body: Json): Json {
  const blocks = Array.isArray(body['blocks']) ? body['blocks'].filter(isObject) : [];
  return { ...body, blocks: withBlockIds(state, blocks) };
}

function hash(state: State): string {
  return `${Math.floor(state.now() / 1000)}.${state.newId('')}`;
}
