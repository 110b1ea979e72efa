import type { Preview } from '#playbook';
import type { Change, Proposal } from '#store';
import type { Bound } from '../approval/digest.ts';

/**
 * What putting off the end of a change in force means: it takes an approval of its own, holds nothing (the change does),
 * and is bound to the end that it was asked for on. Null when there is no end to put off.
 */
export function extensionOf({ proposal, standing }: Change, lastsMs: number, at: Date): Preview | null {
  if (standing.state !== 'applied') return null;
  const before = standing.until.toISOString();
  const until = new Date(at.getTime() + lastsMs);
  const { preview } = proposal;
  return {
    changes: preview.resources.map((resource) => ({
      resource,
      field: 'end of the change',
      before,
      after: until.toISOString(),
    })),
    found: { extends: proposal.id, until: before },
    resources: [],
    call: preview.call,
    undo: preview.undo,
    blastRadius: preview.blastRadius,
    managedBy: preview.managedBy,
  };
}

/** What an approval is bound to. */
export function boundTo({
  action,
  account,
  region,
  params,
  preview,
}: Pick<Proposal, keyof Omit<Bound, 'found'> | 'preview'>): Bound {
  return { action, account, region, params, found: preview.found };
}
