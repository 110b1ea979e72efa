import { CannotChange, remediation } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { accountLimit, functionConfiguration, functionTags, reservedConcurrency } from '#aws/lambda';
import { freeConcurrency, reserveConcurrency } from '#aws/lambda-writes';
import { awsCli } from '../aws-cli.ts';
import { form, wholeNumber } from '../form.ts';
import { effectOfLess, effectOfMore, runningAround } from './concurrency.ts';
import { functionField, functionName, functionNamed, ownerOf } from './function.ts';
import {
  beforeOf,
  functionOf,
  isPutBack,
  isReserved,
  nameOf,
  reservation,
  reserve,
  reservedOf,
  undoOf,
} from './reservation.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly function: string;
  readonly limit: number;
}

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
  writesTo: { apply: [reserveConcurrency], undo: [reserveConcurrency, freeConcurrency] },

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
    const others = 'direct ones get errors, events wait up to 6 hours, queues keep their messages.';
    return {
      changes: [reservation(arn, before, limit)],
      found: { arn, reserved: before },
      resources: [arn],
      call: awsCli(
        'lambda put-function-concurrency',
        { 'function-name': name, 'reserved-concurrent-executions': limit },
        context.place,
      ),
      undo: undoOf(before),
      blastRadius:
        limit === 0
          ? `${name} stops altogether. Of its callers ${others}`
          : `Callers of ${name} beyond ${limit} at once are throttled: ${others}`,
      managedBy,
    };
  },

  apply: ({ limit }, preview, doing) => reserve(functionOf(preview), limit, doing),
  readBack: ({ limit }, preview, context) => isReserved(limit, preview, context),

  verify: async ({ limit }, preview, since, context) => {
    const [before, after] = await runningAround(nameOf(preview), since, context);
    const limited = beforeOf(preview);
    return limited !== null && limit > limited ? effectOfMore(before, after) : effectOfLess(limit, before, after);
  },

  undo: (_params, preview, doing) => reserve(functionOf(preview), beforeOf(preview), doing),
  undone: ({ limit }, preview, context) => isPutBack(limit, preview, context),
});
