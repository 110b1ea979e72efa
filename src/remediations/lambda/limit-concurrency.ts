import { CannotChange, remediation } from '#playbook';
import type { LookContext, Preview, Verification } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { accountLimit, functionConfiguration, functionTags, reservedConcurrency } from '#aws/lambda';
import { freeConcurrency, reserveConcurrency } from '#aws/lambda-writes';
import { awsCli } from '../aws-cli.ts';
import { form, wholeNumber } from '../form.ts';
import { running } from './concurrency.ts';
import { functionField, functionName, functionNamed, ownerOf } from './function.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly function: string;
  readonly limit: number;
}

const FIELD = 'ReservedConcurrentExecutions';
/** What must be left to all other functions ("Configuring reserved concurrency", Lambda developer guide). */
const leftToOthers = 100;
const mostEver = 100_000;
const hour = 3_600_000;

export const limitConcurrency = remediation<Params>({
  id: 'lambda.limit-concurrency',
  title: 'Limit how many copies of a function run at once',
  summary: 'Protects what the function calls, or stops it with 0. Callers beyond the limit are throttled.',
  parameters: [
    functionField,
    { name: 'limit', label: 'At most so many at once', kind: 'number', hint: '0 stops the function altogether' },
  ],
  parse: (given) =>
    form({ function: functionName(given['function']), limit: wholeNumber(given['limit'], 0, mostEver) }),
  risk: ({ limit }) => (limit === 0 ? 'high' : 'medium'),
  lasts: { usualMs: hour, mostMs: 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [functionConfiguration, reservedConcurrency, accountLimit, functionTags, metrics],
  writes: [reserveConcurrency, freeConcurrency],

  preview: async ({ function: named, limit }, _until, context) => {
    const { arn, name } = await functionNamed(named, context);
    const [before, account, managedBy] = await Promise.all([
      reservedOf(arn, context),
      context.read(accountLimit, {}),
      ownerOf(arn, context),
    ]);
    if (before === limit) throw new CannotChange(`${name} may already run ${limit} at once and no more.`);
    const left = account === null ? null : account.unreserved + (before ?? 0) - limit;
    if (left !== null && left < leftToOthers) {
      throw new CannotChange(
        `This would leave ${Math.max(left, 0)} to all other functions of the account; AWS wants at least ${leftToOthers}.`,
      );
    }
    return {
      changes: [{ resource: arn, field: FIELD, before, after: limit }],
      found: { arn, reserved: before },
      resources: [arn],
      call: awsCli(
        'lambda put-function-concurrency',
        { 'function-name': name, 'reserved-concurrent-executions': limit },
        context.place,
      ),
      undo:
        before === null
          ? 'The limit is taken away again, as there was none.'
          : `The limit is set back to ${before} at once.`,
      blastRadius:
        limit === 0
          ? `${name} stops altogether: direct callers get errors, events wait up to 6 hours, queues keep their messages.`
          : `Callers of ${name} beyond ${limit} at once are throttled: direct ones get errors, events wait up to 6 hours, queues keep their messages.`,
      managedBy,
    };
  },

  apply: async ({ limit }, preview, { write }) => {
    await write(reserveConcurrency, { arn: arnOf(preview), reserved: limit });
  },

  readBack: async ({ limit }, preview, context) => {
    const present = await reservedOf(arnOf(preview), context);
    if (present === limit) return { outcome: 'took-effect', says: `The limit is ${said(present)}.` };
    if (present === beforeOf(preview)) return { outcome: 'did-not', says: `The limit is still ${said(present)}.` };
    return { outcome: 'cannot-tell', says: `The limit is ${said(present)}, which is neither the old nor the new one.` };
  },

  verify: async ({ limit }, preview, since, context) => {
    const name = nameOf(preview);
    const span = context.now.getTime() - since.getTime();
    const [before, after] = await Promise.all([
      running(name, new Date(since.getTime() - span), since, context),
      running(name, since, context.now, context),
    ]);
    return beforeOf(preview) !== null && limit > (beforeOf(preview) ?? 0)
      ? raised(before.throttles, after.throttles, after.minutes)
      : lowered(limit, before.most, after.most, after.throttles ?? 0);
  },

  undo: async (_params, preview, { write }) => {
    const before = beforeOf(preview);
    if (before === null) await write(freeConcurrency, { arn: arnOf(preview) });
    else await write(reserveConcurrency, { arn: arnOf(preview), reserved: before });
  },

  undone: async ({ limit }, preview, context) => {
    const present = await reservedOf(arnOf(preview), context);
    const says = `The limit is ${said(present)}.`;
    if (present === beforeOf(preview)) return { outcome: 'took-effect', says, othersValue: false };
    return { outcome: 'did-not', says, othersValue: present !== limit };
  },
});

async function reservedOf(arn: string, { read }: LookContext): Promise<number | null> {
  const { reserved } = await read(reservedConcurrency, { name: arn });
  return reserved;
}

function lowered(limit: number, before: number | null, after: number | null, throttles: number): Verification {
  if (after === null)
    return { effect: 'cannot-tell', says: 'The function has not run since, as far as CloudWatch tells.' };
  const says = `${after} at once at most${before === null ? '' : `, ${before} before`}; ${throttles} throttled.`;
  return { effect: after <= limit ? 'seen' : 'not-seen', says };
}

function raised(before: number | null, after: number | null, minutes: number): Verification {
  if (before === null || after === null)
    return { effect: 'cannot-tell', says: 'CloudWatch does not tell how many calls were throttled.' };
  const says = `${after} throttled in ${minutes} min, ${before} in the ${minutes} min before.`;
  return { effect: after < before ? 'seen' : after > before ? 'worse' : before === 0 ? 'seen' : 'not-seen', says };
}

function said(limit: number | null): string {
  return limit === null ? 'not set' : String(limit);
}

function arnOf({ resources: [arn = ''] }: Preview): string {
  return arn;
}

function nameOf(preview: Preview): string {
  return arnOf(preview).split(':')[6] ?? '';
}

function beforeOf({ changes: [first] }: Preview): number | null {
  return typeof first?.before === 'number' ? first.before : null;
}
