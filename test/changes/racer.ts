/**
 * A process of its own for races: one of several replicas. Says `ready`, and then does each order that it is given, a
 * line each: what it did is printed as lines of JSON, `done` at the end.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGuardedChanges, forbidsFrom, limitsOf, rightsFrom } from '#changes';
import type { Wanted } from '#changes';
import { openStore, StoreError } from '#store';
import type { ChangesStore } from '#store';
import { doNextJob } from '../../src/changes/worker.ts';
import { usualPace } from '../../src/changes/worker/workshop.ts';
import type { Workshop } from '../../src/changes/worker/workshop.ts';
import { configOf } from '../app/small-config.ts';
import { silent } from '../store/databases.ts';
import { approvals, Directory } from './office.ts';
import type { RaceOrder, Said } from './races.ts';
import { RemoteAws } from './remote-aws.ts';
import { setForATime } from './worker/small-aws.ts';

const [databaseUrl = '', dataDir = '', spoilt = ''] = process.argv.slice(2);
/** Synchronous: what was said is out before anything else happens. */
const say = (said: Said) => void writeSync(1, `${JSON.stringify(said)}\n`);

const store = await openStore({
  databaseUrl: databaseUrl || null,
  dataDir,
  owner: `process ${process.pid}`,
  log: silent,
});
const changes: ChangesStore = spoilt ? overtaking(store.changes) : store.changes;
const remote = new RemoteAws(say);
const { sources } = new Directory();
const most = 1_000_000;
const config = configOf({
  accounts: [{ id: '123456789012', name: 'prod', regions: ['us-east-1'], tags: {} }],
  approvals,
  limits: { total: most, account: most, action: most, resource: most, pending: most },
});
const remedies = new Map([[setForATime.id, setForATime]]);
const { access } = remote;
const desk = createGuardedChanges({
  store: changes,
  config,
  remedies,
  access,
  sources,
  unaccounted: async () => ({ found: [], blind: [] }),
  log: silent,
});
const shop: Workshop = {
  store: changes,
  access,
  remedies,
  rights: rightsFrom(config, sources),
  forbids: forbidsFrom(config, access, sources.team),
  limits: (proposal) => limitsOf({ ...proposal, resources: proposal.preview.resources }, config),
  log: silent,
  pause: async (ms, signal) => {
    await sleep(ms, undefined, { signal });
  },
  pace: { ...usualPace, pollMs: 5 },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const order: RaceOrder = JSON.parse(line);
  if (order.kind === 'answer') remote.answered(order);
  else void obey(order);
});
say({ kind: 'ready' });

async function obey(order: Exclude<RaceOrder, { kind: 'answer' }>): Promise<void> {
  if (order.kind === 'propose') await proposeAll(order.resources);
  else await Promise.all([clickAll(order), workOff()]);
  say({ kind: 'done' });
}

/** In the order of everybody else, some at a time. */
async function proposeAll(resources: readonly string[]): Promise<void> {
  for (let from = 0; from < resources.length; from += 10)
    await Promise.all(resources.slice(from, from + 10).map(propose));
}

async function propose(resource: string): Promise<void> {
  const wanted: Wanted = {
    remedy: setForATime.id,
    account: null,
    region: null,
    given: { resource, to: '5' },
    reason: 'A race.',
    lastsMs: null,
    by: 'T1.U0ANA',
    place: { team: 'T1', channel: 'C1', thread: null },
    investigation: null,
    extends: null,
    breakGlass: false,
    typed: null,
  };
  const patience = new AbortController().signal;
  const { ok, change } = await untilItAnswers(() => desk.propose(wanted, null, patience));
  if (ok && change) say({ kind: 'proposed', id: change.proposal.id, digest: change.proposal.digest });
}

async function clickAll({ changes: all }: Extract<RaceOrder, { kind: 'decide' }>): Promise<void> {
  for (const { id, digest, clicks } of all) {
    await Promise.all(
      clicks.map(async ({ by, what }) => {
        const { ok, says } = await untilItAnswers(() => {
          if (what === 'approve') return desk.approve(id, by, digest);
          return what === 'deny' ? desk.deny(id, by, 'no') : desk.withdraw(id, by);
        });
        say({ kind: 'clicked', id, by, what, ok, says });
      }),
    );
    // SQLite does not serve in turn: who never pauses keeps the others out.
    await sleep(3);
  }
}

/** Does what is due until there was nothing for a while. */
async function workOff(): Promise<void> {
  for (let idle = 0; idle < 40;) {
    const did = await untilItAnswers(() => doNextJob(shop, new AbortController().signal));
    idle = did ? 0 : idle + 1;
    if (!did) await sleep(50);
  }
}

/** SQLite serves one process at a time, and not in turn: who waited too long has done nothing, and asks again. */
async function untilItAnswers<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreError) || !error.message.includes('locked')) throw error;
      await sleep(20);
    }
  }
}

/** Moves a change although somebody was faster. Only to see the check fail. */
function overtaking(real: ChangesStore): ChangesStore {
  return new Proxy(real, {
    get(target, name) {
      if (name !== 'move') {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async (move: Parameters<ChangesStore['move']>[0]) => {
        let moved = await target.move(move);
        while (!moved.ok && moved.why === 'overtaken')
          moved = await target.move({ ...move, version: moved.change.version });
        return moved;
      };
    },
  });
}
