import { CannotChange } from '#playbook';
import type { Place, Plain, Preview, ReadBack } from '#playbook';
import type { DbCluster, ServerlessLimits } from '#aws/rds';
import { awsCli } from '../aws-cli.ts';
import type { Field } from '../form.ts';
import { foundIn } from '../found.ts';

/** ACUs: ServerlessV2ScalingConfiguration, RDS API reference. Older versions take 128 at most, and say so. */
const MOST = 256;

/** A number of ACUs, in halves. */
export function acus(given: string | undefined, least: number): Field<number> {
  const typed = given?.trim() ?? '';
  const value = Number(typed);
  return /^\d{1,3}(\.[05])?$/.test(typed) && value >= least && value <= MOST
    ? { ok: true, value }
    : { ok: false, says: `Say a number of ACUs from ${least} to ${MOST}, in steps of 0.5.` };
}

/** Limits of a cluster that has them. */
export type Limits = ServerlessLimits & { readonly min: number; readonly max: number };

/** Throws `CannotChange` for a cluster that does not scale. */
export function limitsOf({ id, serverless }: DbCluster): Limits {
  if (serverless && serverless.max !== null && serverless.min !== null) {
    return { ...serverless, min: serverless.min, max: serverless.max };
  }
  throw new CannotChange(`${id} is not serverless: it has no capacity limits.`);
}

/** What the call of a change reads like. */
export function limitsCall({ id }: DbCluster, { min, max, pausesAfter }: Limits, place: Place): string {
  const options = {
    'db-cluster-identifier': id,
    'serverless-v2-scaling-configuration': {
      MinCapacity: min,
      MaxCapacity: max,
      ...(pausesAfter !== null && { SecondsUntilAutoPause: pausesAfter }),
    },
    'apply-immediately': true,
  };
  return awsCli('rds modify-db-cluster', options, place);
}

/** The limits that a preview found, as they are put back. */
export function before(preview: Preview): ServerlessLimits {
  const { min = null, max = null, pausesAfter = null } = foundIn(preview);
  return { min: numberOf(min), max: numberOf(max), pausesAfter: numberOf(pausesAfter) };
}

/** Whether one of the limits is what was wanted. */
export function standOf(
  name: 'minimum' | 'maximum',
  present: number | null,
  wanted: number | null,
  other: number | null,
): ReadBack {
  const says = `The ${name} is ${present === null ? 'not set' : `${present} ACUs`}.`;
  if (present === wanted) return { outcome: 'took-effect', says };
  return { outcome: present === other ? 'did-not' : 'cannot-tell', says };
}

function numberOf(value: Plain): number | null {
  return typeof value === 'number' ? value : null;
}
