import type { Attempt, AuditEvent, Change, Execution, Lease, Move } from '#store';
import { decide } from '../../approval/decide.ts';
import type { Rights } from '../../approval/decide.ts';
import type { Happening, Standing, State } from '../../approval/standing.ts';
import { along } from '../along.ts';
import { tooMany } from '../limits.ts';
import type { LookedUp } from '../rights.ts';
import { within } from '../words.ts';
import { LeaseLost, Overtaken } from './workshop.ts';
import type { Turn } from './workshop.ts';

/** What goes with a step of the worker. */
export interface Also extends Pick<Move, 'attempt' | 'verified' | 'unless' | 'post' | 'schedule'> {
  /** Who may decide, as looked up for this step: only what needs votes looks at it. */
  readonly may?: Pick<LookedUp, 'rights' | 'terms'>;
  readonly because?: readonly AuditEvent[];
}

/** Where the change stands now, or a sentence why nothing was moved. */
export type Stepped =
  | { readonly ok: true; readonly change: Change }
  | { readonly ok: false; readonly why: 'refused' | 'prevented'; readonly says: string };

const nobody: Rights = { against: () => 'Rights were not looked up.', enough: () => false };

/** While a change stands so, the job still has something to do with it. */
const goesOn: Readonly<Record<string, ReadonlySet<State>>> = {
  execute: new Set(['executing', 'unknown']),
  revert: new Set(['reverting', 'revert-unknown']),
};

/**
 * Decides what becomes of a change, and moves it there in the name of the job, which ends with a move that leaves it
 * nothing to do. Throws `Overtaken` or `LeaseLost`; then nothing was done.
 */
export async function step(turn: Turn, change: Change, happening: Happening, also: Also = {}): Promise<Stepped> {
  const { rights, terms } = also.may ?? { rights: nobody, terms: change.proposal };
  const decision = decide(change.standing, happening, terms, rights);
  if (!decision.ok) return { ok: false, why: 'refused', says: decision.says };
  const to = decision.next;
  const { attempt, unless, ...others } = also;
  // A start may turn out to be none: then there is no call to be sent, and nothing in the way.
  const begins = happening.type !== 'start' || to.state === 'executing';
  const goes = along(change, to, null, happening.at);
  return store(turn, change, to, {
    ...goes,
    ...(begins && attempt ? { attempt } : {}),
    ...(begins && unless ? { unless } : {}),
    ...(others.verified ? { verified: others.verified } : {}),
    because: [...goes.because, ...(also.because ?? [])],
    post: [...(goes.post ?? []), ...(also.post ?? [])],
    schedule: [...(goes.schedule ?? []), ...(also.schedule ?? [])],
  });
}

/**
 * Adds to a change that stays where it stands: an attempt, or what was seen. Throws `Overtaken`, also where something
 * stands in the way, and `LeaseLost`; then nothing was done.
 */
export async function add(
  turn: Turn,
  change: Change,
  { ends, ...parts }: Pick<Move, 'attempt' | 'verified' | 'because' | 'post' | 'unless'> & { readonly ends?: true },
): Promise<Change> {
  const stored = await store(turn, change, change.standing, { refresh: [change.proposal.id], ...parts }, ends);
  if (!stored.ok) throw new Overtaken(stored.says);
  return stored.change;
}

async function store(
  { shop, lease }: Turn,
  change: Change,
  to: Standing,
  parts: Omit<Move, 'change' | 'version' | 'to' | 'lease' | 'settles'>,
  ends = !goesOn[lease.kind]?.has(to.state) && isAbout(lease, change),
): Promise<Stepped> {
  const moved = await shop.store.move({
    change: change.proposal.id,
    version: change.version,
    to,
    lease,
    ...(ends ? { settles: true } : {}),
    ...parts,
  });
  if (moved.ok) {
    const { attempt } = parts;
    const call = attempt === undefined ? {} : 'opens' in attempt ? { opens: attempt.opens } : attempt;
    shop.log.info({ change: change.proposal.id, from: change.standing.state, to: to.state, ...call }, 'a change moved');
    return moved;
  }
  switch (moved.why) {
    case 'overtaken':
      throw new Overtaken(change.proposal.id);
    case 'lease-lost':
      throw new LeaseLost(lease.ref);
    case 'held':
      return prevented(`${moved.resource} is being changed already, by ${moved.by}`);
    case 'off':
      return prevented(`changes are turned off${moved.switch.why ? `: ${within(moved.switch.why)}` : ''}`);
    case 'limit':
      return prevented(within(tooMany(moved.limit)));
  }
}

/** An extension's job moves the change that it extends, too, and goes on. */
function isAbout({ ref }: Lease, { proposal: { id } }: Change): boolean {
  return ref === id || ref.startsWith(`${id}/`);
}

function prevented(says: string): Stepped {
  return { ok: false, why: 'prevented', says };
}

/** The last call that was made, or was about to be. */
export function lastAttempt({ executions }: Change, kind: Execution['kind']): Attempt | null {
  return executions.find((execution) => execution.kind === kind)?.attempts.at(-1) ?? null;
}

/** A record about a call. */
export function aboutCall(change: Change, what: string, details: AuditEvent['details']): AuditEvent {
  return { actor: null, what, ref: change.proposal.id, details };
}
