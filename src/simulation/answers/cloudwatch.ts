import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Account, MetricSeries } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { AnswerContext, Answers } from './answers.ts';
import { cloudwatchAlarms } from './cloudwatch-alarms.ts';
import { cloudwatchHistory } from './cloudwatch-history.ts';
import { fold } from './fold.ts';
import { page } from './page.ts';

const MINUTE = 60_000;

/** How many data points of one metric make up an "item" where the account's pages are small. */
const POINTS_PER_ITEM = 30;

export const cloudwatch: Answers<typeof sdk> = {
  ...cloudwatchAlarms,
  ...cloudwatchHistory,

  GetMetricData(account, input, context) {
    const { MetricDataQueries: queries = [], StartTime: from, EndTime: to } = input;
    if (queries.length > 500) {
      throw invalid('The collection MetricDataQueries must not have a size greater than 500.');
    }
    if (!from || !to || from >= to) {
      throw invalid('The parameter StartTime must be less than the parameter EndTime.');
    }
    const start = Math.floor(from.getTime() / MINUTE) * MINUTE;
    const window = { start, end: to.getTime() };
    const shown = queries.filter((query) => query.ReturnData !== false);
    const items = shown.flatMap((query) => {
      const points = pointsOf(account, query, window, context);
      return pieces(query, input.ScanBy === 'TimestampAscending' ? points : points.toReversed());
    });
    const { items: part, next } = page(account, items, {
      token: input.NextToken,
      asked: Math.ceil((input.MaxDatapoints ?? 100_800) / POINTS_PER_ITEM),
      usual: 100_800 / POINTS_PER_ITEM,
      badToken: () => new AwsError('InvalidNextToken', 'The service is unable to process the token.'),
    });
    return { MetricDataResults: joined(part), Messages: [], NextToken: next };
  },
};

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

type Point = readonly [at: number, value: number];

function pointsOf(
  account: Account,
  { Id, MetricStat, Expression }: MetricDataQuery,
  window: { readonly start: number; readonly end: number },
  { builtAt }: AnswerContext,
): readonly Point[] {
  if (Expression !== undefined) {
    throw invalid(`Error in expression '${Id}': the simulation does not evaluate metric math`);
  }
  const { Metric, Period = 60, Stat = 'Average' } = MetricStat ?? {};
  if (Period % 60 !== 0 && ![1, 5, 10, 20, 30].includes(Period)) {
    throw invalid(`The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60, not ${Period}.`);
  }
  const dimensions = Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const candidates = (account.metrics ?? []).filter(
    (each) =>
      each.namespace === Metric?.Namespace && each.metric === Metric.MetricName && same(each.dimensions, dimensions),
  );
  const series = candidates.find((each) => each.stat === Stat) ?? candidates.find((each) => each.stat === undefined);
  return series ? binned(series, Stat, Period * 1000, window, builtAt) : [];
}

function same(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string | undefined>>): boolean {
  return (
    Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value)
  );
}

/** CloudWatch stamps a data point with the beginning of its period, and gives none for a period without data. */
function binned(
  { values, period = 60, until }: MetricSeries,
  stat: string,
  width: number,
  { start, end }: { readonly start: number; readonly end: number },
  builtAt: Date,
): readonly Point[] {
  const step = period * 1000;
  const last = Math.floor((until ?? builtAt).getTime() / MINUTE) * MINUTE - step;
  const bins = new Map<number, number[]>();
  for (const [index, value] of values.entries()) {
    const at = last - (values.length - 1 - index) * step;
    if (value === null || at < start || at >= end) continue;
    const bin = Math.floor(at / width) * width;
    const binValues = bins.get(bin);
    if (binValues) binValues.push(value);
    else bins.set(bin, [value]);
  }
  return [...bins].toSorted(([a], [b]) => a - b).map(([at, binValues]) => [at, fold(stat, binValues)]);
}

interface Piece {
  readonly query: MetricDataQuery;
  readonly points: readonly Point[];
  readonly last: boolean;
}

function pieces(query: MetricDataQuery, points: readonly Point[]): readonly Piece[] {
  const count = Math.max(1, Math.ceil(points.length / POINTS_PER_ITEM));
  return Array.from({ length: count }, (_, index) => ({
    query,
    points: points.slice(index * POINTS_PER_ITEM, (index + 1) * POINTS_PER_ITEM),
    last: index === count - 1,
  }));
}

/** A metric that is cut off by the end of a page says PartialData and goes on, under the same id, on the next. */
function joined(part: readonly Piece[]): MetricDataResult[] {
  const byQuery = Map.groupBy(part, ({ query }) => query);
  return [...byQuery].map(([{ Id, Label, MetricStat }, its]) => {
    const points = its.flatMap((piece) => piece.points);
    return {
      Id,
      Label: Label ?? MetricStat?.Metric?.MetricName,
      Timestamps: points.map(([at]) => new Date(at)),
      Values: points.map(([, value]) => value),
      StatusCode: its.at(-1)?.last ? 'Complete' : 'PartialData',
    };
  });
}
