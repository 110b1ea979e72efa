import { describe, expect, test } from 'vitest';
import { group, matching, tail } from '../../src/aws/logs.ts';
import { answerOnce, ask, describeCall, failureOf } from './wire.ts';

const name = '/aws/lambda/checkout';
const arn = `arn:aws:logs:eu-west-1:123456789012:log-group:${name}`;
const at = (time: string) => new Date(`2026-11-22T${time}Z`);

describeCall('the log group of exactly this name', {
  call: group,
  input: { name },
  exchanges: [
    {
      asks: { logGroupNamePrefix: name, nextToken: undefined },
      answer: JSON.stringify({
        logGroups: [
          { logGroupName: `${name}-old`, arn: `${arn}-old:*`, storedBytes: 1 },
          {
            logGroupName: name,
            arn: `${arn}:*`,
            logGroupArn: arn,
            retentionInDays: 14,
            storedBytes: 4096,
            kmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/k',
            logGroupClass: 'INFREQUENT_ACCESS',
            creationTime: at('10:00:00').getTime(),
          },
        ],
      }),
    },
  ],
  gives: {
    name,
    arn,
    retentionDays: 14,
    storedBytes: 4096,
    kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/k',
    class: 'INFREQUENT_ACCESS',
    createdAt: at('10:00:00'),
  },
});

describeCall('a log group behind an empty page, of which AWS says little', {
  call: group,
  input: { name },
  exchanges: [
    { asks: { logGroupNamePrefix: name, nextToken: undefined }, answer: '{"logGroups":[],"nextToken":"2"}' },
    {
      asks: { logGroupNamePrefix: name, nextToken: '2' },
      answer: JSON.stringify({ logGroups: [{ logGroupName: name, arn: `${arn}:*` }] }),
    },
  ],
  gives: { name, arn, retentionDays: null, storedBytes: 0, kmsKey: null, class: 'STANDARD', createdAt: null },
});

describeCall('no log group of this name, though of longer ones', {
  call: group,
  input: { name },
  exchanges: [
    {
      asks: { logGroupNamePrefix: name },
      answer: JSON.stringify({ logGroups: [{ logGroupName: `${name}-2`, arn: `${arn}-2:*` }] }),
    },
  ],
  gives: null,
});

const secret = ['AKIA', 'Q2W4E6R8T0Y2U4I6'].join('');

describeCall('the tail of a stream, over a page without events, without secrets', {
  call: tail,
  input: { group: name, stream: 's/1', limit: 3, from: at('10:00:00') },
  exchanges: [
    {
      asks: {
        logGroupName: name,
        logStreamName: 's/1',
        startFromHead: false,
        limit: 3,
        startTime: at('10:00:00').getTime(),
        endTime: undefined,
        nextToken: undefined,
      },
      answer: JSON.stringify({
        events: [
          { timestamp: at('10:58:01').getTime(), message: `key ${secret}\n` },
          { timestamp: at('10:58:02').getTime(), message: 'Task timed out after 3.00 seconds\n\n' },
        ],
        nextBackwardToken: 'b/2',
        nextForwardToken: 'f/1',
      }),
    },
    { asks: { limit: 1, nextToken: 'b/2' }, answer: '{"events":[],"nextBackwardToken":"b/3"}' },
    {
      asks: { limit: 1, nextToken: 'b/3' },
      answer: JSON.stringify({ events: [{ timestamp: at('10:58:00').getTime(), message: 'START' }] }),
    },
  ],
  gives: [
    { at: at('10:58:00'), stream: 's/1', text: 'START' },
    { at: at('10:58:01'), stream: 's/1', text: 'key [redacted]' },
    { at: at('10:58:02'), stream: 's/1', text: 'Task timed out after 3.00 seconds' },
  ],
});

describeCall('a tail whose token does not change any more', {
  call: tail,
  input: { group: arn, stream: 's/1', limit: 10 },
  exchanges: [
    { asks: { logGroupIdentifier: arn, logGroupName: undefined }, answer: '{"events":[],"nextBackwardToken":"b/1"}' },
    { asks: { nextToken: 'b/1' }, answer: '{"events":[],"nextBackwardToken":"b/1"}' },
  ],
  gives: [],
});

describeCall('events that match, in milliseconds and by time, behind an empty page', {
  call: matching,
  input: { group: name, pattern: '"timed out"', from: at('10:00:00'), to: at('11:00:00'), limit: 100 },
  exchanges: [
    {
      asks: {
        logGroupName: name,
        filterPattern: '"timed out"',
        startTime: at('10:00:00').getTime(),
        endTime: at('11:00:00').getTime(),
        limit: 100,
        nextToken: undefined,
      },
      answer: '{"events":[],"nextToken":"2"}',
    },
    {
      asks: { nextToken: '2' },
      answer: JSON.stringify({
        events: [
          { timestamp: at('10:58:02').getTime(), message: 'two', logStreamName: 'b' },
          { timestamp: at('10:58:01').getTime(), message: 'one', logStreamName: 'a' },
        ],
      }),
    },
  ],
  gives: {
    lines: [
      { at: at('10:58:01'), stream: 'a', text: 'one' },
      { at: at('10:58:02'), stream: 'b', text: 'two' },
    ],
    cut: false,
  },
});

describe('on the wire: a log group without end', () => {
  test('is left after five pages, and said to be cut', async () => {
    const pages = ['1', '2', '3', '4', '5'];
    answerOnce(
      'logs',
      pages.map((page, index) => ({
        asks: { operation: 'FilterLogEvents', nextToken: pages[index - 1] },
        answer: JSON.stringify({ events: [{ timestamp: index, message: page }], nextToken: page }),
      })),
    );
    const { value } = await ask(matching, { group: name, from: at('10:00:00'), to: at('11:00:00'), limit: 100 });
    expect(value.cut).toBe(true);
    expect(value.lines.map(({ text }) => text)).toEqual(pages);
  });
});

test('a log group that does not exist is absent', async () => {
  const answer = '{"__type":"ResourceNotFoundException","message":"The specified log group does not exist."}';
  answerOnce('logs', [{ asks: { operation: 'FilterLogEvents' }, status: 400, answer }]);
  const failure = await failureOf(ask(matching, { group: name, from: at('10:00:00'), to: at('11:00:00'), limit: 100 }));
  expect(failure).toMatchObject({ why: 'absent', message: 'The specified log group does not exist.' });
});

test('a log encrypted with a key that may not be used is denied by the key', async () => {
  const answer = JSON.stringify({
    __type: 'InvalidParameterException',
    message: 'The specified KMS Key Id could not be found or is disabled.',
  });
  answerOnce('logs', [{ asks: { operation: 'GetLogEvents' }, status: 400, answer }]);
  const failure = await failureOf(ask(tail, { group: name, stream: 's', limit: 1 }));
  expect(failure).toMatchObject({ why: 'denied', action: 'kms:Decrypt' });
});

test('a very long event keeps its beginning and its end', async () => {
  const message = `first ${'x '.repeat(20_000)} last`;
  answerOnce('logs', [
    { asks: { operation: 'GetLogEvents' }, answer: JSON.stringify({ events: [{ timestamp: 1, message }] }) },
  ]);
  const { value } = await ask(tail, { group: name, stream: 's', limit: 1 });
  expect(value[0]?.text).toMatch(/^first [^]*\[cut\][^]*last$/);
  expect(value[0]?.text.length).toBeLessThan(6_100);
});
