import type { Store } from '#store';
import type { Metrics } from './metrics.ts';

/** The same store, counting each investigation that it is told the end of. */
export function countedStore(store: Store, metrics: Pick<Metrics, 'investigated'>): Store {
  return {
    changes: store.changes,
    handoffs: store.handoffs,
    claimEvent: (source, id) => store.claimEvent(source, id),
    begin: (investigation) => store.begin(investigation),
    renew: () => store.renew(),
    posted: (id, messageTs) => store.posted(id, messageTs),
    finish: async (id, end) => {
      await store.finish(id, end);
      const { report, state } = end;
      const found = report ?? (await store.find(id));
      const playbook = report?.playbook ?? (found !== null && 'ask' in found ? found.ask.playbook : 'unknown');
      metrics.investigated(playbook, report?.diagnosis.kind ?? state, (report?.durationMs ?? 0) / 1000);
    },
    takeInterrupted: () => store.takeInterrupted(),
    find: (id) => store.find(id),
    recent: (filter) => store.recent(filter),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
