import type { ChangesStore } from '#store';
import type { Answered, Approvers, GuardedChanges, Remedy } from './guarded-changes.ts';

const elsewhere = 'Changes are asked for and decided in Slack, where it is known who people are.';
const nobody: Approvers = { people: [], needed: 0, unreadable: [], says: 'nobody here' };

/** Guarded changes to be looked at only: on a terminal, where nobody can tell who sits there. */
export function changesToRead(
  store: ChangesStore,
  remedies: ReadonlyMap<string, Remedy>,
  unaccounted: GuardedChanges['unaccounted'],
): GuardedChanges {
  const refuse = (): Promise<Answered> => Promise.resolve({ ok: false, says: elsewhere, change: null });
  return {
    remedies,
    draft: () => Promise.resolve({ kind: 'refused', says: elsewhere, pending: null, mayBreakGlass: false }),
    propose: refuse,
    approve: refuse,
    deny: refuse,
    withdraw: refuse,
    undo: refuse,
    keep: refuse,
    settle: refuse,
    again: () => Promise.resolve(null),
    closeReview: refuse,
    turn: refuse,
    switch: () => store.switch(),
    find: (id) => store.find(id),
    list: (which) => store.list(which),
    approvers: () => Promise.resolve(nobody),
    whoMay: () => Promise.resolve([]),
    unaccounted,
  };
}
