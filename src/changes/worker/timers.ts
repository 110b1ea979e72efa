import { userOf } from '../../approval/person.ts';
import type { ChangeMessage } from '../work.ts';
import { step } from './step.ts';
import { changeOf, finish, putOff } from './workshop.ts';
import type { Turn } from './workshop.ts';

/** Who is asked by name at most: the others see the card. */
const mostMentions = 10;

/** Ends what waited for too long: for approvals, or for its start. */
export async function expire(turn: Turn): Promise<void> {
  const change = await changeOf(turn);
  const { standing, proposal } = change;
  const ends =
    standing.state === 'pending' ? proposal.expiresAt : standing.state === 'approved' ? standing.startBy : null;
  if (ends === null) return finish(turn);
  const at = await turn.shop.store.now();
  if (at < ends) return putOff(turn, ends.getTime() - at.getTime());
  const stepped = await step(turn, change, { type: 'tick', at });
  if (!stepped.ok) return finish(turn);
}

/** Asks once more whoever may approve and has not: each time after twice as long. */
export async function remind(turn: Turn): Promise<void> {
  const { shop, lease } = turn;
  const change = await changeOf(turn);
  const { proposal, votes, askedAt } = change;
  if (change.standing.state !== 'pending') return finish(turn);
  const now = await shop.store.now();
  const { approvers } = await shop.rights(change, null, now);
  const waitedFor = approvers.people.filter((person) => votes.every(({ by }) => by !== person));
  const waited = now.getTime() - askedAt.getTime();
  const next = new Date(now.getTime() + Math.max(waited, shop.pace.retryMs));
  const still = Math.max(1, Math.ceil((proposal.expiresAt.getTime() - now.getTime()) / 60_000));
  const missing = Math.max(1, approvers.needed - votes.length);
  const note: ChangeMessage = {
    kind: `note/reminder-${lease.tries + 1}`,
    ref: proposal.id,
    place: proposal.place,
    body: {
      change: proposal.id,
      says: `This still waits for ${missing === 1 ? 'an approval' : `${missing} approvals`}. It expires in ${minutes(still)}.`,
      to: waitedFor.slice(0, mostMentions).map(userOf),
      ask: null,
      broadcast: false,
    },
  };
  // Nobody is reminded of what is over a moment later.
  const useful = waitedFor.length > 0 && proposal.expiresAt.getTime() - now.getTime() > 60_000;
  const again = next < proposal.expiresAt ? next : null;
  await shop.store.settleJob(lease, { again, post: useful ? [note] : [] });
}

/** Says that the end is near, to whoever asked for the change. */
export async function warn(turn: Turn): Promise<void> {
  const { shop, lease } = turn;
  const { standing, proposal } = await changeOf(turn);
  if (standing.state !== 'applied') return finish(turn);
  const now = await shop.store.now();
  const left = standing.until.getTime() - now.getTime();
  if (left <= 0) return finish(turn);
  const note: ChangeMessage = {
    // One of each end: an extended change is told of again.
    kind: `note/end-${standing.until.getTime()}`,
    ref: proposal.id,
    place: proposal.place,
    body: {
      change: proposal.id,
      says: `This ends in ${minutes(Math.max(1, Math.round(left / 60_000)))}. ${proposal.preview.undo}`,
      to: [userOf(proposal.requester)],
      ask: 'end',
      broadcast: false,
    },
  };
  await shop.store.settleJob(lease, { again: null, post: [note] });
}

function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}
