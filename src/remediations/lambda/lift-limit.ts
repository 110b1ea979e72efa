import { CannotChange, remediation } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { accountLimit, functionConfiguration, functionTags, reservedConcurrency } from '#aws/lambda';
import { freeConcurrency, reserveConcurrency } from '#aws/lambda-writes';
import { awsCli } from '../aws-cli.ts';
import { form } from '../form.ts';
import { effectOfMore, runningAround } from './concurrency.ts';
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
  readonly [member: string]: string;
  readonly function: string;
}

const hour = 3_600_000;

export const liftLimit = remediation<Params>({
  id: 'lambda.lift-limit',
  title: 'Take away the limit of a function',
  summary: 'For a function that is throttled by its own reserved concurrency, or was stopped with 0.',
  parameters: [functionField],
  parse: (given) => form({ function: functionName(given['function']) }),
  // It may have been what protects a database.
  risk: () => 'medium',
  lasts: { usualMs: hour, mostMs: 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [functionConfiguration, reservedConcurrency, accountLimit, functionTags, metrics],
  writes: [freeConcurrency, reserveConcurrency],
  writesTo: { apply: [freeConcurrency], undo: [reserveConcurrency] },

  preview: async ({ function: named }, _until, context) => {
    const { arn, name } = await functionNamed(named, context);
    const [before, account, managedBy] = await Promise.all([
      reservedOf(arn, context),
      context.read(accountLimit, {}),
      ownerOf(arn, context),
    ]);
    if (before === null) throw new CannotChange(`${name} has no limit of its own.`);
    const share = account === null ? 'what the account has left' : `the ${account.unreserved + before} of the account`;
    return {
      changes: [reservation(arn, before, null)],
      found: { arn, reserved: before },
      resources: [arn],
      call: awsCli('lambda delete-function-concurrency', { 'function-name': name }, context.place),
      undo: undoOf(before),
      blastRadius: `${name} shares ${share} with all other functions, and may call what it depends on that much more.`,
      managedBy,
    };
  },

  apply: (_params, preview, doing) => reserve(functionOf(preview), null, doing),
  readBack: (_params, preview, context) => isReserved(null, preview, context),

  verify: async (_params, preview, since, context) => {
    const [before, after] = await runningAround(nameOf(preview), since, context);
    return effectOfMore(before, after);
  },

  undo: (_params, preview, doing) => reserve(functionOf(preview), beforeOf(preview), doing),
  undone: (_params, preview, context) => isPutBack(null, preview, context),
});
