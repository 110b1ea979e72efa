import type { LookContext } from '#playbook';
import { metrics } from '#aws/cloudwatch';

/** How a function ran in a span of whole minutes. Null where CloudWatch has nothing. */
export interface Running {
  /** The most executions at the same time. */
  readonly most: number | null;
  readonly throttles: number | null;
  readonly minutes: number;
}

const minute = 60_000;

/** How a function ran from one time to another. */
export async function running(name: string, from: Date, to: Date, { read }: LookContext): Promise<Running> {
  const [begin, end] = [wholeMinute(from), wholeMinute(to)];
  const minutes = (end.getTime() - begin.getTime()) / minute;
  if (minutes < 1) return { most: null, throttles: null, minutes: 0 };
  const query = (metric: string, stat: string) => ({
    namespace: 'AWS/Lambda',
    metric,
    dimensions: { FunctionName: name },
    stat,
  });
  const [most, throttles] = await read(metrics, {
    queries: [query('ConcurrentExecutions', 'Maximum'), query('Throttles', 'Sum')],
    from: begin,
    to: end,
    periodSeconds: 60,
  });
  const values = (series: typeof most) => (series?.points ?? []).map(({ value }) => value);
  return { most: largest(values(most)), throttles: total(values(throttles)), minutes };
}

function wholeMinute(time: Date): Date {
  return new Date(Math.floor(time.getTime() / minute) * minute);
}

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

function total(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}
