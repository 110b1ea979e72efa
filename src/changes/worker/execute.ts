import { CannotChange } from '#playbook';
import type { ChangeContext, Plain, Preview } from '#playbook';
import type { Change } from '#store';
import { decide } from '../../approval/decide.ts';
import { digestOf } from '../../approval/digest.ts';
import type { Happening, Outcome, Standing } from '../../approval/standing.ts';
import type { Writer } from '../aws-access.ts';
import { boundOf } from '../bound.ts';
import type { BoundRemediation } from '../bound.ts';
import { within } from '../words.ts';
import { look, send, tokenOf, writerFor } from './calling.ts';
import type { Sent } from './calling.ts';
import { boundTo } from '../extension.ts';
import { difference } from './difference.ts';
import { beginExtension, goOnExtending } from './extend.ts';
import { isBlind, readTwice, tryToRead, untilSettled } from './reading-back.ts';
import { aboutCall, add, lastAttempt, step } from './step.ts';
import { isUnclear } from './unclear.ts';
import { backoff, changeOf, finish, isOutOfHand, putOff } from './workshop.ts';
import type { Turn } from './workshop.ts';

/** So often at most is a call sent of which it is certain that the one before was not carried out. */
const mostAttempts = 3;

/** Makes an approved change, or finds out what became of one that was begun. */
export async function execute(turn: Turn): Promise<void> {
  const change = await changeOf(turn);
  const { standing, proposal } = change;
  if (standing.state === 'approved')
    return proposal.extends === null
      ? begin(turn, change, standing.startBy)
      : beginExtension(turn, change, standing.startBy);
  if (standing.state === 'executing' || standing.state === 'unknown')
    return proposal.extends === null ? findOut(turn, change) : goOnExtending(turn, change);
  return finish(turn);
}

/** Reads everything once more; only if all is as it was approved, stores the intent and makes the call. */
async function begin(turn: Turn, change: Change, startBy: Date): Promise<void> {
  const { shop } = turn;
  const { proposal } = change;
  const at = await shop.store.now();
  const turnDown = async (says: string) => void (await step(turn, change, starting('', says, at)));
  if (at >= startBy) return turnDown('it was not begun in time');
  const forbidden = shop.forbids(proposal, at);
  if (forbidden !== null) return turnDown(within(forbidden));
  try {
    const bound = boundOf(shop.remedies, proposal);
    const context = await look(turn, change, bound);
    const present = await bound.preview(new Date(at.getTime() + proposal.lastsMs), context);
    const digest = digestOf(boundTo({ ...proposal, preview: present }));
    const same = digest === proposal.digest;
    const writer = same ? await writerFor(turn, change, 'apply', bound) : null;
    const happening = starting(digest, same ? '' : difference(proposal.preview, present), await shop.store.now());
    const may = await shop.rights(change, null, at);
    if (isUnclear(change, may) && at.getTime() + backoff(turn) < startBy.getTime())
      return await putOff(turn, backoff(turn));
    const begun = await step(turn, change, happening, {
      may,
      ...(writer ? intentOf(change, writer, present.found) : {}),
      unless: { off: true, limits: shop.limits(proposal) },
    });
    if (!begun.ok) return await turnDown(begun.says);
    if (writer && begun.change.standing.state === 'executing')
      await make(turn, begun.change, { bound, writer, context });
  } catch (error) {
    if (error instanceof CannotChange) return turnDown(within(error.message));
    if (!isBlind(error)) throw error;
    const wait = backoff(turn);
    if (at.getTime() + wait >= startBy.getTime())
      return turnDown(`it could not be looked at again: ${within(error.message)}`);
    shop.log.warn({ change: proposal.id, why: error.message }, 'a change waits: it cannot be looked at again');
    return putOff(turn, wait);
  }
}

function starting(digest: string, difference: string, at: Date): Happening {
  return { type: 'start', digest, difference, at };
}

function intentOf(change: Change, { deadline }: Writer, found: Plain) {
  const n = (lastAttempt(change, 'do')?.n ?? 0) + 1;
  return {
    attempt: { opens: 'do', deadline, found },
    because: [aboutCall(change, 'call-intended', { kind: 'do', n, deadline: deadline.toISOString() })],
  } as const;
}

/** What a call is made with: all of it was there before the intent was stored. */
interface Means {
  readonly bound: BoundRemediation;
  readonly writer: Writer;
  readonly context: ChangeContext;
}

/** The intent is stored: makes the call, once, and tells what became of it. */
async function make(turn: Turn, change: Change, { bound, writer, context }: Means): Promise<void> {
  const attempt = lastAttempt(change, 'do');
  if (!attempt) throw new Error(`${change.proposal.id} has no attempt`);
  const until = new Date(attempt.intentAt.getTime() + change.proposal.lastsMs);
  const sent = await send(writer, context, tokenOf(change, 'do'), (doing) => bound.apply({ ...doing, until }));
  const seen = await cameOf(turn, change, bound, sent);
  await conclude(turn, change, seen.outcome, seen.says, writer.requestId());
}

/** What came of a call that this process made itself, by AWS's answer and by reading back. */
async function cameOf(
  turn: Turn,
  change: Change,
  bound: BoundRemediation,
  sent: Sent,
): Promise<{ readonly outcome: Outcome; readonly says: string }> {
  const readBack = async () => bound.readBack(await look(turn, change, bound));
  if (sent.how === 'accepted') {
    const seen = await tryToRead(() => readTwice(turn, readBack));
    if (typeof seen === 'string')
      return { outcome: 'took-effect', says: `AWS accepted it, and it could not be read back: ${seen}` };
    if (seen.outcome === 'took-effect' || seen.outcome === 'partly') return seen;
    return bound.spec.repeats === 'once'
      ? { outcome: 'took-effect', says: `AWS accepted it. ${seen.says}` }
      : { outcome: 'cannot-tell', says: `AWS accepted it, but it is not to be seen: ${seen.says}` };
  }
  const seen = await tryToRead(readBack);
  if (sent.how === 'unclear')
    return typeof seen !== 'string' && seen.outcome === 'took-effect'
      ? { outcome: 'took-effect', says: seen.says }
      : { outcome: 'cannot-tell', says: sent.says };
  return typeof seen !== 'string' && seen.outcome === 'partly' ? seen : { outcome: 'did-not', says: sent.says };
}

/** A call of which this process does not know the answer: waits until AWS would refuse it, then reads back. */
async function findOut(turn: Turn, change: Change): Promise<void> {
  const { pace, log } = turn.shop;
  const attempt = lastAttempt(change, 'do');
  if (!attempt) throw new Error(`${change.proposal.id} is under way without an attempt`);
  try {
    const bound = boundOf(turn.shop.remedies, change.proposal);
    const wait = await untilSettled(turn, change, attempt);
    if (wait > 0) return await putOff(turn, Math.min(wait, pace.retryMostMs));
    const seen = await readTwice(turn, async () => bound.readBack(await look(turn, change, bound)));
    if (seen.outcome !== 'did-not') return await conclude(turn, change, seen.outcome, seen.says, null);
    if (bound.spec.repeats === 'once')
      return await conclude(turn, change, 'cannot-tell', `Nothing proves that it was done, or not. ${seen.says}`, null);
    if (change.standing.state === 'executing') return await again(turn, change, bound, seen.says);
    return await conclude(turn, change, 'did-not', seen.says, null);
  } catch (error) {
    if (isOutOfHand(error, turn)) throw error;
    log.warn({ change: change.proposal.id, err: error }, 'nobody can tell yet what became of a change');
    return conclude(turn, change, 'cannot-tell', error instanceof Error ? error.message : String(error), null);
  }
}

/** It is certain that nothing was done: does it now, if it may still be begun, and all is as it was. */
async function again(turn: Turn, change: Change, bound: BoundRemediation, says: string): Promise<void> {
  const { shop } = turn;
  const interrupted = (why: string) => conclude(turn, change, 'did-not', `It was interrupted${why}. ${says}`, null);
  const attempt = lastAttempt(change, 'do');
  if (!attempt || attempt.n >= mostAttempts) return interrupted(` ${mostAttempts} times`);
  try {
    const at = await shop.store.now();
    const context = await look(turn, change, bound);
    const present = await bound.preview(new Date(at.getTime() + change.proposal.lastsMs), context);
    const may = await mayStillBegin(turn, change, present);
    if (may !== null) return await interrupted(`, and not begun again: ${may}`);
    const writer = await writerFor(turn, change, 'apply', bound);
    const says = 'It was read twice that nothing was done.';
    const closes = { closes: 'do', outcome: 'did-not', says, awsRequestId: null } as const;
    const because = [aboutCall(change, 'call-ended', { kind: 'do', n: attempt.n, outcome: 'did-not', says })] as const;
    const closed = attempt.outcome === null ? await add(turn, change, { attempt: closes, because }) : change;
    const begun = await add(turn, closed, { ...intentOf(closed, writer, present.found), unless: { off: true } });
    await make(turn, begun, { bound, writer, context });
  } catch (error) {
    if (error instanceof CannotChange) return interrupted(`, and not begun again: ${within(error.message)}`);
    throw error;
  }
}

/** Why it may not be begun any more; null when it may: by the same rules as the first time. */
async function mayStillBegin({ shop }: Turn, change: Change, present: Preview): Promise<string | null> {
  const { proposal, votes } = change;
  const at = await shop.store.now();
  const approvedAt = Math.max(...votes.map(({ at }) => at.getTime()));
  const approved: Standing = { state: 'approved', votes, startBy: new Date(approvedAt + proposal.startWithinMs) };
  const digest = digestOf(boundTo({ ...proposal, preview: present }));
  const { rights, terms } = await shop.rights(change, null, at);
  const { on } = await shop.store.switch();
  const happening = starting(digest, difference(proposal.preview, present), at);
  const decision = decide(approved, happening, terms, rights);
  const forbidden = shop.forbids(proposal, at);
  if (forbidden !== null) return within(forbidden);
  if (!on) return 'changes are turned off';
  if (!decision.ok) return within(decision.says);
  if (decision.next.state === 'stale') return decision.next.says;
  return decision.next.state === 'executing' ? null : 'the time for it is over';
}

/** Stores what came of the call; what nobody can tell yet is looked at again. */
async function conclude(
  turn: Turn,
  change: Change,
  outcome: Outcome,
  says: string,
  awsRequestId: string | null,
): Promise<void> {
  const attempt = lastAttempt(change, 'do');
  if (!attempt) throw new Error(`${change.proposal.id} has no attempt`);
  const open = attempt.outcome === null;
  if (open || outcome !== 'cannot-tell') {
    // The time it was approved for counts from the call, however late its outcome is known.
    const happening: Happening = { type: 'outcome', outcome, says, at: attempt.intentAt };
    await step(turn, change, happening, {
      ...(open ? { attempt: { closes: 'do', outcome, says, awsRequestId } } : {}),
      because: [aboutCall(change, 'call-ended', { kind: 'do', n: attempt.n, outcome, says, awsRequestId })],
    });
  }
  if (outcome === 'cannot-tell') await putOff(turn, backoff(turn));
}
