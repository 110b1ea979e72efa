import { CannotChange, remediation } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { clusters, clusterTags } from '#aws/rds';
import { setServerlessLimits } from '#aws/rds-writes';
import { form } from '../form.ts';
import { acus, before, limitsCall, limitsOf, standOf } from './limits.ts';
import { clusterField, clusterIn, clusterName, clusterNamed, lately, mostOf, namesOf, ownerOf } from './cluster.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly cluster: string;
  /** ACUs. */
  readonly max: number;
}

const hour = 3_600_000;
/** In one change, so many times what it was. */
const GROWTH = 4;
/** Percent of the maximum above which there is no room. */
const FULL = 98;

export const raiseCapacity = remediation<Params>({
  id: 'aurora.raise-capacity',
  title: 'Let a serverless Aurora cluster grow further',
  summary: 'Raises the maximum capacity of Serverless v2.',
  parameters: [
    clusterField,
    { name: 'max', label: 'Maximum capacity in ACUs', kind: 'number', hint: 'In steps of a half' },
  ],
  parse: (given) => form({ cluster: clusterName(given['cluster']), max: acus(given['max'], 1) }),
  risk: () => 'medium',
  lasts: { usualMs: 24 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [clusters, clusterTags, metrics],
  writes: [setServerlessLimits],

  preview: async ({ cluster: named, max }, _until, context) => {
    const cluster = await clusterNamed(named, context);
    const { arn, id, status, members } = cluster;
    const limits = limitsOf(cluster);
    if (status !== 'available') throw new CannotChange(`${id} is ${status}: AWS changes only what is available.`);
    if (max <= limits.max) throw new CannotChange(`${id} may grow to ${limits.max} ACUs already: this only raises it.`);
    if (max > limits.max * GROWTH) {
      throw new CannotChange(
        `From ${limits.max} to ${max} ACUs is too much in one change: ${limits.max * GROWTH} at most.`,
      );
    }
    const more = `${max - limits.max} ACUs more for each of ${members.length === 1 ? 'its one instance' : `its ${members.length} instances`}`;
    return {
      changes: [{ resource: arn, field: 'MaxCapacity', before: limits.max, after: max }],
      found: { arn, min: limits.min, max: limits.max, pausesAfter: limits.pausesAfter },
      resources: [arn],
      call: limitsCall(cluster, { ...limits, max }, context.place),
      undo: `The maximum is set back to ${limits.max} ACUs; while more than that are in use, a person has to say so.`,
      blastRadius: `${id} may cost up to ${more}. How many may connect at once stays as it is until its instances are rebooted.`,
      managedBy: await ownerOf(cluster, context),
    };
  },

  apply: async ({ max }, preview, { write }) => {
    await write(setServerlessLimits, { ...namesOf(preview), ...before(preview), max });
  },

  readBack: async ({ max }, preview, context) =>
    standOf('maximum', (await clusterIn(preview, context)).serverless?.max ?? null, max, before(preview).max),

  verify: async ({ max }, preview, since, context) => {
    const cluster = await clusterIn(preview, context);
    const [used, capacity] = await Promise.all([
      mostOf('ACUUtilization', cluster, since, context.now, context),
      mostOf('ServerlessDatabaseCapacity', cluster, since, context.now, context),
    ]);
    if (used === null) return { effect: 'cannot-tell', says: 'CloudWatch has no numbers since then.' };
    const says = `${Math.round(used)}% of ${max} ACUs in use at most${capacity === null ? '' : `, ${capacity} ACUs`}.`;
    return { effect: used < FULL ? 'seen' : 'not-seen', says };
  },

  objection: async (_params, preview, context) => {
    const cluster = await clusterIn(preview, context);
    const capacity = await mostOf('ServerlessDatabaseCapacity', cluster, ...lately(context.now), context);
    const { max } = before(preview);
    if (capacity === null) return 'How much capacity is in use CloudWatch does not tell.';
    return capacity > (max ?? 0) ? `${capacity} ACUs are in use, more than the ${max} that it would go back to.` : null;
  },

  undo: async (_params, preview, { write, ...context }) => {
    const { serverless } = await clusterIn(preview, context);
    // Minimum and pauses are left as they are by now.
    const { max, ...others } = before(preview);
    await write(setServerlessLimits, { ...namesOf(preview), ...(serverless ?? others), max });
  },

  undone: async ({ max }, preview, context) => {
    const stand = standOf(
      'maximum',
      (await clusterIn(preview, context)).serverless?.max ?? null,
      before(preview).max,
      max,
    );
    return { ...stand, othersValue: stand.outcome === 'cannot-tell' };
  },
});
