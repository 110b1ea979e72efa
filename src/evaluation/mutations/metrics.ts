import type { Account, MetricSeries } from '#simulation/account';

const MINUTE = 60_000;

/** The newest minutes are not published yet. */
export function metricsLate(minutes: number): (account: Account) => Account {
  return withSeries((series) => {
    const until = new Date(end(series) - minutes * MINUTE);
    const periods = Math.round((minutes * 60) / (series.period ?? 60));
    return { ...series, until, values: series.values.slice(0, Math.max(0, series.values.length - periods)) };
  });
}

/** Every so many minutes one has no data points at all, as after a hiccup of publishing. */
export function metricsWithGaps(every: number): (account: Account) => Account {
  return withSeries((series) => ({
    ...series,
    values: series.values.map((value, index) => {
      const minute = Math.round(end(series) / MINUTE) - series.values.length + index;
      return minute % every === 0 ? null : value;
    }),
  }));
}

/** Counts of zero that are not published: no data point means none, as for all counts of errors. */
export const metricsWithoutZeros = withSeries((series) => ({
  ...series,
  values: series.values.map((value) => (value === 0 && /_Count$|Errors?$|Count$/.test(series.metric) ? null : value)),
}));

export function withSeries(change: (series: MetricSeries) => MetricSeries): (account: Account) => Account {
  return (account) => (account.metrics ? { ...account, metrics: account.metrics.map(change) } : account);
}

function end({ until }: MetricSeries): number {
  return until?.getTime() ?? 0;
}
