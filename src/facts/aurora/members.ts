import { fact } from '#playbook';
import * as rds from '#aws/rds';
import type { DbInstance } from '#aws/rds';
import { cluster } from './cluster.ts';

export type { DbInstance } from '#aws/rds';

/** The machines of the cluster. */
export interface Members {
  readonly all: readonly DbInstance[];
  /** The one that takes writes, as the cluster says; null when none does. */
  readonly writer: DbInstance | null;
  readonly readers: readonly DbInstance[];
}

export const members = fact({
  id: 'aurora.members',
  title: 'Instances of the cluster',
  step: 'Database',
  from: { cluster },
  reads: [rds.instances],
  learn: async ({ cluster }, { read }): Promise<Members> => {
    const all = await read(rds.instances, { cluster: cluster.id });
    const writing = new Set(cluster.members.filter(({ writer }) => writer).map(({ instance }) => instance));
    return {
      all,
      writer: all.find(({ id }) => writing.has(id)) ?? null,
      readers: all.filter(({ id }) => !writing.has(id)),
    };
  },
});
