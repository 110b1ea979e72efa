import { onTestFinished } from 'vitest';
import { createGuardedChanges, forbidsFrom, limitsOf, rightsFrom } from '#changes';
import type { GuardedChanges, Wanted } from '#changes';
import { remedies } from '#remediations';
import type { Account } from '#simulation/account';
import { startSimulation } from '#simulation/simulation';
import type { Change } from '#store';
import type { State } from '../../src/approval/standing.ts';
import { changeAccess } from '../../src/aws/change-access.ts';
import type { Workshop } from '../../src/changes/worker/workshop.ts';
import { configOf } from '../app/small-config.ts';
import { ana, approvals, ben, cem, Directory } from '../changes/office.ts';
import { openWorkbench } from '../changes/worker/workbench.ts';
import { silent, testDatabase } from '../store/databases.ts';

/** A change of a real remedy, from the form to its end: desk, database, worker, and a simulated AWS over the wire. */
export interface WholeWay {
  readonly changes: GuardedChanges;
  /** The account as it is written now. */
  readonly account: () => Account;
  /** Somebody else changes it. */
  readonly others: (change: (account: Account) => Account) => Promise<void>;
  /** Asked for by one, and approved by two others. */
  readonly approved: (remedy: string, given: Wanted['given'], parts?: Partial<Wanted>) => Promise<string>;
  /** Does what is due. */
  readonly work: () => Promise<void>;
  /** Lets minutes pass, and does what becomes due in each. */
  readonly pass: (minutes: number) => Promise<void>;
  readonly find: (id: string) => Promise<Change>;
  readonly state: (id: string) => Promise<State>;
  /** The operations that changed something, in order. */
  readonly writes: () => readonly string[];
}

const minute = 60_000;
export const lastsMs = 30 * minute;

/** `seen`: what AWS shows of the account once it was changed, where that is not what was written. */
export async function wholeWay(account: Account, seen?: (changed: Account) => Account): Promise<WholeWay> {
  const bench = await openWorkbench(await testDatabase(null));
  onTestFinished(() => bench[Symbol.asyncDispose]());
  const now = () => new Date(bench.clock.ms);
  const simulation = await startSimulation({
    accounts: { [account.id]: seen ? { account: () => account, remedied: seen } : account },
    clock: now,
  });
  onTestFinished(() => simulation.close());
  const role = (name: string) => `arn:aws:iam::${account.id}:role/${name}`;
  const config = configOf({
    accounts: [
      {
        id: account.id,
        name: 'shop',
        regions: [account.region],
        readRole: role('OpsMedicRead'),
        changeRole: role('OpsMedicChange'),
        tags: {},
      },
    ],
    approvals,
  });
  const bot = simulation.credentialsFor(account.id);
  const access = changeAccess({
    accounts: config.accounts,
    env: {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_ACCESS_KEY_ID: bot.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bot.secretAccessKey,
      AWS_SESSION_TOKEN: bot.sessionToken,
    },
    now,
    random: () => 0,
  });
  const { sources } = new Directory();
  const means: Partial<Workshop> = {
    access,
    remedies,
    rights: rightsFrom(config, sources),
    forbids: forbidsFrom(config, access, sources.team),
    limits: (proposal) => limitsOf({ ...proposal, resources: proposal.preview.resources }, config),
  };
  const changes = createGuardedChanges({
    store: bench.changes,
    config,
    remedies,
    access,
    sources,
    unaccounted: async () => ({ found: [], blind: [] }),
    log: silent,
  });
  return {
    changes,
    account: () => simulation.account(account.id),
    others: (by) => simulation.set(account.id, by(simulation.account(account.id))),
    approved: async (remedy, given, parts = {}) => {
      const wanted: Wanted = {
        remedy,
        account: account.id,
        region: account.region,
        given,
        reason: 'It wakes us for nothing.',
        lastsMs,
        by: ana,
        place: { team: 'T1', channel: 'C1', thread: '1.1' },
        investigation: null,
        extends: null,
        breakGlass: false,
        typed: null,
        ...parts,
      };
      const { says, change } = await changes.propose(wanted, null, AbortSignal.timeout(20_000));
      if (!change) throw new Error(says);
      const { id, digest } = change.proposal;
      await changes.approve(id, ben, digest);
      const decided = await changes.approve(id, cem, digest);
      if (!decided.ok) throw new Error(decided.says);
      return id;
    },
    work: () => bench.work(means),
    pass: (minutes) => bench.pass(minutes * minute, means),
    find: (id) => bench.find(id),
    state: (id) => bench.state(id),
    writes: () =>
      simulation
        .record()
        .calls.filter((call) => call.wrote)
        .map(({ operation }) => operation),
  };
}
