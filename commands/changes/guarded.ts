import { UsageError, isTerminal, meant } from '#app';
import type { App, Request } from '#app';
import type { GuardedChanges, Remedy } from '#changes';
import { personIn } from '../../src/approval/person.ts';
import type { Person } from '../../src/approval/standing.ts';

/** Guarded changes, or a `UsageError` that says why there are none. */
export function guardedOf({ changes, store }: Pick<App, 'changes' | 'store'>): GuardedChanges {
  if (changes !== null) return changes;
  throw new UsageError(
    store.changes === null
      ? 'Changes are off here: they need a database (OPSMEDIC_DATA or DATABASE_URL), and Slack to approve them in.'
      : 'Changes are off here: they need Slack to approve them in. Diagnosis works as ever.',
  );
}

/** Who does something to a change. On a command line nobody can tell who types, so a `UsageError` says where to go. */
export function actorIn({ by, place }: Request): Person {
  if (isTerminal(place)) throw new UsageError('That is done in Slack: on a command line nobody can tell who you are.');
  return askerIn({ by, place });
}

/** The same for what only looks. */
export function askerIn({ by, place }: Pick<Request, 'by' | 'place'>): Person {
  return personIn(place.team, by);
}

/** The remedy of that id, or a `UsageError` that names the nearest. */
export function remedyCalled(id: string, { remedies }: Pick<GuardedChanges, 'remedies'>): Remedy {
  const remedy = remedies.get(id.toLowerCase());
  if (remedy) return remedy;
  const near = meant(id, remedies.keys());
  throw new UsageError(
    `There is no change “${id}”: ${near ? `did you mean “${near}”?` : 'say propose alone to see what there is.'}`,
  );
}
