import type { Remedy } from '#changes';
import type { FieldChange } from '#playbook';
import type { Change, ChangesStore } from '#store';
import type { State } from '../approval/standing.ts';
import { shortName } from '../changes/words.ts';
import { ofChange } from './evidence.ts';
import type { InForce, Review, Waiting } from './handoff.ts';

/** What of the ledger a handoff tells. */
export interface Ledger {
  readonly inForce: readonly InForce[];
  readonly waiting: readonly Waiting[];
  readonly reviews: readonly Review[];
  /** All that was proposed from an investigation, and what became of it. */
  readonly ofInvestigation: ReadonlyMap<string, readonly State[]>;
}

const most = 500;
const underWay: readonly State[] = [
  'approved',
  'executing',
  'unknown',
  'applied',
  'reverting',
  'revert-stopped',
  'revert-unknown',
];

/** The ledger as it stands now; of what waited in vain, what ended within the window. */
export async function ledgerOf(
  store: ChangesStore,
  remedies: ReadonlyMap<string, Remedy>,
  window: { readonly from: Date; readonly to: Date },
): Promise<Ledger> {
  const [open, pending, expired, reviews, asked] = await Promise.all([
    store.list({ states: underWay, limit: most }),
    store.list({ states: ['pending'], limit: most }),
    store.list({ states: ['expired'], askedSince: new Date(window.from.getTime() - longestWaitMs), limit: most }),
    store.list({ reviewOpen: true, limit: most }),
    store.list({ askedSince: window.from, limit: most }),
  ]);
  const title = ({ proposal }: Change) => remedies.get(proposal.action)?.title ?? proposal.action;
  // An extension that took effect is told by the later end of what it extends.
  const inForce = open.filter(({ proposal, standing }) => proposal.extends === null || standing.state !== 'applied');
  const vain = expired.filter(({ movedAt }) => movedAt >= window.from && movedAt < window.to);
  const waiting = [...pending, ...vain.filter((change) => !isAskedAgain(change, asked))];
  return {
    inForce: await Promise.all(inForce.map((change) => inForceOf(change, title(change), store))),
    waiting: await Promise.all(waiting.map((change) => waitingOf(change, title(change), store))),
    reviews: await Promise.all(reviews.map((change) => reviewOf(change, title(change), store))),
    ofInvestigation: new Map(
      [...Map.groupBy(asked, ({ proposal }) => proposal.investigation ?? '')].map(([investigation, changes]) => [
        investigation,
        changes.map(({ standing }) => standing.state),
      ]),
    ),
  };
}

/** Nothing waits for longer for a yes. */
const longestWaitMs = 24 * 60 * 60_000;

/** The same was asked for anew: nobody needs to be told of the first. */
function isAskedAgain({ proposal, askedAt }: Change, asked: readonly Change[]): boolean {
  return asked.some((other) => {
    const later = other.askedAt.getTime() - askedAt.getTime() || (other.proposal.id > proposal.id ? 1 : 0);
    return other.proposal.digest === proposal.digest && later > 0;
  });
}

/** What every line about a change tells. */
async function told({ id, account, region, preview }: Change['proposal'], title: string, store: ChangesStore) {
  const evidence = await ofChange(id, store);
  return { evidence, carried: 0, change: id, title, account, region, says: fieldsText(preview.changes) };
}

async function inForceOf(change: Change, title: string, store: ChangesStore): Promise<InForce> {
  const { proposal, standing } = change;
  return {
    key: `change:${proposal.id}`,
    ...(await told(proposal, title, store)),
    resources: proposal.preview.resources,
    owner: proposal.requester,
    state: standing.state,
    until: standing.state === 'applied' ? standing.until.toISOString() : null,
    undo: proposal.preview.undo,
  };
}

async function waitingOf(change: Change, title: string, store: ChangesStore): Promise<Waiting> {
  const { proposal, standing, votes, askedAt } = change;
  return {
    key: `change:${proposal.id}`,
    ...(await told(proposal, title, store)),
    owner: proposal.requester,
    state: standing.state === 'expired' ? 'expired' : 'pending',
    reason: proposal.reason,
    risk: proposal.risk,
    askedAt: askedAt.toISOString(),
    expiresAt: proposal.expiresAt.toISOString(),
    votes: votes.length,
    needed: proposal.rule?.needed ?? 1,
  };
}

async function reviewOf({ proposal, askedAt }: Change, title: string, store: ChangesStore): Promise<Review> {
  return {
    key: `review:${proposal.id}`,
    ...(await told(proposal, title, store)),
    by: proposal.requester,
    at: askedAt.toISOString(),
    reason: proposal.reason,
  };
}

/** How many fields of one change are told. */
const fewest = 2;

/** "checkout: reserved concurrency, not set → 5". */
function fieldsText(changes: readonly FieldChange[]): string {
  const value = (of: FieldChange['before']) => (of === null ? 'not set' : String(of));
  const fields = changes.slice(0, fewest).map(({ resource, field, before, after }) => {
    return `${shortName(resource)}: ${field}, ${value(before)} → ${value(after)}`;
  });
  return [...fields, ...(changes.length > fewest ? [`and ${changes.length - fewest} more`] : [])].join('; ');
}
