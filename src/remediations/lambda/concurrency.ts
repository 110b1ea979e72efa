import type { LookContext, Verification } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { spansAround } from '../spans.ts';
import type { Span } from '../spans.ts';

/** How a function ran in a span of whole minutes. Null where CloudWatch has nothing. */
export interface Running {
  /** The most executions at the same time. */
  readonly most: number | null;
  readonly throttles: number | null;
  readonly minutes: number;
}

/** How a function ran before a change and since, as far as a whole minute has passed. */
export async function runningAround(
  name: string,
  since: Date,
  context: LookContext,
): Promise<readonly [before: Running, after: Running]> {
  const { before, after } = spansAround(since, context.now);
  return Promise.all([
    running(name, before, context),
    after === null ? { most: null, throttles: null, minutes: 0 } : running(name, after, context),
  ]);
}

async function running(name: string, { from, to, minutes }: Span, { read }: LookContext): Promise<Running> {
  const query = (metric: string, stat: string) => ({
    namespace: 'AWS/Lambda',
    metric,
    dimensions: { FunctionName: name },
    stat,
  });
  const [most, throttles] = await read(metrics, {
    queries: [query('ConcurrentExecutions', 'Maximum'), query('Throttles', 'Sum')],
    from,
    to,
    periodSeconds: 60,
  });
  const values = (series: typeof most) => (series?.points ?? []).map(({ value }) => value);
  return { most: largest(values(most)), throttles: total(values(throttles)), minutes };
}

/** Whether a limit holds. That it was not reached before either proves nothing. */
export function effectOfLess(limit: number, before: Running, after: Running): Verification {
  const throttled = `${after.throttles ?? 0} throttled in ${after.minutes} min`;
  if (after.most === null && limit === 0 && (after.throttles ?? 0) > 0)
    return { effect: 'seen', says: `Nothing has run since then; ${throttled}.` };
  if (after.most === null)
    return { effect: 'cannot-tell', says: 'CloudWatch has nothing of the function since then yet.' };
  const earlier = before.most === null ? '' : `, ${before.most} before`;
  const says = `${after.most} at once at most${earlier}; ${throttled}.`;
  if (after.most > limit) return { effect: 'not-seen', says };
  return { effect: before.most !== null && before.most > limit ? 'seen' : 'cannot-tell', says };
}

/** Whether fewer calls are throttled: by the minute, since the two spans may differ. */
export function effectOfMore(before: Running, after: Running): Verification {
  if (before.throttles === null || after.throttles === null)
    return { effect: 'cannot-tell', says: 'CloudWatch does not tell yet how many calls were throttled.' };
  const says = `${after.throttles} throttled in ${after.minutes} min; ${before.throttles} in the ${before.minutes} min before.`;
  const [earlier, later] = [before.throttles / before.minutes, after.throttles / after.minutes];
  if (earlier === 0 && later === 0) return { effect: 'cannot-tell', says };
  return { effect: later > earlier ? 'worse' : later < earlier ? 'seen' : 'not-seen', says };
}

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

function total(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}
