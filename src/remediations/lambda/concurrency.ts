import type { LookContext, Verification } from '#playbook';
import { metrics } from '#aws/cloudwatch';

/** How a function ran in a span of whole minutes. Null where CloudWatch has nothing. */
export interface Running {
  /** The most executions at the same time. */
  readonly most: number | null;
  readonly throttles: number | null;
  readonly minutes: number;
}

const minute = 60_000;
/** What is compared with is at least that long. */
const leastMinutes = 5;

/** How a function ran before a change and since. */
export async function runningAround(
  name: string,
  since: Date,
  context: LookContext,
): Promise<readonly [before: Running, after: Running]> {
  const minutes = Math.max(leastMinutes, Math.ceil((context.now.getTime() - since.getTime()) / minute));
  return Promise.all([
    running(name, new Date(since.getTime() - minutes * minute), since, context),
    running(name, since, context.now, context),
  ]);
}

async function running(name: string, from: Date, to: Date, { read }: LookContext): Promise<Running> {
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

/** Whether a limit holds. */
export function effectOfLess(limit: number, before: Running, after: Running): Verification {
  if (after.most === null)
    return { effect: 'cannot-tell', says: 'CloudWatch has nothing of the function since then yet.' };
  const earlier = before.most === null ? '' : `, ${before.most} before`;
  const says = `${after.most} at once at most${earlier}; ${after.throttles ?? 0} throttled in ${after.minutes} min.`;
  return { effect: after.most <= limit ? 'seen' : 'not-seen', says };
}

/** Whether fewer calls are throttled: by the minute, since the two spans may differ. */
export function effectOfMore(before: Running, after: Running): Verification {
  if (before.throttles === null || after.throttles === null)
    return { effect: 'cannot-tell', says: 'CloudWatch does not tell yet how many calls were throttled.' };
  const says = `${after.throttles} throttled in ${after.minutes} min; ${before.throttles} in the ${before.minutes} min before.`;
  const [earlier, later] = [before.throttles / before.minutes, after.throttles / after.minutes];
  if (later > earlier) return { effect: 'worse', says };
  return { effect: later < earlier || later === 0 ? 'seen' : 'not-seen', says };
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
