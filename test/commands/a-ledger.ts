import { app } from '../app/small-account.ts';
import { configOf } from '../app/small-config.ts';
import { aProposal } from '../store/a-proposal.ts';
import type { App, Command, Reply, TextReply } from '../../src/app/index.ts';
import type { Draft, GuardedChanges, Remedy } from '../../src/changes/index.ts';
import type { Config } from '../../src/config/index.ts';
import { byHand, remediation } from '../../src/playbook/index.ts';
import type { Change, Proposal } from '../../src/store/index.ts';

export const never = (): Promise<never> => Promise.reject(new Error('not expected'));

/** A remedy with a form of two fields; what it does is not looked at here. */
export const limit = remediation<never>({
  id: 'lambda.limit-concurrency',
  title: 'Limit how many copies run at once',
  summary: 'Callers beyond that are throttled.',
  parameters: [
    { name: 'function', label: 'Function', kind: 'text' },
    { name: 'mostCopies', label: 'At most', kind: 'number' },
  ],
  parse: () => ({ ok: false, wrong: {} }),
  risk: () => 'medium',
  lasts: { usualMs: 2_700_000, mostMs: 14_400_000 },
  ends: 'undone',
  reads: [],
  writes: [],
  repeats: 'sets',
  preview: never,
  apply: never,
  readBack: never,
  verify: never,
  undo: never,
  undone: never,
});

export const failover = byHand<never>({
  id: 'aurora.fail-over',
  title: 'Fail over to a reader',
  summary: 'The writer moves.',
  why: 'A failover cannot be taken back.',
  parameters: [{ name: 'cluster', label: 'Cluster', kind: 'text' }],
  parse: () => ({ ok: false, wrong: {} }),
  command: () => 'aws rds failover-db-cluster',
});

/** A change as the store gives it back: pending unless said otherwise. */
export function aChange(proposal: Partial<Proposal> = {}, parts: Partial<Change> = {}): Change {
  return {
    proposal: aProposal({ reason: 'It floods the database.', requester: 'T1.UANA', ...proposal }),
    askedAt: new Date('2026-11-22T10:50:00.000Z'),
    standing: { state: 'pending', votes: [] },
    version: 1,
    movedAt: new Date('2026-11-22T10:50:00.000Z'),
    votes: [],
    executions: [],
    verified: [],
    review: null,
    ...parts,
  };
}

export const ready: Extract<Draft, { kind: 'ready' }> = {
  kind: 'ready',
  remedy: limit,
  where: { account: '123456789012', region: 'us-east-1', partition: 'aws' },
  accountName: 'prod',
  preview: aProposal().preview,
  digest: '9f86d081884c7d659a2feaa0c55ad015',
  risk: 'medium',
  until: new Date('2026-11-22T11:45:00.000Z'),
  approvers: { people: ['T1.UBEN'], needed: 1, unreadable: [], says: '<@UBEN>' },
  mayBreakGlass: false,
  toType: null,
  warnings: ['Terraform manages it: its next run takes this back.'],
};

/** Guarded changes over a list, as far as commands use them; the rest rejects. */
export function ledger(list: readonly Change[] = [], parts: Partial<GuardedChanges> = {}): GuardedChanges {
  return {
    remedies: new Map<string, Remedy>([limit, failover].map((remedy) => [remedy.id, remedy])),
    draft: () => Promise.resolve(ready),
    propose: never,
    approve: never,
    deny: never,
    withdraw: never,
    undo: never,
    keep: never,
    settle: never,
    again: never,
    closeReview: never,
    turn: never,
    switch: () => Promise.resolve({ on: true, why: '', by: null, at: null }),
    find: (id) => Promise.resolve(list.find(({ proposal }) => proposal.id === id) ?? null),
    list: ({ states, reviewOpen, limit: most }) =>
      Promise.resolve(
        list
          .filter(({ standing }) => states === undefined || states.includes(standing.state))
          .filter(({ review }) => reviewOpen === undefined || review?.state === 'open')
          .slice(0, most),
      ),
    approvers: () => Promise.resolve(ready.approvers),
    whoMay: never,
    unaccounted: () => Promise.resolve({ found: [], blind: [] }),
    ...parts,
  };
}

const chat = { team: 'T1', channel: 'C1', thread: null };
const terminal = { team: 'terminal', channel: '', thread: null };

/** Runs a command as typed by somebody in a chat, or on a command line. */
export function running(command: Command, changes: App['changes'], by = 'UBEN', parts: Partial<Config> = {}) {
  const accounts = [{ id: '123456789012', name: 'prod', regions: [], tags: {} }];
  const config = configOf({ accounts, ...parts });
  const run = (words: readonly string[], place: typeof chat): Promise<Reply> =>
    command.run({ words, by, place }, { ...app({ config }), changes });
  return {
    inChat: (...words: readonly string[]) => run(words, chat),
    onTerminal: (...words: readonly string[]) => run(words, terminal),
  };
}

/** The text of an answer; a form is previewed. */
export async function textOf(reply: Reply | Promise<Reply>): Promise<TextReply> {
  const is = await reply;
  if (is.kind === 'form') return is.preview();
  if (is.kind !== 'text') throw new Error(`a text was expected, not ${is.kind}`);
  return is;
}
