import { sql } from 'kysely';
import type { SchemaModule } from 'kysely';

/** Investigations, and the events that were already handled. */
export async function investigations(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('inbox')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('inbox_key', ['source', 'id'])
    .execute();
  await schema.createIndex('inbox_by_time').on('inbox').column('received_at').execute();

  await schema
    .createTable('investigation')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('team', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('thread', 'text')
    .addColumn('asked_by', 'text', (column) => column.notNull())
    .addColumn('ask', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('report', 'text')
    .addColumn('failure', 'text')
    .addColumn('repeats', 'text')
    .addColumn('message_ts', 'text')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .addCheckConstraint('investigation_state', sql`state in ('running', 'finished', 'failed', 'interrupted')`)
    .addCheckConstraint('investigation_ended', sql`(state = 'running') = (finished_at is null)`)
    .addCheckConstraint('investigation_leased', sql`(state = 'running') = (lease_until is not null)`)
    .execute();
  await schema.createIndex('investigation_by_time').on('investigation').column('started_at').execute();
  await schema.createIndex('investigation_by_channel').on('investigation').columns(['channel', 'started_at']).execute();
  await schema
    .createIndex('investigation_running')
    .on('investigation')
    .column('lease_until')
    .where(sql.ref('state'), '=', sql.lit('running'))
    .execute();
}
