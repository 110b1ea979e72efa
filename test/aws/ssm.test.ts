import { expect, test } from 'vitest';
import { parameterNames } from '../../src/aws/ssm.ts';
import { answerOnce, ask, describeCall } from './wire.ts';

const filter = (Values: readonly string[]) => [{ Key: 'Name', Option: 'Equals', Values }];

describeCall('which parameters there are', {
  call: parameterNames,
  input: { names: ['/shop/db', '/shop/key'] },
  exchanges: [
    {
      asks: { ParameterFilters: filter(['/shop/db', '/shop/key']), MaxResults: 50, NextToken: undefined },
      answer: JSON.stringify({ Parameters: [], NextToken: 'more' }),
    },
    { asks: { NextToken: 'more' }, answer: JSON.stringify({ Parameters: [{ Name: '/shop/key' }] }) },
  ],
  gives: ['/shop/key'],
});

test('parameters are asked for fifty at a time, each once', async () => {
  const names = Array.from({ length: 51 }, (_, index) => `/shop/${index}`);
  answerOnce(
    'ssm',
    [names.slice(0, 50), names.slice(50)].map((batch) => ({
      asks: { operation: 'DescribeParameters', ParameterFilters: filter(batch) },
      answer: JSON.stringify({ Parameters: batch.map((Name) => ({ Name })) }),
    })),
  );
  const { value } = await ask(parameterNames, { names: [...names, '/shop/0'] });
  expect(value).toEqual(names);
});
