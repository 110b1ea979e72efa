import type { App as Bolt, ViewOutput, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Bot } from '../bot.ts';
import type { Spot } from '../delivery.ts';
import { liveForms } from '../changes/edited.ts';
import { updateModal } from '../changes/modals.ts';
import { sentProposal, sentSentence, tellSent } from '../changes/submitted.ts';
import type { Sent, SubmittedView } from '../changes/submitted.ts';
import { parseChangeId, parseMemo } from '../forms/memo.ts';
import { notice } from '../forms/small-forms.ts';
import { clip } from '../escape.ts';
import { tellOnly } from '../private-words.ts';
import { acknowledge, once } from './once.ts';

/** Milliseconds in which the answer can still be the acknowledgement, which is what errors beside fields take. */
export const answerWithinMs = 1_800;

const longestError = 300;

/** Forms: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export function onView(bolt: Bolt, bot: Bot): void {
  const show = liveForms(bot);
  bolt.action({ type: 'block_actions', action_id: /^form:/u }, async ({ body, action, ack }) => {
    await acknowledge(ack, bot);
    const { view } = body;
    if (view === undefined || body.team?.id !== bot.identity.team) return;
    const { id, hash, private_metadata: memo } = view;
    const edited = {
      id,
      hash,
      memo,
      values: view.state.values,
      by: body.user.id,
      glass: action.action_id === 'form:glass',
    };
    bot.background.begin('form', () => show(edited));
  });
  bolt.view<ViewSubmitAction>({ callback_id: 'propose', type: 'view_submission' }, async ({ body, view, ack }) => {
    const submitted = submittedOf(body, view);
    const memo = parseMemo(submitted.memo);
    const place = { channel: memo?.channel ?? submitted.by, thread: memo?.thread ?? null };
    taken({ body, ack, work: () => sentProposal(submitted, bot), place: () => Promise.resolve(place) }, bot);
  });
  for (const asking of ['deny', 'review'] as const)
    bolt.view<ViewSubmitAction>({ callback_id: asking, type: 'view_submission' }, async ({ body, view, ack }) => {
      const submitted = submittedOf(body, view);
      const place = (): Promise<Spot> => placeOf(submitted, bot);
      taken({ body, ack, work: () => sentSentence(asking, submitted, bot), place }, bot);
    });
}

function submittedOf(body: ViewSubmitAction, view: ViewOutput): SubmittedView {
  return { memo: view.private_metadata, values: view.state.values, by: body.user.id };
}

interface Taken {
  readonly body: ViewSubmitAction;
  readonly ack: (answer?: ViewResponseAction) => Promise<void>;
  readonly work: () => Promise<Sent>;
  /** Where the person is told what came of it. */
  readonly place: () => Promise<Spot>;
}

/**
 * Does what a form asks for, once, and answers as soon as it is known what came of it: in the acknowledgement where
 * that is soon enough, else in the form itself, which says meanwhile that it is at it.
 */
function taken({ body, ack, work, place }: Taken, bot: Bot): void {
  const answerWith = (answer?: ViewResponseAction): Promise<void> =>
    acknowledge(() => (answer ? ack(answer) : ack()), bot);
  const ours = body.team?.id === bot.identity.team;
  const doing = ours ? work : (): Promise<Sent> => Promise.resolve(foreign);
  const carryOut = async (): Promise<void> => {
    const working = doing();
    const soon = new AbortController();
    const timely = await Promise.race([
      working.finally(() => soon.abort()),
      bot.clock.sleep(answerWithinMs, soon.signal).then(() => null),
    ]);
    await answerWith(timely === null ? { response_action: 'update', view: waiting } : answerOf(timely));
    const sent = await working;
    if (timely === null) await updateModal({ id: body.view.id, hash: null }, viewOf(sent), bot);
    if (sent.kind === 'done') await tell(sent);
  };
  const tell = async (sent: Extract<Sent, { kind: 'done' }>): Promise<void> => {
    const { channel, thread } = await place();
    const user = body.user.id;
    const told = tellOnly({ user, channel, thread, respond: null }, bot);
    await tellSent(
      sent,
      { by: user, place: { team: bot.identity.team, channel, thread }, trigger: null, tell: told },
      bot,
    );
  };
  once({ source: 'action', id: `submit:${body.trigger_id}` }, bot, carryOut, answerWith);
}

const waiting = notice('Change', 'Looking at everything once more …');
const foreign: Sent = { kind: 'view', view: notice('Change', 'This belongs to another workspace.') };

function answerOf(sent: Sent): ViewResponseAction | undefined {
  switch (sent.kind) {
    case 'done':
      return sent.answered.ok
        ? { response_action: 'clear' }
        : { response_action: 'update', view: notice('Change', sent.answered.says) };
    case 'errors':
      return { response_action: 'errors', errors: shortened(sent.errors) };
    case 'view':
      return { response_action: 'update', view: sent.view };
  }
}

function viewOf(sent: Sent): ModalView {
  switch (sent.kind) {
    case 'done':
      return notice('Change', sent.answered.says);
    case 'errors':
      return notice('Change', `${Object.values(sent.errors).join(' ')} Nothing was asked for.`);
    case 'view':
      return sent.view;
  }
}

function shortened(errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([block, says]) => [block, clip(says, longestError)]));
}

/** Where the card of a change is: what came of a form about it is told there. */
async function placeOf({ memo, by }: SubmittedView, { app, log }: Bot): Promise<Spot> {
  const id = parseChangeId(memo);
  try {
    const change = id === null ? null : await app.changes?.find(id);
    if (change) return { channel: change.proposal.place.channel, thread: change.proposal.place.thread };
  } catch (error) {
    log.warn({ err: error }, 'a change could not be found');
  }
  return { channel: by, thread: null };
}
