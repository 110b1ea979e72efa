import { expect, test } from 'vitest';
import type { MetricSeries } from '#simulation/account';
import { limitConcurrency } from '#remediations/lambda/limit-concurrency';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { changed, functionArn as arn, shop, tenMinutes } from './functions.ts';

const field = (before: number | null, after: number) => [
  { resource: arn, field: 'ReservedConcurrentExecutions', before, after },
];
const reserve = (checkout: number) =>
  changed(({ reservedConcurrency }) => ({ reservedConcurrency: { ...reservedConcurrency, checkout } }));

describeRemediation(
  limitConcurrency,
  [
    {
      title: 'where none was set',
      given: { function: 'checkout', limit: '5' },
      account: shop({ reservedConcurrency: { search: 20 } }),
      changes: field(null, 5),
      made: reserve(5),
      drift: reserve(50),
      others: reserve(7),
    },
    {
      title: 'where another was set',
      given: { function: arn, limit: '5' },
      account: shop({ reservedConcurrency: { checkout: 40, search: 20 } }),
      changes: field(40, 5),
      made: reserve(5),
      drift: reserve(41),
      others: reserve(0),
    },
    {
      title: 'stopped altogether',
      given: { function: 'checkout', limit: '0' },
      account: shop({ reservedConcurrency: {} }),
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
      account: shop(),
      says: /no function basket/,
    },
    {
      title: 'the same',
      given: { function: 'checkout', limit: '5' },
      account: shop({ reservedConcurrency: { checkout: 5 } }),
      says: /already/,
    },
    {
      title: 'too little left to others',
      given: { function: 'checkout', limit: '901' },
      account: shop(),
      says: /leave 99 to all other functions/,
    },
    {
      title: 'a function of another region',
      given: { function: arn.replace('eu-west-1', 'us-east-1'), limit: '5' },
      account: shop(),
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

test('what manages the function as code is told', async () => {
  const tags = { [arn]: { 'aws:cloudformation:stack-name': 'shop-prod' } };
  const given = { function: 'checkout', limit: '5' };
  const { preview } = await approved(limitConcurrency, given, { account: shop({ tags }) });
  expect(preview.managedBy).toBe('the CloudFormation stack shop-prod');
  const { preview: unread } = await approved(limitConcurrency, given, {
    account: shop({ tags }, { denies: ['lambda:ListTags'] }),
  });
  expect(unread.managedBy).toContain('lambda:ListTags');
});

test.each<[string, string, number | null, readonly MetricSeries[]]>([
  ['seen', '5', null, [tenMinutes('ConcurrentExecutions', 80, 5), tenMinutes('Throttles', 0, 12)]],
  ['not-seen', '5', null, [tenMinutes('ConcurrentExecutions', 80, 60), tenMinutes('Throttles', 0, 0)]],
  ['cannot-tell', '5', null, []],
  ['cannot-tell', '5', null, [tenMinutes('ConcurrentExecutions', 3, 4), tenMinutes('Throttles', 0, 0)]],
  ['seen', '0', null, [tenMinutes('ConcurrentExecutions', 80, null), tenMinutes('Throttles', 0, 400)]],
  ['cannot-tell', '50', 5, [tenMinutes('ConcurrentExecutions', 5, 5), tenMinutes('Throttles', 0, 0)]],
  ['seen', '50', 5, [tenMinutes('ConcurrentExecutions', 5, 30), tenMinutes('Throttles', 100, 0)]],
  ['not-seen', '50', 5, [tenMinutes('ConcurrentExecutions', 5, 50), tenMinutes('Throttles', 100, 100)]],
  ['worse', '50', 5, [tenMinutes('ConcurrentExecutions', 5, 50), tenMinutes('Throttles', 1, 100)]],
])('its effect is %s: a limit of %s after %s', async (effect, limit, checkout, metrics) => {
  const account = shop({ reservedConcurrency: checkout === null ? {} : { checkout } }, { metrics });
  const own = await approved(limitConcurrency, { function: 'checkout', limit }, { account });
  const since = new Date(own.now().getTime() - 5 * 60_000);
  expect(await own.bound.verify(since, await own.look(limitConcurrency))).toMatchObject({ effect });
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
