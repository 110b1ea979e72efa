import { CannotChange } from '#playbook';
import type { Change } from '#store';
import { digestOf } from '../../approval/digest.ts';
import type { Happening } from '../../approval/standing.ts';
import type { Writer } from '../aws-access.ts';
import { boundOf } from '../bound.ts';
import type { BoundRemediation } from '../bound.ts';
import { boundTo, extensionOf } from '../extension.ts';
import { look, send, tokenOf, writerFor } from './calling.ts';
import { isBlind, untilSettled } from './reading-back.ts';
import { aboutCall, add, lastAttempt, step } from './step.ts';
import { within } from '../words.ts';
import { isUnclear } from './unclear.ts';
import { backoff, putOff } from './workshop.ts';
import type { Turn } from './workshop.ts';

/** So often at most AWS is told of a later end: telling it the same end again does no harm. */
const mostAttempts = 5;

/** Begins to put off the end of a change, as approved: only if that is still in force, until the same time. */
export async function beginExtension(turn: Turn, change: Change, startBy: Date): Promise<void> {
  const { shop } = turn;
  const { proposal } = change;
  const at = await shop.store.now();
  const start = (digest: string, difference: string): Happening => ({ type: 'start', digest, difference, at });
  const turnDown = async (says: string) => void (await step(turn, change, start('', says)));
  const forbidden = shop.forbids(proposal, at);
  if (forbidden !== null) return turnDown(within(forbidden));
  try {
    const extended = await extendedBy(turn, change);
    const present = extensionOf(extended, proposal.lastsMs, at);
    if (!present) return await turnDown('what it would extend is not in force any more');
    const bound = boundOf(shop.remedies, extended.proposal);
    const digest = digestOf(boundTo({ ...proposal, preview: present }));
    const writer =
      bound.extend && digest === proposal.digest ? await writerFor(turn, change, 'extend', bound, extended) : null;
    const may = await shop.rights(change, null, at);
    if (isUnclear(change, may) && at.getTime() + backoff(turn) < startBy.getTime())
      return await putOff(turn, backoff(turn));
    const begun = await step(turn, change, start(digest, 'its end is another one now'), {
      may,
      ...(writer ? intentOf(change, writer) : {}),
      unless: { off: true },
    });
    if (!begun.ok) return await turnDown(begun.says);
    if (begun.change.standing.state === 'executing') await carryOn(turn, begun.change, bound, writer);
  } catch (error) {
    if (error instanceof CannotChange) return turnDown(within(error.message));
    if (!isBlind(error)) throw error;
    return putOff(turn, backoff(turn));
  }
}

/** Goes on where a process stopped: AWS may be told the same end once more. */
export async function goOnExtending(turn: Turn, change: Change): Promise<void> {
  const attempt = lastAttempt(change, 'do');
  try {
    const extended = await extendedBy(turn, change);
    const bound = boundOf(turn.shop.remedies, extended.proposal);
    if (!bound.extend || attempt === null) return await carryOn(turn, change, bound, null);
    const wait = await untilSettled(turn, change, attempt);
    if (wait > 0) return await putOff(turn, Math.min(wait, turn.shop.pace.retryMostMs));
    const says = 'No answer came.';
    if (attempt.n >= mostAttempts) return await conclude(turn, change, 'did-not', says, null);
    if (!(await turn.shop.store.switch()).on)
      return await conclude(turn, change, 'did-not', 'Changes are turned off.', null);
    const writer = await writerFor(turn, change, 'extend', bound, extended);
    const closes = { closes: 'do', outcome: 'cannot-tell', says, awsRequestId: null } as const;
    const because = [
      aboutCall(change, 'call-ended', { kind: 'do', n: attempt.n, outcome: 'cannot-tell', says }),
    ] as const;
    const closed = attempt.outcome === null ? await add(turn, change, { attempt: closes, because }) : change;
    const begun = await add(turn, closed, intentOf(closed, writer));
    await carryOn(turn, begun, bound, writer);
  } catch (error) {
    if (!(error instanceof CannotChange) && !isBlind(error)) throw error;
    return putOff(turn, backoff(turn));
  }
}

/** Tells AWS where that is needed, then ourselves: both only ever of the one end that follows from the beginning. */
async function carryOn(turn: Turn, change: Change, bound: BoundRemediation, writer: Writer | null): Promise<void> {
  const over = (): Promise<void> =>
    conclude(turn, change, 'did-not', 'What it would extend is not in force any more.', null);
  const began = change.executions.find(({ kind }) => kind === 'do')?.startedAt ?? change.movedAt;
  const until = new Date(began.getTime() + change.proposal.lastsMs);
  if (writer && bound.extend) {
    const { extend } = bound;
    const context = await look(turn, await extendedBy(turn, change), bound);
    // Told of what was undone meanwhile, AWS would do it once more.
    if ((await extendedBy(turn, change)).standing.state !== 'applied') return over();
    const sent = await send(writer, context, tokenOf(change, 'do'), (doing) => extend({ ...doing, until }));
    if (sent.how === 'unclear') return putOff(turn, backoff(turn));
    if (sent.how !== 'accepted') return conclude(turn, change, 'did-not', sent.says, writer.requestId());
  }
  const extended = await extendedBy(turn, change);
  const { standing } = extended;
  if (standing.state === 'applied' && standing.until < until) {
    const stepped = await step(turn, extended, { type: 'extend', until, at: await turn.shop.store.now() });
    if (!stepped.ok) return conclude(turn, change, 'did-not', stepped.says, null);
  } else if (standing.state !== 'applied') {
    return over();
  }
  return conclude(turn, change, 'took-effect', `It lasts until ${until.toISOString()}.`, writer?.requestId() ?? null);
}

async function conclude(
  turn: Turn,
  change: Change,
  outcome: 'took-effect' | 'did-not',
  says: string,
  awsRequestId: string | null,
): Promise<void> {
  const attempt = lastAttempt(change, 'do');
  const happening: Happening = { type: 'outcome', outcome, says, at: await turn.shop.store.now() };
  await step(turn, change, happening, {
    ...(attempt?.outcome === null ? { attempt: { closes: 'do', outcome, says, awsRequestId } } : {}),
    because: attempt
      ? [aboutCall(change, 'call-ended', { kind: 'do', n: attempt.n, outcome, says, awsRequestId })]
      : [],
  });
}

function intentOf(change: Change, { deadline }: Writer) {
  const n = (lastAttempt(change, 'do')?.n ?? 0) + 1;
  return {
    attempt: { opens: 'do', deadline, found: null },
    because: [aboutCall(change, 'call-intended', { kind: 'do', n, deadline: deadline.toISOString() })],
  } as const;
}

async function extendedBy({ shop: { store } }: Turn, { proposal }: Change): Promise<Change> {
  const extended = proposal.extends === null ? null : await store.find(proposal.extends);
  if (!extended) throw new Error(`${proposal.id} extends nothing`);
  return extended;
}
