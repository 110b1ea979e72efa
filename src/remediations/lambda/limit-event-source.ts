import { CannotChange, ReadFailure, remediation } from '#playbook';
import type { LookContext, Preview } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { functionTags } from '#aws/lambda';
import { eventSource } from '#aws/lambda-events';
import type { EventSource } from '#aws/lambda-events';
import { limitEventSource as limitCall } from '#aws/lambda-writes';
import { awsCli } from '../aws-cli.ts';
import { form, text, wholeNumber } from '../form.ts';
import { ownersOf } from '../managed-by.ts';
import { effectOfLess, effectOfMore, runningAround } from './concurrency.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly source: string;
  readonly limit: number;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** ScalingConfig, Lambda API reference. */
const [least, most] = [2, 1_000];
const hour = 3_600_000;

export const limitEventSource = remediation<Params>({
  id: 'lambda.limit-event-source',
  title: 'Limit how many copies of a function one queue may start',
  summary: 'Protects what the function calls from the backlog of a queue; other callers of the function go on.',
  parameters: [
    { name: 'source', label: 'Event source', kind: 'text', hint: 'UUID of the event source mapping' },
    { name: 'limit', label: 'At most so many at once', kind: 'number', hint: `From ${least} to ${most}` },
  ],
  parse: (given) =>
    form({
      source: text(given['source'], UUID, 'Say the UUID of an event source mapping.'),
      limit: wholeNumber(given['limit'], least, most),
    }),
  risk: () => 'medium',
  lasts: { usualMs: hour, mostMs: 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [eventSource, functionTags, metrics],
  writes: [limitCall],

  preview: async ({ source: id, limit }, _until, context) => {
    const { read, place } = context;
    const mapping = await mappingOf(id, context);
    const { source, state, maximumConcurrency: before } = mapping;
    if (!source?.includes(':sqs:')) throw new CannotChange('Only event sources that are SQS queues have such a limit.');
    if (!/^(Enabled|Disabled)$/.test(state))
      throw new CannotChange(`The event source is ${state.toLowerCase()} just now: try again when that is over.`);
    if (before === limit) throw new CannotChange(`The event source is already limited to ${limit}.`);
    const arn = `arn:${place.partition}:lambda:${place.region}:${place.account}:event-source-mapping:${id}`;
    const queue = source.split(':').at(-1) ?? source;
    const { name } = named(mapping);
    return {
      changes: [{ resource: arn, field: 'MaximumConcurrency', before, after: limit }],
      found: { arn, source, function: mapping.function, most: before },
      // The function as well: where it is protected, or being changed, its event sources are.
      resources: [arn, functionOf(mapping)],
      call: awsCli(
        'lambda update-event-source-mapping',
        { uuid: id, 'scaling-config': `MaximumConcurrency=${limit}` },
        place,
      ),
      undo:
        before === null ? 'The limit is taken away again, as there was none.' : `The limit is set back to ${before}.`,
      blastRadius: `${name} works on ${limit} batches of ${queue} at once: if more come in, the queue grows and its messages wait longer.`,
      managedBy: await ownersOf([read(functionTags, { arn })]),
    };
  },

  apply: async ({ source: id, limit }, _preview, { write }) => {
    await write(limitCall, { id, most: limit });
  },

  readBack: async ({ source: id, limit }, preview, context) => {
    const { maximumConcurrency: present } = await mappingOf(id, context);
    const says = `The limit is ${said(present)}.`;
    if (present === limit) return { outcome: 'took-effect', says };
    return { outcome: present === beforeOf(preview) ? 'did-not' : 'cannot-tell', says };
  },

  verify: async ({ source: id, limit }, preview, since, context) => {
    const [before, after] = await runningAround(named(await mappingOf(id, context)).name, since, context);
    const limited = beforeOf(preview);
    return limited !== null && limit > limited ? effectOfMore(before, after) : effectOfLess(limit, before, after);
  },

  undo: async ({ source: id }, preview, { write }) => {
    await write(limitCall, { id, most: beforeOf(preview) });
  },

  undone: async ({ source: id, limit }, preview, context) => {
    const { maximumConcurrency: present } = await mappingOf(id, context);
    const says = `The limit is ${said(present)}.`;
    if (present === beforeOf(preview)) return { outcome: 'took-effect', says, othersValue: false };
    return { outcome: 'did-not', says, othersValue: present !== limit };
  },
});

async function mappingOf(id: string, { read, place }: LookContext): Promise<EventSource> {
  try {
    return await read(eventSource, { id });
  } catch (error) {
    if (error instanceof ReadFailure && error.why === 'absent')
      throw new CannotChange(`There is no event source mapping ${id} in ${place.region}.`, { cause: error });
    throw error;
  }
}

/** The ARN of the function, without an alias or a version. */
function functionOf({ function: arn }: EventSource): string {
  return arn.split(':').slice(0, 7).join(':');
}

/** The function's name, and its alias or version where one is set. */
function named({ function: arn }: EventSource): { readonly name: string } {
  return { name: arn.split(':')[6] ?? arn };
}

function beforeOf({ changes: [first] }: Preview): number | null {
  return typeof first?.before === 'number' ? first.before : null;
}

function said(limit: number | null): string {
  return limit === null ? 'not set' : String(limit);
}
