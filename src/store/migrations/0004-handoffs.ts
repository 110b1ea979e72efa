import { sql } from 'kysely';
import type { SchemaModule } from 'kysely';

/** Handoffs at changes of shift: one for each occasion of a team. */
export async function handoffs(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('handoff')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('team', 'text', (column) => column.notNull())
    .addColumn('occasion', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addUniqueConstraint('handoff_occasion', ['team', 'occasion'])
    .addCheckConstraint('handoff_state', sql`state in ('draft', 'posted', 'skipped')`)
    .execute();
  await schema.createIndex('handoff_by_time').on('handoff').columns(['team', 'at']).execute();
}
