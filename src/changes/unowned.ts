import { CannotInvestigate, ReadFailure } from '#playbook';
import type { AnyReadCall, BlindSpot, LookContext, Seeker, Trace, WhoMade } from '#playbook';
import type { Change, ChangesStore } from '#store';
import type { State } from '../approval/standing.ts';
import type { AwsAccess, Where } from './aws-access.ts';
import type { Remedy, Unaccounted, Unowned } from './guarded-changes.ts';
import { lookInto } from './looking.ts';

/** What is needed to look for temporary changes that none of ours accounts for. */
export interface UnownedParts {
  readonly store: Pick<ChangesStore, 'list' | 'now'>;
  readonly access: AwsAccess;
  readonly remedies: ReadonlyMap<string, Remedy>;
  readonly seekers: readonly Seeker[];
  readonly whoMade: WhoMade;
  /** The accounts and regions that are looked through. */
  readonly places: readonly Where[];
}

/** While a change stands so, what it set may be there. */
const inForce: readonly State[] = [
  'executing',
  'unknown',
  'applied',
  'reverting',
  'revert-stopped',
  'revert-unknown',
  'kept',
];

/** CloudTrail answers two questions a second for a whole account: it is asked about so many at most. */
const mostAskedAbout = 10;

/**
 * Looks through all accounts for temporary changes that none of ours accounts for. What could not be seen is said, and
 * never counts as nothing. Rejects when the database is out of reach.
 */
export function unaccountedFrom(parts: UnownedParts): (signal: AbortSignal) => Promise<Unaccounted> {
  return async (signal) => {
    const now = await parts.store.now();
    const ours = await parts.store.list({ states: inForce, limit: 1_000 });
    const looks = await Promise.all(parts.places.map((where) => lookThrough(parts, where, ours, { now, signal })));
    return { found: looks.flatMap(({ found }) => found), blind: looks.flatMap(({ blind }) => blind) };
  };
}

interface Patience {
  readonly now: Date;
  readonly signal: AbortSignal;
}

async function lookThrough(
  { access, remedies, seekers, whoMade }: UnownedParts,
  where: Where,
  ours: readonly Change[],
  patience: Patience,
): Promise<Unaccounted> {
  const look = (reads: readonly AnyReadCall[]) => lookInto({ access, where, reads, ...patience });
  const seen = await Promise.all(
    seekers.map(async ({ kind, reads, seek }) => {
      try {
        const context = await look(reads);
        const traces = await seek(context);
        return { traces: traces.filter((trace) => !isOurs(trace, ours, remedies, context)), blind: [] };
      } catch (error) {
        return { traces: [], blind: [blindSpot(kind, where, error)] };
      }
    }),
  );
  const traces = seen.flatMap((one) => one.traces);
  const found: Unowned[] = [];
  for (const [i, trace] of traces.entries()) {
    const made = i < mostAskedAbout ? await quietly(async () => whoMade.who(trace, await look(whoMade.reads))) : null;
    found.push({
      ...where,
      kind: trace.kind,
      resource: trace.resource,
      says: trace.says,
      since: (trace.since ?? made?.at)?.toISOString() ?? null,
      until: trace.until?.toISOString() ?? null,
      by: made?.by ?? null,
    });
  }
  return { found, blind: seen.flatMap((one) => one.blind) };
}

/** One of our changes in force made such a change of that resource, or made the resource itself. */
function isOurs(
  { resource, madeBy }: Trace,
  ours: readonly Change[],
  remedies: ReadonlyMap<string, Remedy>,
  { place }: LookContext,
): boolean {
  return ours.some(({ proposal: { id, action, preview } }) => {
    if (!madeBy.includes(action)) return false;
    const remedy = remedies.get(action);
    const made = remedy?.kind === 'guarded' ? (remedy.makes?.(id, place) ?? []) : [];
    return preview.resources.includes(resource) || made.includes(resource);
  });
}

/** A mistake of our own hides as much as a denial does, and ends nobody's list. */
function blindSpot(kind: string, { account, region }: Where, error: unknown): BlindSpot {
  const fact = `unowned.${kind}`;
  const detail = `${error instanceof Error ? error.message : String(error)} (${account}, ${region})`;
  if (!(error instanceof ReadFailure))
    return { fact, why: error instanceof CannotInvestigate ? 'failed' : 'bug', detail };
  return { fact, why: error.why, detail, ...(error.action === undefined ? {} : { action: error.action }) };
}

/** Who made it is worth knowing, and never worth failing for. */
async function quietly<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}
