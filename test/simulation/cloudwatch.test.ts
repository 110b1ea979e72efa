import { CloudWatchClient, GetMetricDataCommand, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { GetMetricDataCommandInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import type { MetricSeries } from '../../src/simulation/account.ts';
import { minutesAgo, now, simulateSmall } from './small-account.ts';

/** The clock stands at 10:00:30, so the last whole minute began at 09:59. */
const series: MetricSeries = {
  namespace: 'AWS/ApplicationELB',
  metric: 'TargetResponseTime',
  dimensions: { LoadBalancer: 'app/checkout/50dc6c495c0c9188', TargetGroup: 'targetgroup/checkout-api/73e2' },
  values: [1, 2, null, 4, 10],
};

function query(
  stat = 'Sum',
  period = 60,
  dimensions: Readonly<Record<string, string>> = series.dimensions,
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: series.namespace, MetricName: series.metric, Dimensions };
  return { Id: 'q', MetricStat: { Metric, Period: period, Stat: stat } };
}

async function metricsOf(...metrics: readonly MetricSeries[]) {
  const running = await simulateSmall({ metrics });
  const client = new CloudWatchClient(running.config);
  const ask = (queries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) =>
    client.send(
      new GetMetricDataCommand({ MetricDataQueries: queries, StartTime: minutesAgo(60), EndTime: now, ...more }),
    );
  const points = async (each: MetricDataQuery, more: Partial<GetMetricDataCommandInput> = {}) => {
    const { MetricDataResults: [result] = [] } = await ask([each], more);
    return (result?.Timestamps ?? []).map((at, index) => [at.toISOString().slice(11, 16), result?.Values?.[index]]);
  };
  return { ...running, client, ask, points };
}

test('newest first, with a gap where nothing was published', async () => {
  await using running = await metricsOf(series);
  expect(await running.points(query())).toEqual([
    ['09:59', 10],
    ['09:58', 4],
    ['09:56', 2],
    ['09:55', 1],
  ]);
});

test('oldest first for those who ask for it', async () => {
  await using running = await metricsOf(series);
  const ascending = await running.points(query(), { ScanBy: 'TimestampAscending' });
  expect(ascending.map(([at]) => at)).toEqual(['09:55', '09:56', '09:58', '09:59']);
});

test.each([
  ['Sum', 17],
  ['Average', 4.25],
  ['Minimum', 1],
  ['Maximum', 10],
  ['SampleCount', 4],
  ['p50', 2],
  ['p99', 10],
  ['p99.9', 10],
])('five minutes fold into one by %s', async (stat, expected) => {
  await using running = await metricsOf(series);
  expect(await running.points(query(stat, 300))).toEqual([['09:55', expected]]);
});

test('a statistic with a series of its own is answered by that, the others by the common one', async () => {
  await using running = await metricsOf({ ...series, values: [7] }, { ...series, stat: 'p99', values: [99] });
  expect(await running.points(query('p99'))).toEqual([['09:59', 99]]);
  expect(await running.points(query('Average'))).toEqual([['09:59', 7]]);
});

test('the window takes in its start and leaves out its end', async () => {
  await using running = await metricsOf(series);
  const window = { StartTime: new Date('2026-11-22T09:56:40Z'), EndTime: new Date('2026-11-22T09:59:00Z') };
  expect(await running.points(query(), window)).toEqual([
    ['09:58', 4],
    ['09:56', 2],
  ]);
});

test('a series may have ended earlier and may be coarser than a minute', async () => {
  await using running = await metricsOf({
    ...series,
    values: [1, 2],
    period: 300,
    until: new Date('2026-11-22T09:50:00Z'),
  });
  expect(await running.points(query('Sum', 300))).toEqual([
    ['09:45', 2],
    ['09:40', 1],
  ]);
});

test('a metric is found by all of its dimensions, in any order, and by no fewer', async () => {
  await using running = await metricsOf(series);
  const { LoadBalancer = '', TargetGroup = '' } = series.dimensions;
  expect(await running.points(query('Sum', 60, { TargetGroup, LoadBalancer }))).toHaveLength(4);
  expect(await running.points(query('Sum', 60, { LoadBalancer }))).toEqual([]);
  expect(await running.points(query('Sum', 60, { LoadBalancer, TargetGroup: 'other' }))).toEqual([]);
});

test('a metric that nobody publishes is complete and empty', async () => {
  await using running = await metricsOf();
  const answer = await running.ask([query()]);
  expect(answer.MetricDataResults).toEqual([
    { Id: 'q', Label: 'TargetResponseTime', StatusCode: 'Complete', Timestamps: [], Values: [] },
  ]);
});

test('five hundred queries are answered, one more is refused', async () => {
  await using running = await metricsOf(series);
  const queries = Array.from({ length: 501 }, (_, index) => ({ ...query(), Id: `q${index}` }));
  expect((await running.ask(queries.slice(1))).MetricDataResults).toHaveLength(500);
  await expect(running.ask(queries)).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The collection MetricDataQueries must not have a size greater than 500.',
  });
});

test.each<[string, MetricDataQuery, Partial<GetMetricDataCommandInput>]>([
  ['a window that ends before it starts', query(), { StartTime: now, EndTime: minutesAgo(5) }],
  ['a period of 90 seconds', query('Sum', 90), {}],
  ['a statistic it does not know', query('tm90'), {}],
  ['metric math', { Id: 'sum', Expression: 'SUM(METRICS())' }, {}],
])('%s is refused', async (_, each, more) => {
  await using running = await metricsOf(series);
  await expect(running.ask([each], more)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a long series goes on on the next page, partial until it is whole', async () => {
  const long = { ...series, values: Array.from({ length: 50 }, (_, index) => index) };
  await using running = await simulateSmall({ metrics: [long], pageSize: 1 });
  const client = new CloudWatchClient(running.config);
  const input = { MetricDataQueries: [query()], StartTime: minutesAgo(60), EndTime: now };
  const values: number[] = [];
  const states: (string | undefined)[] = [];
  for await (const page of paginateGetMetricData({ client }, input)) {
    for (const result of page.MetricDataResults ?? []) {
      values.push(...(result.Values ?? []));
      states.push(result.StatusCode);
    }
  }
  expect(states).toEqual(['PartialData', 'Complete']);
  expect(values).toEqual(long.values.toReversed());
});
