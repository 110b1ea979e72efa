import { sql } from 'kysely';
import type { CreateTableBuilder, SchemaModule } from 'kysely';
import type { MigrationTools } from '../migrate.ts';

/** Of a proposal. */
export const states = [
  'pending',
  'denied',
  'withdrawn',
  'expired',
  'approved',
  'stale',
  'executing',
  'failed',
  'unknown',
  'applied',
  'reverting',
  'reverted',
  'revert-stopped',
  'revert-unknown',
];

/** Guarded changes, the jobs and messages that go with them, and the audit log. */
export async function changes(schema: SchemaModule, { appendOnly }: MigrationTools): Promise<void> {
  await proposals(schema, states);
  await attempts(schema, ['took-effect', 'did-not', 'cannot-tell']);
  await jobsAndMessages(schema);
  await schema
    .createTable('setting')
    .addColumn('key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('updated_by', 'text')
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('audit')
    .addColumn('seq', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text')
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('ref', 'text')
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull().unique())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await appendOnly('audit');
}

/** Proposals, votes on them and what they hold. */
export async function proposals(schema: SchemaModule, states: readonly string[]): Promise<void> {
  await schema
    .createTable('proposal')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('requester', 'text', (column) => column.notNull())
    .addColumn('investigation', 'text')
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('standing', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .addColumn('moved_at', 'bigint', (column) => column.notNull())
    .addColumn('review', 'text')
    .addColumn('review_open', 'integer', (column) => column.notNull())
    .addCheckConstraint('proposal_state', sql`state in (${words(states)})`)
    .execute();
  await schema.createIndex('proposal_by_time').on('proposal').column('asked_at').execute();
  await schema.createIndex('proposal_by_state').on('proposal').columns(['state', 'asked_at']).execute();
  // The same change waits once.
  await schema
    .createIndex('proposal_waiting')
    .unique()
    .on('proposal')
    .column('digest')
    .where(sql<boolean>`state in ('pending', 'approved') and review is null`)
    .execute();

  await ofProposal(schema.createTable('vote'))
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('vote_key', ['proposal', 'person'])
    .execute();

  await ofProposal(schema.createTable('proposal_resource'))
    .addColumn('resource', 'text', (column) => column.notNull())
    .addColumn('held', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('proposal_resource_key', ['proposal', 'resource'])
    .execute();
  // One change at a time for each resource.
  await schema
    .createIndex('resource_held')
    .unique()
    .on('proposal_resource')
    .column('resource')
    .where(sql<boolean>`held = 1`)
    .execute();
  await schema.createIndex('proposal_by_resource').on('proposal_resource').column('resource').execute();
}

/** Executions, their attempts and what was seen of their effect. */
export async function attempts(schema: SchemaModule, outcomes: readonly string[]): Promise<void> {
  await ofProposal(schema.createTable('execution'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('execution_key', ['proposal', 'kind'])
    .addCheckConstraint('execution_kind', sql`kind in ('do', 'undo')`)
    .execute();
  await schema.createIndex('execution_by_time').on('execution').column('started_at').execute();

  await ofProposal(schema.createTable('attempt'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('fence', 'integer')
    .addColumn('intent_at', 'bigint', (column) => column.notNull())
    .addColumn('deadline', 'bigint', (column) => column.notNull())
    .addColumn('found', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('ending', 'text')
    .addColumn('closed_at', 'bigint')
    .addPrimaryKeyConstraint('attempt_key', ['proposal', 'kind', 'n'])
    .addForeignKeyConstraint('attempt_execution', ['proposal', 'kind'], 'execution', ['proposal', 'kind'])
    .addCheckConstraint('attempt_outcome', sql`outcome in (${words(outcomes)})`)
    .addCheckConstraint('attempt_closed', sql`(outcome is null) = (closed_at is null)`)
    .execute();
  // Never two calls on their way.
  await schema
    .createIndex('attempt_open')
    .unique()
    .on('attempt')
    .column('proposal')
    .where(sql<boolean>`outcome is null`)
    .execute();

  await ofProposal(schema.createTable('verification'))
    .addColumn('minutes', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('seen', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('verification_key', ['proposal', 'minutes'])
    .execute();
}

async function jobsAndMessages(schema: SchemaModule): Promise<void> {
  await leased(schema.createTable('job'))
    .addColumn('run_at', 'bigint', (column) => column.notNull())
    .addColumn('done', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('job_key', ['kind', 'ref'])
    .execute();
  await schema
    .createIndex('job_due')
    .on('job')
    .column('run_at')
    .where(sql<boolean>`done = 0`)
    .execute();

  await leased(schema.createTable('message'))
    .addColumn('team', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('thread', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('sent_version', 'integer', (column) => column.notNull())
    .addColumn('ts', 'text')
    .addColumn('send_at', 'bigint', (column) => column.notNull())
    .addColumn('dropped', 'text')
    .addPrimaryKeyConstraint('message_key', ['kind', 'ref'])
    .execute();
  await schema
    .createIndex('message_due')
    .on('message')
    .column('send_at')
    .where(sql<boolean>`sent_version < version`)
    .execute();
}

function words(known: readonly string[]) {
  return sql.join(known.map((word) => sql.lit(word)));
}

/** The first column of every table about one proposal. */
function ofProposal<T extends string>(table: CreateTableBuilder<T>) {
  return table.addColumn('proposal', 'text', (column) => column.notNull().references('proposal.id'));
}

/** What several processes take from one another, each piece for one of them at a time. */
function leased<T extends string>(table: CreateTableBuilder<T>) {
  return table
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('ref', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('fence', 'integer', (column) => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint');
}
