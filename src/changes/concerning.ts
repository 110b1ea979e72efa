import type { Change } from '#store';
import type { Person } from '../approval/standing.ts';
import type { GuardedChanges } from './guarded-changes.ts';

/**
 * Whether a change is somebody's business: of who asked for it, said yes to it, or may. They are told of it wherever they
 * look; others only where it was asked for, since channels may be private. Rejects without a database.
 */
export async function concerns(
  person: Person,
  change: Change,
  changes: Pick<GuardedChanges, 'approvers'>,
): Promise<boolean> {
  if (change.proposal.requester === person || change.votes.some(({ by }) => by === person)) return true;
  return (await changes.approvers(change)).people.includes(person);
}
