import { liftLimit } from '#remediations/lambda/lift-limit';
import { describeRemediation } from '../every-remediation.ts';
import { changed, functionArn, shop } from './functions.ts';

const reserve = (checkout: number) =>
  changed(({ reservedConcurrency }) => ({ reservedConcurrency: { ...reservedConcurrency, checkout } }));

describeRemediation(
  liftLimit,
  [0, 5].map((limit) => ({
    title: `of ${limit}`,
    given: { function: 'checkout' },
    account: shop({ reservedConcurrency: { search: 20, checkout: limit } }),
    changes: [{ resource: functionArn, field: 'ReservedConcurrentExecutions', before: limit, after: null }],
    made: changed(() => ({ reservedConcurrency: { search: 20 } })),
    drift: reserve(50),
    others: reserve(7),
  })),
  [{ title: 'there is none', given: { function: 'checkout' }, account: shop(), says: /has no limit of its own/ }],
);
