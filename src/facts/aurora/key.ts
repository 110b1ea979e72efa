import { fact } from '#playbook';
import * as kms from '#aws/kms';
import type { Key } from '#aws/kms';
import { cluster } from './cluster.ts';

/** The key that the storage is encrypted with, looked at only where the cluster cannot use it; else null. */
export const databaseKey = fact({
  id: 'aurora.key',
  title: 'Key of the storage',
  step: 'Database',
  from: { cluster },
  reads: [kms.key],
  learn: async ({ cluster }, { read }): Promise<Key | null> =>
    cluster.kmsKey !== null && /inaccessible/i.test(cluster.status) ? read(kms.key, { id: cluster.kmsKey }) : null,
});
