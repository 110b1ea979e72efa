import { z } from 'zod';
import type { ChangeMessage } from '#changes';
import type { Change, Letter, NewMessage } from '#store';
import type { Bot } from '../bot.ts';
import { changeCard, directCard } from '../cards/change/card.ts';
import { noteCard } from '../cards/change/note.ts';
import type { Spot } from '../delivery.ts';
import { directChannel, isPerson } from '../outbox/direct-channel.ts';
import type { Written, Writer } from '../outbox/writer.ts';
import { slackUserOf } from '../person.ts';
import { showing } from './showing.ts';

const note = z.object({
  says: z.string(),
  by: z.string().optional(),
  to: z.array(z.string()),
  ask: z.enum(['end', 'decide', 'undo', 'again', 'review']).nullable(),
  broadcast: z.boolean(),
});

/** The card in the channel, kept current ever after. */
export const writeCard: Writer = async (letter, bot) => {
  const change = await changeOf(letter, bot);
  if (change === null) return unknown;
  const spot = await spotOf(letter, bot);
  return {
    kind: 'message',
    card: changeCard(await showing(change, bot)),
    spot,
    broadcast: true,
    restore: true,
    instead: unreachable(change),
  };
};

/** What one approver is told directly. */
export const writeDirect: Writer = async (letter, bot) => {
  const change = await changeOf(letter, bot);
  if (change === null) return unknown;
  const waits = change.standing.state === 'pending';
  const over = !waits && !change.proposal.breakGlass;
  if (over && letter.ts === null && letter.tries === 0) return { kind: 'nothing', why: 'it was decided already' };
  const spot = await spotOf(letter, bot);
  const card = directCard(await showing(change, bot));
  return { kind: 'message', card, spot, broadcast: false, restore: waits, instead: null };
};

/** Milliseconds between looks for the card under which a note belongs, and how often it is looked for. */
const waitForCardMs = 1_000;
const waitForCardTries = 30;

/** One line under the card. */
export const writeNote: Writer = async (letter, bot): Promise<Written> => {
  const said = note.safeParse(letter.body);
  const change = await changeOf(letter, bot);
  if (change === null || !said.success) return unknown;
  const spot = await spotOf(letter, bot);
  const card = noteCard(said.data, await showing(change, bot));
  const message = { kind: 'message', card, broadcast: said.data.broadcast, restore: false, instead: null } as const;
  if (spot.thread !== null || isPerson(letter.place.channel)) return { ...message, spot };
  const above = await bot.app.store.changes?.message(letter.ref, 'card');
  const ts = above?.ts ?? null;
  if (ts === null && above !== null && letter.tries < waitForCardTries) return { kind: 'later', ms: waitForCardMs };
  return { ...message, spot: { ...spot, thread: ts } };
};

const unknown: Written = { kind: 'nothing', why: 'what it is about is not there' };

function changeOf({ ref }: Letter, { app }: Bot): Promise<Change | null> {
  return app.store.changes?.find(ref) ?? Promise.resolve(null);
}

async function spotOf({ place, kind }: Letter, bot: Bot): Promise<Spot> {
  const [, user] = /^direct\/(.+)$/u.exec(kind) ?? [];
  const person = user ?? (isPerson(place.channel) ? place.channel : null);
  if (person !== null) return { channel: await directChannel(person, bot), thread: null };
  return { channel: place.channel, thread: place.thread };
}

/** Nobody sees a card that cannot be posted: whoever asked must know, or they wait in vain. */
function unreachable({ proposal }: Change): NewMessage | null {
  const requester = slackUserOf(proposal.requester);
  if (requester === null) return null;
  const message: ChangeMessage = {
    kind: 'note/unreachable',
    ref: proposal.id,
    place: { team: requester.team, channel: requester.user, thread: null },
    body: {
      change: proposal.id,
      says: 'The card of your change could not be posted: I am not in that channel, or it is gone. Nobody sees it there.',
      to: [],
      ask: null,
      broadcast: false,
    },
  };
  return message;
}
