import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Person } from '../approval/standing.ts';
import type { AuditHead, AuditRecord } from '../audit/chain.ts';
import { append, headOf, recordsAfter } from './audit-log.ts';
import { holderOf, writeMove } from './change-moves.ts';
import { exceeded, findChange, listChanges } from './change-reading.ts';
import { dateOf, proposalRow } from './change-rows.ts';
import type {
  Along,
  Asked,
  AuditEvent,
  Change,
  ChangesStore,
  Lease,
  Letter,
  LetterEnd,
  Limit,
  Move,
  Moved,
  NewJob,
  NewMessage,
  Prevented,
  Proposed,
  Review,
  Switch,
  Unless,
  Which,
} from './changes-store.ts';
import type { Engine } from './engine.ts';
import { claimJob, renewJob, schedule, settleJob } from './jobs.ts';
import { claimMessage, findMessage, post, refresh, settleMessage } from './outbox.ts';
import type { Tables } from './tables.ts';

/** The key of the setting that turns all changes off. */
const switchKey = 'changes';

/**
 * Guarded changes over either engine. Whatever moves a change writes into the audit log, whose head is one for all: so
 * such steps happen one after the other, in all processes, and what is checked first in a step still holds at its end.
 */
export class SqlChanges implements ChangesStore {
  readonly #db: Kysely<Tables>;
  readonly #engine: Engine;
  readonly #owner: string;

  constructor(db: Kysely<Tables>, engine: Engine, owner: string) {
    this.#db = db;
    this.#engine = engine;
    this.#owner = owner;
  }

  now(): Promise<Date> {
    return this.#attempt(async () => dateOf(await this.#clock(this.#db)));
  }

  propose({ proposal, unless, ...along }: Asked): Promise<Proposed> {
    return this.#step(async (db, at): Promise<Proposed> => {
      const waiting = proposal.breakGlass ? null : await this.#waiting(db, proposal.digest);
      if (waiting) return { ok: false, why: 'pending', change: waiting };
      const prevented = await this.#prevents(db, unless, at);
      if (prevented) return prevented;
      const most = unless?.waiting ?? Infinity;
      const { requester } = proposal;
      if (most < Infinity && (await listChanges(db, { states: ['pending'], requester, limit: most })).length >= most)
        return { ok: false, why: 'waiting', most };
      await db.insertInto('proposal').values(proposalRow(proposal, at)).execute();
      for (const resource of new Set(proposal.preview.resources))
        await db.insertInto('proposal_resource').values({ proposal: proposal.id, resource, held: 0 }).execute();
      const head = await this.#goAlong(db, along, at);
      const change = await findChange(db, proposal.id);
      if (!change) throw new Error(`${proposal.id} is gone`);
      return { ok: true, change, head };
    });
  }

  find(id: string): Promise<Change | null> {
    return this.#attempt(() => findChange(this.#db, id));
  }

  list(which: Which): Promise<readonly Change[]> {
    return this.#attempt(() => listChanges(this.#db, which));
  }

  move(move: Move): Promise<Moved> {
    const { lease, settles, unless } = move;
    return this.#step(async (db, at): Promise<Moved> => {
      if (lease && !(await renewJob(db, lease, at))) return { ok: false, why: 'lease-lost' };
      const before = await findChange(db, move.change);
      if (!before) throw new Error(`There is no change ${move.change}`);
      if (before.version !== move.version) return { ok: false, why: 'overtaken', change: before };
      const prevented = await this.#prevents(db, unless, at);
      if (prevented) return prevented;
      const holder = await holderOf(db, before, move.to);
      if (holder) return { ok: false, why: 'held', ...holder };
      const change = await writeMove(db, before, move, at);
      // First: what is asked for may be the same job once more.
      if (lease && settles) await settleJob(db, lease, null);
      return { ok: true, change, head: await this.#goAlong(db, move, at) };
    });
  }

  closeReview({ change, by, note, ...along }: Parameters<ChangesStore['closeReview']>[0]): Promise<boolean> {
    return this.#step(async (db, at) => {
      const review: Review = { state: 'closed', by, at: dateOf(at), note };
      const { numUpdatedRows } = await db
        .updateTable('proposal')
        .set({ review: JSON.stringify(review), review_open: 0 })
        .where('id', '=', change)
        .where('review_open', '=', 1)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) await this.#goAlong(db, along, at);
      return numUpdatedRows === 1n;
    });
  }

  overLimit(limits: readonly Limit[]): Promise<Limit | null> {
    return this.#attempt(async () => exceeded(this.#db, limits, await this.#clock(this.#db)));
  }

  claimJob(leaseMs: number, kinds?: readonly string[]): Promise<Lease | null> {
    return this.#transaction((db, at) => claimJob(db, { owner: this.#owner, at, leaseMs }, kinds, this.#engine));
  }

  renewJob(lease: Lease): Promise<boolean> {
    return this.#transaction((db, at) => renewJob(db, lease, at));
  }

  settleJob(lease: Lease, end: Parameters<ChangesStore['settleJob']>[1]): Promise<boolean> {
    return this.#transaction(async (db, at) => {
      if (!(await settleJob(db, lease, end.again))) return false;
      await post(db, end.post ?? [], at);
      await schedule(db, end.schedule ?? []);
      return true;
    });
  }

  schedule(jobs: readonly NewJob[]): Promise<void> {
    return this.#transaction((db) => schedule(db, jobs));
  }

  post(messages: readonly NewMessage[]): Promise<void> {
    return this.#transaction((db, at) => post(db, messages, at));
  }

  claimMessage(leaseMs: number): Promise<Letter | null> {
    return this.#transaction((db, at) => claimMessage(db, { owner: this.#owner, at, leaseMs }, this.#engine));
  }

  settleMessage(letter: Letter, end: LetterEnd): Promise<boolean> {
    return this.#attempt(() => settleMessage(this.#db, letter, end));
  }

  message(ref: string, kind: string): Promise<Letter | null> {
    return this.#attempt(() => findMessage(this.#db, ref, kind));
  }

  switch(): Promise<Switch> {
    return this.#attempt(() => this.#switch(this.#db));
  }

  turn({ on, by, why, ...along }: { on: boolean; by: Person; why: string } & Along): Promise<void> {
    return this.#step(async (db, at) => {
      const set = { value: JSON.stringify({ on, why }), updated_by: by, updated_at: at };
      await db
        .insertInto('setting')
        .values({ key: switchKey, ...set })
        .onConflict((there) => there.column('key').doUpdateSet(set))
        .execute();
      await this.#goAlong(db, along, at);
    });
  }

  record(events: readonly AuditEvent[]): Promise<AuditHead | null> {
    return this.#step((db, at) => append(db, events, at));
  }

  auditHead(): Promise<AuditHead | null> {
    return this.#attempt(() => headOf(this.#db));
  }

  auditRecords(after: number | null, limit: number): Promise<readonly AuditRecord[]> {
    return this.#attempt(() => recordsAfter(this.#db, after, limit));
  }

  /** A transaction that is alone with the audit log, and so with all that such steps look at. */
  #step<T>(work: (db: Transaction<Tables>, at: number) => Promise<T>): Promise<T> {
    return this.#attempt(() =>
      this.#db.transaction().execute(async (db) => {
        await this.#engine.lockAudit(db);
        return work(db, await this.#clock(db));
      }),
    );
  }

  #transaction<T>(work: (db: Transaction<Tables>, at: number) => Promise<T>): Promise<T> {
    return this.#attempt(() => this.#db.transaction().execute(async (db) => work(db, await this.#clock(db))));
  }

  async #goAlong(db: Transaction<Tables>, along: Along, at: number): Promise<AuditHead> {
    await refresh(db, along.refresh ?? [], at);
    await post(db, along.post ?? [], at);
    await schedule(db, along.schedule ?? []);
    const head = await append(db, along.because, at);
    if (!head) throw new Error('a step without a record');
    return head;
  }

  async #prevents(db: Transaction<Tables>, unless: Unless | undefined, at: number): Promise<Prevented | null> {
    const state = unless?.off ? await this.#switch(db) : null;
    if (state && !state.on) return { ok: false, why: 'off', switch: state };
    const limit = await exceeded(db, unless?.limits ?? [], at);
    return limit === null ? null : { ok: false, why: 'limit', limit };
  }

  async #waiting(db: Transaction<Tables>, digest: string): Promise<Change | null> {
    const row = await db
      .selectFrom('proposal')
      .select('id')
      .where('digest', '=', digest)
      .where('state', 'in', ['pending', 'approved'])
      .where('review', 'is', null)
      .executeTakeFirst();
    return row ? findChange(db, row.id) : null;
  }

  async #switch(db: Kysely<Tables>): Promise<Switch> {
    const row = await db.selectFrom('setting').selectAll().where('key', '=', switchKey).executeTakeFirst();
    if (!row) return { on: true, why: '', by: null, at: null };
    const { on, why }: Pick<Switch, 'on' | 'why'> = JSON.parse(row.value);
    return { on, why, by: row.updated_by, at: dateOf(row.updated_at) };
  }

  async #clock(db: Kysely<Tables>): Promise<number> {
    const { rows } = await sql<{ now: number | string }>`select ${this.#engine.now} as now`.execute(db);
    return Number(rows[0]?.now);
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      throw this.#engine.explain(failure);
    }
  }
}
