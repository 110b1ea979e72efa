import { CannotChange } from '#playbook';
import type { LookContext, Parameter, Preview } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { clusters, clusterTags } from '#aws/rds';
import type { DbCluster } from '#aws/rds';
import { text } from '../form.ts';
import type { Field } from '../form.ts';
import { existing, refuseElsewhere } from '../here.ts';
import { ownersOf } from '../managed-by.ts';

const NAMED = /^(?:arn:[\w-]+:rds:[\w-]+:\d{12}:cluster:)?[a-z][a-z0-9-]{0,62}$/i;

/** The field in which a cluster is named. */
export const clusterField: Parameter = { name: 'cluster', label: 'Cluster', kind: 'text', hint: 'Name or ARN' };

export function clusterName(given: string | undefined): Field<string> {
  return text(given, NAMED, 'Say the name or the ARN of an Aurora cluster.');
}

/** An Aurora cluster of this account and region. Throws `CannotChange` when there is none of that name. */
export async function clusterNamed(named: string, { read, place }: LookContext): Promise<DbCluster> {
  if (named.startsWith('arn:')) refuseElsewhere(named, place);
  const id = (named.split(':').at(-1) ?? '').toLowerCase();
  const [found] = await existing(read(clusters, { id }), `cluster ${id}`, place);
  if (!found) throw new CannotChange(`There is no cluster ${id} in ${place.region}.`);
  if (!found.engine.startsWith('aurora')) throw new CannotChange(`${id} is ${found.engine}, not Aurora.`);
  return found;
}

/** The cluster that a preview is of, as it is now. Rejects with a `ReadFailure` when it is gone. */
export async function clusterIn(preview: Preview, { read }: LookContext): Promise<DbCluster> {
  const [found] = await read(clusters, { id: namesOf(preview).id });
  if (!found) throw new CannotChange('The cluster is gone.');
  return found;
}

export function ownerOf({ arn }: DbCluster, { read }: LookContext): Promise<string | null> {
  return ownersOf([read(clusterTags, { arn })]);
}

/** As the writes take it. */
export function namesOf({ resources: [arn = ''] }: Preview) {
  return { arn, id: arn.split(':').at(-1) ?? '' };
}

const MINUTE = 60_000;

/** The most that an instance of the cluster showed between two times; null where CloudWatch has nothing. */
export async function mostOf(
  metric: string,
  { members }: DbCluster,
  from: Date,
  to: Date,
  { read }: LookContext,
): Promise<number | null> {
  const [begin, end] = [wholeMinute(from), wholeMinute(to)];
  if (members.length === 0 || begin >= end) return null;
  const series = await read(metrics, {
    queries: members.map(({ instance }) => ({
      namespace: 'AWS/RDS',
      metric,
      dimensions: { DBInstanceIdentifier: instance },
      stat: 'Maximum',
    })),
    from: begin,
    to: end,
    periodSeconds: 60,
  });
  const values = series.flatMap(({ points }) => points.map(({ value }) => value));
  return values.length === 0 ? null : Math.max(...values);
}

/** The last minutes of which CloudWatch has numbers by now. */
export function lately(now: Date): readonly [from: Date, to: Date] {
  return [new Date(now.getTime() - 6 * MINUTE), now];
}

function wholeMinute(time: Date): Date {
  return new Date(Math.floor(time.getTime() / MINUTE) * MINUTE);
}
