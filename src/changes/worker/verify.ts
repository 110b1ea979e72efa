import { CannotChange } from '#playbook';
import type { Verification } from '#playbook';
import { boundOf } from '../bound.ts';
import type { ChangeMessage } from '../work.ts';
import { look } from './calling.ts';
import { isBlind } from './reading-back.ts';
import { aboutCall, add, lastAttempt } from './step.ts';
import { changeOf, finish } from './workshop.ts';
import type { Turn } from './workshop.ts';

/** Looks whether the trouble got less since the change was made, and puts it on the card. */
export async function verify(turn: Turn): Promise<void> {
  const change = await changeOf(turn);
  const { standing, proposal } = change;
  const minutes = Number(turn.lease.ref.split('/')[1]);
  if ((standing.state !== 'applied' && standing.state !== 'done') || !Number.isInteger(minutes)) return finish(turn);
  const since = lastAttempt(change, 'do')?.intentAt ?? change.movedAt;
  const seen = await effectOf(async () => {
    const bound = boundOf(turn.shop.remedies, proposal);
    return bound.verify(since, await look(turn, change, bound));
  });
  const worse: ChangeMessage = {
    kind: `note/worse-${minutes}`,
    ref: proposal.id,
    place: proposal.place,
    body: { change: proposal.id, says: `It got worse: ${seen.says}`, to: [], ask: 'undo', broadcast: true },
  };
  await add(turn, change, {
    verified: { minutes, ...seen },
    because: [aboutCall(change, 'verified', { minutes, ...seen })],
    post: seen.effect === 'worse' && standing.state === 'applied' ? [worse] : [],
    ends: true,
  });
}

async function effectOf(read: () => Promise<Verification>): Promise<Verification> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CannotChange || isBlind(error)) return { effect: 'cannot-tell', says: error.message };
    throw error;
  }
}
