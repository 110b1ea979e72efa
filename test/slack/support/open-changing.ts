import { createGuardedChanges, forbidsFrom, limitsOf, rightsFrom } from '#changes';
import type { GuardedChanges, Remedy, Sources } from '#changes';
import type { Config } from '#config';
import { byHand, offer } from '#playbook';
import type { Change } from '#store';
import { slackPeople } from '../../../src/slack/people.ts';
import type { Message, Person, SlackOptions } from '../../../src/workspace/slack/index.ts';
import { changesCommand } from '../../../commands/changes.ts';
import { proposeCommand } from '../../../commands/propose.ts';
import { configOf } from '../../app/small-config.ts';
import { setForATime } from '../../changes/worker/small-aws.ts';
import { openWorkbench } from '../../changes/worker/workbench.ts';
import type { Workbench } from '../../changes/worker/workbench.ts';
import { silent, testDatabase } from '../../store/databases.ts';
import type { Clock } from '../../../src/slack/clock.ts';
import { quickClock, until } from './quick-clock.ts';
import { openRig } from './open-rig.ts';
import type { Mode, Rig } from './open-rig.ts';
import { appOf, shop } from './shop.ts';

export const worker = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout-worker';
const team = 'T0LOCAL';

const restore = byHand<{ readonly resource: string }>({
  id: 'test.restore',
  title: 'Restore it',
  summary: 'Restores it.',
  parameters: [{ name: 'resource', label: 'Resource', kind: 'text' }],
  parse: ({ resource = '' }) => ({ ok: true, params: { resource } }),
  why: 'It cannot be undone.',
  command: ({ resource }, { region }) => `aws test restore ${resource} --region ${region}`,
});

const remedies: ReadonlyMap<string, Remedy> = new Map<string, Remedy>(
  [setForATime, restore].map((one) => [one.id, one]),
);

const approvals: Config['approvals'] = [
  {
    actions: ['*'],
    risks: [],
    accountTags: {},
    users: ['U0BOB', 'U0CAROL'],
    groups: [],
    onCall: false,
    differentGroups: false,
    requesterMayApprove: false,
    needed: 1,
    expiresAfter: '15m',
    startWithin: '5m',
  },
];

const people: NonNullable<SlackOptions['people']> = [
  { id: 'U0ALICE', name: 'alice', realName: 'Alice Moreau', title: 'On call', timeZone: 'Europe/Paris' },
  { id: 'U0BOB', name: 'bob', realName: 'Bob Tanaka', title: 'Platform lead', timeZone: 'America/New_York' },
  { id: 'U0CAROL', name: 'carol', realName: 'Carol Diaz', title: 'Platform', timeZone: 'UTC' },
  { id: 'U0DAVE', name: 'dave', realName: 'Dave Obi', title: 'Support', timeZone: 'UTC' },
];

/** A workspace with the bot in it, and changes over a database, a small AWS, and a worker that works when told. */
export interface Changing extends Rig {
  readonly bench: Workbench;
  readonly changes: GuardedChanges;
  readonly world: ReturnType<typeof shop>;
  readonly carol: Person;
  /** May approve nothing. */
  readonly dave: Person;
  /** Does what is due. */
  readonly work: () => Promise<void>;
  /** Lets so many milliseconds pass for the database, and does what becomes due. */
  readonly pass: (ms: number) => Promise<void>;
}

export interface ChangingParts {
  readonly config?: Partial<Config>;
  readonly workspace?: Partial<SlackOptions>;
  /** How many people must approve; one, where nothing else is configured. */
  readonly needed?: number;
  readonly clock?: Clock;
  /** Puts itself before the changes that the bot sees. */
  readonly over?: (changes: GuardedChanges) => GuardedChanges;
}

/** A workspace with the bot and changes in it; whoever opens it closes it. */
export async function openChanging(
  mode: Mode,
  parts: ChangingParts = {},
): Promise<Changing & { readonly close: () => Promise<void> }> {
  const bench = await openWorkbench(await testDatabase(null));
  runs(bench.clock);
  const clock: Clock = { ...quickClock, now: () => new Date(bench.clock.ms) };
  const config = configOf({
    accounts: [{ id: '123456789012', name: 'prod', regions: ['eu-west-1'], tags: { env: 'prod' } }],
    approvals: approvals.map((each) => ({ ...each, needed: parts.needed ?? each.needed })),
    ...parts.config,
  });
  const world = shop();
  world.offers = [offer(setForATime, { resource: worker, to: '5' }), offer(restore, { resource: worker })];
  let made: { readonly changes: GuardedChanges; readonly sources: Sources } | null = null;
  const at = await openRig(
    (web) => {
      const sources: Sources = { team, people: slackPeople(web, silent, clock), onCall: () => Promise.resolve(null) };
      const changes = createGuardedChanges({
        store: bench.changes,
        config,
        remedies,
        access: bench.aws.access,
        sources,
        unaccounted: () => Promise.resolve({ found: [], blind: [] }),
        log: silent,
      });
      made = { changes, sources };
      const seen = parts.over?.(changes) ?? changes;
      return {
        ...appOf(world, { store: bench.store, commands: [proposeCommand, changesCommand] }),
        config,
        changes: seen,
      };
    },
    mode,
    { workspace: { people, ...parts.workspace }, ...(parts.clock && { clock: parts.clock }) },
  );
  if (made === null) throw new Error('no bot was made');
  const { changes, sources }: { readonly changes: GuardedChanges; readonly sources: Sources } = made;
  const means = {
    remedies,
    rights: rightsFrom(config, sources),
    forbids: forbidsFrom(config, bench.aws.access, team),
    limits: (proposal: Change['proposal']) => limitsOf({ ...proposal, resources: proposal.preview.resources }, config),
  };
  return {
    ...at,
    bench,
    changes,
    world,
    carol: at.slack.person('carol'),
    dave: at.slack.person('dave'),
    work: () => bench.work(means),
    pass: (ms) => bench.pass(ms, means),
    close: async () => {
      await at.close();
      await bench[Symbol.asyncDispose]();
    },
  };
}

/** Lets a clock that is moved by hand also run by itself. */
function runs(clock: { ms: number }): void {
  let ahead = 0;
  Object.defineProperty(clock, 'ms', {
    get: () => Date.now() + ahead,
    set: (ms: number) => {
      ahead = ms - Date.now();
    },
  });
}

/** Asks for a change as somebody, without a form, and waits for its card. */
export async function proposedBy(at: Changing, person: Person): Promise<Message> {
  const asked = await at.changes.propose(
    {
      remedy: setForATime.id,
      account: '123456789012',
      region: 'eu-west-1',
      given: { resource: worker, to: '5' },
      reason: 'It floods the database',
      lastsMs: 30 * 60_000,
      by: `${team}.${person.user.id}`,
      place: { team, channel: at.channel, thread: null },
      investigation: null,
      extends: null,
      breakGlass: false,
      typed: null,
    },
    null,
    AbortSignal.timeout(10_000),
  );
  const id = asked.change?.proposal.id;
  if (!asked.ok || id === undefined) throw new Error(asked.says);
  const card = (): Message | undefined =>
    at.slack.state.messages.find(({ metadata }) => JSON.stringify(metadata ?? '').includes(`${id}/card`));
  await until('the card is there', () => card() !== undefined);
  const found = card();
  if (found === undefined) throw new Error('no card');
  return found;
}
