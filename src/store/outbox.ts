import type { Kysely, Selectable, Transaction } from 'kysely';
import type { MessageTable } from './change-tables.ts';
import type { Letter, LetterEnd, NewMessage } from './changes-store.ts';
import type { Engine } from './engine.ts';
import { inOrder } from './jobs.ts';
import type { Taking } from './jobs.ts';
import type { Tables } from './tables.ts';

/** Asks for messages; one that is there already gets a new body, and is edited where it stands. */
export async function post(db: Transaction<Tables>, messages: readonly NewMessage[], at: number): Promise<void> {
  for (const { ref, kind, place, body } of inOrder(messages)) {
    const anew = { body: JSON.stringify(body), tries: 0, send_at: at, dropped: null };
    await db
      .insertInto('message')
      .values({ ref, kind, ...place, ...anew, version: 1, sent_version: 0, fence: 0 })
      .onConflict((there) =>
        there.columns(['kind', 'ref']).doUpdateSet((is) => ({ ...anew, version: is('message.version', '+', 1) })),
      )
      .execute();
  }
}

/**
 * Asks for the messages of these refs once more as they are. Of notes, which say what was, only those that ask for
 * something: their buttons may have gone stale. Dropped ones stay so, unless they stand somewhere: whoever sent us away
 * may have called us back, and an old card would go on offering what is over. Each refresh is one more try.
 */
export async function refresh(db: Transaction<Tables>, refs: readonly string[], at: number): Promise<void> {
  if (refs.length === 0) return;
  await db
    .updateTable('message')
    .set((is) => ({ version: is('version', '+', 1), tries: 0, send_at: at, dropped: null }))
    .where('ref', 'in', refs)
    .where((is) => is.or([is('kind', 'not like', 'note/%'), is('body', 'like', '%"ask":"%')]))
    .where((is) => is.or([is('dropped', 'is', null), is('ts', 'is not', null)]))
    .execute();
}

/** Takes the message that has waited for longest, if any. */
export async function claimMessage(
  db: Transaction<Tables>,
  { owner, at, leaseMs }: Taking,
  { skipLocked }: Engine,
): Promise<Letter | null> {
  const row = await db
    .selectFrom('message')
    .selectAll()
    .whereRef('sent_version', '<', 'version')
    .where('send_at', '<=', at)
    .where('dropped', 'is', null)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', at)]))
    .orderBy('send_at')
    .orderBy('kind')
    .orderBy('ref')
    .limit(1)
    .modifyEnd(skipLocked)
    .executeTakeFirst();
  if (!row) return null;
  const fence = row.fence + 1;
  await db
    .updateTable('message')
    .set({ fence, tries: row.tries + 1, lease_owner: owner, lease_until: at + leaseMs })
    .where('kind', '=', row.kind)
    .where('ref', '=', row.ref)
    .execute();
  return letterFrom({ ...row, fence });
}

/** False when it is not ours any more. */
export async function settleMessage(
  db: Kysely<Tables>,
  { kind, ref, fence, version }: Letter,
  end: LetterEnd,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('message')
    .set({ ...endOf(end, version), lease_owner: null, lease_until: null })
    .where('kind', '=', kind)
    .where('ref', '=', ref)
    .where('fence', '=', fence)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function findMessage(db: Kysely<Tables>, ref: string, kind: string): Promise<Letter | null> {
  const row = await db
    .selectFrom('message')
    .selectAll()
    .where('kind', '=', kind)
    .where('ref', '=', ref)
    .executeTakeFirst();
  return row ? letterFrom(row) : null;
}

function endOf(end: LetterEnd, version: number) {
  if ('sent' in end) return { ts: end.sent, sent_version: version, tries: 0 };
  return 'again' in end ? { send_at: end.again.getTime() } : { dropped: JSON.stringify(end.dropped) };
}

function letterFrom(row: Selectable<MessageTable>): Letter {
  const { ref, kind, team, channel, thread, version, ts, tries, fence } = row;
  const body: Letter['body'] = JSON.parse(row.body);
  return { id: `${ref}/${kind}`, ref, kind, place: { team, channel, thread }, body, version, ts, tries, fence };
}
