import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gatherHandoff, sharedIn } from '../../src/handoff/index.ts';
import type { Handoff } from '../../src/handoff/index.ts';
import type { GuardedChanges } from '../../src/changes/index.ts';
import type { DurableStore } from '../../src/store/index.ts';
import { ReadFailure, CannotInvestigate } from '../../src/playbook/index.ts';
import { arnOf } from '../app/small-account.ts';
import type { AppParts } from '../app/small-account.ts';
import { anInvestigation, finishedWith } from '../store/an-investigation.ts';
import { asked, moveOf } from '../store/a-proposal.ts';
import { testDatabase } from '../store/databases.ts';
import type { TestDatabase } from '../store/databases.ts';
import { anAlarm, anEvent, appIn, at, morning, noSchedule, now, scheduleOf } from './a-shift.ts';
import type { Said } from './a-shift.ts';

let database: TestDatabase;
let store: DurableStore;
beforeEach(async () => {
  database = await testDatabase(null);
  store = await database.open();
});
afterEach(() => database.close());

const isShared = sharedIn({ channels: [] }, null);
const prod = { id: '111122223333', name: 'prod', regions: ['eu-west-1'], tags: {} };

const nobodyElse: Pick<GuardedChanges, 'unaccounted' | 'remedies'> = {
  unaccounted: async () => ({ found: [], blind: [] }),
  remedies: new Map(),
};

function guarded(parts: Partial<GuardedChanges> = {}): GuardedChanges {
  // Only what a handoff asks for.
  return { ...nobodyElse, ...parts } as GuardedChanges;
}

async function gather(
  said: Said = {},
  parts: AppParts = {},
  changes = guarded(),
  schedule = noSchedule,
): Promise<Handoff> {
  const config = { accounts: [prod], ...parts.config };
  const app = { ...appIn(said, { store, ...parts, config }), changes };
  return gatherHandoff(morning, { app, schedule, isShared }, new AbortController().signal);
}

/** An investigation of a load balancer that found something, at a time. */
async function investigate(
  id: string,
  time: string,
  kind: 'diagnosed' | 'not-happening' = 'diagnosed',
  channel = 'C1',
) {
  const startedAt = at(time).toISOString();
  await store.begin(anInvestigation({ id, startedAt, place: { team: 'T1', channel, thread: null } }));
  const end = finishedWith(`found by ${id}`);
  if (!end.report) throw new TypeError('it has a report');
  const report = {
    ...end.report,
    id,
    subject: { name: 'checkout', arn: arnOf('checkout'), from: 'typed' as const },
    diagnosis: { kind, rootCause: null, says: `found by ${id}` },
  };
  await store.finish(id, { ...end, report });
  await store.posted(id, '1700.1');
}

const votes = [{ by: 'T1.ben', at: at('10:00') }];

async function change(id: string, to: Parameters<typeof moveOf>[2] | null, parts = {}) {
  const resource = `arn:aws:lambda:us-east-1:123456789012:function:${id}`;
  const base = asked({ id, ...parts });
  const preview = { ...base.proposal.preview, resources: [resource] };
  await store.changes.propose({ ...base, proposal: { ...base.proposal, preview } });
  if (to) await store.changes.move(moveOf(id, 1, to));
}

describe('a handoff', () => {
  test('of a shift in which nothing happened has nothing to tell, and hides nothing', async () => {
    expect(await gather()).toEqual({
      schema: 1,
      window: { from: morning.from.toISOString(), to: now.toISOString() },
      madeAt: now.toISOString(),
      timeZone: 'UTC',
      onCall: null,
      startHere: null,
      inForce: [],
      byOthers: [],
      alarms: [],
      investigations: [],
      waiting: [],
      reviews: [],
      seenChanges: [],
      unseen: [],
      numbers: {
        alarms: { now: 0, before: 0 },
        offHours: { now: 0, before: 0 },
        flapping: [],
        firstDiagnosisMs: { now: null, before: null },
        investigations: { now: 0, before: 0 },
      },
    });
  });

  test('tells what rings, since when and why, and what was last found out about it', async () => {
    await investigate('inv_old', '08:30');
    await investigate('inv_new', '10:05');
    const { alarms } = await gather({
      alarms: [
        anAlarm('checkout-5xx', { reason: 'token=hunter2hunter2hunter2' }),
        anAlarm('other', { about: [], since: at('09:30') }),
      ],
    });
    expect(alarms).toMatchObject([
      { name: 'other', diagnosis: null, next: null },
      {
        name: 'checkout-5xx',
        since: at('10:00').toISOString(),
        diagnosis: { investigation: 'inv_new', says: 'found by inv_new', current: true },
      },
    ]);
    expect(alarms[1]?.evidence.console).toContain('region=eu-west-1#alarmsV2:alarm/checkout-5xx');
    expect(alarms[1]?.reason).not.toContain('hunter2');
  });

  test('tells which diagnosis to run, where a playbook is for such an alarm', async () => {
    const { playbooks } = appIn();
    const [small] = playbooks.values();
    if (!small) throw new TypeError('there is one');
    const app = {
      ...appIn({ alarms: [anAlarm('checkout-5xx')] }, { store }),
      changes: guarded(),
      playbooks: new Map([['alb-502', small]]),
    };
    const { alarms } = await gatherHandoff(
      morning,
      { app, schedule: noSchedule, isShared },
      new AbortController().signal,
    );
    expect(alarms[0]?.next).toBe('diagnose alb-502 checkout account=111122223333 region=eu-west-1');
  });

  test('tells the last investigation of each subject, how often, and whether anything was done', async () => {
    await investigate('inv_a', '09:30');
    await investigate('inv_b', '10:30');
    await investigate('inv_before', '08:00');
    await investigate('inv_private', '10:40', 'diagnosed', 'D1');
    const nothing = await gather();
    expect(nothing.investigations).toMatchObject([
      { investigation: 'inv_b', says: 'found by inv_b', times: 2, acted: 'nothing' },
    ]);
    expect(nothing.investigations[0]?.evidence.message).toEqual({
      team: 'T1',
      channel: 'C1',
      thread: null,
      ts: '1700.1',
    });
    await change('chg_01', null, { investigation: 'inv_a' });
    expect((await gather()).investigations[0]?.acted).toBe('proposed');
    await store.changes.move(moveOf('chg_01', 1, { state: 'approved', votes, startBy: at('12:00') }));
    expect((await gather()).investigations[0]?.acted).toBe('changed');
  });

  test('tells nothing of channels that the configuration does not name, where it names any', async () => {
    await investigate('inv_a', '09:30', 'diagnosed', 'C1');
    const app = { ...appIn({}, { store }), changes: guarded() };
    const ids = async (channels: string[], askedIn: string | null) => {
      const shared = sharedIn({ channels: channels.map((channel) => ({ channel, services: [] })) }, askedIn);
      const parts = { app, schedule: noSchedule, isShared: shared };
      const { investigations } = await gatherHandoff(morning, parts, new AbortController().signal);
      return investigations.map(({ investigation }) => investigation);
    };
    expect(await ids([], null)).toEqual(['inv_a']);
    expect(await ids(['C1'], null)).toEqual(['inv_a']);
    expect(await ids(['C2'], null)).toEqual([]);
    expect(await ids(['C2'], 'C1')).toEqual(['inv_a']);
  });

  test('tells what is in force with its owner, its end and its undo, and what nobody can tell', async () => {
    await change('chg_a', { state: 'applied', votes, until: at('11:30'), note: null });
    await change('chg_b', { state: 'revert-stopped', votes, says: 'another value' });
    await change('chg_c', { state: 'reverted', by: null });
    const { inForce, startHere } = await gather();
    expect(inForce.map(({ change: id, state, until }) => `${id} ${state} ${until}`).toSorted()).toEqual([
      `chg_a applied ${at('11:30').toISOString()}`,
      'chg_b revert-stopped null',
    ]);
    expect(inForce[0]).toMatchObject({
      owner: 'T1.ana',
      undo: 'The limit is taken away again.',
      evidence: { command: expect.stringMatching(/^changes chg_/) },
    });
    expect(startHere).toMatchObject({ key: 'change:chg_b', rule: expect.stringMatching(/^Rule 1 of \d+: /) });
  });

  test('tells what waits and what waited in vain, unless the same was asked for again', async () => {
    await change('chg_a', null, { digest: 'one' });
    await change('chg_b', { state: 'expired', votes: [] }, { digest: 'two' });
    await change('chg_c', { state: 'expired', votes: [] }, { digest: 'one more' });
    // The clock of the database is the real one: a window that holds it.
    const wide = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 3_600_000) };
    const app = { ...appIn({}, { store }), changes: guarded() };
    const gatherWide = () => gatherHandoff(wide, { app, schedule: noSchedule, isShared }, new AbortController().signal);
    expect((await gatherWide()).waiting.map(({ change: id, state }) => `${id} ${state}`).toSorted()).toEqual([
      'chg_a pending',
      'chg_b expired',
      'chg_c expired',
    ]);
    await change('chg_d', null, { digest: 'two' });
    expect((await gatherWide()).waiting.map(({ change: id }) => id).toSorted()).toEqual(['chg_a', 'chg_c', 'chg_d']);
  });

  test('tells what others left behind, and where that could not be looked for', async () => {
    const mute = {
      kind: 'mute-rule',
      account: '1',
      region: 'us-east-1',
      resource: 'arn:mute',
      says: 'A mute.',
      since: null,
      until: null,
      by: 'zoe',
    };
    const blind = [
      { fact: 'unowned', why: 'denied' as const, detail: 'It was refused.', action: 'lambda:ListFunctions' as const },
    ];
    const changes = guarded({ unaccounted: async () => ({ found: [mute], blind: [...blind, ...blind] }) });
    expect(await gather({}, {}, changes)).toMatchObject({
      byOthers: [{ says: 'A mute.', by: 'zoe', key: 'others:mute-rule:1:us-east-1:arn:mute' }],
      unseen: [{ source: 'changes by others', says: 'lambda:ListFunctions is not allowed. It was refused.' }],
      startHere: { says: 'A mute.' },
    });
  });

  test('tells what people and pipelines did, deployments first, and neither what AWS does of itself nor what we did', async () => {
    const trail = [
      anEvent('PutParameter', { source: 'ssm.amazonaws.com', resources: ['/checkout'], at: at('10:30') }),
      anEvent('UpdateService', { at: at('10:20') }),
      anEvent('UpdateService', { id: 'again', at: at('10:10') }),
      anEvent('PutFunctionConcurrency20171031', { source: 'lambda.amazonaws.com', user: 'opsmedic-chg_1-1' }),
      anEvent('ModifyTargetGroup', { source: 'elasticloadbalancing.amazonaws.com', user: 'ecs.amazonaws.com' }),
      anEvent('DescribeServices', {}),
      anEvent('DeleteService', { errorCode: 'AccessDenied' }),
    ];
    const { seenChanges } = await gather({ trail });
    expect(seenChanges.map(({ what, times, who }) => [what, times, who])).toEqual([
      ['UpdateService production/checkout', 2, 'pipeline'],
      ['PutParameter /checkout', 1, 'pipeline'],
    ]);
    expect(seenChanges[0]?.evidence.console).toContain('cloudtrailv2');
  });

  test('looks for deployments by name in an account that is too busy to be read wholly, and says so', async () => {
    const { seenChanges, unseen } = await gather({
      trail: [anEvent('UpdateService'), anEvent('PutParameter', { source: 'ssm.amazonaws.com' })],
      busy: true,
    });
    expect(seenChanges.map(({ what }) => what)).toEqual(['UpdateService production/checkout']);
    expect(unseen).toMatchObject([{ source: 'CloudTrail', where: '111122223333 eu-west-1' }]);
  });

  test('counts the load, and that of the time before', async () => {
    await investigate('inv_a', '10:10');
    const ring = (alarm: string, time: string) => ({ alarm, at: at(time) });
    const alarms = [anAlarm('lb'), anAlarm('quiet', { about: [] })];
    const rings = [
      ring('lb', '10:30'),
      ring('lb', '10:04'),
      ring('quiet', '10:00'),
      ring('quiet', '07:30'),
      ring('lb', '03:00'),
    ];
    const { numbers } = await gather(
      { alarms, rings },
      { config: { handoff: { times: ['09:00'], timeZone: 'UTC', channels: ['C1'] } } },
    );
    // 22 November 2026 is a Sunday.
    expect(numbers).toEqual({
      alarms: { now: 3, before: 1 },
      offHours: { now: 3, before: 1 },
      flapping: [{ alarm: 'lb', times: 2 }],
      firstDiagnosisMs: { now: 6 * 60_000, before: null },
      investigations: { now: 1, before: 0 },
    });
  });

  test('tells who is on call, who was before and who is next', async () => {
    const shift = (who: string, from: string, to: string) => ({
      from: new Date(from),
      to: new Date(to),
      people: [who],
      unknown: [],
    });
    const schedule = scheduleOf([
      shift('T1.ana', '2026-11-20T08:00:00Z', '2026-11-22T10:00:00Z'),
      shift('T1.ben', '2026-11-22T10:00:00Z', '2026-11-23T08:00:00Z'),
      shift('T1.cleo', '2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z'),
    ]);
    expect((await gather({}, {}, guarded(), schedule)).onCall).toEqual({
      people: ['T1.ben'],
      unknown: [],
      until: '2026-11-23T08:00:00.000Z',
      before: { people: ['T1.ana'], unknown: [], until: '2026-11-22T10:00:00.000Z' },
      next: { people: ['T1.cleo'], unknown: [], from: '2026-11-24T08:00:00.000Z' },
    });
  });
});

describe('a source that fails is named, and never shown as fine', () => {
  const denied = (action: `${string}:${string}`) => new ReadFailure('denied', 'AWS refused it', action);

  test('alarms, their history and CloudTrail', async () => {
    const handoff = await gather({
      alarms: denied('cloudwatch:DescribeAlarms'),
      rings: denied('cloudwatch:DescribeAlarmHistory'),
      trail: new ReadFailure('throttled', 'Rate exceeded', 'cloudtrail:LookupEvents'),
    });
    expect(handoff.unseen.map(({ source, where, says }) => [source, where, says])).toEqual([
      ['alarms', '111122223333 eu-west-1', 'cloudwatch:DescribeAlarms is not allowed. AWS refused it.'],
      ['CloudTrail', '111122223333 eu-west-1', 'Rate exceeded.'],
      [
        'history of alarms',
        '111122223333 eu-west-1',
        'cloudwatch:DescribeAlarmHistory is not allowed. AWS refused it.',
      ],
    ]);
    expect(handoff.numbers.alarms).toEqual({ now: null, before: null });
  });

  test('one account of several', async () => {
    const accounts = [
      { id: '111122223333', name: 'prod', regions: ['eu-west-1', 'us-east-1'], tags: {} },
      { id: '444455556666', name: 'staging', regions: [], tags: {} },
    ];
    const good = appIn({ alarms: [anAlarm('checkout-5xx')] });
    const openAccount: typeof good.openAccount = (which, signal) =>
      which.account === '444455556666'
        ? Promise.reject(new CannotInvestigate('The session has expired.'))
        : good.openAccount(which, signal);
    const handoff = await gather({}, { config: { accounts }, openAccount });
    expect(handoff.alarms.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1']);
    expect(handoff.unseen).toEqual([{ source: 'AWS', where: '444455556666', says: 'The session has expired.' }]);
    expect(handoff.numbers.alarms.now).toBeNull();
  });

  test('the calendar, and the database', async () => {
    const schedule = { shifts: async () => ({ ok: false, why: 'unreadable', says: 'The calendar is gone.' }) as const };
    const { store: none, ...rest } = appIn();
    const app = { ...rest, store: none, changes: null };
    const handoff = await gatherHandoff(morning, { app, schedule, isShared }, new AbortController().signal);
    expect(handoff.numbers.investigations).toEqual({ now: null, before: null });
    expect(handoff.unseen.map(({ source }) => source)).toEqual([
      'on call',
      'changes of ours',
      'investigations',
      'changes by others',
    ]);
  });

  test('a bug of ours', async () => {
    const changes = guarded({ unaccounted: () => Promise.reject(new TypeError('oops')) });
    expect((await gather({}, {}, changes)).unseen).toEqual([
      { source: 'changes by others', where: null, says: 'Something broke in OpsMedic itself; it was logged.' },
    ]);
  });
});
