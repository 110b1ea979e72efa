import { fact } from '#playbook';
import * as rds from '#aws/rds';
import { cluster } from './cluster.ts';

/** What part a cluster has in a global database. */
export interface GlobalRole {
  readonly database: string;
  /** Whether this is the cluster that takes writes. */
  readonly writes: boolean;
  /** ARN of the cluster that does; null where none is named. */
  readonly primary: string | null;
}

/** Asked only of a cluster without a writer: others take writes. Null for one that is in no global database. */
export const globalRole = fact({
  id: 'aurora.global-role',
  title: 'Part in a global database',
  step: 'Database',
  from: { cluster },
  reads: [rds.globalClusters],
  learn: async ({ cluster }, { read }): Promise<GlobalRole | null> => {
    if (cluster.members.some(({ writer }) => writer)) return null;
    const [found] = await read(rds.globalClusters, { cluster: cluster.arn });
    if (!found) return null;
    const own = found.members.find((member) => member.cluster === cluster.arn);
    return {
      database: found.id,
      writes: own?.writer ?? false,
      primary: found.members.find(({ writer }) => writer)?.cluster ?? null,
    };
  },
});
