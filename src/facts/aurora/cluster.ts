import { fact, given, ReadFailure } from '#playbook';
import type { Place, Subject } from '#playbook';
import * as rds from '#aws/rds';
import type { DbCluster } from '#aws/rds';
import { rdsHostOf } from './host-names.ts';

export type { DbCluster } from '#aws/rds';

export const subject = given<Subject>('aurora.subject', 'Aurora cluster asked about');

/** Engines whose errors, metrics and parameters are known here. */
export type Family = 'postgresql' | 'mysql';

export interface Cluster extends DbCluster {
  readonly family: Family;
}

/**
 * The cluster. Absent, with a sentence for a person, where it is in another account or region, or of an engine that is
 * not known here.
 */
export const cluster = fact({
  id: 'aurora.cluster',
  title: 'Aurora cluster',
  step: 'Database',
  from: { subject },
  reads: [rds.clusters],
  learn: async ({ subject }, { read, place }): Promise<Cluster> => {
    const elsewhere = elsewhereOf(subject, place);
    if (elsewhere !== null) throw new ReadFailure('absent', elsewhere);
    const id = subject.arn?.split(':cluster:')[1] ?? askedOf(subject.name).database;
    const [found] = await read(rds.clusters, { id });
    if (!found) throw new ReadFailure('absent', `There is no cluster called ${id}.`);
    const family = familyOf(found.engine);
    if (family === null)
      throw new ReadFailure(
        'absent',
        `${found.id} is of the engine ${found.engine}: only PostgreSQL and MySQL are known here.`,
      );
    return { ...found, family };
  },
});

/** Null for an engine that is not known here, as Neptune and DocumentDB. */
export function familyOf(engine: string): Family | null {
  if (/^(?:aurora-)?postgres(?:ql)?$/i.test(engine)) return 'postgresql';
  return /^(?:aurora|(?:aurora-)?mysql)$/i.test(engine) ? 'mysql' : null;
}

/** `orders from checkout`: the database, and whose connections to it fail; null when no client was named. */
export function askedOf(typed: string): { readonly database: string; readonly client: string | null } {
  const [, database, client] = /^(.+?)\s+from\s+(.+)$/i.exec(typed.trim()) ?? [];
  return { database: (database ?? typed).trim(), client: client?.trim() ?? null };
}

/** Why something cannot be looked at from here; null when it can. */
export function elsewhereOf({ name, arn }: Subject, place: Place): string | null {
  const [, , , region = '', account = ''] = arn?.split(':') ?? [];
  if (account !== '' && place.account !== null && account !== place.account)
    return `${arn} is in account ${account}, and this is ${place.account}: ask there.`;
  const host = rdsHostOf(askedOf(name).database);
  const its = region || host?.region || place.region;
  return its === place.region ? null : `${name} is in ${its}, and this is ${place.region}: ask with region=${its}.`;
}
