import type { Wanted } from '#changes';
import type { Asked, Bot } from '../bot.ts';
import { said } from '../cards/private.ts';
import { personIn } from '../../approval/person.ts';
import type { Press } from '../press.ts';
import { openForm } from './form.ts';

/** Opens the form of what a cause puts forward, filled in as far as the investigation knows. */
export async function pressedPropose(press: Extract<Press, { do: 'propose' }>, asked: Asked, bot: Bot): Promise<void> {
  const investigation = await bot.app.store.find(press.id);
  const report = investigation?.report ?? null;
  if (investigation === null || report === null)
    return asked.tell(said('I no longer have that investigation. Press Re-run first'));
  const { place, messageTs } = investigation;
  if (place.team !== bot.identity.team || place.channel !== asked.place.channel)
    return asked.tell(said('That investigation belongs to another channel.'));
  const offer = report.findings.find(({ cause }) => cause === press.cause)?.offers?.[press.offer];
  if (offer === undefined) return asked.tell(said('That is not put forward any more. Press Re-run first'));
  const wanted: Wanted = {
    remedy: offer.remediation,
    account: report.account,
    region: offer.region ?? report.region,
    given: offer.params,
    reason: '',
    lastsMs: null,
    by: personIn(bot.identity.team, asked.by),
    place: { ...place, thread: place.thread ?? messageTs },
    investigation: investigation.id,
    extends: null,
    breakGlass: false,
    typed: null,
  };
  return openForm(wanted, asked, press, bot);
}

/** Opens a form that was put into a button, since nothing could be opened when it was asked for. */
export function pressedForm(press: Extract<Press, { do: 'form' }>, asked: Asked, bot: Bot): Promise<void> {
  const { do: _do, remedy, account, region, given, reason, lastsMs } = press;
  const by = personIn(bot.identity.team, asked.by);
  const rest = { investigation: null, extends: null, breakGlass: false, typed: null };
  return openForm(
    { remedy, account, region, given, reason, lastsMs, by, place: asked.place, ...rest },
    asked,
    press,
    bot,
  );
}
