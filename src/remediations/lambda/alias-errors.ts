import type { LookContext, Verification } from '#playbook';
import { metrics } from '#aws/cloudwatch';

const minute = 60_000;
/** What is compared with is at least that long. */
const leastMinutes = 5;

/** Whether the part of an alias's calls that fail became smaller. */
export async function effectOnErrors(
  fn: string,
  name: string,
  since: Date,
  context: LookContext,
): Promise<Verification> {
  const minutes = Math.max(leastMinutes, Math.ceil((context.now.getTime() - since.getTime()) / minute));
  const [before, after] = await Promise.all([
    errorsOf(fn, name, new Date(since.getTime() - minutes * minute), since, context),
    errorsOf(fn, name, since, context.now, context),
  ]);
  return compared(before, after);
}

interface Errors {
  readonly calls: number;
  readonly errors: number;
}

/** Calls of the alias and how many failed; null where CloudWatch has none. */
async function errorsOf(fn: string, name: string, from: Date, to: Date, { read }: LookContext): Promise<Errors | null> {
  const whole = (time: Date) => new Date(Math.floor(time.getTime() / minute) * minute);
  if (whole(from) >= whole(to)) return null;
  const query = (metric: string) => ({
    namespace: 'AWS/Lambda',
    metric,
    dimensions: { FunctionName: fn, Resource: `${fn}:${name}` },
    stat: 'Sum',
  });
  const series = await read(metrics, {
    queries: [query('Invocations'), query('Errors')],
    from: whole(from),
    to: whole(to),
    periodSeconds: 60,
  });
  const [calls = 0, errors = 0] = series.map(({ points }) => points.reduce((sum, { value }) => sum + value, 0));
  return calls === 0 ? null : { calls, errors };
}

function compared(before: Errors | null, after: Errors | null): Verification {
  if (after === null) return { effect: 'cannot-tell', says: 'CloudWatch has no calls of the alias since then yet.' };
  const percent = ({ errors, calls }: Errors) => (errors / calls) * 100;
  const text = (each: Errors) => `${percent(each).toFixed(1)} % of ${each.calls} calls failed`;
  if (before === null)
    return { effect: 'cannot-tell', says: `${text(after)}; before there were no calls to compare with.` };
  const says = `${text(after)}; before it were ${percent(before).toFixed(1)} % of ${before.calls}.`;
  const [earlier, later] = [percent(before), percent(after)];
  if (later > earlier * 1.5 && later - earlier > 1) return { effect: 'worse', says };
  return { effect: later < earlier / 2 || later === 0 ? 'seen' : 'not-seen', says };
}
