import { diagnoseAgain, splitWords } from '#app';
import type { Investigation } from '#app';
import { answer, answerWith } from './answer.ts';
import type { Asked, Bot } from './bot.ts';
import { said } from './cards/private.ts';
import { pressedChange, unanswered } from './changes/pressed.ts';
import { pressedForm, pressedPropose } from './changes/propose.ts';
import { pressedHandoff } from './handoff/pressed.ts';
import type { Press } from './press.ts';

/** A button that was pressed, where, and by whom. */
interface Pressed {
  readonly press: Press | null;
  readonly team: string | null;
  readonly asked: (thread: string | null) => Asked;
}

/** Does what a button says. A press is never silent: whoever pressed sees something happen or is told why not. */
export async function pressed({ press, team, asked }: Pressed, bot: Bot): Promise<void> {
  const { tell } = asked(null);
  if (team !== bot.identity.team) return tell(said('This button belongs to another workspace.'));
  if (press === null) return tell(said('I no longer know what this button means. Type the command instead.'));
  try {
    await carryOut(press, asked, bot);
  } catch (error) {
    bot.log.error({ err: error, press: press.do }, 'a press could not be carried out');
    await tell(said(unanswered));
  }
}

async function carryOut(press: Press, asked: Pressed['asked'], bot: Bot): Promise<void> {
  if ('change' in press) return pressedChange(press, asked(null), bot);
  switch (press.do) {
    case 'run':
      return answer(splitWords(press.command), asked(press.thread), bot);
    case 'rerun':
      return rerun(press.id, asked, bot);
    case 'propose':
      return pressedPropose(press, asked(null), bot);
    case 'form':
      return pressedForm(press, asked(press.thread), bot);
    case 'handoff':
      return pressedHandoff(press, asked(null), bot);
  }
}

async function rerun(id: string, asked: Pressed['asked'], bot: Bot): Promise<void> {
  const { tell, place: here } = asked(null);
  const earlier = await bot.app.store.find(id);
  if (earlier === null) return tell(said('I no longer have that investigation. Type the command instead.'));
  const { place } = earlier;
  if (place.team !== bot.identity.team || place.channel !== here.channel)
    return tell(said('That investigation belongs to another channel.'));
  const asker = asked(place.thread);
  if (await isRunningAgain(earlier, bot)) return tell(said('It is being run again already'));
  const { by } = asker;
  return answerWith(
    () => diagnoseAgain(earlier, { by, place: asker.place, signal: bot.background.signal }, bot.app),
    null,
    asker,
    bot,
  );
}

/** Two people press Re-run at the same time, or one twice; also on another replica. */
async function isRunningAgain({ id, place }: Investigation, { app }: Bot): Promise<boolean> {
  const latest = await app.store.recent({ channel: place.channel, limit: 20 });
  return latest.some(({ repeats, state }) => repeats === id && state === 'running');
}
