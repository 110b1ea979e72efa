import { CannotChange, remediation } from '#playbook';
import { metrics } from '#aws/cloudwatch';
import { clusters, clusterTags } from '#aws/rds';
import { setServerlessLimits } from '#aws/rds-writes';
import { form } from '../form.ts';
import { clusterField, clusterIn, clusterName, clusterNamed, mostOf, namesOf, ownerOf } from './cluster.ts';
import { acus, before, limitsCall, limitsOf, standOf } from './limits.ts';

interface Params {
  readonly [member: string]: string | number;
  readonly cluster: string;
  /** ACUs. */
  readonly min: number;
}

const hour = 3_600_000;

/** A cluster that pauses lets its first clients wait; one that is too small grows slowly. */
export const raiseMinimum = remediation<Params>({
  id: 'aurora.raise-minimum',
  title: 'Keep a serverless Aurora cluster awake, or larger',
  summary: 'Raises the minimum capacity of Serverless v2: above 0 it never pauses.',
  parameters: [
    clusterField,
    { name: 'min', label: 'Minimum capacity in ACUs', kind: 'number', hint: 'In steps of a half' },
  ],
  parse: (given) => form({ cluster: clusterName(given['cluster']), min: acus(given['min'], 0.5) }),
  risk: () => 'medium',
  lasts: { usualMs: 24 * hour, mostMs: 7 * 24 * hour },
  ends: 'undone',
  repeats: 'sets',
  reads: [clusters, clusterTags, metrics],
  writes: [setServerlessLimits],

  preview: async ({ cluster: named, min }, _until, context) => {
    const cluster = await clusterNamed(named, context);
    const { arn, id, status, members } = cluster;
    const limits = limitsOf(cluster);
    if (status !== 'available') throw new CannotChange(`${id} is ${status}: AWS changes only what is available.`);
    if (min <= limits.min) throw new CannotChange(`${id} keeps ${limits.min} ACUs already: this only raises it.`);
    if (min > limits.max) throw new CannotChange(`${id} may grow to ${limits.max} ACUs: the minimum cannot be more.`);
    const pauses = limits.min === 0 ? ' It does not pause any more.' : '';
    return {
      changes: [{ resource: arn, field: 'MinCapacity', before: limits.min, after: min }],
      found: { arn, min: limits.min, max: limits.max, pausesAfter: limits.pausesAfter },
      resources: [arn],
      call: limitsCall(cluster, { ...limits, min, pausesAfter: null }, context.place),
      undo:
        limits.min === 0
          ? `The minimum is set back to 0 ACUs, and it pauses again after ${limits.pausesAfter ?? 300} s without connections.`
          : `The minimum is set back to ${limits.min} ACUs.`,
      blastRadius: `Each of ${members.length === 1 ? 'its one instance' : `its ${members.length} instances`} costs ${min} ACUs at least.${pauses}`,
      managedBy: await ownerOf(cluster, context),
    };
  },

  apply: async ({ min }, preview, { write }) => {
    // AWS refuses to be told of pauses where there are none.
    await write(setServerlessLimits, { ...namesOf(preview), ...before(preview), min, pausesAfter: null });
  },

  readBack: async ({ min }, preview, context) =>
    standOf('minimum', (await clusterIn(preview, context)).serverless?.min ?? null, min, before(preview).min),

  verify: async ({ min }, preview, since, context) => {
    const cluster = await clusterIn(preview, context);
    const capacity = await mostOf('ServerlessDatabaseCapacity', cluster, since, context.now, context);
    if (capacity === null) return { effect: 'cannot-tell', says: 'CloudWatch has no numbers since then.' };
    return { effect: capacity >= min ? 'seen' : 'not-seen', says: `${capacity} ACUs at most since then.` };
  },

  undo: async (_params, preview, { write, ...context }) => {
    const { serverless } = await clusterIn(preview, context);
    // The maximum is left as it is by now.
    const { min, max, pausesAfter } = before(preview);
    await write(setServerlessLimits, { ...namesOf(preview), min, max: serverless?.max ?? max, pausesAfter });
  },

  undone: async ({ min }, preview, context) => {
    const present = (await clusterIn(preview, context)).serverless?.min ?? null;
    const stand = standOf('minimum', present, before(preview).min, min);
    return { ...stand, othersValue: stand.outcome === 'cannot-tell' };
  },
});
