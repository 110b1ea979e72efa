import type { LookContext, Verification } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import type { MetricQuery } from '#aws/cloudwatch';
import { count, minuteAfter, minuteOf, minutesAfter, minutesBetween, percent, sum } from '#facts/words';

/** What is counted, and of how many; all queries are sums. */
export interface Counted {
  /** "5xx", "Blocked". */
  readonly what: string;
  readonly bad: readonly MetricQuery[];
  /** All requests. Without them the bad ones are compared by the minute. */
  readonly all: readonly MetricQuery[] | null;
  /** Where that is not the region looked at: metrics of CloudFront are in us-east-1. */
  readonly region?: string;
}

interface Tally {
  readonly bad: number;
  /** Null where nothing was published. */
  readonly all: number | null;
}

/** Minutes before a change that are looked at, at least: one minute tells little. */
const LEAST_BEFORE = 5;

/**
 * Compares whole minutes since a change with as many before it. CloudWatch leaves out a count that is zero, so no
 * errors are only seen where there were requests.
 */
export async function compared(counted: Counted, since: Date, context: LookContext): Promise<Verification> {
  const begin = minuteAfter(since);
  const end = minuteOf(context.now);
  const minutes = minutesBetween(begin, end);
  if (minutes < 1) return { effect: 'cannot-tell', says: 'There is no whole minute yet to be compared.' };
  const back = Math.max(minutes, LEAST_BEFORE);
  const [before, after] = await Promise.all([
    tally(counted, minutesAfter(minuteOf(since), -back), minuteOf(since), context),
    tally(counted, begin, end, context),
  ]);
  const said = ({ bad, all }: Tally, over: number, noun: string) =>
    `${bad.toLocaleString('en')} in ${over} min` +
    (all === null ? '' : ` (${percent(bad, all)} of ${all.toLocaleString('en')}${noun})`);
  if (counted.all !== null && (after.all ?? 0) === 0)
    return { effect: 'cannot-tell', says: `There were no requests in the ${count(minutes, 'minute')} since.` };
  const says = `${counted.what}: ${said(after, minutes, ' requests')}; before, ${said(before, back, '')}.`;
  const [then, now] = [rate(before, back), rate(after, minutes)];
  if (then === 0) return { effect: now === 0 ? 'cannot-tell' : 'worse', says };
  return { effect: now <= then / 2 ? 'seen' : now > then * 1.5 ? 'worse' : 'not-seen', says };
}

function rate({ bad, all }: Tally, minutes: number): number {
  return all === null ? bad / minutes : all === 0 ? 0 : bad / all;
}

async function tally({ bad, all, region }: Counted, from: Date, to: Date, { read }: LookContext): Promise<Tally> {
  const queries = [...bad, ...(all ?? [])];
  const series = await read(metrics, { queries, from, to, periodSeconds: 60, ...(region !== undefined && { region }) });
  const totals = series.map(({ points }) => sum(points.map(({ value }) => value)));
  return {
    bad: sum(totals.slice(0, bad.length)),
    all: all === null ? null : sum(totals.slice(bad.length)),
  };
}
