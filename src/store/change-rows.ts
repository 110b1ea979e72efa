import type { Insertable, Selectable } from 'kysely';
import type { Verification } from '#playbook';
import type { Standing, Vote } from '../approval/standing.ts';
import type { AttemptTable, ProposalTable, VerificationTable, VoteTable } from './change-tables.ts';
import type { Attempt, Change, Execution, Proposal, Review, Verified } from './changes-store.ts';

/** A proposal as a row: `pending`, in its first version. */
export function proposalRow(proposal: Proposal, at: number): Insertable<ProposalTable> {
  const review: Review | null = proposal.breakGlass ? { state: 'open' } : null;
  return {
    id: proposal.id,
    action: proposal.action,
    account: proposal.account,
    requester: proposal.requester,
    investigation: proposal.investigation,
    digest: proposal.digest,
    content: JSON.stringify(proposal),
    state: 'pending',
    standing: JSON.stringify({ state: 'pending' }),
    version: 1,
    asked_at: at,
    moved_at: at,
    review: review === null ? null : JSON.stringify(review),
    review_open: review === null ? 0 : 1,
  };
}

/** What belongs to a proposal, as rows. */
export interface Belongings {
  readonly votes: readonly Selectable<VoteTable>[];
  readonly executions: readonly Execution[];
  readonly verifications: readonly Selectable<VerificationTable>[];
}

/** We wrote the JSON ourselves, so its shape is taken on trust. */
export function changeFrom(row: Selectable<ProposalTable>, belongings: Belongings): Change {
  const votes = belongings.votes.map(({ person, at }) => ({ by: person, at: dateOf(at) }));
  return {
    proposal: proposalFrom(row.content),
    askedAt: dateOf(row.asked_at),
    standing: standingFrom(row.standing, votes),
    version: row.version,
    movedAt: dateOf(row.moved_at),
    votes,
    executions: belongings.executions,
    verified: belongings.verifications.map(verifiedFrom),
    review: reviewFrom(row.review),
  };
}

export function attemptFrom(row: Selectable<AttemptTable>): Attempt {
  const ending: Pick<Attempt, 'says' | 'awsRequestId'> =
    row.ending === null ? { says: null, awsRequestId: null } : JSON.parse(row.ending);
  return {
    n: row.n,
    intentAt: dateOf(row.intent_at),
    deadline: dateOf(row.deadline),
    found: JSON.parse(row.found),
    outcome: row.outcome,
    says: ending.says,
    awsRequestId: ending.awsRequestId,
    closedAt: row.closed_at === null ? null : dateOf(row.closed_at),
  };
}

export function dateOf(ms: number | string): Date {
  return new Date(Number(ms));
}

function proposalFrom(content: string): Proposal {
  const proposal: Omit<Proposal, 'expiresAt'> & { readonly expiresAt: string } = JSON.parse(content);
  return { ...proposal, expiresAt: new Date(proposal.expiresAt) };
}

/** The votes have a table of their own, in which each person is once. */
export function standingText(standing: Standing): string {
  return JSON.stringify({ ...standing, votes: undefined });
}

/** A standing as JSON leaves it: without votes, times as text. */
type Told<S> = S extends Standing
  ? { readonly [M in keyof Omit<S, 'votes'>]: S[M] extends Date ? string : S[M] }
  : never;

function standingFrom(text: string, votes: readonly Vote[]): Standing {
  const told: Told<Standing> = JSON.parse(text);
  switch (told.state) {
    case 'approved':
      return { ...told, votes, startBy: new Date(told.startBy) };
    case 'applied':
      return { ...told, votes, until: new Date(told.until) };
    case 'pending':
    case 'expired':
    case 'done':
    case 'executing':
    case 'unknown':
    case 'reverting':
    case 'revert-stopped':
    case 'revert-unknown':
      return { ...told, votes };
    case 'denied':
    case 'withdrawn':
    case 'stale':
    case 'failed':
    case 'reverted':
    case 'kept':
      return told;
  }
}

function verifiedFrom({ minutes, at, seen }: Selectable<VerificationTable>): Verified {
  const verification: Verification = JSON.parse(seen);
  return { ...verification, minutes, at: dateOf(at) };
}

function reviewFrom(text: string | null): Review | null {
  if (text === null) return null;
  const review: { state: 'open' } | { state: 'closed'; by: string; at: string; note: string } = JSON.parse(text);
  return review.state === 'open' ? review : { ...review, at: new Date(review.at) };
}
