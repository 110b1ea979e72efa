import { WriteFailure } from '#playbook';
import type { ChangeContext, Doing, Step, Write } from '#playbook';
import type { Change, Execution } from '#store';
import type { Person } from '../../approval/standing.ts';
import type { AttemptOf, Where, Writer } from '../aws-access.ts';
import type { BoundRemediation } from '../bound.ts';
import { lookInto } from '../looking.ts';
import { lastAttempt } from './step.ts';
import type { Turn } from './workshop.ts';

/** What is known of a call as soon as it was made. `nothing-sent`: it did not come to the call. */
export type Sent =
  | { readonly how: 'accepted' }
  | { readonly how: 'refused' | 'unclear' | 'nothing-sent'; readonly says: string };

export function whereOf({ proposal: { account, region } }: Change): Where {
  return { account, region };
}

/** AWS as it is at this moment: nothing that was read before is used again. */
export async function look(turn: Turn, change: Change, { spec }: BoundRemediation): Promise<ChangeContext> {
  const { shop, signal } = turn;
  const now = await shop.store.now();
  const context = await lookInto({ access: shop.access, where: whereOf(change), reads: spec.reads, now, signal });
  return { ...context, change: change.proposal.id };
}

/**
 * Credentials for the next attempt. `about` is the change whose resources are touched: for an extension, the one whose
 * end it puts off. Rejects with `CannotChange`.
 */
export async function writerFor(
  { shop: { access }, signal }: Turn,
  change: Change,
  step: Step,
  bound: BoundRemediation,
  about: Change = change,
): Promise<Writer> {
  const kind = step === 'undo' ? 'undo' : 'do';
  const where = whereOf(about);
  const partition = await access.partition(where, signal);
  const { preview, id } = about.proposal;
  const attempt: AttemptOf = {
    change: change.proposal.id,
    n: (lastAttempt(change, kind)?.n ?? 0) + 1,
    digest: change.proposal.digest,
    requester: askedBy(change, kind),
    approvers: change.votes.map(({ by }) => by),
    remediation: bound.spec,
    step,
    resources: [
      ...preview.resources,
      ...(preview.touches ?? []),
      ...(bound.spec.makes?.(id, { ...where, partition }) ?? []),
    ],
  };
  return access.writer(where, attempt, signal);
}

/** Whoever asked for the change; of undoing it before its time, whoever asked for that. */
function askedBy({ proposal, standing }: Change, kind: Execution['kind']): Person {
  const by = kind === 'undo' && standing.state === 'reverting' ? standing.by : null;
  return by ?? proposal.requester;
}

/** Makes the one call of an attempt whose intent is stored, and says what became of it. Never makes it again. */
export async function send(
  writer: Writer,
  context: ChangeContext,
  token: string,
  make: (doing: Doing) => Promise<void>,
): Promise<Sent> {
  let begun = false;
  const write: Write = (call, input) => {
    begun = true;
    return writer.write(call, input);
  };
  try {
    await make({ ...context, write, token });
    return begun ? { how: 'accepted' } : { how: 'nothing-sent', says: 'No call was made.' };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    if (error instanceof WriteFailure) return { how: error.outcome, says };
    return { how: begun ? 'unclear' : 'nothing-sent', says };
  }
}

/** The token of an execution: the same at every attempt, and in every process. Throws before the first attempt. */
export function tokenOf({ executions, proposal }: Change, kind: Execution['kind']): string {
  const execution = executions.find((one) => one.kind === kind);
  if (!execution) throw new Error(`${proposal.id} was never begun`);
  return execution.token;
}
