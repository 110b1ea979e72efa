import type { App as Bolt, ViewSubmitAction } from '@slack/bolt';
import { createHandoffs } from '../../handoff/index.ts';
import type { HandoffAnswered, Handoffs } from '../../handoff/index.ts';
import type { Asked, Bot } from '../bot.ts';
import { naming, said } from '../cards/private.ts';
import { unanswered } from '../changes/pressed.ts';
import { openModal } from '../changes/modals.ts';
import { acknowledge, once } from '../listeners/once.ts';
import { personIn } from '../../approval/person.ts';
import type { Press } from '../press.ts';
import { tellOnly } from '../private-words.ts';
import { linesForm, linesIn, parseHandoffMemo, wordsForm, wordsIn } from './forms.ts';
import { showingHandoff } from './showing.ts';

/** A press about a handoff. */
export type HandoffPress = Extract<Press, { readonly do: 'handoff' }>;

/** Does what a button of a handoff says, or says why not. Never rejects, never stays silent. */
export async function pressedHandoff(press: HandoffPress, asked: Asked, bot: Bot): Promise<void> {
  const desk = deskOf(bot);
  if (desk === null) return asked.tell(said('Handoffs are not kept here.'));
  try {
    if (press.act === 'edit' || press.act === 'accept-some') return await openForm(press, asked, desk, bot);
    const by = personIn(bot.identity.team, asked.by);
    await tell(await carryOut(press.act, press.handoff, by, desk), asked, bot);
  } catch (error) {
    bot.log.error({ err: error, handoff: press.handoff }, 'a press about a handoff could not be carried out');
    await asked.tell(said(unanswered));
  }
}

function carryOut(act: 'accept' | 'post' | 'skip', id: string, by: string, desk: Handoffs): Promise<HandoffAnswered> {
  switch (act) {
    case 'accept':
      return desk.accept(id, 'all', by);
    case 'post':
      return desk.postNow(id, by);
    case 'skip':
      return desk.skip(id, by);
  }
}

async function openForm(press: HandoffPress, asked: Asked, desk: Handoffs, bot: Bot): Promise<void> {
  const handoff = await desk.find(press.handoff);
  if (handoff === null) return asked.tell(said('I no longer have that handoff.'));
  const memo = { handoff: handoff.id, channel: asked.place.channel };
  const view = press.act === 'edit' ? wordsForm(await showingHandoff(handoff, bot), memo) : linesForm(handoff, memo);
  await openModal(view, asked, press, bot);
}

/** The forms of handoffs. They close at once; whoever sent one is told what came of it. */
export function onHandoffView(bolt: Bolt, bot: Bot): void {
  for (const callback of ['handoff-words', 'handoff-lines'] as const) {
    bolt.view<ViewSubmitAction>({ callback_id: callback, type: 'view_submission' }, async ({ body, view, ack }) => {
      await acknowledge(() => ack(), bot);
      const memo = parseHandoffMemo(view.private_metadata);
      const { id: user } = body.user;
      if (memo === null || body.team?.id !== bot.identity.team) return;
      const { channel } = memo;
      const place = { team: bot.identity.team, channel, thread: null };
      const asked: Asked = { by: user, place, trigger: null, tell: tellOnly({ user, ...place, respond: null }, bot) };
      once({ source: 'action', id: `submit:${body.trigger_id}` }, bot, () =>
        submitted(callback, memo.handoff, view.state.values, asked, bot),
      );
    });
  }
}

async function submitted(
  callback: 'handoff-words' | 'handoff-lines',
  id: string,
  values: unknown,
  asked: Asked,
  bot: Bot,
): Promise<void> {
  const desk = deskOf(bot);
  const handoff = (await desk?.find(id)) ?? null;
  if (desk === null || handoff === null) return asked.tell(said('I no longer have that handoff.'));
  const by = personIn(bot.identity.team, asked.by);
  try {
    const answered = await (callback === 'handoff-words'
      ? desk.write(id, wordsIn(values), by)
      : desk.accept(id, linesIn(values, handoff), by));
    await tell(answered, asked, bot);
  } catch (error) {
    bot.log.error({ err: error, handoff: id }, 'a form of a handoff could not be taken');
    await asked.tell(said(unanswered));
  }
}

async function tell({ says }: HandoffAnswered, asked: Asked, bot: Bot): Promise<void> {
  bot.bell.ring();
  await asked.tell(naming(says));
}

function deskOf({ app: { store } }: Bot): Handoffs | null {
  const { changes, handoffs } = store;
  return changes === null || handoffs === null ? null : createHandoffs({ changes, handoffs });
}
