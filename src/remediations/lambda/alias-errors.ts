import type { LookContext, Verification } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { spansAround } from '../spans.ts';
import type { Span } from '../spans.ts';

/** Whether the part of an alias's calls that fail became smaller. */
export async function effectOnErrors(
  fn: string,
  name: string,
  since: Date,
  context: LookContext,
): Promise<Verification> {
  const spans = spansAround(since, context.now);
  const [before, after] = await Promise.all([
    errorsIn(spans.before, fn, name, context),
    spans.after === null ? null : errorsIn(spans.after, fn, name, context),
  ]);
  return compared(before, after);
}

interface Errors {
  readonly calls: number;
  readonly errors: number;
}

/** Calls of the alias and how many failed; null where CloudWatch has none. */
async function errorsIn({ from, to }: Span, fn: string, name: string, { read }: LookContext): Promise<Errors | null> {
  const query = (metric: string) => ({
    namespace: 'AWS/Lambda',
    metric,
    dimensions: { FunctionName: fn, Resource: `${fn}:${name}` },
    stat: 'Sum',
  });
  const series = await read(metrics, {
    queries: [query('Invocations'), query('Errors')],
    from,
    to,
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
  if (earlier === 0 && later === 0) return { effect: 'cannot-tell', says };
  if (later > earlier * 1.5 && later - earlier > 1) return { effect: 'worse', says };
  return { effect: later < earlier / 2 ? 'seen' : 'not-seen', says };
}
