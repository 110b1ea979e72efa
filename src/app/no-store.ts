import type { ChangesStore, Store } from '#store';
import type { Investigation } from './investigation.ts';

/** Keeps everything in memory, for a program that lives as long as one command: the command line without a database. */
export function noStore(): Store {
  const investigations = new Map<string, Investigation>();
  const claimed = new Set<string>();
  const change = (id: string, part: Partial<Investigation>): Promise<void> => {
    const known = investigations.get(id);
    if (known) investigations.set(id, { ...known, ...part });
    return Promise.resolve();
  };
  return {
    changes: null,
    handoffs: null,
    claimEvent: (source, id) => {
      const key = `${source} ${id}`;
      const first = !claimed.has(key);
      claimed.add(key);
      return Promise.resolve(first);
    },
    begin: (investigation) => {
      investigations.set(investigation.id, investigation);
      return Promise.resolve();
    },
    renew: () => Promise.resolve(),
    posted: (id, messageTs) => change(id, { messageTs }),
    finish: (id, end) => (investigations.get(id)?.state === 'running' ? change(id, end) : Promise.resolve()),
    takeInterrupted: () => Promise.resolve([]),
    find: (id) => Promise.resolve(investigations.get(id) ?? null),
    recent: ({ channel, limit }) =>
      Promise.resolve(
        [...investigations.values()]
          .filter(({ place }) => channel === undefined || place.channel === channel)
          .toReversed()
          .slice(0, limit),
      ),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** Stands for a store that could not be opened: whatever is asked of it fails with the reason. */
export function brokenStore(reason: unknown): Store {
  const fail = (): Promise<never> => Promise.reject(reason instanceof Error ? reason : new Error(String(reason)));
  return {
    changes: brokenChanges(fail),
    handoffs: { begin: fail, find: fail, newest: fail, move: fail },
    claimEvent: fail,
    begin: fail,
    renew: fail,
    posted: fail,
    finish: fail,
    takeInterrupted: fail,
    find: fail,
    recent: fail,
    ping: fail,
    close: () => Promise.resolve(),
  };
}

function brokenChanges(fail: () => Promise<never>): ChangesStore {
  return {
    now: fail,
    propose: fail,
    find: fail,
    list: fail,
    move: fail,
    closeReview: fail,
    overLimit: fail,
    claimJob: fail,
    renewJob: fail,
    settleJob: fail,
    schedule: fail,
    post: fail,
    claimMessage: fail,
    settleMessage: fail,
    message: fail,
    switch: fail,
    turn: fail,
    record: fail,
    auditHead: fail,
    auditRecords: fail,
  };
}
