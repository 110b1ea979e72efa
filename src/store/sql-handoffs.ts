import { sql } from 'kysely';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Engine } from './engine.ts';
import type { HandoffTable } from './handoff-table.ts';
import type { HandoffMove, HandoffMoved, HandoffsStore, ShiftHandoff } from './handoffs-store.ts';
import { schedule, settleJob } from './jobs.ts';
import { post, refresh } from './outbox.ts';
import type { Tables } from './tables.ts';

/** Handoffs over either engine. */
export class SqlHandoffs implements HandoffsStore {
  readonly #db: Kysely<Tables>;
  readonly #engine: Engine;

  constructor(db: Kysely<Tables>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  begin(handoff: Omit<ShiftHandoff, 'version'>, along: Parameters<HandoffsStore['begin']>[1]) {
    return this.#transaction(async (db, at) => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('handoff')
        .values({ ...rowOf(handoff), version: 1 })
        .onConflict((there) => there.columns(['team', 'occasion']).doNothing())
        .executeTakeFirst();
      const begun = numInsertedOrUpdatedRows === 1n;
      if (begun) await goAlong(db, along, at);
      const row = await db
        .selectFrom('handoff')
        .selectAll()
        .where('team', '=', handoff.team)
        .where('occasion', '=', handoff.occasion)
        .executeTakeFirstOrThrow();
      return { begun, handoff: fromRow(row) };
    });
  }

  find(id: string): Promise<ShiftHandoff | null> {
    return this.#attempt(() => findHandoff(this.#db, id));
  }

  newest({ team, states, limit }: Parameters<HandoffsStore['newest']>[0]): Promise<readonly ShiftHandoff[]> {
    return this.#attempt(async () => {
      const all = this.#db.selectFrom('handoff').selectAll().where('team', '=', team);
      const wanted = states === undefined ? all : all.where('state', 'in', states);
      const rows = await wanted.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(fromRow);
    });
  }

  async move(move: HandoffMove): Promise<HandoffMoved> {
    try {
      return await this.#move(move);
    } catch (failure) {
      if (!(failure instanceof Overtaken)) throw failure;
      return { ok: false, why: 'overtaken', handoff: failure.handoff };
    }
  }

  #move({ to, version, lease, ...along }: HandoffMove): Promise<HandoffMoved> {
    return this.#transaction(async (db, at): Promise<HandoffMoved> => {
      // The job first, everywhere in this order: no two processes wait for each other.
      if (lease && !(await settleJob(db, lease, null))) return { ok: false, why: 'lease-lost' };
      const { numUpdatedRows } = await db
        .updateTable('handoff')
        .set({ ...rowOf(to), version: version + 1 })
        .where('id', '=', to.id)
        .where('version', '=', version)
        .executeTakeFirst();
      const handoff = await findHandoff(db, to.id);
      if (!handoff) throw new Error(`There is no handoff ${to.id}`);
      if (numUpdatedRows !== 1n) throw new Overtaken(handoff);
      await goAlong(db, along, at);
      return { ok: true, handoff };
    });
  }

  async #transaction<T>(work: (db: Transaction<Tables>, at: number) => Promise<T>): Promise<T> {
    return this.#attempt(() =>
      this.#db.transaction().execute(async (db) => {
        const { rows } = await sql<{ now: number | string }>`select ${this.#engine.now} as now`.execute(db);
        return work(db, Number(rows[0]?.now));
      }),
    );
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      throw failure instanceof Overtaken ? failure : this.#engine.explain(failure);
    }
  }
}

/** Takes the transaction back, the settled job included. */
class Overtaken extends Error {
  readonly handoff: ShiftHandoff;

  constructor(handoff: ShiftHandoff) {
    super('somebody else was faster');
    this.handoff = handoff;
  }
}

async function goAlong(
  db: Transaction<Tables>,
  along: Pick<HandoffMove, 'post' | 'refresh' | 'schedule'>,
  at: number,
): Promise<void> {
  await refresh(db, along.refresh ?? [], at);
  await post(db, along.post ?? [], at);
  await schedule(db, along.schedule ?? []);
}

async function findHandoff(db: Kysely<Tables>, id: string): Promise<ShiftHandoff | null> {
  const row = await db.selectFrom('handoff').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? fromRow(row) : null;
}

function rowOf({ id, team, occasion, at, state, ...content }: Omit<ShiftHandoff, 'version'>) {
  const { since, ...plain } = content;
  return { id, team, occasion, at: at.getTime(), state, content: JSON.stringify({ ...plain, since: since.getTime() }) };
}

function fromRow({ id, team, occasion, at, state, version, content }: Selectable<HandoffTable>): ShiftHandoff {
  const { since, outgoing, incoming, content: told, words, accepted, previous }: Stored = JSON.parse(content);
  return {
    id,
    team,
    occasion,
    at: new Date(Number(at)),
    since: new Date(since),
    outgoing,
    incoming,
    state,
    content: told,
    words,
    accepted,
    previous,
    version,
  };
}

type Stored = Omit<ShiftHandoff, 'id' | 'team' | 'occasion' | 'at' | 'state' | 'version' | 'since'> & {
  readonly since: number;
};
