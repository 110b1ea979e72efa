import type { Transaction } from 'kysely';
import type { Standing, State, Vote } from '../approval/standing.ts';
import { findChange } from './change-reading.ts';
import { standingText } from './change-rows.ts';
import type { AttemptClosing, AttemptOpening, Change, Lease, Move } from './changes-store.ts';
import type { Tables } from './tables.ts';

/** While its standing is one of these, nobody else may change the resources of a change. */
const holding: ReadonlySet<State> = new Set([
  'executing',
  'unknown',
  'applied',
  'reverting',
  'revert-stopped',
  'revert-unknown',
]);

/** The other change that holds one of its resources; null when nothing stands in the way of going to `to`. */
export async function holderOf(
  db: Transaction<Tables>,
  { proposal }: Change,
  to: Standing,
): Promise<{ readonly resource: string; readonly by: string } | null> {
  if (!holding.has(to.state)) return null;
  const row = await db
    .selectFrom('proposal_resource')
    .select(['resource', 'proposal as by'])
    .where('held', '=', 1)
    .where('proposal', '!=', proposal.id)
    .where('resource', 'in', (of) =>
      of.selectFrom('proposal_resource').select('resource').where('proposal', '=', proposal.id),
    )
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Writes a move of which everything was checked. Throws where the caller's picture of it was wrong all the same. */
export async function writeMove(db: Transaction<Tables>, before: Change, move: Move, at: number): Promise<Change> {
  const { to, attempt, verified, lease } = move;
  const id = before.proposal.id;
  const { numUpdatedRows } = await db
    .updateTable('proposal')
    .set({ state: to.state, standing: standingText(to), version: before.version + 1, moved_at: at })
    .where('id', '=', id)
    .where('version', '=', before.version)
    .where('state', '=', before.standing.state)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`${id} moved under a lock`);
  await db
    .updateTable('proposal_resource')
    .set({ held: holding.has(to.state) ? 1 : 0 })
    .where('proposal', '=', id)
    .execute();
  await addVotes(db, id, before.votes, 'votes' in to ? to.votes : []);
  if (attempt) {
    if ('opens' in attempt) await openAttempt(db, id, attempt, lease, at);
    else await closeAttempt(db, id, attempt, at);
  }
  if (verified) {
    const { minutes, ...verification } = verified;
    const seen = { at, seen: JSON.stringify(verification) };
    await db
      .insertInto('verification')
      .values({ proposal: id, minutes, ...seen })
      .onConflict((there) => there.columns(['proposal', 'minutes']).doUpdateSet(seen))
      .execute();
  }
  const after = await findChange(db, id);
  if (!after) throw new Error(`${id} is gone`);
  return after;
}

async function addVotes(db: Transaction<Tables>, proposal: string, had: readonly Vote[], votes: readonly Vote[]) {
  const added = votes.filter(({ by }) => had.every((vote) => vote.by !== by));
  for (const { by, at } of added)
    await db.insertInto('vote').values({ proposal, person: by, at: at.getTime() }).execute();
}

async function openAttempt(
  db: Transaction<Tables>,
  proposal: string,
  { opens, deadline, found }: AttemptOpening,
  lease: Lease | undefined,
  at: number,
): Promise<void> {
  await db
    .insertInto('execution')
    .values({ proposal, kind: opens, started_at: at })
    .onConflict((there) => there.doNothing())
    .execute();
  const { last } = await db
    .selectFrom('attempt')
    .select((of) => of.fn.max('n').as('last'))
    .where('proposal', '=', proposal)
    .where('kind', '=', opens)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('attempt')
    .values({
      proposal,
      kind: opens,
      n: (last ?? 0) + 1,
      fence: lease?.fence ?? null,
      intent_at: at,
      deadline: deadline.getTime(),
      found: JSON.stringify(found),
    })
    .execute();
}

async function closeAttempt(
  db: Transaction<Tables>,
  proposal: string,
  { closes, outcome, says, awsRequestId }: AttemptClosing,
  at: number,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('attempt')
    .set({ outcome, ending: JSON.stringify({ says, awsRequestId }), closed_at: at })
    .where('proposal', '=', proposal)
    .where('kind', '=', closes)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`${proposal} has no open attempt`);
}
