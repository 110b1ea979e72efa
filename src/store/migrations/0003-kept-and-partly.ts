import type { SchemaModule } from 'kysely';
import { attempts, proposals, states } from './0002-changes.ts';

/**
 * Changes that a person kept for good or that leave nothing to be undone, and attempts that took effect in part. No released program could store a change,
 * so the tables are empty: they are made anew, which both engines can.
 */
export async function keptAndPartly(schema: SchemaModule): Promise<void> {
  for (const table of ['verification', 'attempt', 'execution', 'proposal_resource', 'vote', 'proposal'])
    await schema.dropTable(table).execute();
  await proposals(schema, [...states, 'kept', 'done']);
  await attempts(schema, ['took-effect', 'partly', 'did-not', 'cannot-tell']);
}
