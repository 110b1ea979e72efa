import { expect, test } from 'vitest';
import { metrics } from '../../src/aws/cloudwatch.ts';
import type { MetricQuery } from '../../src/aws/cloudwatch.ts';
import { answerOnce, ask, describeCall, failureOf, wireReader } from './wire.ts';

const window = {
  from: new Date('2026-11-22T10:00:00Z'),
  to: new Date('2026-11-22T11:00:00Z'),
  periodSeconds: 60,
};

const query = (metric: string, stat = 'Sum'): MetricQuery => ({
  namespace: 'AWS/ApplicationELB',
  metric,
  dimensions: { LoadBalancer: 'app/checkout/50dc6c495c0c9188' },
  stat,
});

/** What is sent for a query: `Id` is its place among those of the call. */
const sent = (metric: string, index: number, Stat = 'Sum') => ({
  Id: `q${index}`,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: metric,
      Dimensions: [{ Name: 'LoadBalancer', Value: 'app/checkout/50dc6c495c0c9188' }],
    },
    Period: 60,
    Stat,
  },
  ReturnData: true,
});

const operation = 'GetMetricData';
const minute = (past: number) => Date.UTC(2026, 10, 22, 10, past) / 1000;

/** One result as CloudWatch writes it: `values` one a minute from ten o'clock. */
const result = (index: number, values: readonly number[], StatusCode = 'Complete') => ({
  Id: `q${index}`,
  Label: 'x',
  StatusCode,
  Timestamps: values.map((_, past) => minute(past)),
  Values: values,
});

const answer = (MetricDataResults: readonly object[], NextToken?: string) =>
  JSON.stringify({ MetricDataResults, Messages: [], ...(NextToken ? { NextToken } : {}) });

const points = (values: readonly number[]) =>
  values.map((value, past) => ({ at: new Date(minute(past) * 1000), value }));

describeCall('metrics', {
  call: metrics,
  input: { ...window, queries: [query('RequestCount'), query('TargetResponseTime', 'p99'), query('Nothing')] },
  exchanges: [
    {
      asks: {
        StartTime: minute(0),
        EndTime: minute(60),
        ScanBy: 'TimestampAscending',
        NextToken: undefined,
        MetricDataQueries: [sent('RequestCount', 0), sent('TargetResponseTime', 1, 'p99'), sent('Nothing', 2)],
      },
      answer: answer(
        [
          result(0, [5, 7], 'PartialData'),
          // The order within an answer is not to be relied on.
          { Id: 'q1', StatusCode: 'Complete', Timestamps: [minute(1), minute(0)], Values: [0.5, 0.25] },
          { Id: 'q2', StatusCode: 'Complete' },
        ],
        'page2',
      ),
    },
    {
      asks: { NextToken: 'page2' },
      answer: answer([{ Id: 'q0', StatusCode: 'Complete', Timestamps: [minute(2)], Values: [9] }]),
    },
  ],
  gives: [
    { query: query('RequestCount'), points: points([5, 7, 9]) },
    { query: query('TargetResponseTime', 'p99'), points: points([0.25, 0.5]) },
    { query: query('Nothing'), points: [] },
  ],
});

test('asks of one tick for one window travel together, and equal queries once', async () => {
  answerOnce('cloudwatch', [
    {
      asks: { operation, MetricDataQueries: [sent('RequestCount', 0), sent('HTTPCode_ELB_502_Count', 1)] },
      answer: answer([result(0, [1]), result(1, [2])]),
    },
  ]);
  const read = wireReader();
  const soon = AbortSignal.timeout(20_000);
  const [one, both] = await Promise.all([
    read(metrics, { ...window, queries: [query('RequestCount')] }, soon),
    read(metrics, { ...window, queries: [query('HTTPCode_ELB_502_Count'), query('RequestCount')] }, soon),
  ]);
  expect(one.value.map((series) => series.points)).toEqual([points([1])]);
  expect(both.value.map((series) => series.points)).toEqual([points([2]), points([1])]);
  expect([one.attempts, both.attempts]).toEqual([1, 1]);
});

test('asks for different windows travel apart', async () => {
  const later = { ...window, from: new Date('2026-11-22T10:30:00Z') };
  answerOnce('cloudwatch', [
    { asks: { operation, StartTime: minute(0) }, answer: answer([result(0, [1])]) },
    { asks: { operation, StartTime: minute(30) }, answer: answer([result(0, [2])]) },
  ]);
  const read = wireReader();
  const soon = AbortSignal.timeout(20_000);
  const found = await Promise.all([
    read(metrics, { ...window, queries: [query('RequestCount')] }, soon),
    read(metrics, { ...later, queries: [query('RequestCount')] }, soon),
  ]);
  expect(found.map(({ value }) => value[0]?.points)).toEqual([points([1]), points([2])]);
});

test('five hundred queries fill a call, and the rest go in another', async () => {
  const queries = Array.from({ length: 501 }, (_, index) => query(`M${index}`));
  answerOnce('cloudwatch', [
    {
      asks: { operation, MetricDataQueries: queries.slice(0, 500).map(({ metric }, index) => sent(metric, index)) },
      answer: answer(queries.slice(0, 500).map((_, index) => result(index, [index]))),
    },
    { asks: { operation, MetricDataQueries: [sent('M500', 0)] }, answer: answer([result(0, [500])]) },
  ]);
  const { value, attempts } = await ask(metrics, { ...window, queries });
  expect(value.map((series) => series.points[0]?.value)).toEqual(queries.map((_, index) => index));
  expect(attempts).toBe(2);
});

test('a series that CloudWatch failed to compute is asked for again, alone', async () => {
  answerOnce('cloudwatch', [
    {
      asks: { operation, MetricDataQueries: [sent('RequestCount', 0), sent('ConsumedLCUs', 1)] },
      answer: answer([result(0, [1]), result(1, [], 'InternalError')]),
    },
    { asks: { operation, MetricDataQueries: [sent('ConsumedLCUs', 0)] }, answer: answer([result(0, [3])]) },
  ]);
  const { value } = await ask(metrics, { ...window, queries: [query('RequestCount'), query('ConsumedLCUs')] });
  expect(value.map((series) => series.points)).toEqual([points([1]), points([3])]);
});

test.each([
  ['InternalError', 'failed', 3],
  ['PartialData', 'failed', 1],
  ['Forbidden', 'denied', 1],
])('a series that stays %s is %s for those who asked for it, not empty', async (status, why, calls) => {
  answerOnce(
    'cloudwatch',
    Array.from({ length: calls }, (_, index) => ({
      asks: { operation },
      answer: answer(index === 0 ? [result(0, [1]), result(1, [], status)] : [result(0, [], status)]),
    })),
  );
  const read = wireReader();
  const soon = AbortSignal.timeout(20_000);
  const [good, bad] = await Promise.allSettled([
    read(metrics, { ...window, queries: [query('RequestCount')] }, soon),
    failureOf(read(metrics, { ...window, queries: [query('ConsumedLCUs')] }, soon)),
  ]);
  expect(good).toMatchObject({ status: 'fulfilled', value: { value: [{ points: points([1]) }] } });
  expect(bad).toMatchObject({ value: { why, action: 'cloudwatch:GetMetricData' } });
});

test('a series that is missing from the answer is a failure, not empty', async () => {
  answerOnce('cloudwatch', [{ asks: { operation }, answer: '{}' }]);
  expect(await failureOf(ask(metrics, { ...window, queries: [query('RequestCount')] }))).toMatchObject({
    why: 'failed',
  });
});
