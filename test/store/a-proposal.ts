import type { Asked, AuditEvent, Move, Proposal } from '#store';

export const lambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:checkout';

/** A proposal that waits; say only what matters to the test. */
export function aProposal(parts: Partial<Proposal> = {}): Proposal {
  return {
    id: 'chg_01',
    action: 'lambda.limit-concurrency',
    account: '123456789012',
    region: 'us-east-1',
    params: { function: 'checkout', most: 5 },
    given: { function: 'checkout', most: '5' },
    risk: 'medium',
    preview: {
      changes: [{ resource: lambdaArn, field: 'reserved concurrency', before: null, after: 5 }],
      found: { reserved: null },
      resources: [lambdaArn],
      call: 'aws lambda put-function-concurrency …',
      undo: 'The limit is taken away again.',
      blastRadius: 'Callers of checkout beyond 5 at once are throttled.',
      managedBy: null,
    },
    digest: `digest of ${parts.id ?? 'chg_01'}`,
    requester: 'T1.ana',
    reason: 'It floods the database.',
    place: { team: 'T1', channel: 'C1', thread: null },
    investigation: 'inv_01',
    expiresAt: new Date('2026-11-22T12:15:00.000Z'),
    startWithinMs: 300_000,
    lastsMs: 2_700_000,
    requesterMayApprove: false,
    leavesNothing: false,
    rule: null,
    breakGlass: false,
    extends: null,
    ...parts,
  };
}

/** What is asked of the store for it. */
export function asked(parts: Partial<Proposal> = {}, others: Partial<Asked> = {}): Asked {
  const proposal = aProposal(parts);
  return { proposal, because: [happened('proposed', proposal.id)], ...others };
}

export function happened(what: string, ref: string | null, parts: Partial<AuditEvent> = {}): AuditEvent {
  return { actor: 'T1.ana', what, ref, details: {}, ...parts };
}

/** A move with its record. */
export function moveOf(change: string, version: number, to: Move['to'], others: Partial<Move> = {}): Move {
  return { change, version, to, because: [happened(to.state, change)], ...others };
}
