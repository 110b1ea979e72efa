import type { Draft, Remedy, Unaccounted } from '#changes';
import type { Change } from '#store';

/** A change for programs: what was asked for, where it stands, and all that was done. Times become ISO 8601. */
export function changeData(change: Change, remedies: ReadonlyMap<string, Remedy>) {
  const { proposal, standing, votes, executions, verified, review, askedAt, movedAt } = change;
  const { preview } = proposal;
  return {
    id: proposal.id,
    remedy: proposal.action,
    title: remedies.get(proposal.action)?.title ?? proposal.action,
    account: proposal.account,
    region: proposal.region,
    params: proposal.params,
    risk: proposal.risk,
    ...standing,
    requester: proposal.requester,
    reason: proposal.reason,
    askedAt,
    movedAt,
    expiresAt: proposal.expiresAt,
    lastsMs: proposal.lastsMs,
    digest: proposal.digest,
    changes: preview.changes,
    resources: preview.resources,
    call: preview.call,
    undo: preview.undo,
    blastRadius: preview.blastRadius,
    managedBy: preview.managedBy,
    votes,
    executions,
    verified,
    breakGlass: proposal.breakGlass,
    review,
    extends: proposal.extends,
    investigation: proposal.investigation,
    place: proposal.place,
  };
}

/** What would be asked for, for programs. */
export function draftData(draft: Draft) {
  switch (draft.kind) {
    case 'by-hand':
      return { kind: draft.kind, remedy: draft.remedy.id, command: draft.command, why: draft.why };
    case 'wrong':
      return { kind: draft.kind, remedy: draft.remedy.id, wrong: draft.wrong };
    case 'refused':
      return { kind: draft.kind, says: draft.says, pending: draft.pending?.proposal.id ?? null };
    case 'ready': {
      const { remedy, where, preview, ...rest } = draft;
      const { found: _, ...shown } = preview;
      return { ...rest, remedy: remedy.id, account: where.account, region: where.region, ...shown };
    }
  }
}

/** What was found beside our own changes, for programs. */
export function unaccountedData({ found, blind }: Unaccounted) {
  return { unowned: found, blindSpots: blind };
}
