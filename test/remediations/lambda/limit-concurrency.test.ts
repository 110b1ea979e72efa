import { expect, test } from 'vitest';
import type { Account } from '#simulation/account';
import { limitConcurrency } from '#remediations/lambda/limit-concurrency';
import { describeRemediation } from '../every-remediation.ts';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';

function shop(
  reservedConcurrency: Readonly<Record<string, number>>,
  tags: Readonly<Record<string, string>> = {},
): Account {
  return {
    id: '123456789012',
    region: 'eu-west-1',
    lambda: {
      functions: [
        { FunctionName: 'checkout', FunctionArn: arn, Version: '$LATEST' },
        { FunctionName: 'search', FunctionArn: arn.replace('checkout', 'search'), Version: '$LATEST' },
      ],
      reservedConcurrency,
      tags: { [arn]: tags },
    },
  };
}

const field = (before: number | null, after: number) => [
  { resource: arn, field: 'ReservedConcurrentExecutions', before, after },
];
const reserve = (checkout: number) => (account: Account) => ({
  ...account,
  lambda: {
    functions: [],
    ...account.lambda,
    reservedConcurrency: { ...account.lambda?.reservedConcurrency, checkout },
  },
});

describeRemediation(
  limitConcurrency,
  [
    {
      title: 'where none was set',
      given: { function: 'checkout', limit: '5' },
      account: shop({ search: 20 }),
      changes: field(null, 5),
      made: reserve(5),
      drift: reserve(50),
      others: reserve(7),
    },
    {
      title: 'where another was set',
      given: { function: arn, limit: '5' },
      account: shop({ checkout: 40, search: 20 }),
      changes: field(40, 5),
      made: reserve(5),
      drift: reserve(41),
      others: reserve(0),
    },
    {
      title: 'stopped altogether',
      given: { function: 'checkout', limit: '0' },
      account: shop({}),
      changes: field(null, 0),
      made: reserve(0),
      drift: reserve(1),
      others: reserve(1),
    },
  ],
  [
    {
      title: 'no such function',
      given: { function: 'basket', limit: '5' },
      account: shop({}),
      says: /no function basket/,
    },
    { title: 'the same', given: { function: 'checkout', limit: '5' }, account: shop({ checkout: 5 }), says: /already/ },
    {
      title: 'too little left to others',
      given: { function: 'checkout', limit: '901' },
      account: shop({}),
      says: /leave 99 to all other functions/,
    },
    {
      title: 'a function of another region',
      given: { function: arn.replace('eu-west-1', 'us-east-1'), limit: '5' },
      account: shop({}),
      says: /not in account 123456789012, eu-west-1/,
    },
  ],
);

test('stopping it is of high risk, limiting it is not', () => {
  const risk = (limit: string) => {
    const parsed = limitConcurrency.parse({ function: 'checkout', limit });
    return parsed.ok ? limitConcurrency.risk(parsed.params) : null;
  };
  expect([risk('0'), risk('1')]).toEqual(['high', 'medium']);
});

test.each([
  [{}, { function: expect.any(String), limit: expect.any(String) }],
  [{ function: 'check out', limit: '5' }, { function: expect.any(String) }],
  [
    { function: `${arn}:live`, limit: '-1' },
    { function: expect.any(String), limit: expect.any(String) },
  ],
  [{ function: 'checkout', limit: '5.5' }, { limit: 'Say a whole number from 0 to 100000.' }],
])('a form that is wrong says so for each field: %j', (given, wrong) => {
  expect(limitConcurrency.parse(given)).toEqual({ ok: false, wrong });
});
