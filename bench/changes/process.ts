/**
 * One of the processes of a trial of guarded changes: takes clicks, makes changes and ends them, as the bot does, over a
 * database and an AWS that others use as well. It may be killed or frozen at any moment, and kills itself now and then.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { WriteFailure } from '#playbook';
import type { Write } from '#playbook';
import { createGuardedChanges, forbidsFrom, limitsOf, rightsFrom, runChanges } from '#changes';
import type { AwsAccess, Sources, Wanted } from '#changes';
import { limitConcurrency } from '#remediations/lambda/limit-concurrency';
import type { ChangesStore } from '#store';
import { changeAccess } from '../../src/aws/change-access.ts';
import type { Engine } from '../../src/store/engine.ts';
import { storeOver } from '../../src/store/open.ts';
import { postgresEngine } from '../../src/store/postgres.ts';
import { openSqlite, sqliteEngine } from '../../src/store/sqlite.ts';
import { changesConfig } from './config.ts';
import { accountId, faster, region, team } from './order.ts';
import type { Click, Line, Order } from './order.ts';

const order: Order = JSON.parse(process.argv[2] ?? '');
const { clock, aws, spoil } = order;
const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }, pino.destination(2));
const now = () => new Date(faster(clock));
const real = (ms: number) => ms / clock.speed;

/** Synchronous, so that what was said is out before the process ends. */
function say(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function perhapsDie(): void {
  if (Math.random() < order.dieChance) process.kill(process.pid, 'SIGKILL');
}

async function deal<T>(work: () => Promise<T>): Promise<T> {
  perhapsDie();
  const answer = await work();
  perhapsDie();
  return answer;
}

/** The same database under a clock that is faster. */
function fast(engine: Engine): Engine {
  const base = sql.lit(clock.base);
  return { ...engine, now: sql<number>`cast((${engine.now} - ${base}) * ${sql.lit(clock.speed)} + ${base} as bigint)` };
}

function mortal(store: ChangesStore): ChangesStore {
  return new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]): unknown => deal(async () => Reflect.apply(method, target, given));
    },
  });
}

function dangerous(access: AwsAccess): AwsAccess {
  return {
    ...access,
    writer: async (where, attempt, signal) => {
      const writer = await deal(() => access.writer(where, attempt, signal));
      const write: Write = async (call, input) => {
        if (Math.random() < order.freezeChance) {
          say({ kind: 'frozen' });
          process.kill(process.pid, 'SIGSTOP');
          // Frozen by now: nothing else may be done first when it goes on.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
        }
        try {
          return await deal(() => writer.write(call, input));
        } catch (error) {
          if (spoil !== 'repeats' || !(error instanceof WriteFailure) || error.outcome !== 'unclear') throw error;
          return (await access.writer(where, attempt, signal)).write(call, input);
        }
      };
      return { ...writer, write };
    },
  };
}

const { databaseUrl, dataDir } = order;
const engine =
  databaseUrl === null ? sqliteEngine(await openSqlite(dataDir, log), dataDir) : postgresEngine(databaseUrl, log);
const store = await storeOver(fast(engine), { owner: `process ${process.pid}`, ms: 60_000 });
const changes = mortal(store.changes);
const remedies = new Map([[limitConcurrency.id, limitConcurrency]]);
const config = changesConfig;
const access = dangerous(changeAccess({ accounts: config.accounts, env: aws, now }));
const sources: Sources = {
  team,
  people: { membersOf: async () => null, barred: async () => null },
  onCall: async () => null,
};
const desk = createGuardedChanges({
  store: changes,
  config,
  remedies,
  access,
  sources,
  unaccounted: async () => ({ found: [], blind: [] }),
  log,
});

const stop = new AbortController();
const working = runChanges(
  {
    store: changes,
    access,
    remedies,
    rights: rightsFrom(config, sources),
    limits: (proposal) => limitsOf({ ...proposal, resources: proposal.preview.resources }, config),
    forbids: forbidsFrom(config, access, sources.team),
    log,
    pause: async (ms, signal) => {
      await sleep(real(ms), undefined, { signal });
    },
    pace: {
      leaseMs: order.leaseMs,
      pollMs: 2_000,
      reconcileMs: 60_000,
      ...(spoil === 'no-waiting' ? { settleMs: -60_000, againMs: 1 } : {}),
    },
  },
  stop.signal,
);

async function answer(click: Click): Promise<void> {
  const { n } = click;
  if (click.kind === 'approve') {
    const { says } = await desk.approve(click.id, click.by, click.digest);
    return say({ kind: 'answer', n, says, id: click.id, digest: null });
  }
  if (click.kind === 'withdraw') {
    const { says } = await desk.withdraw(click.id, click.by);
    return say({ kind: 'answer', n, says, id: click.id, digest: null });
  }
  const wanted: Wanted = {
    remedy: limitConcurrency.id,
    account: accountId,
    region,
    given: { function: click.resource, limit: '5' },
    reason: 'It floods the database.',
    lastsMs: 60_000,
    by: click.by,
    place: { team, channel: 'C1', thread: null },
    investigation: null,
    extends: null,
    breakGlass: false,
    typed: null,
  };
  const { says, change } = await desk.propose(wanted, null, AbortSignal.timeout(20_000));
  say({ kind: 'answer', n, says, id: change?.proposal.id ?? null, digest: change?.proposal.digest ?? null });
}

say({ kind: 'ready' });
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const click: Click = JSON.parse(line);
  answer(click).catch((error: unknown) =>
    say({ kind: 'answer', n: click.n, says: String(error), id: null, digest: null }),
  );
});
lines.on('close', () => stop.abort());
await working;
await store.close();
