import type { Logger } from 'pino';
import type { Change, ChangesStore, Lease, Limit, Proposal } from '#store';
import type { AwsAccess } from '../aws-access.ts';
import type { Remedy } from '../guarded-changes.ts';
import type { LookUpRights } from '../rights.ts';

/** All that the worker of guarded changes works with. */
export interface Workshop {
  readonly store: ChangesStore;
  readonly access: AwsAccess;
  readonly remedies: ReadonlyMap<string, Remedy>;
  readonly rights: LookUpRights;
  /** Why a change may not be made at a time, whoever approved it: frozen, protected. Null when nothing is in the way. */
  readonly forbids: (proposal: Proposal, at: Date) => string | null;
  /** What one more change may not exceed. */
  readonly limits: (proposal: Proposal) => readonly Limit[];
  readonly log: Logger;
  /** Waits so many milliseconds, by a clock that nobody sets; rejects when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly pace: Pace;
}

/** How long the worker waits for what, in milliseconds. */
export interface Pace {
  /** A job is taken over by another process when nothing was heard of its holder for so long. */
  readonly leaseMs: number;
  /** Between two looks for work when there was none. */
  readonly pollMs: number;
  /** After the deadline of a call, by AWS's clock, until it counts as carried out or not: AWS may still be at it. */
  readonly settleMs: number;
  /** Between two readings that must agree that a call was not carried out: AWS's answers may be old. */
  readonly againMs: number;
  /** The first wait after a failure, and the longest: each is twice the one before. */
  readonly retryMs: number;
  readonly retryMostMs: number;
  /** Between two looks for work that got lost, and for values that changed behind our back. */
  readonly reconcileMs: number;
  /** What ends by itself gets so much longer before we end it. */
  readonly graceMs: number;
  /** Jobs at a time. */
  readonly hands: number;
}

export const usualPace: Pace = {
  leaseMs: 60_000,
  pollMs: 1_000,
  settleMs: 30_000,
  againMs: 10_000,
  retryMs: 5_000,
  retryMostMs: 300_000,
  reconcileMs: 240_000,
  graceMs: 120_000,
  hands: 4,
};

/** One taking of one job. */
export interface Turn {
  readonly shop: Workshop;
  readonly lease: Lease;
  /** Aborts when the job was lost to another process, or the program is about to end. */
  readonly signal: AbortSignal;
}

/** Another process has the job now. Nothing that is done from now on in its name is stored. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Somebody else moved the change meanwhile: look at it anew. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** Whether it is no trouble of the work itself: the job is not ours any more, or is to be looked at anew. */
export function isOutOfHand(error: unknown, { signal }: Turn): boolean {
  return error instanceof LeaseLost || error instanceof Overtaken || signal.aborted;
}

/** The change that a job is about. */
export async function changeOf({ shop: { store }, lease: { ref } }: Turn): Promise<Change> {
  const id = ref.split('/')[0] ?? ref;
  const change = await store.find(id);
  if (!change) throw new Error(`There is no change ${id}`);
  return change;
}

/** Ends the job: there is nothing more to do. */
export async function finish({ shop: { store }, lease }: Turn): Promise<void> {
  await store.settleJob(lease, { again: null });
}

/** Puts the job off. */
export async function putOff({ shop: { store }, lease }: Turn, ms: number): Promise<void> {
  const now = await store.now();
  await store.settleJob(lease, { again: new Date(now.getTime() + Math.max(0, ms)) });
}

/** How long to wait after a failure: longer each time. */
export function backoff({ shop: { pace }, lease: { tries } }: Turn): number {
  return Math.min(pace.retryMs * 2 ** Math.min(tries, 20), pace.retryMostMs);
}
