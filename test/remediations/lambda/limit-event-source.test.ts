import { expect, test } from 'vitest';
import { limitEventSource } from '#remediations/lambda/limit-event-source';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { changed, functionArn, mapped, mappingArn as arn, mappingId as id } from './functions.ts';

const limited = (most: number | null) =>
  changed(({ eventSources = [] }) => ({
    eventSources: eventSources.map(({ ScalingConfig: before, ...each }) => {
      if (each.UUID !== id) return { ...each, ...(before && { ScalingConfig: before }) };
      return { ...each, ...(most !== null && { ScalingConfig: { MaximumConcurrency: most } }) };
    }),
  }));

const field = (before: number | null, after: number) => [{ resource: arn, field: 'MaximumConcurrency', before, after }];

describeRemediation(
  limitEventSource,
  [
    {
      title: 'where none was set',
      given: { source: id, limit: '2' },
      account: mapped(),
      changes: field(null, 2),
      made: limited(2),
      drift: limited(9),
      others: limited(10),
    },
    {
      title: 'where another was set',
      given: { source: id, limit: '10' },
      account: mapped({ ScalingConfig: { MaximumConcurrency: 200 } }),
      changes: field(200, 10),
      made: limited(10),
      drift: limited(null),
      others: limited(null),
    },
  ],
  [
    {
      title: 'no such mapping',
      given: { source: id.replace('b0', 'd2'), limit: '2' },
      account: mapped(),
      says: /There is no event source mapping d2/,
    },
    {
      title: 'a stream',
      given: { source: id, limit: '2' },
      account: mapped({ EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/orders' }),
      says: /Only event sources that are SQS queues/,
    },
    {
      title: 'being updated',
      given: { source: id, limit: '2' },
      account: mapped({ State: 'Updating' }),
      says: /updating/,
    },
    {
      title: 'the same',
      given: { source: id, limit: '2' },
      account: mapped({ ScalingConfig: { MaximumConcurrency: 2 } }),
      says: /already limited to 2/,
    },
  ],
);

test('one is too few for AWS', () => {
  expect(limitEventSource.parse({ source: id, limit: '1' })).toEqual({
    ok: false,
    wrong: { limit: 'Say a whole number from 2 to 1000.' },
  });
});

test.each([functionArn, `${functionArn}:live`])(
  'what protects the function protects its event source: %s',
  async (of) => {
    const { preview } = await approved(
      limitEventSource,
      { source: id, limit: '2' },
      { account: mapped({ FunctionArn: of }) },
    );
    expect(preview.resources).toEqual([arn, functionArn]);
  },
);
