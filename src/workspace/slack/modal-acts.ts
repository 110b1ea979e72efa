import { actionPayload, commonPayload, type PersonContext } from './interaction.ts';
import { findInteractive, type Entry, type Which } from './interactive.ts';
import { flagIn, objectIn, objectsIn, type Json } from './json.ts';
import { checkView, closeModal, openModal, replaceView, stackOf, viewJson } from './methods/views.ts';
import { errorsIn, fieldErrors, responseAction, stateValues, type Entries } from './modal-input.ts';
import { ActFailed, Refusal } from './refusal.ts';
import type { User, View } from './state.ts';

/** What came of submitting a modal: closed or replaced by the app, or kept open with errors by block id. */
export type Submitted = { readonly kind: 'accepted' } | { readonly kind: 'errors'; readonly errors: Json };

/** Uses an element of an open modal or of the home tab. */
export async function actInView(
  context: PersonContext,
  user: User,
  view: View,
  which: Which,
  entry: Entry,
): Promise<void> {
  const { state, triggers, dispatch } = context;
  const found = findInteractive(objectsIn(view.body, 'blocks'), which);
  const entries = { [`${found.blockId}/${found.actionId}`]: entry };
  view.values = stateValues(objectsIn(view.body, 'blocks'), entries, view.values);
  await dispatch.request('interactive', {
    type: 'block_actions',
    ...commonPayload(state, user),
    container: { type: 'view', view_id: view.id },
    trigger_id: triggers.make(user.id, view.id),
    view: viewJson(state, view),
    actions: [actionPayload(state, found, entry)],
  });
}

export async function submitModal(
  context: PersonContext,
  user: User,
  view: View,
  entries: Entries,
): Promise<Submitted> {
  const { state, triggers, dispatch } = context;
  if (!state.modals.has(view.id)) throw new ActFailed('view_not_found');
  const blocks = objectsIn(view.body, 'blocks');
  view.values = stateValues(blocks, entries, view.values);
  const errors = fieldErrors(blocks, view.values);
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  const answer = await dispatch.request('interactive', {
    type: 'view_submission',
    ...commonPayload(state, user),
    trigger_id: triggers.make(user.id, view.id),
    view: viewJson(state, view),
    response_urls: [],
  });
  return applyAnswer(context, view, answer);
}

export async function dismissModal({ state, dispatch }: PersonContext, user: User, view: View): Promise<void> {
  const all = flagIn(view.body, 'clear_on_close');
  for (const each of all ? stackOf(state, user.id) : [view]) closeModal(state, each);
  if (!flagIn(view.body, 'notify_on_close')) return;
  await dispatch.request('interactive', {
    type: 'view_closed',
    ...commonPayload(state, user),
    view: viewJson(state, view),
    is_cleared: all,
  });
}

/** Does what the acknowledgement of a submission asks for: https://docs.slack.dev/surfaces/modals#updating_views */
function applyAnswer(context: PersonContext, view: View, answer: unknown): Submitted {
  const { state } = context;
  switch (responseAction(answer)) {
    case 'errors': {
      const { errors, unknown } = errorsIn(answer, objectsIn(view.body, 'blocks'));
      if (unknown.length > 0) throw invalid(`no input has the block id ${unknown.join(', ')}`);
      return { kind: 'errors', errors };
    }
    case 'update':
      replaceView(state, view, checkedView(context, answer));
      return { kind: 'accepted' };
    case 'push':
      openModal(state, view.user, checkedView(context, answer), view);
      return { kind: 'accepted' };
    case 'clear':
      for (const each of stackOf(state, view.user)) closeModal(state, each);
      return { kind: 'accepted' };
    case null:
      closeModal(state, view);
      return { kind: 'accepted' };
    default:
      throw invalid('unknown response_action');
  }
}

function checkedView(context: PersonContext, answer: unknown): Json {
  const view = objectIn(answer, 'view') ?? {};
  try {
    checkView(view, context, 'modal');
  } catch (error) {
    if (error instanceof Refusal) throw invalid(error.messages.join('; '));
    throw error;
  }
  return view;
}

function invalid(message: string): ActFailed {
  return new ActFailed('invalid_response', message);
}
