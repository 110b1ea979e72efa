import type { ReadBack } from '#playbook';
import type { Change } from '#store';
import type { Happening, Outcome } from '../../approval/standing.ts';
import { boundOf } from '../bound.ts';
import type { BoundRemediation } from '../bound.ts';
import { look, send, tokenOf, writerFor } from './calling.ts';
import { readTwice, tryToRead, untilSettled } from './reading-back.ts';
import { aboutCall, add, lastAttempt, step } from './step.ts';
import { backoff, changeOf, finish, isOutOfHand, putOff } from './workshop.ts';
import type { Turn } from './workshop.ts';

/** After so many failures a person is asked. */
const mostTries = 8;
/** So often at most a call is made of which nobody knows whether it helped; then a person is asked each time. */
const mostAttempts = 6;

type Undone = ReadBack & { readonly othersValue: boolean };

/** Puts back what a change set, at its end or when a person asks for it, or finds out what became of that. */
export async function undo(turn: Turn): Promise<void> {
  const change = await changeOf(turn);
  const { standing } = change;
  if (standing.state === 'reverting' || standing.state === 'revert-unknown') return putBack(turn, change);
  if (standing.state !== 'applied') return finish(turn);
  const at = await turn.shop.store.now();
  if (at < standing.until) return putOff(turn, standing.until.getTime() - at.getTime());
  const stepped = await step(turn, change, { type: 'tick', at });
  return stepped.ok ? putBack(turn, stepped.change) : finish(turn);
}

async function putBack(turn: Turn, change: Change): Promise<void> {
  const { log } = turn.shop;
  try {
    const bound = boundOf(turn.shop.remedies, change.proposal);
    const attempt = lastAttempt(change, 'undo');
    const unsettled = attempt?.outcome === null || change.standing.state === 'revert-unknown';
    if (!attempt || !unsettled) return await begin(turn, change, bound);
    const wait = await untilSettled(turn, change, attempt);
    if (wait > 0) return await putOff(turn, Math.min(wait, turn.shop.pace.retryMostMs));
    const seen = await readTwice(turn, async () => bound.undone(await look(turn, change, bound)));
    if (seen.outcome === 'took-effect') return await conclude(turn, change, 'took-effect', seen.says, null);
    if (seen.othersValue && !isAnyway(change)) return await stop(turn, change, seen.says);
    if (seen.outcome === 'cannot-tell') return await conclude(turn, change, 'cannot-tell', seen.says, null);
    if (attempt.n >= mostAttempts) return await conclude(turn, change, 'did-not', seen.says, null);
    return await begin(turn, await closed(turn, change, seen.says), bound);
  } catch (error) {
    if (isOutOfHand(error, turn)) throw error;
    log.warn({ change: change.proposal.id, err: error }, 'a change could not be undone yet');
    return later(turn, change, error instanceof Error ? error.message : String(error));
  }
}

/** Looks whether it is ours to put back, stores the intent and makes the call. */
async function begin(turn: Turn, change: Change, bound: BoundRemediation): Promise<void> {
  const { shop } = turn;
  const { standing } = change;
  const byTime = standing.state === 'reverting' && standing.by === null;
  const context = await look(turn, change, bound);
  const found = await bound.undone(context);
  if (found.outcome === 'took-effect') return conclude(turn, change, 'took-effect', found.says, null);
  if (found.othersValue && !isAnyway(change)) return stop(turn, change, found.says);
  if (byTime && bound.spec.ends === 'by-itself' && (await isYoung(turn, change)))
    return putOff(turn, shop.pace.retryMs);
  const asks = bound.spec.objection !== undefined && !(await isDecided(turn, change));
  const objection = asks ? await bound.objection(context) : null;
  if (objection !== null) return stop(turn, change, objection);
  if (bound.undo === null) return stop(turn, change, 'There is nothing that could be put back.');
  const { undo } = bound;
  const writer = await writerFor(turn, change, 'undo', bound);
  const n = (lastAttempt(change, 'undo')?.n ?? 0) + 1;
  const intended = await add(turn, change, {
    attempt: { opens: 'undo', deadline: writer.deadline, found: { says: found.says } },
    because: [aboutCall(change, 'call-intended', { kind: 'undo', n, deadline: writer.deadline.toISOString() })],
  });
  const sent = await send(writer, context, tokenOf(intended, 'undo'), (doing) => undo(doing));
  const readBack = async (): Promise<Undone> => bound.undone(await look(turn, intended, bound));
  const seen = await tryToRead(() => (sent.how === 'accepted' ? readTwice(turn, readBack) : readBack()));
  const requestId = writer.requestId();
  if (typeof seen !== 'string' && seen.outcome === 'took-effect')
    return conclude(turn, intended, 'took-effect', seen.says, requestId);
  if (sent.how === 'accepted')
    return typeof seen === 'string'
      ? conclude(turn, intended, 'took-effect', `AWS accepted it, and it could not be read back: ${seen}`, requestId)
      : conclude(turn, intended, 'cannot-tell', `AWS accepted it, but it is not to be seen: ${seen.says}`, requestId);
  if (sent.how === 'unclear') return conclude(turn, intended, 'cannot-tell', sent.says, requestId);
  return later(turn, await closed(turn, intended, sent.says, requestId), sent.says);
}

/** AWS ends it by itself, and had little time for it so far. */
async function isYoung({ shop: { store, pace } }: Turn, { movedAt }: Change): Promise<boolean> {
  return (await store.now()).getTime() - movedAt.getTime() < pace.graceMs;
}

/**
 * Whether whoever may decide about it said that it shall be undone. Anybody may ask for that early; it takes more to do it
 * against what speaks against it.
 */
async function isDecided({ shop: { store, rights } }: Turn, change: Change): Promise<boolean> {
  const { standing } = change;
  if (standing.state !== 'reverting' || standing.anyway || standing.by === null) return isAnyway(change);
  const looked = await rights(change, standing.by, await store.now());
  return (looked.barred ?? looked.rights.against(standing.by)) === null;
}

/** A person said so after it was stopped: what is there is overwritten. */
function isAnyway({ standing }: Change): boolean {
  return standing.state === 'reverting' && standing.anyway;
}

/** Asks a person. */
async function stop(turn: Turn, change: Change, says: string): Promise<void> {
  const at = await turn.shop.store.now();
  if (lastAttempt(change, 'undo')?.outcome === null || change.standing.state === 'revert-unknown')
    return conclude(turn, change, 'did-not', says, null);
  await step(turn, change, { type: 'revert-refused', says, at });
}

/** Tries again after a while, and asks a person when that did not help for long. */
async function later(turn: Turn, change: Change, says: string): Promise<void> {
  if (turn.lease.tries < mostTries || change.standing.state !== 'reverting') return putOff(turn, backoff(turn));
  // A call that may have been carried out is still read back, and who looks in AWS may say what became of it.
  if (lastAttempt(change, 'undo')?.outcome === null) return conclude(turn, change, 'cannot-tell', says, null);
  return stop(turn, change, says);
}

/** Writes down that the call was certainly not carried out; another one may follow. */
async function closed(turn: Turn, change: Change, says: string, awsRequestId: string | null = null): Promise<Change> {
  const attempt = lastAttempt(change, 'undo');
  if (attempt?.outcome !== null) return change;
  return add(turn, change, {
    attempt: { closes: 'undo', outcome: 'did-not', says, awsRequestId },
    because: [aboutCall(change, 'call-ended', { kind: 'undo', n: attempt.n, outcome: 'did-not', says, awsRequestId })],
  });
}

async function conclude(
  turn: Turn,
  change: Change,
  outcome: Outcome,
  says: string,
  awsRequestId: string | null,
): Promise<void> {
  const attempt = lastAttempt(change, 'undo');
  const open = attempt?.outcome === null;
  if (open || outcome !== 'cannot-tell') {
    const happening: Happening = { type: 'outcome', outcome, says, at: await turn.shop.store.now() };
    await step(turn, change, happening, {
      ...(open ? { attempt: { closes: 'undo', outcome, says, awsRequestId } } : {}),
      because: attempt
        ? [aboutCall(change, 'call-ended', { kind: 'undo', n: attempt.n, outcome, says, awsRequestId })]
        : [],
    });
  }
  if (outcome === 'cannot-tell') await putOff(turn, backoff(turn));
}
