import { isDeepStrictEqual } from 'node:util';
import { CannotInvestigate, ReadFailure } from '#playbook';
import type { BlindSpot, LookContext, Plain, Seeker, Trace, WhoMade } from '#playbook';
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

/** For so long an answer serves whoever asks next, in milliseconds: it takes dozens of calls. */
const keptMs = 60_000;

/**
 * Looks through all accounts for temporary changes that none of ours accounts for. What could not be seen is said, and
 * never counts as nothing. Rejects when the database is out of reach.
 */
export function unaccountedFrom(parts: UnownedParts): (signal: AbortSignal) => Promise<Unaccounted> {
  const { store, places } = parts;
  const ours = () => store.list({ states: inForce, limit: 1_000 });
  let kept: { readonly at: Date; readonly answer: Unaccounted } | null = null;
  return async (signal) => {
    const now = await store.now();
    const age = kept === null ? Infinity : now.getTime() - kept.at.getTime();
    if (kept !== null && age >= 0 && age < keptMs) return kept.answer;
    const before = await ours();
    const seen = await Promise.all(places.map((where) => tracesIn(parts, where, { now, signal })));
    // A change of ours may have begun or ended while we looked.
    const own = [...before, ...(await ours())];
    const looks = await Promise.all(seen.map((one) => withoutOurs(parts, one, own, { now, signal })));
    const answer = { found: looks.flat(), blind: seen.flatMap(({ blind }) => blind) };
    kept = { at: now, answer };
    return answer;
  };
}

interface Patience {
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What was seen in one account and region. */
interface Seen {
  readonly where: Where;
  readonly traces: readonly { readonly trace: Trace; readonly context: LookContext }[];
  readonly blind: readonly BlindSpot[];
}

async function tracesIn({ access, seekers }: UnownedParts, where: Where, patience: Patience): Promise<Seen> {
  const seen = await Promise.all(
    seekers.map(async ({ kind, reads, seek }) => {
      try {
        const context = await lookInto({ access, where, reads, ...patience });
        return { traces: (await seek(context)).map((trace) => ({ trace, context })), blind: [] };
      } catch (error) {
        return { traces: [], blind: [blindSpot(kind, where, error)] };
      }
    }),
  );
  return { where, traces: seen.flatMap(({ traces }) => traces), blind: seen.flatMap(({ blind }) => blind) };
}

async function withoutOurs(
  { access, remedies, whoMade }: UnownedParts,
  { where, traces }: Seen,
  ours: readonly Change[],
  patience: Patience,
): Promise<readonly Unowned[]> {
  const { reads, who } = whoMade;
  const unowned = traces.filter(({ trace, context }) => !isOurs(trace, ours, remedies, context));
  const found: Unowned[] = [];
  for (const [i, { trace }] of unowned.entries()) {
    const ask = async () => who(trace, await lookInto({ access, where, reads, ...patience }));
    const made = i < mostAskedAbout ? await quietly(ask) : null;
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
  return found;
}

/** One of our changes in force made such a change of that part of the resource, or made the resource itself. */
function isOurs(
  { resource, madeBy, found = {} }: Trace,
  ours: readonly Change[],
  remedies: ReadonlyMap<string, Remedy>,
  { place }: LookContext,
): boolean {
  return ours.some(({ proposal: { id, action, preview } }) => {
    if (!madeBy.includes(action)) return false;
    const remedy = remedies.get(action);
    const made = remedy?.kind === 'guarded' ? (remedy.makes?.(id, place) ?? []) : [];
    if (made.includes(resource)) return true;
    return preview.resources.includes(resource) && isMatch(found, preview.found);
  });
}

function isMatch(part: Readonly<Record<string, Plain>>, whole: Plain): boolean {
  const own = new Map(Object.entries(whole ?? {}));
  return Object.entries(part).every(([name, value]) => isDeepStrictEqual(own.get(name), value));
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
