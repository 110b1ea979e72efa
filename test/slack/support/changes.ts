import type { Approvers } from '#changes';
import type { Change, Proposal } from '#store';
import type { Standing } from '../../../src/approval/standing.ts';
import type { ShownChange } from '../../../src/slack/cards/change/shown.ts';

export const ana = 'T0LOCAL.U0ALICE';
export const bob = 'T0LOCAL.U0BOB';
const at = new Date('2026-11-22T02:31:00Z');

/** A proposed change; each part can be replaced. */
export function proposalOf(parts: Partial<Proposal> = {}): Proposal {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout-worker';
  return {
    id: 'chg_01TEST',
    action: 'lambda.limit-concurrency',
    account: '123456789012',
    region: 'eu-west-1',
    params: { function: arn, most: 5 },
    given: { function: arn, most: '5' },
    risk: 'medium',
    preview: {
      changes: [{ resource: arn, field: 'reserved concurrency', before: null, after: 5 }],
      found: { reserved: null },
      resources: [arn],
      call: 'aws lambda put-function-concurrency --function-name checkout-worker --reserved-concurrent-executions 5',
      undo: 'The reserved concurrency is deleted, as it was not set',
      blastRadius: 'Callers of checkout-worker beyond 5 at once are throttled',
      managedBy: null,
    },
    digest: '1a2b3c4d'.padEnd(64, '0'),
    requester: ana,
    reason: 'The queue floods the database',
    place: { team: 'T0LOCAL', channel: 'C0INCIDENTS', thread: null },
    investigation: null,
    expiresAt: new Date('2026-11-22T02:46:00Z'),
    startWithinMs: 300_000,
    lastsMs: 45 * 60_000,
    requesterMayApprove: false,
    leavesNothing: false,
    rule: null,
    breakGlass: false,
    extends: null,
    ...parts,
  };
}

export function changeOf(
  standing: Standing,
  parts: Partial<Proposal> = {},
  rest: Partial<Omit<Change, 'proposal' | 'standing'>> = {},
): Change {
  return {
    proposal: proposalOf(parts),
    askedAt: at,
    standing,
    version: 1,
    movedAt: at,
    votes: 'votes' in standing ? standing.votes : [],
    executions: [],
    verified: [],
    review: null,
    ...rest,
  };
}

export const approversOf: Approvers = { people: [bob], needed: 1, unreadable: [], says: '<@U0BOB>' };

export function shownOf(change: Change, parts: Partial<Omit<ShownChange, 'change'>> = {}): ShownChange {
  return {
    change,
    remedy: {
      title: 'Limit how many copies of the function run at once',
      ends: 'undone',
      undo: () => Promise.resolve(),
    },
    accountName: 'prod',
    approvers: change.standing.state === 'pending' ? approversOf : null,
    names: new Map([['U0BOB', 'Bob Tanaka']]),
    links: { card: null, investigation: null },
    anchor: 'audit 12:9f86d081884c7d65',
    ...parts,
  };
}

const votes = [{ by: bob, at }];
const says = 'the reserved concurrency is 8 by now, not 5';

/** Every standing that there is. */
export const standings: readonly Standing[] = [
  { state: 'pending', votes: [] },
  { state: 'denied', by: bob, reason: 'It is the wrong function' },
  { state: 'withdrawn' },
  { state: 'expired', votes: [] },
  { state: 'approved', votes, startBy: at },
  { state: 'stale', says },
  { state: 'executing', votes },
  { state: 'failed', says: 'AWS said: not authorized' },
  { state: 'unknown', votes, says: 'the connection was cut' },
  { state: 'applied', votes, until: new Date('2026-11-22T03:16:00Z'), note: null },
  { state: 'reverting', votes, by: null, anyway: false },
  { state: 'done', votes, note: null },
  { state: 'reverted', by: null },
  { state: 'revert-stopped', votes, says },
  { state: 'revert-unknown', votes, says: 'the connection was cut' },
  { state: 'kept', by: bob },
];
