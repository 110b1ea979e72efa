import type { Transaction } from 'kysely';
import { dateOf } from './change-rows.ts';
import type { Lease, NewJob } from './changes-store.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './tables.ts';

/** Who takes a piece of work, when, and until when it is theirs. */
export interface Taking {
  readonly owner: string;
  readonly at: number;
  readonly leaseMs: number;
}

/** Takes the job that has been due for longest, if any. */
export async function claimJob(
  db: Transaction<Tables>,
  { owner, at, leaseMs }: Taking,
  kinds: readonly string[] | undefined,
  { skipLocked }: Engine,
): Promise<Lease | null> {
  const due = db
    .selectFrom('job')
    .selectAll()
    .where('done', '=', 0)
    .where('run_at', '<=', at)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', at)]))
    .orderBy('run_at')
    .orderBy('kind')
    .orderBy('ref')
    .limit(1)
    .modifyEnd(skipLocked);
  const job = await (kinds === undefined ? due : due.where('kind', 'in', kinds)).executeTakeFirst();
  if (!job) return null;
  const fence = job.fence + 1;
  await db
    .updateTable('job')
    .set({ fence, tries: job.tries + 1, lease_owner: owner, lease_until: at + leaseMs })
    .where('kind', '=', job.kind)
    .where('ref', '=', job.ref)
    .execute();
  const { kind, ref, tries } = job;
  return { kind, ref, runAt: dateOf(job.run_at), tries, fence, leaseMs };
}

/** Holds a job for as long again; false when it is not ours any more. */
export async function renewJob(db: Transaction<Tables>, lease: Lease, at: number): Promise<boolean> {
  const { numUpdatedRows } = await held(db, lease)
    .set({ lease_until: at + lease.leaseMs })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends a job, or puts it off; false when it is not ours any more. */
export async function settleJob(db: Transaction<Tables>, lease: Lease, again: Date | null): Promise<boolean> {
  const end = again === null ? { done: 1 as const } : { run_at: again.getTime() };
  const { numUpdatedRows } = await held(db, lease)
    .set({ ...end, lease_owner: null, lease_until: null })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function schedule(db: Transaction<Tables>, jobs: readonly NewJob[]): Promise<void> {
  for (const { kind, ref, runAt, ifThere = 'keep' } of inOrder(jobs)) {
    const anew = { run_at: runAt.getTime(), tries: 0, done: 0 as const, lease_owner: null, lease_until: null };
    await db
      .insertInto('job')
      .values({ kind, ref, fence: 0, ...anew })
      .onConflict((there) => {
        const same = there.columns(['kind', 'ref']);
        switch (ifThere) {
          case 'keep':
            return same.doNothing();
          case 'replace':
            return same.doUpdateSet((is) => ({ ...anew, fence: is('job.fence', '+', 1) }));
          case 'rescue':
            return same
              .doUpdateSet((is) => ({
                run_at: is.case().when('job.done', '=', 1).then(anew.run_at).else(is.ref('job.run_at')).end(),
                tries: is.case().when('job.done', '=', 1).then(0).else(is.ref('job.tries')).end(),
                done: 0,
                lease_owner: null,
                lease_until: null,
                fence: is('job.fence', '+', 1),
              }))
              .where((is) => is.or([is('job.done', '=', 1), is('job.lease_until', 'is not', null)]));
        }
      })
      .execute();
  }
}

/** Rows are locked in one order by everybody, so that no two wait for each other. */
export function inOrder<T extends { readonly kind: string; readonly ref: string }>(rows: readonly T[]): readonly T[] {
  const key = ({ kind, ref }: T) => JSON.stringify([kind, ref]);
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}

/** The fence alone tells: a lease that ran out and was taken by nobody is still ours. */
function held(db: Transaction<Tables>, { kind, ref, fence }: Lease) {
  return db
    .updateTable('job')
    .where('kind', '=', kind)
    .where('ref', '=', ref)
    .where('fence', '=', fence)
    .where('done', '=', 0);
}
