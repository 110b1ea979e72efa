import type { Answered, Approvers, Draft, GuardedChanges, Remedy, Wanted } from '#changes';
import { createGuardedChanges, forbidsFrom, limitsOf, rightsFrom } from '#changes';
import type { Config } from '#config';
import { byHand } from '#playbook';
import type { Change } from '#store';
import type { Person } from '../../src/approval/standing.ts';
import type { Sources } from '../../src/changes/circle.ts';
import type { LookUpRights } from '../../src/changes/rights.ts';
import { configOf } from '../app/small-config.ts';
import { silent, testDatabase } from '../store/databases.ts';
import type { TestDatabase } from '../store/databases.ts';
import { setForATime } from './worker/small-aws.ts';
import { minute, openWorkbench } from './worker/workbench.ts';
import type { Workbench } from './worker/workbench.ts';

export const checkout = 'arn:aws:lambda:us-east-1:123456789012:function:checkout';
export const payments = 'arn:aws:lambda:us-east-1:123456789012:function:payments';
export const [ana, ben, cem, dia, eve] = ['T1.U0ANA', 'T1.U0BEN', 'T1.U0CEM', 'T1.U0DIA', 'T1.U0EVE'];

/** Of another risk. */
const risky = { ...setForATime, id: 'test.risky', risk: () => 'high' as const };
const mute = { ...setForATime, id: 'test.mute', ends: 'by-itself' as const };
const nothingLeft = { ...setForATime, id: 'test.stop', ends: 'nothing-left' as const };
/** Finds what is not of the account that was asked about. */
const stray: typeof setForATime = {
  ...setForATime,
  id: 'test.stray',
  preview: async (...asked) => ({
    ...(await setForATime.preview(...asked)),
    resources: ['arn:aws:lambda:us-east-1:210987654321:function:checkout'],
  }),
};
const restore = byHand<{ readonly resource: string }>({
  id: 'test.restore',
  title: 'Restore it',
  summary: 'Restores it.',
  parameters: [{ name: 'resource', label: 'Resource', kind: 'text' }],
  parse: ({ resource = '' }) =>
    resource === '' ? { ok: false, wrong: { resource: 'Name it.' } } : { ok: true, params: { resource } },
  why: 'It cannot be undone.',
  command: ({ resource }, { region }) => `aws test restore ${resource} --region ${region}`,
});

/** Who people are, as the test says. */
export class Directory {
  readonly groups = new Map<string, readonly Person[] | null | Error>();
  readonly barred = new Map<Person, string | Error>();
  onCall: readonly Person[] | null | Error = null;
  /** How often somebody was looked up. */
  looks = 0;

  readonly sources: Sources = {
    team: 'T1',
    people: {
      membersOf: async (team, group) => orThrow(team === 'T1' ? (this.groups.get(group) ?? null) : null),
      barred: async (person) => {
        this.looks++;
        return orThrow(this.barred.get(person) ?? null);
      },
    },
    onCall: async () => orThrow(this.onCall),
  };
}

export const approvals: Config['approvals'] = [
  {
    actions: ['*'],
    risks: [],
    accountTags: {},
    users: ['U0ANA', 'U0BEN', 'U0CEM', 'U0DIA'],
    groups: [],
    onCall: false,
    differentGroups: false,
    requesterMayApprove: false,
    needed: 2,
    expiresAfter: '15m',
    startWithin: '5m',
  },
];

export const emergencies: Config['breakGlass'] = [
  {
    actions: ['test.set'],
    risks: ['low'],
    accountTags: {},
    users: ['U0ANA'],
    groups: [],
    onCall: false,
    lastsAtMost: '30m',
    duringFreezes: false,
  },
];

/** One rule, but for what is said. */
export function rule(parts: Partial<Config['approvals'][number]>): Config['approvals'] {
  return approvals.map((one) => ({ ...one, ...parts }));
}

/** Guarded changes with everything that people do with them: a database, a small AWS, a directory, a worker. */
export class Office {
  readonly bench: Workbench;
  readonly directory = new Directory();
  /** On: whoever approved a change is not looked up again before it is made. Only to see the tests fail. */
  isCareless = false;
  config = configOf({
    accounts: [
      { id: '123456789012', name: 'prod', regions: ['us-east-1'], tags: { env: 'prod' } },
      { id: '210987654321', name: 'staging', regions: ['eu-west-1'], tags: { env: 'staging' } },
    ],
    approvals,
  });

  constructor(bench: Workbench) {
    this.bench = bench;
  }

  readonly remedies: ReadonlyMap<string, Remedy> = new Map(
    [setForATime, risky, mute, nothingLeft, stray, restore].map((remedy) => [remedy.id, remedy]),
  );

  /** As a program would that is started now, with the configuration as it is. */
  get changes(): GuardedChanges {
    return createGuardedChanges({
      store: this.bench.changes,
      config: this.config,
      remedies: this.remedies,
      access: this.bench.aws.access,
      sources: this.directory.sources,
      unaccounted: async () => ({ found: [], blind: [] }),
      log: silent,
    });
  }

  configure(parts: Partial<Config>): void {
    this.config = { ...this.config, ...parts };
  }

  wanted(parts: Partial<Wanted> = {}): Wanted {
    return {
      remedy: 'test.set',
      account: null,
      region: null,
      given: { resource: checkout, to: '5' },
      reason: 'It floods the database.',
      lastsMs: 45 * minute,
      by: ana,
      place: { team: 'T1', channel: 'C1', thread: '1.1' },
      investigation: 'inv_01',
      extends: null,
      breakGlass: false,
      typed: null,
      ...parts,
    };
  }

  draft(parts: Partial<Wanted> = {}): Promise<Draft> {
    return this.changes.draft(this.wanted(parts), AbortSignal.timeout(10_000));
  }

  propose(parts: Partial<Wanted> = {}, digest: string | null = null): Promise<Answered> {
    return this.changes.propose(this.wanted(parts), digest, AbortSignal.timeout(10_000));
  }

  /** Asks for a change, which must be taken. */
  async proposed(parts: Partial<Wanted> = {}): Promise<Change> {
    const { ok, says, change } = await this.propose(parts);
    if (!ok || !change) throw new Error(says);
    return change;
  }

  approve(change: Change, by: Person): Promise<Answered> {
    return this.changes.approve(change.proposal.id, by, change.proposal.digest);
  }

  /** Two say yes. */
  async approved(parts: Partial<Wanted> = {}): Promise<Change> {
    const change = await this.proposed(parts);
    await this.approve(change, ben);
    const { ok, says } = await this.approve(change, cem);
    if (!ok) throw new Error(says);
    return this.bench.find(change.proposal.id);
  }

  /** Two say yes, and it is done. */
  async applied(parts: Partial<Wanted> = {}): Promise<Change> {
    const change = await this.approved(parts);
    await this.work();
    return this.bench.find(change.proposal.id);
  }

  /** Does all that is due, with the rights and the configuration as they are now. */
  work(): Promise<void> {
    return this.bench.work(this.#means());
  }

  pass(ms: number): Promise<void> {
    return this.bench.pass(ms, this.#means());
  }

  /** Everything in the audit log: what, by whom. */
  async records(): Promise<readonly string[]> {
    const records = await this.bench.changes.auditRecords(null, 10_000);
    return records.map(({ what, actor }) => `${what} ${actor ?? 'OpsMedic'}`);
  }

  #means() {
    const { config, directory, bench, remedies } = this;
    return {
      remedies,
      rights: this.isCareless ? careless(rightsFrom(config, directory.sources)) : rightsFrom(config, directory.sources),
      forbids: forbidsFrom(config, bench.aws.access, directory.sources.team),
      limits: (proposal: Change['proposal']) =>
        limitsOf({ ...proposal, resources: proposal.preview.resources }, config),
    };
  }
}

/** An office in an empty database. */
export async function openOffice(database?: TestDatabase): Promise<Office & AsyncDisposable> {
  const bench = await openWorkbench(database ?? (await testDatabase(null)));
  const office = new Office(bench);
  return Object.assign(office, { [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() });
}

/** Why it cannot be proposed. */
export function refusal(draft: Draft): string {
  return draft.kind === 'refused' ? draft.says : `it is ${draft.kind}`;
}

/** User ids, shorter. */
export function names({ people }: Approvers): string {
  return people.map((person) => person.replace('T1.U0', '').toLowerCase()).join(' ');
}

function careless(rights: LookUpRights): LookUpRights {
  return async (change, by, at) => ({
    ...(await rights(change, by, at)),
    rights: { against: () => null, enough: () => true },
    uncertain: false,
  });
}

function orThrow<T>(value: T | Error): T {
  if (value instanceof Error) throw value;
  return value;
}
