import type { AnyReadCall, LookContext, Read } from '#playbook';
import type { AwsAccess, Where } from './aws-access.ts';

/** Who looks, and with whose patience. */
export interface Look {
  readonly access: AwsAccess;
  readonly where: Where;
  /** The only calls that may be made. */
  readonly reads: readonly AnyReadCall[];
  /** What the database's clock says. */
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * What a remediation looks with: AWS as it is now, through nothing but the calls that it declared. Rejects with
 * `CannotInvestigate` when there are no usable credentials.
 */
export async function lookInto({ access, where, reads, now, signal }: Look): Promise<LookContext> {
  const reader = await access.reader(where, signal);
  const partition = await access.partition(where, signal);
  const declared = new Set(reads.map(({ id }) => id));
  const read: Read = async (call, input) => {
    if (!declared.has(call.id)) throw new TypeError(`${call.id} is not among the reads that were declared`);
    const { value } = await reader(call, input, signal);
    return value;
  };
  return { read, signal, now, place: { ...where, partition } };
}
