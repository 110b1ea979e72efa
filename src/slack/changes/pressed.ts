import type { Answered, Approvers, GuardedChanges } from '#changes';
import type { Change } from '#store';
import type { Asked, Bot } from '../bot.ts';
import { changeDetails } from '../cards/change/details.ts';
import { mayApprove } from '../cards/change/words.ts';
import { naming, said } from '../cards/private.ts';
import { line, rich } from '../cards/rich-text.ts';
import { sentenceForm } from '../forms/small-forms.ts';
import type { AskedFor } from '../forms/small-forms.ts';
import { patiently } from '../patience.ts';
import { personIn } from '../../approval/person.ts';
import type { Press } from '../press.ts';
import { openForm } from './form.ts';
import { openModal, updateModal } from './modals.ts';
import { againstDeciding } from './shared-channel.ts';
import { showing } from './showing.ts';

/** A press about a change that is there already. */
export type ChangePress = Extract<Press, { readonly change: string }>;

export const unanswered =
  'The database does not answer, so I cannot tell whether that counted. Look at the card before you press again.';

/** Does what a button of a change says, or says why not. Never rejects, never stays silent. */
export async function pressedChange(press: ChangePress, asked: Asked, bot: Bot): Promise<void> {
  const { changes } = bot.app;
  if (changes === null) return asked.tell(said('Changes are off here, so there is nothing to decide.'));
  try {
    // Slack lets a form be opened within three seconds only: what has to be looked up comes after.
    if (press.do === 'deny' || press.do === 'review') return await askWhy(press.do, press, asked, bot);
    if (press.do === 'extend' || press.do === 'again') return await openAgain(press, asked, changes, bot);
    const change = await changes.find(press.change);
    if (change === null) return await asked.tell(said('I no longer have that change.'));
    if (press.do === 'details') return await showDetails(change, asked, bot);
    const act = press.do;
    const digest = 'digest' in press ? press.digest : '';
    const work = (): Promise<void> => decide(act, digest, change, asked, changes, bot);
    await patiently('Looking up who may decide that …', work, asked, bot);
  } catch (error) {
    bot.log.error({ err: error, change: press.change }, 'a press could not be carried out');
    await asked.tell(said(unanswered));
  }
}

type Deciding = Exclude<ChangePress['do'], 'deny' | 'review' | 'extend' | 'again' | 'details'>;

async function decide(
  act: Deciding,
  digest: string,
  change: Change,
  asked: Asked,
  changes: GuardedChanges,
  bot: Bot,
): Promise<void> {
  const against = elsewhere(change, asked) ?? (await againstDeciding(asked.place.channel, change, bot));
  if (against !== null) return asked.tell(said(against));
  const { id } = change.proposal;
  const answered = await carryOut(act, id, personIn(bot.identity.team, asked.by), digest, changes);
  await tellOutcome(answered, id, asked, bot);
}

function carryOut(act: Deciding, id: string, by: string, digest: string, changes: GuardedChanges): Promise<Answered> {
  switch (act) {
    case 'approve':
      return changes.approve(id, by, digest);
    case 'withdraw':
      return changes.withdraw(id, by);
    case 'undo':
      return changes.undo(id, by);
    case 'keep':
      return changes.keep(id, by);
    case 'took-effect':
      return changes.settle(id, by, true);
    case 'did-not':
      return changes.settle(id, by, false);
  }
}

/** Buttons work where their card is, in direct messages and in the home tab; a copy elsewhere was never ours. */
export function elsewhere({ proposal }: Change, { place }: Pick<Asked, 'place'>): string | null {
  const here = place.channel === proposal.place.channel || /^[DUW]/u.test(place.channel);
  return here && place.team === proposal.place.team ? null : 'That change belongs to another channel.';
}

/** Tells the person what came of it, with who could where they could not; the card follows at once. */
export async function tellOutcome({ ok, says, change }: Answered, id: string, asked: Asked, bot: Bot): Promise<void> {
  bot.bell.ring();
  if (ok) return asked.tell(naming(says));
  const now = change ?? (await bot.app.changes?.find(id)) ?? null;
  if (now?.standing.state !== 'pending' || /<@[UW]/u.test(says)) return asked.tell(naming(says));
  const approvers = await approversOf(now, bot);
  const others = approvers?.people.filter((person) => person !== personIn(bot.identity.team, asked.by)) ?? [];
  if (approvers === null || others.length === 0) return asked.tell(naming(says));
  await asked.tell(
    naming(says, rich(line({ bold: 'Who could: ' }, ...mayApprove({ ...approvers, people: others }, 8)))),
  );
}

async function approversOf(change: Change, { app, log }: Bot): Promise<Approvers | null> {
  try {
    return (await app.changes?.approvers(change)) ?? null;
  } catch (error) {
    log.warn({ err: error }, 'who may approve could not be looked up');
    return null;
  }
}

async function showDetails(change: Change, asked: Asked, bot: Bot): Promise<void> {
  const { id } = change.proposal;
  const against = elsewhere(change, asked);
  if (against !== null) return asked.tell(said(against));
  await asked.tell(changeDetails(await showing(change, bot)));
  await bot.app.store.changes?.record([
    { actor: personIn(bot.identity.team, asked.by), what: 'details-opened', ref: id, details: {} },
  ]);
}

/** Asks for a sentence: why not, or what was found. */
async function askWhy(asking: AskedFor, press: ChangePress, asked: Asked, bot: Bot): Promise<void> {
  const opened = await openModal(sentenceForm(asking, press.change, null), asked, press, bot);
  if (opened === null) return;
  const change = await bot.app.changes?.find(press.change);
  if (!change) return asked.tell(said('I no longer have that change.'));
  await updateModal(opened, sentenceForm(asking, press.change, await showing(change, bot)), bot);
}

/** The same form once more, or that of a later end. */
async function openAgain(press: ChangePress, asked: Asked, changes: GuardedChanges, bot: Bot): Promise<void> {
  const extend = press.do === 'extend';
  const wanted = await changes.again(press.change, personIn(bot.identity.team, asked.by), extend);
  if (wanted !== null) return openForm(wanted, asked, press, bot);
  await asked.tell(said(extend ? 'There is nothing to extend: it is not in force' : 'It cannot be asked for again'));
}
