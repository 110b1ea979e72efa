import type { Account } from '#simulation/account';
import { startSimulation } from '#simulation/simulation';
import type { Simulation } from '#simulation/simulation';
import type { Change, ChangesStore } from '#store';
import { verifyAudit } from '../../src/audit/verify.ts';
import type { TestDatabase } from '../../test/store/databases.ts';
import { Crowd } from './crowd.ts';
import { problemsOf } from './history.ts';
import type { Effect } from './history.ts';
import { accountId, faster, nameOf, region } from './order.ts';
import type { FastClock, Order, Spoil } from './order.ts';

/** What is done to the processes, and for how long. */
export interface Trial {
  /** Until so many processes were killed, so many froze, and so many changes were asked for. */
  readonly kills: number;
  readonly freezes: number;
  readonly changes: number;
  readonly processes: number;
  /** Changes under way at a time, each of a resource of its own. */
  readonly atOnce: number;
  /** How far AWS's clock is ahead of ours, in milliseconds. */
  readonly clockAheadMs: number;
  readonly leaseMs: number;
  readonly dieChance: number;
  readonly freezeChance: number;
  /** How long a process is frozen, in milliseconds: at least and at most. */
  readonly frozenMs: readonly [number, number];
  /** Also at moments of no meaning, about so many milliseconds apart; null: only in the middle of dealings. */
  readonly killEveryMs: number | null;
  /** Of the calls that change something, every such one loses its request, and every such one its answer; 0: none. */
  readonly loseRequests: number;
  readonly loseAnswers: number;
  readonly spoil: Spoil | null;
}

export interface TrialResult {
  readonly kills: number;
  readonly freezes: number;
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  /** Calls that AWS refused because they came too late. */
  readonly tooLate: number;
  readonly problems: readonly string[];
  readonly seconds: number;
}

/** Minutes pass in seconds. */
const speed = 10;

/** Has people ask for changes and approve them, while the processes that serve them are killed and frozen. */
export async function runTrial(trial: Trial, database: TestDatabase): Promise<TrialResult> {
  const began = performance.now();
  const clock: FastClock = { base: Date.now(), speed };
  // Its record begins here; when it listens, much later on a busy machine.
  const recordBegan = Date.now();
  const simulation = await startSimulation({
    accounts: { [accountId]: accountOf(trial) },
    clock: () => new Date(faster(clock)),
    clockAheadMs: trial.clockAheadMs,
  });
  const store = await database.open('the trial');
  const crowd = new Crowd(trial, orderOf(trial, database, simulation, clock));
  try {
    const told = await crowd.work(store.changes);
    const changes = await store.changes.list({ limit: 100_000 });
    const effects = effectsIn(simulation, (ms) => faster(clock, recordBegan + ms) + trial.clockAheadMs);
    const audit = await verifyAudit(recordsOf(store.changes));
    return {
      kills: crowd.kills,
      freezes: crowd.freezes,
      changes,
      effects,
      tooLate: tooLateIn(simulation),
      problems: problemsOf({
        changes,
        told,
        effects,
        leftOver: Object.keys(simulation.account(accountId).lambda?.reservedConcurrency ?? {}),
        auditProblem: audit.ok ? null : audit.says,
      }),
      seconds: (performance.now() - began) / 1_000,
    };
  } finally {
    await crowd.close();
    await simulation.close();
  }
}

function orderOf(
  trial: Trial,
  { databaseUrl, dataDir }: TestDatabase,
  simulation: Simulation,
  clock: FastClock,
): Order {
  const bot = simulation.credentialsFor(accountId);
  const { leaseMs, dieChance, freezeChance, spoil } = trial;
  return {
    databaseUrl,
    dataDir,
    clock,
    leaseMs,
    dieChance,
    freezeChance,
    spoil,
    aws: {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: bot.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bot.secretAccessKey,
      AWS_SESSION_TOKEN: bot.sessionToken,
    },
  };
}

function accountOf({ atOnce, loseRequests, loseAnswers }: Trial): Account {
  const lost = (kind: 'drop' | 'lost-answer', every: number) =>
    every === 0
      ? []
      : ['PutFunctionConcurrency', 'DeleteFunctionConcurrency'].map((operation) => ({
          service: 'lambda',
          operation,
          kind,
          every,
        }));
  return {
    id: accountId,
    region,
    lambda: {
      functions: Array.from({ length: atOnce }, (_, i) => ({
        FunctionName: nameOf(i),
        FunctionArn: `arn:aws:lambda:${region}:${accountId}:function:${nameOf(i)}`,
      })),
    },
    faults: [...lost('drop', loseRequests), ...lost('lost-answer', loseAnswers)],
  };
}

/** What was carried out, of which change: AWS knows it by the name of the session. */
function effectsIn(simulation: Simulation, atOf: (ms: number) => number): readonly Effect[] {
  return simulation.record().calls.flatMap(({ wrote, caller, operation, startMs }): readonly Effect[] => {
    const [, change = '', n = ''] = /\/opsmedic-(chg_\w+)-(\d+)$/u.exec(caller) ?? [];
    if (!wrote) return [];
    const kind = operation === 'PutFunctionConcurrency' ? 'do' : 'undo';
    return [{ change, n: Number(n), kind, at: atOf(startMs) }];
  });
}

function tooLateIn(simulation: Simulation): number {
  const { calls } = simulation.record();
  return calls.filter(
    ({ operation, error }) => operation.endsWith('FunctionConcurrency') && error?.startsWith('AccessDenied'),
  ).length;
}

async function* recordsOf(store: ChangesStore) {
  for (let after: number | null = null; ;) {
    const records: Awaited<ReturnType<ChangesStore['auditRecords']>> = await store.auditRecords(after, 500);
    yield* records;
    const last = records.at(-1);
    if (!last) return;
    after = last.seq;
  }
}
