import { diagnoseAgain, splitWords } from '#app';
import type { Investigation } from '#app';
import { answer, answerWith } from './answer.ts';
import type { Asked, Bot } from './bot.ts';
import { said } from './cards/private.ts';
import type { Press } from './press.ts';

/** A button that was pressed, where, and by whom. */
interface Pressed {
  readonly press: Press | null;
  readonly team: string | null;
  readonly channel: string;
  readonly asked: (thread: string | null) => Asked;
}

/** Does what a button says. A press is never silent: whoever pressed sees something happen or is told why not. */
export async function pressed({ press, team, channel, asked }: Pressed, bot: Bot): Promise<void> {
  const { tell } = asked(null);
  if (team !== bot.identity.team) return tell(said('This button belongs to another workspace.'));
  if (press === null) return tell(said('I no longer know what this button means. Type the command instead.'));
  if (press.do === 'run') {
    return answer(splitWords(press.command), asked(press.thread), bot);
  }
  if (press.do !== 'rerun') return tell(said('Changes are off here, so there is nothing to decide.'));
  const earlier = await bot.app.store.find(press.id);
  if (earlier === null) return tell(said('I no longer have that investigation. Type the command instead.'));
  const { place } = earlier;
  if (place.team !== bot.identity.team || place.channel !== channel)
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
