import { ulid } from 'ulid';
import type { Proposal, Prevented } from '#store';
import { alongAsked } from './along.ts';
import { approve } from './deciding.ts';
import type { Desk } from './desk.ts';
import { alreadyWaits, draft } from './drafting.ts';
import type { Drafted } from './drafting.ts';
import { missingReason } from './form.ts';
import type { Answered, Wanted } from './guarded-changes.ts';
import { tooMany, tooManyWait } from './limits.ts';
import { turnedOff } from './switch.ts';
import { sentence } from './words.ts';

const minute = 60_000;
/** How long a broken glass waits for its own start. */
const emergencyMs = 5 * minute;

/** Asks for a change, if it is still what the person saw; a broken glass approves itself. */
export async function propose(
  desk: Desk,
  wanted: Wanted,
  digest: string | null,
  signal: AbortSignal,
): Promise<Answered> {
  const reasonless = missingReason(wanted);
  if (reasonless !== null) return no(reasonless);
  const drafted = await draft(desk, wanted, signal);
  if ('kind' in drafted) return no(whyNot(drafted));
  const { draft: ready, at, limits, told } = drafted;
  if (digest !== null && digest !== ready.digest)
    return no('It is not as you saw it any more: look at the form again, which shows what it is now.');
  if (ready.toType !== null) return no(ready.toType);
  const closed = await tryRole(desk, wanted, drafted, signal);
  if (closed !== null) return no(closed);
  const proposal = proposalOf(wanted, drafted);
  const proposed = await desk.store.propose({
    proposal,
    unless: { limits, off: true, ...(wanted.breakGlass ? {} : { waiting: desk.config.limits.pending }) },
    ...alongAsked(proposal, told, at),
  });
  if (!proposed.ok) {
    if (proposed.why === 'pending')
      return { ok: false, says: alreadyWaits(proposed.change, wanted), change: proposed.change };
    return no(proposed.why === 'waiting' ? tooManyWait(proposed.most) : prevented(proposed));
  }
  if (wanted.breakGlass) return approve(desk, proposal.id, wanted.by, proposal.digest);
  return { ok: true, says: `Asked for: it takes ${ready.approvers.says} to approve it.`, change: proposed.change };
}

/** Whether the change role lets us in at all: better known now than after two people have approved it. */
async function tryRole({ access, log }: Desk, { by }: Wanted, { form }: Drafted, signal: AbortSignal) {
  try {
    const says = await access.trial(form.where, by, signal);
    return says === null ? null : sentence(says);
  } catch (failure) {
    log.warn({ err: failure }, 'the change role could not be tried');
    return null;
  }
}

/** Why the store would not have it, as a sentence. */
export function prevented(by: Prevented): string {
  return by.why === 'off' ? turnedOff(by.switch) : tooMany(by.limit);
}

function whyNot(drafted: Exclude<Awaited<ReturnType<typeof draft>>, Drafted>): string {
  switch (drafted.kind) {
    case 'refused':
      return drafted.says;
    case 'wrong':
      return Object.values(drafted.wrong).join(' ');
    case 'by-hand':
      return `OpsMedic does not do that itself: ${drafted.why}`;
  }
}

function proposalOf(wanted: Wanted, { draft: ready, form, at }: Drafted): Proposal {
  const { remedy, where, lastsMs, entitlement, params, risk } = form;
  const { breakGlass, by, reason, given, place, investigation } = wanted;
  const waitMs = breakGlass ? emergencyMs : (entitlement?.expiresAfterMs ?? 0);
  return {
    id: `chg_${ulid(at.getTime())}`,
    action: remedy.id,
    ...where,
    params,
    given,
    risk,
    preview: ready.preview,
    digest: ready.digest,
    requester: by,
    reason: reason.trim(),
    place,
    investigation,
    expiresAt: new Date(at.getTime() + waitMs),
    startWithinMs: entitlement?.startWithinMs ?? emergencyMs,
    lastsMs,
    requesterMayApprove: !breakGlass && (entitlement?.requesterMayApprove ?? false),
    leavesNothing: remedy.ends === 'nothing-left' || wanted.extends !== null,
    rule: breakGlass ? null : (entitlement?.rule ?? null),
    breakGlass,
    extends: wanted.extends,
  };
}

function no(says: string): Answered {
  return { ok: false, says, change: null };
}
