import type { LookContext, Verification } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import type { MetricQuery } from '#aws/cloudwatch';
import { count, minuteAfter, minuteOf, minutesAfter, minutesBetween, percent, sum } from '#facts/words';

/** What is counted, and of how many; all queries are sums. */
export interface Counted {
  /** "5xx", "Turned away". */
  readonly what: string;
  readonly bad: readonly MetricQuery[];
  /** All requests. */
  readonly all: readonly MetricQuery[];
}

interface Tally {
  readonly bad: number;
  readonly all: number;
}

/** So many bad ones may come by chance. */
const FEW = 5;
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
  if (after.all === 0)
    return { effect: 'cannot-tell', says: `There were no requests in the ${count(minutes, 'minute')} since.` };
  const said = ({ bad, all }: Tally, over: number, noun: string) =>
    `${bad.toLocaleString('en')} in ${over} min (${percent(bad, all)} of ${all.toLocaleString('en')}${noun})`;
  const says = `${counted.what}: ${said(after, minutes, ' requests')}; before, ${said(before, back, '')}.`;
  return { effect: effectOf(rate(before), rate(after), after.bad), says };
}

/** Half as many is less, and half as many again more; a few of them are chance. */
function effectOf(before: number, after: number, bad: number): Verification['effect'] {
  if (after > before * 1.5 && bad >= FEW) return 'worse';
  if (before === 0) return 'cannot-tell';
  return after <= before / 2 ? 'seen' : 'not-seen';
}

function rate({ bad, all }: Tally): number {
  return all === 0 ? 0 : bad / all;
}

async function tally({ bad, all }: Counted, from: Date, to: Date, { read }: LookContext): Promise<Tally> {
  const series = await read(metrics, { queries: [...bad, ...all], from, to, periodSeconds: 60 });
  const totals = series.map(({ points }) => sum(points.map(({ value }) => value)));
  return { bad: sum(totals.slice(0, bad.length)), all: sum(totals.slice(bad.length)) };
}
