import type { Logger } from 'pino';
import { ulid } from 'ulid';
import type { Config } from '#config';
import type { DurableStore, Lease, ShiftHandoff } from '#store';
import type { Person } from '../approval/standing.ts';
import type { Schedule } from '../on-call/index.ts';
import { carried, openKeys } from './carry.ts';
import type { Handoff } from './handoff.ts';
import { longestMs, occasionsIn } from './occasions.ts';
import type { Occasion } from './occasions.ts';
import { direct, handoffJobs, toChannels } from './work.ts';

/** What keeping the handoffs of a workspace takes. */
export interface Keeping {
  readonly store: Pick<DurableStore, 'changes' | 'handoffs'>;
  readonly team: string;
  readonly config: Pick<Config, 'handoff' | 'onCall'>;
  readonly schedule: Schedule;
  /** Gathers what there is to tell of a window. */
  readonly gather: (window: { readonly from: Date; readonly to: Date }, signal: AbortSignal) => Promise<Handoff>;
  readonly log: Logger;
  /** Waits so many milliseconds, or until the signal aborts. Never rejects. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const minute = 60_000;
/** Longer than gathering takes. */
const leaseMs = 3 * minute;
const pollMs = 5_000;
/** How often it is looked for changes of shift. */
const planMs = minute;
/** How long before the change the draft comes. */
const draftMs = 60 * minute;
/** A change that the program slept through is made up for, up to so late. */
const lateMs = 2 * 60 * minute;
/** How long the next on call has before they are reminded, and then until others are told. */
const remindMs = 30 * minute;
const escalateMs = 15 * minute;
const retryMs = minute;

/**
 * Drafts, posts and follows up handoffs until the signal aborts. Any number of processes may do so over one database:
 * each change of shift is told once. Never rejects: a database that is out of reach is tried again.
 */
export async function keepHandoffs(keeping: Keeping, signal: AbortSignal): Promise<void> {
  const { store, team, config, log, pause } = keeping;
  if (!config.handoff) return;
  let begun = false;
  while (!signal.aborted) {
    try {
      if (!begun) {
        // Also where an earlier program has ended it.
        const runAt = await store.changes.now();
        await store.changes.schedule([{ kind: 'handoff-plan', ref: team, runAt, ifThere: 'replace' }]);
        begun = true;
      }
      if (await doNextHandoffJob(keeping, signal)) continue;
    } catch (error) {
      log.error({ err: error }, 'handoffs wait for the database');
    }
    await pause(pollMs, signal);
  }
}

/** Does one job that is due; false when there is none. */
export async function doNextHandoffJob(keeping: Keeping, signal: AbortSignal): Promise<boolean> {
  const { store, log } = keeping;
  const lease = await store.changes.claimJob(leaseMs, handoffJobs);
  if (!lease) return false;
  try {
    await doJob(lease, keeping, signal);
  } catch (error) {
    log.error({ err: error, job: lease.kind, ref: lease.ref }, 'a job of a handoff failed, and is tried again');
    const now = await store.changes.now();
    await store.changes.settleJob(lease, { again: new Date(now.getTime() + retryMs) });
  }
  return true;
}

async function doJob(lease: Lease, keeping: Keeping, signal: AbortSignal): Promise<void> {
  if (lease.kind === 'handoff-plan') return plan(lease, keeping, signal);
  const handoff = await keeping.store.handoffs.find(lease.ref);
  if (handoff === null || handoff.team !== keeping.team) return done(lease, keeping);
  if (lease.kind === 'handoff-post') return post(handoff, lease, keeping, signal);
  return followUp(handoff, lease, keeping);
}

async function done(lease: Lease, { store }: Keeping): Promise<void> {
  await store.changes.settleJob(lease, { again: null });
}

/** Begins the handoffs of all changes that come within the hour, and of those that were missed. */
async function plan(lease: Lease, keeping: Keeping, signal: AbortSignal): Promise<void> {
  const { store, config } = keeping;
  const now = await store.changes.now();
  const byGroup = config.onCall?.group !== undefined && config.handoff?.times === undefined;
  const found = byGroup ? await groupChange(now, keeping) : await occasionsAround(now, keeping);
  for (const occasion of found) await begin(occasion, now, keeping, signal);
  await store.changes.settleJob(lease, { again: new Date(now.getTime() + planMs) });
}

type Begun = Occasion & { readonly occasion: string; readonly state: ShiftHandoff['state'] };

async function occasionsAround(now: Date, keeping: Keeping): Promise<readonly Begun[]> {
  const { config } = keeping;
  if (!config.handoff) return [];
  const after = new Date(now.getTime() - lateMs);
  const until = new Date(now.getTime() + draftMs);
  const shifts = await shiftsAround(after, until, keeping);
  return occasionsIn(config.handoff, shifts, after, until).map((one) => ({
    ...one,
    occasion: one.at.toISOString(),
    state: 'draft',
  }));
}

/** Null where there is no schedule, or none that can be read: then only configured times tell. */
async function shiftsAround(after: Date, until: Date, { schedule, config, log }: Keeping) {
  // A group says who is on call now, and would say the same of yesterday.
  if (config.onCall?.group !== undefined) return null;
  const from = new Date(after.getTime() - longestMs);
  const found = await schedule.shifts(from, new Date(until.getTime() + longestMs));
  if (found.ok) return found.shifts;
  if (found.why === 'unreadable') log.warn({ says: found.says }, 'who is on call cannot be told');
  return null;
}

/** Members of a group have changed since the last handoff. The first look only remembers who they are. */
async function groupChange(now: Date, { store, team, schedule }: Keeping): Promise<readonly Begun[]> {
  const found = await schedule.shifts(now, new Date(now.getTime() + minute));
  if (!found.ok) return [];
  const incoming: readonly Person[] = [...new Set(found.shifts.flatMap(({ people }) => people))].toSorted();
  const [last] = await store.handoffs.newest({ team, limit: 1 });
  if (!last) return [{ at: now, since: now, outgoing: [], incoming, occasion: 'first', state: 'skipped' }];
  if (incoming.length === 0 || JSON.stringify(incoming) === JSON.stringify(last.incoming.toSorted())) return [];
  const since = new Date(Math.max(last.at.getTime(), now.getTime() - longestMs));
  return [{ at: now, since, outgoing: last.incoming, incoming, occasion: `after ${last.id}`, state: 'draft' }];
}

async function begin(occasion: Begun, now: Date, keeping: Keeping, signal: AbortSignal): Promise<void> {
  const { store, team, gather } = keeping;
  const known = await store.handoffs.newest({ team, limit: 20 });
  if (known.some((one) => one.occasion === occasion.occasion)) return;
  const previous = known.find(({ state, at }) => state === 'posted' && at < occasion.at) ?? null;
  const early = occasion.at > now;
  const drafted = occasion.state === 'draft' && early && occasion.outgoing.length > 0;
  const content = drafted ? await gather({ from: occasion.since, to: now }, signal) : null;
  const id = `hnd_${ulid(now.getTime())}`;
  const handoff: Omit<ShiftHandoff, 'version'> = {
    ...occasion,
    id,
    team,
    content: content && carried(content, previous?.content ?? null),
    words: { context: '', watch: '', notes: '' },
    accepted: [],
    previous: previous?.id ?? null,
  };
  await store.handoffs.begin(handoff, {
    post: drafted ? direct('draft', id, occasion.outgoing) : [],
    schedule: occasion.state === 'draft' ? [{ kind: 'handoff-post', ref: id, runAt: occasion.at }] : [],
  });
}

/** Posts a handoff at its time, with what there is to tell then. */
async function post(handoff: ShiftHandoff, lease: Lease, keeping: Keeping, signal: AbortSignal): Promise<void> {
  const { store, team, config, gather } = keeping;
  const { version, ...before } = handoff;
  if (handoff.state !== 'draft' || !config.handoff) return done(lease, keeping);
  const now = await store.changes.now();
  const current = await stillSo(handoff, now, keeping);
  const tooLate = now.getTime() - handoff.at.getTime() > lateMs;
  if (current === null || tooLate) {
    await settled(
      await store.handoffs.move({ to: { ...before, state: 'skipped' }, version, lease, refresh: [handoff.id] }),
      lease,
      keeping,
    );
    return;
  }
  const to = new Date(Math.min(now.getTime(), handoff.at.getTime()));
  const found = await gather(
    { from: handoff.since < to ? handoff.since : new Date(to.getTime() - minute), to },
    signal,
  );
  const [previous] = await store.handoffs.newest({ team, states: ['posted'], limit: 1 });
  const content = carried(found, previous?.content ?? null);
  const posted = { ...before, ...current, content, previous: previous?.id ?? null, state: 'posted' as const };
  const { channels } = config.handoff;
  const open = openKeys(posted).length > 0;
  const moved = await store.handoffs.move({
    to: posted,
    version,
    lease,
    refresh: [handoff.id],
    post: [...toChannels('posted', handoff, channels), ...toChannels('more', handoff, channels)],
    schedule: open ? [{ kind: 'handoff-remind', ref: handoff.id, runAt: new Date(now.getTime() + remindMs) }] : [],
  });
  await settled(moved, lease, keeping);
}

/** Somebody wrote into the draft meanwhile: once more, with what they wrote. */
async function settled(
  moved: Awaited<ReturnType<DurableStore['handoffs']['move']>>,
  lease: Lease,
  { store }: Keeping,
): Promise<void> {
  if (!moved.ok && moved.why === 'overtaken')
    await store.changes.settleJob(lease, { again: await store.changes.now() });
}

/** Who hands over to whom, as the schedule says now; null where it no longer changes at that time. */
async function stillSo(
  { at, outgoing, incoming, occasion }: ShiftHandoff,
  now: Date,
  keeping: Keeping,
): Promise<Pick<ShiftHandoff, 'outgoing' | 'incoming'> | null> {
  const { config } = keeping;
  if (config.onCall?.group !== undefined) return { outgoing, incoming: await membersNow(now, keeping, incoming) };
  const asKnown = { outgoing, incoming };
  if (!config.handoff || occasion !== at.toISOString()) return asKnown;
  // Somebody may post it before its time: the change has to be there all the same.
  const [after, until] = [new Date(at.getTime() - 1), at > now ? at : now];
  const shifts = await shiftsAround(after, until, keeping);
  if (shifts === null) return asKnown;
  const same = occasionsIn(config.handoff, shifts, after, at).find((one) => one.at.getTime() === at.getTime());
  return same ? { outgoing: same.outgoing, incoming: same.incoming } : null;
}

/** Who is in the group that is on call; as known before where that cannot be told. */
async function membersNow(now: Date, { schedule }: Keeping, known: readonly Person[]): Promise<readonly Person[]> {
  const found = await schedule.shifts(now, new Date(now.getTime() + minute));
  return found.ok ? [...new Set(found.shifts.flatMap(({ people }) => people))] : known;
}

/** Nobody has taken it over: the next on call are told again, and then others. */
async function followUp(handoff: ShiftHandoff, lease: Lease, keeping: Keeping): Promise<void> {
  const { store, config } = keeping;
  if (handoff.state !== 'posted' || openKeys(handoff).length === 0 || !config.handoff) return done(lease, keeping);
  const { channels, escalateTo } = config.handoff;
  if (lease.kind === 'handoff-escalate') {
    await store.changes.settleJob(lease, { again: null, post: toChannels('escalate', handoff, channels) });
    return;
  }
  const runAt = new Date((await store.changes.now()).getTime() + escalateMs);
  await store.changes.settleJob(lease, {
    again: null,
    post: direct('remind', handoff.id, handoff.incoming),
    schedule: escalateTo === undefined ? [] : [{ kind: 'handoff-escalate', ref: handoff.id, runAt }],
  });
}
