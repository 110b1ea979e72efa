import type { Letter, NewMessage, ShiftHandoff } from '#store';
import { openKeys } from '../../handoff/index.ts';
import type { Bot } from '../bot.ts';
import { draftCard, escalateCard, handoffCard, moreCard, remindCard } from '../cards/handoff/card.ts';
import { said } from '../cards/private.ts';
import { directChannel } from '../outbox/direct-channel.ts';
import type { Written, Writer } from '../outbox/writer.ts';
import { slackUserOf } from '../person.ts';
import { postedLink, showingHandoff } from './showing.ts';

/** Milliseconds between looks for the message under which another belongs, and how often it is looked for. */
const waitForPostMs = 1_000;
const waitForPostTries = 60;

/** Writes the messages of handoffs: what they show is looked up when they are sent. */
export const writeHandoff: Writer = async (letter, bot) => {
  const handoff = (await bot.app.store.handoffs?.find(letter.ref)) ?? null;
  if (handoff === null) return nothing('what it is about is not there');
  const [, what = '', whom = ''] = letter.kind.split('/');
  switch (what) {
    case 'draft':
      return draft(handoff, letter, whom, bot);
    case 'posted':
      return posted(handoff, letter, bot);
    case 'more':
    case 'escalate':
      return below(what, handoff, letter, bot);
    case 'remind':
      return remind(handoff, letter, whom, bot);
    case 'unreachable':
      return direct(said('The handoff could not be posted: I am not in its channel, or that is gone'), whom, bot);
    default:
      return nothing('nobody knows this kind of message');
  }
};

async function draft(handoff: ShiftHandoff, letter: Letter, user: string, bot: Bot): Promise<Written> {
  if (handoff.state !== 'draft' && letter.ts === null) return nothing('it is decided already');
  return direct(draftCard(await showingHandoff(handoff, bot)), user, bot);
}

async function posted(handoff: ShiftHandoff, { place }: Letter, bot: Bot): Promise<Written> {
  const card = handoffCard(await showingHandoff(handoff, bot));
  const spot = { channel: place.channel, thread: null };
  return { kind: 'message', card, spot, broadcast: false, restore: true, instead: unreachable(handoff, place.channel) };
}

/** What belongs into the thread of the handoff. */
async function below(what: 'more' | 'escalate', handoff: ShiftHandoff, letter: Letter, bot: Bot): Promise<Written> {
  const { changes } = bot.app.store;
  const { channel } = letter.place;
  if (what === 'escalate' && letter.ts === null && openKeys(handoff).length === 0) return nothing('it is taken over');
  const above = (await changes?.message(handoff.id, `handoff/posted/${channel}`)) ?? null;
  const ts = above?.ts ?? null;
  if (ts === null && above !== null && letter.tries < waitForPostTries) return { kind: 'later', ms: waitForPostMs };
  const shown = await showingHandoff(handoff, bot);
  const group = bot.app.config.handoff?.escalateTo ?? null;
  const card = what === 'more' ? moreCard(shown) : escalateCard(shown, group);
  if (card === null) return nothing('there is nothing more to tell');
  const spot = { channel, thread: ts };
  return { kind: 'message', card, spot, broadcast: what === 'escalate', restore: false, instead: null };
}

async function remind(handoff: ShiftHandoff, letter: Letter, user: string, bot: Bot): Promise<Written> {
  if (letter.ts === null && openKeys(handoff).length === 0) return nothing('it is taken over');
  return direct(remindCard(await showingHandoff(handoff, bot), await postedLink(handoff.id, bot)), user, bot);
}

async function direct(card: Extract<Written, { kind: 'message' }>['card'], user: string, bot: Bot): Promise<Written> {
  const spot = { channel: await directChannel(user, bot), thread: null };
  return { kind: 'message', card, spot, broadcast: false, restore: false, instead: null };
}

/** Nobody sees what cannot be posted: whoever is concerned must know. */
function unreachable({ id, team, incoming, outgoing }: ShiftHandoff, channel: string): NewMessage | null {
  const [person = ''] = [...incoming, ...outgoing];
  const user = slackUserOf(person)?.user;
  if (user === undefined) return null;
  const place = { team, channel: user, thread: null };
  return { kind: `handoff/unreachable/${user}`, ref: id, place, body: { handoff: id, channel } };
}

function nothing(why: string): Written {
  return { kind: 'nothing', why };
}
