import { ReadFailure } from '#playbook';
import type { Seeker } from '#playbook';
import { accountLimit, reservedConcurrency } from '#aws/lambda';
import { functions } from '#aws/lambda-versions';

/** Each function is asked about on its own: more of them would take minutes. */
const mostAsked = 300;

/** Functions that may run only so many times at once. */
export const limitedFunctions: Seeker = {
  kind: 'reserved-concurrency',
  reads: [accountLimit, functions, reservedConcurrency],
  seek: async ({ read }) => {
    const limit = await read(accountLimit, {});
    // What is not set aside for any function is the whole: none has a limit of its own.
    if (limit !== null && limit.unreserved === limit.concurrent) return [];
    const all = await read(functions, {});
    if (all.length > mostAsked)
      throw new ReadFailure('failed', `There are ${all.length} functions, too many to ask each for its limit.`);
    const asked = await Promise.all(
      all.map(async ({ name, arn }) => ({ name, arn, ...(await read(reservedConcurrency, { name: arn })) })),
    );
    return asked.flatMap(({ name, arn, reserved }) =>
      reserved === null
        ? []
        : [
            {
              kind: 'reserved-concurrency',
              resource: arn,
              says:
                reserved === 0
                  ? `The function ${name} is stopped: its reserved concurrency is 0.`
                  : `The function ${name} may run ${reserved} times at once and no more.`,
              since: null,
              until: null,
              madeBy: ['lambda.limit-concurrency', 'lambda.lift-limit'],
              recorded: { name, events: ['PutFunctionConcurrency', 'PutFunctionConcurrency20171031'] },
            },
          ],
    );
  },
};
