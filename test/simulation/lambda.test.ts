import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import type { Lambda } from '../../src/simulation/account.ts';
import { accountId, region, simulateSmall } from './small-account.ts';

const arn = `arn:aws:lambda:${region}:${accountId}:function:resize`;

const functions: Lambda = {
  functions: [
    { FunctionName: 'resize', FunctionArn: arn, Version: '$LATEST', Timeout: 3 },
    { FunctionName: 'resize', Version: '7', Timeout: 30 },
    { FunctionName: 'plain', Version: '$LATEST' },
  ],
  policies: { resize: '{}' },
  aliases: [
    { Name: 'live', AliasArn: `${arn}:live`, FunctionVersion: '7' },
    { Name: 'live', AliasArn: `${arn.replace('resize', 'plain')}:live`, FunctionVersion: '$LATEST' },
  ],
  eventSources: [
    { UUID: 'of $LATEST', FunctionArn: arn, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:a' },
    { UUID: 'of live', FunctionArn: `${arn}:live`, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:b' },
  ],
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

test('an alias leads to its version and keeps its name', async () => {
  await using running = await lambda();
  const asked = new GetFunctionConfigurationCommand({ FunctionName: `${arn}:live` });
  expect(await running.client.send(asked)).toMatchObject({ Timeout: 30, Version: '7', FunctionArn: `${arn}:live` });
  const aliases = await running.client.send(new ListAliasesCommand({ FunctionName: 'resize' }));
  expect(aliases.Aliases).toHaveLength(1);
});

test('a version that was never published is not found', async () => {
  await using running = await lambda();
  const sent = running.client.send(new GetFunctionConfigurationCommand({ FunctionName: 'resize', Qualifier: '8' }));
  await expect(sent).rejects.toThrow(`Function not found: ${arn}:8`);
});

test.each([
  [{ FunctionName: 'resize' }, ['of $LATEST']],
  [{ FunctionName: 'resize:live' }, ['of live']],
  [{ EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:b' }, ['of live']],
  [{}, ['of $LATEST', 'of live']],
])('event sources of %j', async (input, ids) => {
  await using running = await lambda();
  const { EventSourceMappings } = await running.client.send(new ListEventSourceMappingsCommand(input));
  expect(EventSourceMappings?.map(({ UUID }) => UUID)).toEqual(ids);
});

test('the list of functions has the newest code of each, without its state', async () => {
  await using running = await simulateSmall({
    lambda: { functions: [...functions.functions, { FunctionName: 'idle', Version: '$LATEST', State: 'Inactive' }] },
  });
  const { Functions } = await new LambdaClient(running.config).send(new ListFunctionsCommand({}));
  expect(Functions?.map(({ FunctionName, State }) => `${FunctionName} ${State}`)).toEqual([
    'resize undefined',
    'plain undefined',
    'idle undefined',
  ]);
});

test('a function without settings for asynchronous events has none to show', async () => {
  await using running = await lambda();
  const sent = running.client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: arn }));
  await expect(sent).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `The function ${arn}:$LATEST doesn't have an EventInvokeConfig`,
  });
});
