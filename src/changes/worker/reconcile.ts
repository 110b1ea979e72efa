import type { Change, NewJob } from '#store';
import type { State } from '../../approval/standing.ts';
import { boundOf } from '../bound.ts';
import type { ChangeMessage } from '../work.ts';
import { look } from './calling.ts';
import { isOutOfHand } from './workshop.ts';
import type { Turn } from './workshop.ts';

/** How long a change may be late, in milliseconds, until its job counts as lost. */
const lateMs = 600_000;

const alive: readonly State[] = [
  'pending',
  'approved',
  'executing',
  'unknown',
  'applied',
  'reverting',
  'revert-unknown',
];

/**
 * Looks through all changes that are not over: work that got lost is asked for again, and a value that somebody changed
 * behind our back is told of. Runs at the start, and every few minutes in one of the processes.
 */
export async function reconcile(turn: Turn): Promise<void> {
  const { shop, lease } = turn;
  const changes = await shop.store.list({ states: alive, limit: 1_000 });
  const now = await shop.store.now();
  const post: ChangeMessage[] = [];
  for (const change of changes.filter(({ standing }) => standing.state === 'applied')) {
    turn.signal.throwIfAborted();
    const note = await overwritten(turn, change);
    if (note) post.push(note);
  }
  const told = await Promise.all(post.map(({ ref, kind }) => shop.store.message(ref, kind)));
  const again = new Date(now.getTime() + shop.pace.reconcileMs);
  await shop.store.settleJob(lease, {
    again,
    post: post.filter((_, i) => told[i] === null),
    schedule: changes.flatMap((change) => workOf(change, now)),
  });
}

/** What a change as it stands needs to be done: there already, as a rule, and then left as it is. */
export function workOf({ proposal: { id, expiresAt }, standing, movedAt }: Change, now: Date): readonly NewJob[] {
  // Work that is long overdue was lost: it is taken from whoever holds it, who can do nothing more with it then. What
  // only waits to be tried again is left alone: else nobody would ever be asked about what keeps failing.
  const job = (kind: NewJob['kind'], runAt: Date): NewJob => {
    const due = Math.max(runAt.getTime(), movedAt.getTime());
    return { kind, ref: id, runAt, ifThere: now.getTime() - due > lateMs ? 'rescue' : 'keep' };
  };
  const { state } = standing;
  if (state === 'pending') return [job('expire', expiresAt)];
  if (state === 'approved') return [job('execute', movedAt), job('expire', standing.startBy)];
  if (state === 'executing' || state === 'unknown') return [job('execute', movedAt)];
  if (state === 'applied') return [job('revert', standing.until)];
  return state === 'reverting' || state === 'revert-unknown' ? [job('revert', movedAt)] : [];
}

/** A change in force whose value is not there any more: nobody of us took it away. */
async function overwritten(turn: Turn, change: Change): Promise<ChangeMessage | null> {
  const { proposal, standing } = change;
  if (standing.state !== 'applied' || standing.note !== null) return null;
  try {
    const bound = boundOf(turn.shop.remedies, proposal);
    const context = await look(turn, change, bound);
    const seen = await bound.readBack(context);
    if (seen.outcome === 'took-effect' || seen.outcome === 'partly') return null;
    // Neither what the change set nor what was there before: somebody else's.
    if (seen.outcome === 'cannot-tell' && !(await bound.undone(context)).othersValue) return null;
    const says = `Somebody changed it meanwhile: ${seen.says}`;
    return {
      kind: 'note/overwritten',
      ref: proposal.id,
      place: proposal.place,
      body: { change: proposal.id, says, to: [], ask: 'decide', broadcast: false },
    };
  } catch (error) {
    if (isOutOfHand(error, turn)) throw error;
    // One change that cannot be looked at keeps no other from it.
    turn.shop.log.warn({ change: proposal.id, err: error }, 'a change in force could not be looked at');
    return null;
  }
}
