import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Change, ChangesStore, DurableStore, Proposal } from '#store';
import { digestOf } from '../../../src/approval/digest.ts';
import type { Rights } from '../../../src/approval/decide.ts';
import { decide } from '../../../src/approval/decide.ts';
import type { Happening, State } from '../../../src/approval/standing.ts';
import { along, alongAsked } from '../../../src/changes/along.ts';
import { doNextJob } from '../../../src/changes/worker.ts';
import { usualPace } from '../../../src/changes/worker/workshop.ts';
import type { Workshop } from '../../../src/changes/worker/workshop.ts';
import type { Engine } from '../../../src/store/engine.ts';
import { storeOver } from '../../../src/store/open.ts';
import { postgresEngine } from '../../../src/store/postgres.ts';
import { openSqlite, sqliteEngine } from '../../../src/store/sqlite.ts';
import { aProposal } from '../../store/a-proposal.ts';
import { silent } from '../../store/databases.ts';
import type { TestDatabase } from '../../store/databases.ts';
import { setForATime, SmallAws } from './small-aws.ts';

const noon = Date.parse('2026-11-22T12:00:00.000Z');
export const minute = 60_000;

/** Everybody but `T1.gone` may approve; two are needed. */
const rights: Rights = {
  against: (person) => (person === 'T1.gone' ? 'You have left.' : null),
  enough: (people) => people.length >= 2,
};

/** One database, one AWS and any number of workers, under a clock that only the test moves. */
export class Workbench {
  readonly aws: SmallAws;
  readonly store: DurableStore;
  readonly clock: { ms: number };
  readonly parts: { -readonly [P in keyof Workshop]?: Workshop[P] } = {};

  constructor(store: DurableStore, clock: { ms: number }) {
    this.store = store;
    this.clock = clock;
    this.aws = new SmallAws(() => clock.ms);
  }

  get changes(): ChangesStore {
    return this.store.changes;
  }

  /** A worker's means; what is said replaces its own. */
  shop(parts: Partial<Workshop> = {}): Workshop {
    const pace = usualPace;
    return {
      store: this.changes,
      access: this.aws.access,
      remedies: new Map([[setForATime.id, setForATime]]),
      rights: async ({ proposal }) => ({
        rights,
        terms: proposal,
        approvers: { people: ['T1.ben', 'T1.cem', 'T1.dora'], needed: 2, unreadable: [], says: 'two of them' },
        barred: null,
        uncertain: false,
      }),
      limits: () => [],
      forbids: () => null,
      log: silent,
      // Only the wait between two readings passes by itself; all others last until they are given up.
      pause: async (ms, signal) => {
        if (ms === pace.againMs) this.clock.ms += ms;
        else await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
      pace,
      ...this.parts,
      ...parts,
    };
  }

  async propose(
    given: { readonly resource: string; readonly to: string },
    parts: Partial<Proposal> = {},
  ): Promise<Change> {
    const found = { value: this.aws.values.get(given.resource) ?? null };
    const base = aProposal({
      id: `chg_${given.resource}_${given.to}`,
      action: setForATime.id,
      params: given,
      given,
      preview: {
        changes: [{ resource: given.resource, field: 'value', before: found.value, after: given.to }],
        found,
        resources: [given.resource],
        call: `test set ${given.resource} ${given.to}`,
        undo: 'The value is put back.',
        blastRadius: 'Nobody.',
        managedBy: null,
      },
      expiresAt: new Date(this.clock.ms + 15 * minute),
      ...parts,
    });
    const proposal = { ...base, digest: digestOf({ ...base, found: base.preview.found }) };
    const at = new Date(this.clock.ms);
    const proposed = await this.changes.propose({ proposal, ...alongAsked(proposal, ['T1.ben', 'T1.cem'], at) });
    if (!proposed.ok) throw new Error(proposed.why);
    return proposed.change;
  }

  /** Somebody does something. */
  async happens(id: string, by: string | null, what: (change: Change, at: Date) => Happening): Promise<Change> {
    const change = await this.find(id);
    const at = new Date(this.clock.ms);
    const decision = decide(change.standing, what(change, at), change.proposal, rights);
    if (!decision.ok) throw new Error(decision.says);
    const to = decision.next;
    const moved = await this.changes.move({ change: id, version: change.version, to, ...along(change, to, by, at) });
    if (!moved.ok) throw new Error(moved.why);
    return moved.change;
  }

  async approve(id: string): Promise<Change> {
    for (const by of ['T1.ben', 'T1.cem'])
      await this.happens(id, by, ({ proposal: { digest } }, at) => ({ type: 'approve', by, digest, at }));
    return this.find(id);
  }

  async approved(given: { readonly resource: string; readonly to: string }, parts: Partial<Proposal> = {}) {
    return this.approve((await this.propose(given, parts)).proposal.id);
  }

  /** Does all that is due. */
  async work(parts: Partial<Workshop> = {}): Promise<void> {
    const shop = this.shop(parts);
    const end = new AbortController();
    for (let i = 0; i < 1_000; i++) if (!(await doNextJob(shop, end.signal))) return;
    throw new Error('there is no end to it');
  }

  /** Lets time pass, a minute or less at a time, and does what becomes due. */
  async pass(ms: number, parts: Partial<Workshop> = {}): Promise<void> {
    for (let left = ms; left > 0; left -= minute) {
      this.clock.ms += Math.min(left, minute);
      await this.work(parts);
    }
  }

  async find(id: string): Promise<Change> {
    const change = await this.changes.find(id);
    if (!change) throw new Error(`${id} is lost`);
    return change;
  }

  async state(id: string): Promise<State> {
    return (await this.find(id)).standing.state;
  }

  /** What a card or a line in the thread said of a change. */
  async said(id: string, what: string): Promise<string | null> {
    const change = await this.find(id);
    for (let version = change.version; version >= 0; version--) {
      const message = await this.changes.message(id, `note/${what}${version === 0 ? '' : `-${version}`}`);
      if (message) return (message.body as { readonly says: string }).says;
    }
    return null;
  }
}

/** A workbench in an empty database, with a clock of its own; closed with `close`. */
export async function openWorkbench(database: TestDatabase): Promise<Workbench & AsyncDisposable> {
  const clock = { ms: noon };
  const engine =
    database.databaseUrl === null
      ? sqliteEngine(await openSqlite(database.dataDir, silent), database.dataDir)
      : postgresEngine(database.databaseUrl, silent);
  const store = await storeOver(movable(engine, clock), { owner: 'worker', ms: 60_000 });
  const bench = new Workbench(store, clock);
  return Object.assign(bench, {
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await rm(database.dataDir, { recursive: true, force: true });
    },
  });
}

/** The same engine under a clock that is moved by hand. */
function movable(engine: Engine, clock: { readonly ms: number }): Engine {
  return Object.defineProperty({ ...engine }, 'now', { get: () => sql<number>`cast(${clock.ms} as bigint)` });
}
