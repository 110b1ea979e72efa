import type { Kysely, Selectable } from 'kysely';
import { attemptFrom, changeFrom, dateOf } from './change-rows.ts';
import type { ProposalTable } from './change-tables.ts';
import type { Change, Execution, Limit, Which } from './changes-store.ts';
import type { Tables } from './tables.ts';

export async function findChange(db: Kysely<Tables>, id: string): Promise<Change | null> {
  const rows = await db.selectFrom('proposal').selectAll().where('id', '=', id).execute();
  return (await withBelongings(db, rows))[0] ?? null;
}

export async function listChanges(db: Kysely<Tables>, which: Which): Promise<readonly Change[]> {
  const { states, resource, askedSince } = which;
  let wanted = db.selectFrom('proposal').selectAll();
  for (const column of ['requester', 'account', 'action', 'digest', 'investigation'] as const) {
    const value = which[column];
    if (value !== undefined) wanted = wanted.where(column, '=', value);
  }
  if (states !== undefined) wanted = wanted.where('state', 'in', states);
  if (askedSince !== undefined) wanted = wanted.where('asked_at', '>=', askedSince.getTime());
  if (which.reviewOpen) wanted = wanted.where('review_open', '=', 1);
  if (resource !== undefined)
    wanted = wanted.where('id', 'in', (of) =>
      of.selectFrom('proposal_resource').select('proposal').where('resource', '=', resource),
    );
  const rows = await wanted.orderBy('asked_at', 'desc').orderBy('id', 'desc').limit(which.limit).execute();
  return withBelongings(db, rows);
}

/** The first limit that one more change would exceed. */
export async function exceeded(db: Kysely<Tables>, limits: readonly Limit[], at: number): Promise<Limit | null> {
  for (const limit of limits) if ((await begunIn(db, limit, at)) >= limit.most) return limit;
  return null;
}

async function begunIn(db: Kysely<Tables>, { action, resource, account, withinMs }: Limit, at: number) {
  let begun = db
    .selectFrom('execution')
    .innerJoin('proposal', 'proposal.id', 'execution.proposal')
    .where('execution.kind', '=', 'do')
    .where('execution.started_at', '>', at - withinMs);
  if (action !== undefined) begun = begun.where('proposal.action', '=', action);
  if (account !== undefined) begun = begun.where('proposal.account', '=', account);
  if (resource !== undefined)
    begun = begun.where('proposal.id', 'in', (of) =>
      of.selectFrom('proposal_resource').select('proposal').where('resource', '=', resource),
    );
  const { count } = await begun.select((of) => of.fn.countAll().as('count')).executeTakeFirstOrThrow();
  return Number(count);
}

async function withBelongings(
  db: Kysely<Tables>,
  rows: readonly Selectable<ProposalTable>[],
): Promise<readonly Change[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const of = ['proposal', 'in', ids] as const;
  const votes = await db
    .selectFrom('vote')
    .selectAll()
    .where(...of)
    .orderBy('at')
    .orderBy('person')
    .execute();
  const executions = await db
    .selectFrom('execution')
    .selectAll()
    .where(...of)
    .orderBy('kind')
    .execute();
  const attempts = await db
    .selectFrom('attempt')
    .selectAll()
    .where(...of)
    .orderBy('n')
    .execute();
  const verifications = await db
    .selectFrom('verification')
    .selectAll()
    .where(...of)
    .orderBy('minutes')
    .execute();
  return rows.map((row) => {
    const its = ({ proposal }: { readonly proposal: string }) => proposal === row.id;
    return changeFrom(row, {
      votes: votes.filter(its),
      verifications: verifications.filter(its),
      executions: executions.filter(its).map(({ kind, started_at }): Execution => ({
        kind,
        token: tokenOf(row.id, kind),
        startedAt: dateOf(started_at),
        attempts: attempts.filter((attempt) => its(attempt) && attempt.kind === kind).map(attemptFrom),
      })),
    });
  });
}

/** AWS takes letters, digits and hyphens, up to 64 of them nearly everywhere. */
function tokenOf(proposal: string, kind: Execution['kind']): string {
  return `${proposal.replaceAll(/[^A-Za-z0-9]/g, '-')}-${kind}`;
}
