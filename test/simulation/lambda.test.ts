import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import type { Lambda } from '../../src/simulation/account.ts';
import { accountId, region, simulateSmall } from './small-account.ts';

const arn = `arn:aws:lambda:${region}:${accountId}:function:resize`;

const functions: Lambda = {
  functions: [
    { FunctionName: 'resize', Version: '$LATEST', Timeout: 3 },
    { FunctionName: 'resize', Version: '7', Timeout: 30 },
    { FunctionName: 'plain', Version: '$LATEST' },
  ],
  policies: { resize: '{}' },
};

async function lambda() {
  const running = await simulateSmall({ lambda: functions });
  return { ...running, client: new LambdaClient(running.config) };
}

test.each([
  ['resize', 3],
  [arn, 3],
  [`${arn}:7`, 30],
  [`${accountId}:function:resize`, 3],
  ['resize:7', 30],
])('a function is found as %s', async (FunctionName, timeout) => {
  await using running = await lambda();
  const answer = await running.client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(answer.Timeout).toBe(timeout);
});

test('a version is asked for by a qualifier as well', async () => {
  await using running = await lambda();
  const asked = new GetFunctionConfigurationCommand({ FunctionName: 'resize', Qualifier: '7' });
  expect((await running.client.send(asked)).Timeout).toBe(30);
});

test('a function that is not there is not found under its ARN', async () => {
  await using running = await lambda();
  const sent = running.client.send(new GetFunctionConfigurationCommand({ FunctionName: 'nope' }));
  await expect(sent).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${arn.replace('resize', 'nope')}`,
    $metadata: { httpStatusCode: 404 },
  });
});

test('a function without a policy has none to show, and no concurrency reserved', async () => {
  await using running = await lambda();
  const policy = running.client.send(new GetPolicyCommand({ FunctionName: 'plain' }));
  await expect(policy).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
  const concurrency = await running.client.send(new GetFunctionConcurrencyCommand({ FunctionName: 'plain' }));
  expect(concurrency.ReservedConcurrentExecutions).toBeUndefined();
});
