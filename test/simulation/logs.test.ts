import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { Account } from '../../src/simulation/account.ts';
import { filterPattern } from '../../src/simulation/logs/filter-pattern.ts';
import { minutesAgo, simulateSmall } from './small-account.ts';

const group = '/aws/lambda/resize';
const at = (minutes: number) => minutesAgo(minutes).getTime();

const logs: NonNullable<Account['logs']> = {
  groups: [
    { logGroupName: group, creationTime: at(9_000) },
    { logGroupName: 'cold', logGroupClass: 'INFREQUENT_ACCESS' },
  ],
  streams: [
    { group, stream: 'b', lines: [3, 1, 2].map((minute) => ({ at: at(minute), text: `b ${minute}` })) },
    { group, stream: 'a', lines: [{ at: at(2.5), text: 'a ERROR' }] },
    { group, stream: 'empty' },
  ],
};

async function started(more: Partial<Account> = {}) {
  const running = await simulateSmall({ logs, ...more });
  return { ...running, client: new CloudWatchLogsClient(running.config) };
}

test('the end of a stream comes first, oldest line first, and its beginning is where the token stays the same', async () => {
  await using running = await started();
  const ask = { logGroupName: group, logStreamName: 'b', limit: 2 };
  const last = await running.client.send(new GetLogEventsCommand(ask));
  expect(last.events?.map(({ message }) => message)).toEqual(['b 2', 'b 1']);
  const before = await running.client.send(new GetLogEventsCommand({ ...ask, nextToken: last.nextBackwardToken }));
  expect(before.events?.map(({ message }) => message)).toEqual(['b 3']);
  const none = await running.client.send(new GetLogEventsCommand({ ...ask, nextToken: before.nextBackwardToken }));
  expect(none).toMatchObject({ events: [], nextBackwardToken: before.nextBackwardToken });
});

test('a group is found by its ARN, and a stream that is not there is not found', async () => {
  await using running = await started();
  const logGroupIdentifier = `arn:aws:logs:eu-west-1:123456789012:log-group:${group}:*`;
  const ask = { logGroupIdentifier, logStreamName: 'a', startFromHead: true };
  expect((await running.client.send(new GetLogEventsCommand(ask))).events).toHaveLength(1);
  const absent = running.client.send(new GetLogEventsCommand({ ...ask, logStreamName: 'c' }));
  await expect(absent).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
});

test('filtering goes over all streams in the order of time, with empty pages where pages are small', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => ({ at: at(9) + index, text: `line ${index}` }));
  await using running = await started({
    pageSize: 1,
    logs: {
      ...logs,
      streams: [
        { group, stream: 'even', lines: lines.filter((_, index) => index % 2 === 0) },
        { group, stream: 'odd', lines: lines.filter((_, index) => index % 2 === 1) },
      ],
    },
  });
  const found: number[] = [];
  const messages: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await running.client.send(
      new FilterLogEventsCommand({ logGroupName: group, startTime: at(9) + 5, nextToken }),
    );
    found.push(answer.events?.length ?? 0);
    messages.push(...(answer.events ?? []).map(({ message }) => message));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  expect(found).toEqual([20, 0, 5]);
  expect(messages).toEqual(lines.slice(5).map(({ text }) => text));
});

test('lines made on request are made only for a look at their time, and found page by page', async () => {
  let made = 0;
  const lines = function* () {
    for (let index = 0; index < 250_000; index += 1) {
      made += 1;
      yield { at: at(60) + index * 10, text: index === 240_000 ? 'ERROR' : 'fine' };
    }
  };
  const span = { from: minutesAgo(60), until: new Date(at(60) + 2_500_000), count: 250_000 };
  await using running = await started({
    logs: { groups: [{ logGroupName: group }], streams: [{ group, stream: 'a', lines, span }] },
  });
  const ask = { logGroupName: group, filterPattern: 'ERROR' };
  const elsewhere = { startTime: at(90), endTime: at(70) };
  expect((await running.client.send(new FilterLogEventsCommand({ ...ask, ...elsewhere }))).events).toEqual([]);
  expect(made).toBe(0);
  const window = { startTime: at(60), endTime: at(60) + 2_500_000 };
  const first = await running.client.send(new FilterLogEventsCommand({ ...ask, ...window }));
  expect(first).toMatchObject({ events: [], nextToken: expect.any(String) });
});

test('streams come by their names or by their last lines', async () => {
  await using running = await started();
  const named = await running.client.send(new DescribeLogStreamsCommand({ logGroupName: group }));
  expect(named.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(['a', 'b', 'empty']);
  const newest = await running.client.send(
    new DescribeLogStreamsCommand({ logGroupName: group, orderBy: 'LastEventTime', descending: true, limit: 1 }),
  );
  expect(newest.logStreams).toMatchObject([{ logStreamName: 'b', lastEventTimestamp: at(1) }]);
});

test('a group whose key is gone, and one of infrequent access, let nobody read events', async () => {
  await using running = await started({ logs: { ...logs, sealed: [group] } });
  const sealed = running.client.send(new FilterLogEventsCommand({ logGroupName: group }));
  await expect(sealed).rejects.toThrow(/kms:Decrypt on the resource associated with this ciphertext/);
  const cold = running.client.send(new FilterLogEventsCommand({ logGroupName: 'cold' }));
  await expect(cold).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test.each([
  ['', 'anything', true],
  ['ERROR', 'an ERROR', true],
  ['ERROR', 'an error', false],
  ['ERROR timeout', 'timeout after ERROR', true],
  ['ERROR -timeout', 'timeout after ERROR', false],
  ['?WARN ?ERROR', 'a WARN', true],
  ['?"timed out" ?ECONNREFUSED', 'it timed out', true],
  ['?"timed out" ?ECONNREFUSED', 'fine', false],
  ['?WARN FATAL', 'a WARN', false],
  ['"a \\"quoted\\" one"', 'was a "quoted" one', true],
  ['%ECONN(RESET|REFUSED)%', 'ECONNRESET', true],
  [
    '{ $.type = "platform.report" && $.record.status != "success" }',
    '{"type":"platform.report","record":{"status":"timeout"}}',
    true,
  ],
  ['{ $.record.metrics.durationMs > 100 }', '{"record":{"metrics":{"durationMs":99}}}', false],
  ['{ $.level = "E*" || $.level = "WARN" }', '{"level":"ERROR"}', true],
])('%s on %s: %s', (pattern, message, matches) => {
  expect(filterPattern(pattern)(message)).toBe(matches);
});

test.each(['timed-out', '"open', '?', '{ $.a ~ 3 }'])('%s is no filter pattern', (pattern) => {
  expect(() => filterPattern(pattern)).toThrow('Invalid filter pattern');
});
