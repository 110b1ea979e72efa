import { onTestFinished } from 'vitest';
import type { AnyRemediation, ChangeContext, Doing, LookContext, Preview, Step, Write } from '#playbook';
import type { Account, Fault } from '#simulation/account';
import { serviceLoader } from '#simulation/services';
import { startSimulation } from '#simulation/simulation';
import type { Simulation } from '#simulation/simulation';
import { changeAccess } from '../../src/aws/change-access.ts';
import type { AttemptOf, AwsAccess, Where, Writer } from '../../src/changes/aws-access.ts';
import { bind } from '../../src/changes/bound.ts';
import type { BoundRemediation } from '../../src/changes/bound.ts';
import { lookInto } from '../../src/changes/looking.ts';

/** The id of the change in all of these. */
export const change = '01KBN0C4T6Q4XV8Z2Y7M9R3W5E';
const people = { requester: 'T0SHOP.U0ASKS', approvers: ['T0SHOP.U0FIRST', 'T0SHOP.U0LAST'] };

export interface PracticeOptions {
  readonly account: Account;
  /** Where the change is made; default the account's own region. */
  readonly region?: string;
  readonly begin?: Date;
  readonly clockAheadMs?: number;
}

/** A simulated account and what guarded changes reach it by: the whole way over the wire. */
export interface Practice {
  readonly simulation: Simulation;
  readonly access: AwsAccess;
  readonly where: Where;
  readonly now: () => Date;
  readonly pass: (ms: number) => void;
  /** The account as it is written now. */
  readonly account: () => Account;
  /** Somebody else changes it. */
  readonly others: (change: (account: Account) => Account) => Promise<void>;
  readonly look: (remedy: AnyRemediation) => Promise<LookContext & ChangeContext>;
  /** `step`: default `apply`. */
  readonly writer: (remedy: AnyRemediation, resources: readonly string[], step?: Step) => Promise<Writer>;
  readonly doing: (
    remedy: AnyRemediation,
    resources: readonly string[],
    step?: Step,
  ) => Promise<Doing & { until: Date; write: Write }>;
}

/** Read once for all simulations of a file. */
export const schemas = serviceLoader();

/** Until when the changes of these tests are to last. */
const lastsMs = 3_600_000;

export async function practice({ account, region, begin, clockAheadMs = 0 }: PracticeOptions): Promise<Practice> {
  let present = begin ?? new Date('2026-11-22T10:00:30Z');
  const now = () => present;
  const simulation = await startSimulation({
    accounts: { [account.id]: account },
    clock: now,
    clockAheadMs,
    load: schemas,
  });
  onTestFinished(() => simulation.close());
  const role = (name: string) => `arn:${account.partition ?? 'aws'}:iam::${account.id}:role/${name}`;
  const bot = simulation.credentialsFor(account.id);
  const access = changeAccess({
    accounts: [
      {
        id: account.id,
        name: 'shop',
        regions: [account.region],
        readRole: role('OpsMedicRead'),
        changeRole: role('OpsMedicChange'),
      },
    ],
    env: {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_ACCESS_KEY_ID: bot.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bot.secretAccessKey,
      AWS_SESSION_TOKEN: bot.sessionToken,
    },
    now,
    random: () => 0,
  });
  const where = { account: account.id, region: region ?? account.region };
  const { signal } = new AbortController();
  let attempts = 0;

  const look = async (remedy: AnyRemediation) => ({
    ...(await lookInto({ access, where, reads: remedy.reads, now: present, signal })),
    change,
  });
  const writer = (remediation: AnyRemediation, resources: readonly string[], step: Step = 'apply') => {
    const attempt: AttemptOf = {
      change,
      n: ++attempts,
      digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      remediation,
      step,
      resources,
      ...people,
    };
    return access.writer(where, attempt, signal);
  };
  return {
    simulation,
    access,
    where,
    now,
    pass: (ms) => {
      present = new Date(present.getTime() + ms);
    },
    account: () => simulation.account(account.id),
    others: (by) => simulation.set(account.id, by(simulation.account(account.id))),
    look,
    writer,
    doing: async (remedy, resources, step) => {
      const { write } = await writer(remedy, resources, step);
      return { ...(await look(remedy)), write, token: change, until: new Date(present.getTime() + lastsMs) };
    },
  };
}

/** A change whose form was filled in and whose preview was approved. */
export interface Approved extends Practice {
  readonly bound: BoundRemediation;
  readonly preview: Preview;
  readonly resources: readonly string[];
}

/** Reads the form, looks, and gives what an approver would see. Rejects where the form or the preview does. */
export async function approved(
  remedy: AnyRemediation,
  given: Readonly<Record<string, string>>,
  options: PracticeOptions,
): Promise<Approved> {
  const own = await practice(options);
  const parsed = remedy.parse(given);
  if (!parsed.ok) throw new TypeError(`the form is wrong: ${JSON.stringify(parsed.wrong)}`);
  const until = new Date(own.now().getTime() + lastsMs);
  const looking = await own.look(remedy);
  const preview = stored(await remedy.preview(parsed.params, until, looking));
  const makes = remedy.makes?.(change, looking.place) ?? [];
  return {
    ...own,
    bound: bind(remedy, { given, params: parsed.params, preview }),
    preview,
    resources: [...preview.resources, ...(preview.touches ?? []), ...makes],
  };
}

/** As it comes back from the database. */
function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The account with something going wrong. */
export function withFaults(account: Account, ...faults: readonly Fault[]): Account {
  return { ...account, faults };
}
