import type { Change, Move, Moved } from '#store';
import { decide } from '../approval/decide.ts';
import type { Happening, Person, Standing } from '../approval/standing.ts';
import { along } from './along.ts';
import type { Desk } from './desk.ts';
import type { Answered } from './guarded-changes.ts';
import { tooMany } from './limits.ts';
import type { LookedUp } from './rights.ts';
import { turnedOff } from './switch.ts';
import { list, nameOf, shortName } from './words.ts';

/** How a person moves a change. */
interface Decision {
  readonly by: Person;
  readonly happening: (at: Date, change: Change) => Happening;
  /** Why it may not be, beside what `decide` says. */
  readonly against?: (change: Change, looked: LookedUp, at: Date) => Promise<string | null> | string | null;
  readonly terms?: (looked: LookedUp, change: Change) => LookedUp['terms'];
  readonly also?: (change: Change) => Partial<Pick<Move, 'unless' | 'attempt'>>;
  /** What the person is told when it is done. */
  readonly says: (to: Standing, looked: LookedUp) => string;
}

/** So often at most somebody else is faster. */
const mostTries = 50;
/** Milliseconds after which AWS has refused a call that is still under way, and has done what it did not refuse. */
const mayArriveMs = 60_000;

export function approve(desk: Desk, id: string, by: Person, digest: string): Promise<Answered> {
  return move(desk, id, {
    by,
    happening: (at) => ({ type: 'approve', by, digest, at }),
    against: async (change, _looked, at) => (await endedMeanwhile(desk, change)) ?? desk.forbids(change.proposal, at),
    also: () => ({ unless: { off: true } }),
    says: (to, { approvers, rights }) => {
      if (to.state !== 'pending') return 'Approved: it is being done now.';
      const counting = to.votes.filter((vote) => rights.against(vote.by) === null).length;
      return counting < approvers.needed
        ? `Your yes counts: ${counting} of ${approvers.needed}, it waits for somebody else.`
        : 'Your yes counts, and it waits for somebody through another group.';
    },
  });
}

export function deny(desk: Desk, id: string, by: Person, reason: string): Promise<Answered> {
  if (reason.trim() === '') return Promise.resolve(no('Say why not: who asked for it is told.', null));
  return move(desk, id, {
    by,
    happening: (at) => ({ type: 'deny', by, reason: reason.trim(), at }),
    says: () => 'Denied: who asked for it is told.',
  });
}

export function withdraw(desk: Desk, id: string, by: Person): Promise<Answered> {
  return move(desk, id, {
    by,
    happening: (at) => ({ type: 'withdraw', by, at }),
    says: () => 'Withdrawn: nothing is done.',
  });
}

/** Anybody may undo early; to write over what somebody else set meanwhile takes the right to approve. */
export function undo(desk: Desk, id: string, by: Person): Promise<Answered> {
  return move(desk, id, {
    by,
    happening: (at) => ({ type: 'revert', by, at }),
    against: ({ standing, proposal }, { rights }) => {
      if (standing.state !== 'revert-stopped') return null;
      // That was not what the glass was broken for.
      if (proposal.breakGlass && by === proposal.requester) return 'Somebody else has to decide that.';
      return rights.against(by);
    },
    says: () => 'It is being undone now.',
  });
}

export function keep(desk: Desk, id: string, by: Person): Promise<Answered> {
  return move(desk, id, {
    by,
    happening: (at) => ({ type: 'keep', by, at }),
    against: ({ standing, proposal }) =>
      standing.state === 'applied' && endsByItself(desk, proposal)
        ? 'AWS ends it at its time whatever we say: extend it instead.'
        : null,
    // Whoever broke the glass does not keep what it was broken for.
    terms: ({ terms }, { proposal }) => ({
      ...terms,
      requesterMayApprove: terms.requesterMayApprove && !proposal.breakGlass,
    }),
    says: ({ state }) =>
      state === 'kept'
        ? 'It stays: nobody will undo it.'
        : 'Noted. It takes somebody else who may approve it, as it did to make it.',
  });
}

function endsByItself({ remedies }: Desk, { action }: Change['proposal']): boolean {
  const remedy = remedies.get(action);
  return remedy?.kind === 'guarded' && remedy.ends === 'by-itself';
}

/** Leads out of not knowing, by somebody who looked and who may approve such a change. */
export function settle(desk: Desk, id: string, by: Person, tookEffect: boolean): Promise<Answered> {
  const outcome = tookEffect ? 'took-effect' : 'did-not';
  const says = `a person looked: it ${tookEffect ? 'took effect' : 'did not take effect'}`;
  return move(desk, id, {
    by,
    // Its time began with the call, as it would have with an answer.
    happening: (at, change) => ({ type: 'outcome', outcome, says, at: lastCall(change) ?? at }),
    against: ({ standing, executions, proposal }, { rights, terms }, at) => {
      if (standing.state !== 'unknown' && standing.state !== 'revert-unknown')
        return 'It is known already what came of it.';
      // Who broke the glass does not say what came of it.
      const theirOwn = by === terms.requester && !(terms.requesterMayApprove && proposal.requesterMayApprove);
      if (theirOwn) return 'Somebody else has to decide that.';
      const last = executions.flatMap(({ attempts }) => attempts.map(({ intentAt }) => intentAt.getTime()));
      if (!tookEffect && at.getTime() < Math.max(...last) + mayArriveMs)
        return 'The call may still arrive: look once more, and say so in a minute.';
      return rights.against(by);
    },
    also: ({ executions }) => {
      const open = executions.find(({ attempts }) => attempts.at(-1)?.outcome === null);
      return open ? { attempt: { closes: open.kind, outcome, says, awsRequestId: null } } : {};
    },
    says: () => 'Noted: that is how it stands now.',
  });
}

/** Decides on what is there, and on what is there then when somebody was faster. */
async function move(desk: Desk, id: string, decision: Decision): Promise<Answered> {
  const { store } = desk;
  let change = await store.find(id);
  if (!change) return no('There is no such change.', null);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const at = await store.now();
    const looked = await desk.rights(change, decision.by, at);
    const against = looked.barred ?? (await decision.against?.(change, looked, at)) ?? null;
    if (against !== null) return turnAway(desk, change, decision, at, against);
    const terms = decision.terms?.(looked, change) ?? looked.terms;
    const decided = decide(change.standing, decision.happening(at, change), terms, looked.rights);
    if (!decided.ok) return turnAway(desk, change, decision, at, decided.says);
    const moved: Moved = await store.move({
      change: id,
      version: change.version,
      to: decided.next,
      ...along(change, decided.next, decision.by, at),
      ...decision.also?.(change),
    });
    if (moved.ok) return { ok: true, says: decision.says(decided.next, looked), change: moved.change };
    if (moved.why !== 'overtaken') return no(inTheWay(moved), change);
    ({ change } = moved);
  }
  return no('Too many people are deciding about it at once: try again.', change);
}

/** Nothing happens, and the log says that somebody tried. */
async function turnAway(
  { store }: Desk,
  change: Change,
  { by, happening }: Decision,
  at: Date,
  says: string,
): Promise<Answered> {
  const { proposal, standing } = change;
  const details = { tried: happening(at, change).type, state: standing.state, says };
  await store.record([{ actor: by, what: 'refused', ref: proposal.id, details }]);
  return no(`${says}${whoDecided(change, says)}`, change);
}

/** A late click learns who was faster. */
function whoDecided({ standing, votes }: Change, says: string): string {
  if (!says.startsWith('Too late') || votes.length === 0 || standing.state === 'pending') return '';
  return ` Approved by ${list(votes.map((vote) => nameOf(vote.by)))}.`;
}

function lastCall({ executions }: Change): Date | null {
  return executions.find(({ kind }) => kind === 'do')?.attempts.at(-1)?.intentAt ?? null;
}

/** An extension of what is no longer in force. */
async function endedMeanwhile({ store }: Desk, { proposal }: Change): Promise<string | null> {
  if (proposal.extends === null) return null;
  const extended = await store.find(proposal.extends);
  return extended?.standing.state === 'applied'
    ? null
    : 'What this was to extend has ended: there is nothing to approve.';
}

function inTheWay(moved: Exclude<Moved, { ok: true } | { why: 'overtaken' }>): string {
  switch (moved.why) {
    case 'off':
      return turnedOff(moved.switch);
    case 'limit':
      return tooMany(moved.limit);
    case 'held':
      return `${shortName(moved.resource)} is being changed already: undo that first.`;
    case 'lease-lost':
      return 'Another process is at it: try again.';
  }
}

function no(says: string, change: Change | null): Answered {
  return { ok: false, says, change };
}
