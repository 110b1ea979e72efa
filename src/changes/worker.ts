import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease } from '#store';
import { jobKinds } from './work.ts';
import type { JobKind } from './work.ts';
import { execute } from './worker/execute.ts';
import { reconcile } from './worker/reconcile.ts';
import { expire, remind, warn } from './worker/timers.ts';
import { undo } from './worker/undo.ts';
import { verify } from './worker/verify.ts';
import { backoff, finish, LeaseLost, Overtaken, putOff, usualPace } from './worker/workshop.ts';
import type { Pace, Turn, Workshop } from './worker/workshop.ts';

/** What the worker is made of; its pace and its clock may be left to it. */
export interface WorkerOptions extends Omit<Workshop, 'pace' | 'pause'> {
  readonly pace?: Partial<Pace>;
  readonly pause?: Workshop['pause'];
}

const jobs: Readonly<Record<JobKind, (turn: Turn) => Promise<void>>> = {
  expire,
  remind,
  execute,
  verify,
  warn,
  revert: undo,
  reconcile,
};

/** What is under way when the program is told to stop gets so many milliseconds to finish. */
const toFinishMs = 10_000;

/** What only tells of a change. It is given up when it failed so often; what makes or ends a change never is. */
const dispensable: ReadonlySet<string> = new Set<JobKind>(['remind', 'verify', 'warn']);
const mostTries = 10;

/** How often a job looks at its change anew because somebody was faster. */
const mostLooks = 20;

/**
 * Does the work of guarded changes until the signal aborts, and resolves when what was begun is done: makes approved
 * changes, looks at their effect, ends them, and tells of it all. Any number of processes may do so over one database.
 * Never rejects: a database that is out of reach is tried again.
 */
export async function runChanges(
  { pace, pause = byTheClock, ...rest }: WorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  const shop: Workshop = { ...rest, pause, pace: { ...usualPace, ...pace } };
  const end = new AbortController();
  signal.addEventListener('abort', () => void pause(toFinishMs, end.signal).then(() => end.abort(), ignore));
  const first = async (): Promise<boolean> => {
    await shop.store.schedule([{ kind: 'reconcile', ref: 'all', runAt: await shop.store.now(), ifThere: 'replace' }]);
    return true;
  };
  while (!signal.aborted && !(await tryFor(shop, signal, first)))
    await shop.pause(shop.pace.pollMs, signal).catch(ignore);
  await Promise.all(Array.from({ length: shop.pace.hands }, () => work(shop, signal, end.signal)));
  end.abort();
}

async function work(shop: Workshop, stop: AbortSignal, end: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const did = await tryFor(shop, stop, () => doNextJob(shop, end));
    if (!did) await shop.pause(shop.pace.pollMs, stop).catch(ignore);
  }
}

/** Does one job that is due; false when there is none. What is under way when the signal aborts is put back. */
export async function doNextJob(shop: Workshop, end: AbortSignal): Promise<boolean> {
  const lease = await shop.store.claimJob(shop.pace.leaseMs, jobKinds);
  if (lease) await takeTurn(shop, lease, end);
  return lease !== null;
}

/** One job, kept from others while it is done. */
async function takeTurn(shop: Workshop, lease: Lease, end: AbortSignal): Promise<void> {
  const lost = new AbortController();
  const done = new AbortController();
  const turn: Turn = { shop, lease, signal: AbortSignal.any([lost.signal, end]) };
  void keep(turn, lost, AbortSignal.any([done.signal, turn.signal]));
  try {
    await doJob(turn);
  } catch (error) {
    if (error instanceof LeaseLost || lost.signal.aborted) return;
    if (end.aborted) return await putOff(turn, 0);
    const givenUp = dispensable.has(lease.kind) && lease.tries >= mostTries;
    shop.log.error({ err: error, job: lease.kind, ref: lease.ref, givenUp }, 'a job of a change failed');
    await (givenUp ? finish(turn) : putOff(turn, backoff(turn)));
  } finally {
    done.abort();
  }
}

async function doJob(turn: Turn): Promise<void> {
  const kind = jobKinds.find((known) => known === turn.lease.kind);
  if (!kind) return;
  for (let looks = 0; looks < mostLooks; looks++) {
    try {
      return await jobs[kind](turn);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  await putOff(turn, backoff(turn));
}

/** Keeps the lease of a job; gives the job up when another process has it. */
async function keep({ shop, lease }: Turn, lost: AbortController, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await shop.pause(shop.pace.leaseMs / 3, until).catch(ignore);
    if (until.aborted) return;
    const held = await shop.store.renewJob(lease).catch(() => true);
    if (!held) lost.abort(new LeaseLost(lease.ref));
  }
}

/** Does a piece of work; when the database fails, says so and waits. False when there was none, or it failed. */
async function tryFor(shop: Workshop, signal: AbortSignal, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted) shop.log.error({ err: error }, 'guarded changes wait for the database');
    return false;
  }
}

async function byTheClock(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}

function ignore(): void {}
