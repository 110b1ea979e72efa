import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { ReadFailure } from '#playbook';
import { batches } from './pages.ts';
import { gatheredRead } from './service.ts';
import type { Send } from './service.ts';

/** One series of numbers to ask for. `stat` is as CloudWatch writes it: `Sum`, `Average`, `Minimum`, `p99`, … */
export interface MetricQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
}

/** Series over one window. Windows that begin and end on whole minutes are shared by more investigations. */
export interface MetricsAsk {
  readonly queries: readonly MetricQuery[];
  readonly from: Date;
  readonly to: Date;
  readonly periodSeconds: number;
  /** Where that is not the region looked at: metrics of CloudFront are in us-east-1. */
  readonly region?: string;
}

/** What was published in one period: `at` is when the period began. */
export interface Point {
  readonly at: Date;
  readonly value: number;
}

/** The answer to one query, oldest point first. A period in which nothing was published has no point. */
export interface Series {
  readonly query: MetricQuery;
  readonly points: readonly Point[];
}

const queriesPerCall = 500;
const triesPerQuery = 3;

/**
 * Metrics, one series per query and in the order of the queries. Asked for singly and fetched together: all asks of
 * one tick for the same window become one GetMetricData, which takes 500 queries. No points means that CloudWatch has
 * none; a series that CloudWatch could not finish makes its ask a `ReadFailure` instead.
 */
export const metrics = gatheredRead('cloudwatch', 'GetMetricData', fetchAll, {
  key: ({ from, to, periodSeconds, region = '' }: MetricsAsk) =>
    `${from.toISOString()} ${to.toISOString()} ${periodSeconds} ${region}`,
  merge: ([first, ...others]) => {
    if (!first) throw new TypeError('nothing was asked');
    return { ...first, queries: [first, ...others].flatMap(({ queries }) => queries) };
  },
  part: (whole, { queries }): readonly Series[] =>
    queries.map((query) => {
      const found = whole.get(keyOf(query));
      if (found?.status !== 'Complete') throw unfinished(query, found?.status ?? 'missing');
      return { query, points: found.points };
    }),
});

/** What has arrived of one query, and the status CloudWatch gave with the last of it. */
interface Gathered {
  readonly points: readonly Point[];
  readonly status: string;
}

type Window = Omit<MetricsAsk, 'queries'>;
type SendMetrics = Send<'cloudwatch', 'GetMetricData'>;

async function fetchAll(send: SendMetrics, { queries, ...window }: MetricsAsk): Promise<ReadonlyMap<string, Gathered>> {
  const distinct = new Map(queries.map((query) => [keyOf(query), query]));
  const calls = batches([...distinct], queriesPerCall).map((batch) => fetchBatch(send, window, new Map(batch)));
  return new Map((await Promise.all(calls)).flatMap((answers) => [...answers]));
}

/** Asks again for what CloudWatch failed to compute: an `InternalError` of one series is an accident of the moment. */
async function fetchBatch(send: SendMetrics, window: Window, batch: ReadonlyMap<string, MetricQuery>) {
  const answers = new Map<string, Gathered>();
  let open = batch;
  for (let tries = 0; tries < triesPerQuery && open.size > 0; tries++) {
    for (const [key, answer] of await fetchOnce(send, window, open)) answers.set(key, answer);
    open = new Map([...open].filter(([key]) => answers.get(key)?.status === 'InternalError'));
  }
  return answers;
}

async function fetchOnce(send: SendMetrics, window: Window, batch: ReadonlyMap<string, MetricQuery>) {
  const keys = [...batch.keys()];
  const MetricDataQueries = [...batch.values()].map((query, index) => wireQuery(query, index, window.periodSeconds));
  const answers = new Map<string, Gathered>();
  let NextToken: string | undefined;
  do {
    const page = await send(
      {
        MetricDataQueries,
        StartTime: window.from,
        EndTime: window.to,
        ScanBy: 'TimestampAscending',
        NextToken,
      },
      window.region,
    );
    for (const result of page.MetricDataResults ?? []) {
      const key = keys[Number(result.Id?.slice(1))];
      if (key !== undefined) answers.set(key, joined(answers.get(key), result));
    }
    if (page.NextToken && page.NextToken === NextToken) {
      throw new ReadFailure('failed', 'CloudWatch answered with the same page token twice, so the list has no end');
    }
    NextToken = page.NextToken || undefined;
  } while (NextToken !== undefined);
  return answers;
}

/** A series may come in several pages, each but the last marked `PartialData`. */
function joined(before: Gathered | undefined, result: MetricDataResult): Gathered {
  const values = result.Values ?? [];
  const points = (result.Timestamps ?? []).flatMap((at, index) => {
    const value = values[index];
    return value === undefined || !Number.isFinite(value) ? [] : [{ at, value }];
  });
  const all = [...(before?.points ?? []), ...points].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return { points: all, status: result.StatusCode ?? 'Complete' };
}

function wireQuery(query: MetricQuery, index: number, Period: number): MetricDataQuery {
  const Dimensions = Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: query.namespace, MetricName: query.metric, Dimensions };
  return { Id: `q${index}`, MetricStat: { Metric, Period, Stat: query.stat }, ReturnData: true };
}

function keyOf({ namespace, metric, dimensions, stat }: MetricQuery): string {
  return JSON.stringify([namespace, metric, stat, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function unfinished({ metric }: MetricQuery, status: string): ReadFailure {
  const action = 'cloudwatch:GetMetricData';
  if (status === 'Forbidden') {
    return new ReadFailure('denied', `CloudWatch refused the metric ${metric} (Forbidden)`, action);
  }
  return new ReadFailure('failed', `CloudWatch did not finish the metric ${metric} (${status})`, action);
}
