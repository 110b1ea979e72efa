import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answered } from '#changes';
import type { Change } from '#store';
import { along } from '../../src/changes/along.ts';
import { engines } from '../store/databases.ts';
import type { TestEngine } from '../store/databases.ts';
import { ana, approvals, ben, cem, checkout, dia, emergencies, eve, openOffice, rule } from './office.ts';
import type { Office } from './office.ts';
import { minute } from './worker/workbench.ts';

describe.each(engines)('A change on %s', (_name, start) => {
  let engine: TestEngine;
  let office: Office & AsyncDisposable;
  beforeAll(async () => {
    engine = await start();
  }, 60_000);
  afterAll(() => engine.stop());
  beforeEach(async () => {
    office = await openOffice(await engine.createDatabase());
  });
  afterEach(() => office[Symbol.asyncDispose]());

  const says = async (answer: Promise<Answered>) => {
    const { ok, says } = await answer;
    return `${ok ? 'yes' : 'no'}: ${says}`;
  };
  const stands = ({ proposal }: Change) => office.bench.state(proposal.id);

  test('goes its whole way: asked for, approved by two others, done, looked after, and undone at its end', async () => {
    office.bench.aws.values.set(checkout, '3');
    const answer = await office.propose();
    expect(answer).toMatchObject({
      ok: true,
      says: 'Asked for: it takes 2 of <@U0BEN>, <@U0CEM> and <@U0DIA> to approve it.',
    });
    const change = answer.change as Change;
    const id = change.proposal.id;
    expect(id).toMatch(/^chg_[0-9A-Z]{26}$/);
    expect(change.proposal).toMatchObject({
      action: 'test.set',
      account: '123456789012',
      params: { resource: checkout, to: '5' },
      given: { resource: checkout, to: '5' },
      requester: ana,
      reason: 'It floods the database.',
      place: { team: 'T1', channel: 'C1', thread: '1.1' },
      expiresAt: new Date('2026-11-22T12:15:00.000Z'),
      startWithinMs: 5 * minute,
      lastsMs: 45 * minute,
      requesterMayApprove: false,
      leavesNothing: false,
      breakGlass: false,
    });
    for (const user of ['U0BEN', 'U0CEM', 'U0DIA'])
      expect(await office.bench.changes.message(id, `direct/${user}`)).toMatchObject({ place: { channel: user } });
    expect(await office.bench.changes.message(id, 'direct/U0ANA')).toBeNull();

    expect(await says(office.approve(change, ben))).toBe('yes: Your yes counts: 1 of 2, it waits for somebody else.');
    await office.work();
    expect(office.bench.aws.effects).toEqual([]);
    expect(await says(office.approve(change, dia))).toBe('yes: Approved: it is being done now.');
    await office.work();
    expect(office.bench.aws.values.get(checkout)).toBe('5');
    expect(await office.bench.said(id, 'applied')).toBe('Changed: value of checkout: 3 → 5, until 12:45 UTC.');
    await office.pass(44 * minute);
    expect(await stands(change)).toBe('applied');
    await office.pass(3 * minute);
    expect(await stands(change)).toBe('reverted');
    expect(office.bench.aws.values.get(checkout)).toBe('3');
    expect(office.bench.aws.effects.length).toBe(2);
    expect((await office.records()).filter((line) => !line.endsWith('OpsMedic'))).toEqual([
      `proposed ${ana}`,
      `approved ${ben}`,
      `approved ${dia}`,
    ]);
  });

  test('is refused to whoever asked for it, strangers, and people who decided already, and that is written down', async () => {
    const change = await office.proposed();
    expect(await says(office.approve(change, ana))).toBe('no: Somebody else has to approve it.');
    expect(await says(office.approve(change, eve))).toBe(
      'no: You may not approve this: it takes 2 of <@U0BEN>, <@U0CEM> and <@U0DIA>.',
    );
    expect(await says(office.approve(change, 'T2.U0BEN'))).toMatch(/^no: You may not approve this/);
    await office.approve(change, ben);
    expect(await says(office.approve(change, ben))).toBe(
      'no: You have approved it already: it waits for somebody else.',
    );
    expect(await says(office.changes.approve('chg_none', ben, 'x'))).toBe('no: There is no such change.');
    expect(await says(office.changes.approve(change.proposal.id, cem, 'another digest'))).toBe(
      'no: This is not what was proposed: look at the card again.',
    );
    expect(await says(office.changes.approve(change.proposal.id, cem, change.proposal.digest.slice(0, 8)))).toMatch(
      /^no: This is not/,
    );
    expect(await stands(change)).toBe('pending');
    expect((await office.records()).filter((line) => line.startsWith('refused'))).toEqual([
      `refused ${ana}`,
      `refused ${eve}`,
      'refused T2.U0BEN',
      `refused ${ben}`,
      `refused ${cem}`,
      `refused ${cem}`,
    ]);
  });

  test('tells a late click who was faster', async () => {
    const change = await office.approved();
    expect(await says(office.approve(change, dia))).toBe(
      'no: Too late: it is approved. Approved by <@U0BEN> and <@U0CEM>.',
    );
    await office.changes.deny(change.proposal.id, dia, 'Not now.');
    expect(await says(office.approve(change, cem))).toBe('no: It was denied: Not now.');
  });

  test.each([
    [
      'who are guests, deactivated or strangers',
      () => office.directory.barred.set(ben, 'Guests may not decide.'),
      'Guests may not decide.',
    ],
    [
      'whom Slack does not tell about',
      () => office.directory.barred.set(ben, new Error('ratelimited')),
      'It could not be checked just now who you are: try again in a minute.',
    ],
    [
      'who are no longer named in the configuration',
      () => office.configure({ approvals: rule({ users: ['U0ANA', 'U0CEM', 'U0DIA'] }) }),
      'You may not approve this: it takes <@U0CEM> and <@U0DIA>.',
    ],
    [
      'while the configuration has no rule any more',
      () => office.configure({ approvals: [] }),
      'Nobody may approve this any more: the configuration has no rule for it.',
    ],
    [
      'while all changes are turned off',
      async () => office.changes.turn(false, cem, 'AWS is ill'),
      'All changes are turned off by <@U0CEM>: AWS is ill. What was changed is still undone at its end.',
    ],
    [
      'during a freeze that began meanwhile',
      () => office.configure({ freezes: [{ from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z', accounts: [] }] }),
      'Nothing is changed here until 2026-11-23 00:00 UTC.',
    ],
    [
      'of what was protected meanwhile',
      () => office.configure({ protected: ['checkout'] }),
      `${checkout} is never changed: “checkout” is protected by the configuration.`,
    ],
    ['once the role for changes is gone', () => (office.bench.aws.roleIsThere = false), 'There is no change role.'],
    ['after it expired', () => (office.bench.clock.ms += 15 * minute), 'It has expired: ask for it again.'],
  ])('is not approved by people %s', async (_who, happens, sentence) => {
    const change = await office.proposed();
    await Promise.resolve(happens());
    expect(await says(office.approve(change, ben))).toBe(`no: ${sentence}`);
    expect((await office.bench.find(change.proposal.id)).votes).toEqual([]);
  });

  test.each([
    ['became a guest', () => office.directory.barred.set(ben, 'Guests may not decide.')],
    ['left the group', () => office.directory.groups.set('S0OPS', [cem])],
    ['is in a group that cannot be read', () => office.directory.groups.set('S0OPS', null)],
    ['cannot be looked up', () => office.directory.barred.set(ben, new Error('Slack is down'))],
    [
      'was taken out of the configuration',
      () => office.configure({ approvals: rule({ users: [], groups: ['S0DEV'] }) }),
    ],
  ])('is not done when one who approved it %s before it began', async (_what, happens) => {
    office.configure({ approvals: rule({ users: [], groups: ['S0OPS', 'S0DEV'] }) });
    office.directory.groups.set('S0OPS', [ben, cem]);
    office.directory.groups.set('S0DEV', [cem]);
    const change = await office.approved();
    happens();
    await office.work();
    await office.pass(6 * minute);
    expect(['stale', 'expired']).toContain(await stands(change));
    expect(office.bench.aws.effects).toEqual([]);
  });

  test('counts no yes of somebody who lost the right since, and says what it waits for', async () => {
    office.configure({ approvals: rule({ users: [], groups: ['S0OPS', 'S0DEV'], differentGroups: true }) });
    office.directory.groups.set('S0OPS', [ben, cem, dia]);
    office.directory.groups.set('S0DEV', [dia]);
    const change = await office.proposed();
    await office.approve(change, ben);
    expect(await says(office.approve(change, cem))).toBe(
      'yes: Your yes counts, and it waits for somebody through another group.',
    );
    office.directory.barred.set(ben, 'You have left.');
    office.directory.groups.set('S0DEV', [eve]);
    expect(await says(office.approve(change, dia))).toBe(
      'yes: Your yes counts, and it waits for somebody through another group.',
    );
    office.directory.barred.set(cem, 'You have left.');
    office.directory.barred.set(dia, 'You have left.');
    expect(await says(office.approve(change, eve))).toBe('yes: Your yes counts: 1 of 2, it waits for somebody else.');
    await office.work();
    expect(office.bench.aws.effects).toEqual([]);
  });

  test('waits to begin while it cannot be told who approved it, and begins once it can', async () => {
    const change = await office.approved();
    office.directory.barred.set(ben, new Error('Slack is down'));
    await office.work();
    await office.pass(minute);
    expect(await stands(change)).toBe('approved');
    office.directory.barred.delete(ben);
    await office.pass(minute);
    expect(await stands(change)).toBe('applied');
  });

  test('takes as many as the rule it was asked for under and the rule of now both want', async () => {
    office.configure({ approvals: rule({ needed: 1 }) });
    const lax = await office.proposed();
    office.configure({ approvals: rule({ needed: 2 }) });
    expect(await says(office.approve(lax, ben))).toBe('yes: Your yes counts: 1 of 2, it waits for somebody else.');
    expect(await says(office.approve(lax, cem))).toBe('yes: Approved: it is being done now.');

    const strict = await office.proposed({ given: { resource: `${checkout}-2`, to: '5' } });
    office.configure({ approvals: rule({ needed: 1, users: ['U0CEM', 'U0EVE'] }) });
    expect(await says(office.approve(strict, eve))).toBe(
      'no: You may not approve this: it takes 2 people, and there is only <@U0CEM>.',
    );
    expect(await says(office.approve(strict, cem))).toBe('yes: Your yes counts: 1 of 2, it waits for somebody else.');
  });

  test('is approved by who asked for it only while the configuration says so for its risk and account', async () => {
    const leave = {
      risks: ['low' as const],
      accountTags: { env: 'staging' },
      requesterMayApprove: true,
      needed: 1,
      users: ['U0ANA'],
    };
    office.configure({ approvals: rule(leave) });
    const parts = { account: 'staging', given: { resource: 'a', to: '5' } };
    const first = await office.proposed(parts);
    expect(await says(office.approve(first, ana))).toBe('yes: Approved: it is being done now.');
    const second = await office.proposed({ ...parts, given: { resource: 'b', to: '5' } });
    office.configure({ approvals: rule({ ...leave, requesterMayApprove: false, users: ['U0ANA', 'U0BEN'] }) });
    expect(await says(office.approve(second, ana))).toBe('no: Somebody else has to approve it.');
    await office.work();
    // The leave was taken back before either began.
    expect(office.bench.aws.effects).toEqual([]);
    expect(await stands(first)).toBe('stale');
  });

  test('ends with one no, and with its requester taking it back, not with anybody else doing so', async () => {
    const change = await office.proposed();
    const { id } = change.proposal;
    expect(await says(office.changes.deny(id, ben, ' '))).toBe('no: Say why not: who asked for it is told.');
    expect(await says(office.changes.deny(id, eve, 'No.'))).toMatch(/^no: You may not approve this/);
    expect(await says(office.changes.deny(id, ana, 'No.'))).toBe('no: Withdraw it instead: it is your own.');
    expect(await says(office.changes.withdraw(id, ben))).toBe('no: Only who asked for it may withdraw it.');
    await office.changes.turn(false, cem, 'AWS is ill');
    expect(await says(office.changes.deny(id, ben, 'Not now'))).toBe('yes: Denied: who asked for it is told.');
    expect(await office.bench.said(id, 'denied')).toBe('said no: Not now.');
    await office.changes.turn(true, cem, '');
    const second = await office.proposed();
    expect(await says(office.changes.withdraw(second.proposal.id, ana))).toBe('yes: Withdrawn: nothing is done.');
    await office.work();
    expect(office.bench.aws.effects).toEqual([]);
  });

  test('is undone early by anybody who is somebody, also while changes are turned off', async () => {
    const change = await office.applied();
    const { id } = change.proposal;
    office.directory.barred.set(eve, 'Only members may do that.');
    expect(await says(office.changes.undo(id, eve))).toBe('no: Only members may do that.');
    await office.changes.turn(false, cem, 'AWS is ill');
    expect(await says(office.changes.undo(id, 'T1.U0ZOE'))).toBe('yes: It is being undone now.');
    await office.work();
    expect(await stands(change)).toBe('reverted');
    expect(await says(office.changes.undo(id, ben))).toBe('no: There is nothing to undo: it is reverted.');
  });

  test('over which somebody else set another value is put back by an approver who says so, and by nobody else', async () => {
    const change = await office.applied();
    const { id } = change.proposal;
    office.bench.aws.values.set(checkout, '77');
    await office.changes.undo(id, ana);
    await office.work();
    expect(await stands(change)).toBe('revert-stopped');
    expect(office.bench.aws.values.get(checkout)).toBe('77');
    expect(await says(office.changes.undo(id, eve))).toMatch(/^no: You may not approve this/);
    expect(await says(office.changes.undo(id, ana))).toBe('no: Somebody else has to decide about it: it is your own.');
    expect(office.bench.aws.values.get(checkout)).toBe('77');
    expect(await says(office.changes.undo(id, dia))).toBe('yes: It is being undone now.');
    await office.work();
    expect(await stands(change)).toBe('reverted');
    expect(office.bench.aws.values.get(checkout)).toBe(null);
  });

  test('is kept for good by somebody else who may approve it, and is not undone then', async () => {
    const change = await office.applied();
    const { id } = change.proposal;
    expect(await says(office.changes.keep(id, ana))).toBe('no: Somebody else has to decide that.');
    expect(await says(office.changes.keep(id, eve))).toMatch(/^no: You may not approve this/);
    expect(await says(office.changes.keep(id, ben))).toBe(
      'yes: Noted. It takes somebody else who may approve it, as it did to make it.',
    );
    expect(await says(office.changes.keep(id, ben))).toBe('no: You have said so already: it waits for somebody else.');
    expect(await stands(change)).toBe('applied');
    expect(await says(office.changes.keep(id, cem))).toBe('yes: It stays: nobody will undo it.');
    await office.pass(60 * minute);
    expect(await stands(change)).toBe('kept');
    expect(office.bench.aws.values.get(checkout)).toBe('5');
    expect(await office.draft({ given: { resource: checkout, to: '6' } })).toMatchObject({ kind: 'ready' });
  });

  test('lasts longer once that was approved on its own, which is bound to the end it was asked for on', async () => {
    const change = await office.applied();
    const { id } = change.proposal;
    expect(await office.draft({ extends: id, lastsMs: 30 * minute })).toMatchObject({
      wrong: { lasts: 'It lasts until 12:45 UTC already.' },
    });
    expect(await says(office.propose({ extends: id, given: { resource: checkout, to: '6' } }))).toMatch(
      /^no: An extension changes nothing but the end/,
    );
    office.bench.clock.ms += 30 * minute;
    const form = await office.changes.again(id, ben, true);
    expect(form).toMatchObject({
      extends: id,
      by: ben,
      lastsMs: null,
      reason: '',
      given: { resource: checkout, to: '5' },
    });
    const extension = await office.proposed({ ...form, reason: 'Not over yet.', lastsMs: 45 * minute });
    expect(extension.proposal).toMatchObject({
      requester: ben,
      extends: id,
      leavesNothing: true,
      preview: { resources: [] },
    });
    expect(extension.proposal.preview.changes).toMatchObject([
      {
        resource: checkout,
        field: 'end of the change',
        before: '2026-11-22T12:45:00.000Z',
        after: '2026-11-22T13:15:00.000Z',
      },
    ]);
    expect(await says(office.propose({ extends: id, lastsMs: 45 * minute, by: cem }))).toBe(
      'no: <@U0BEN> has asked for this already: it waits for approval.',
    );
    expect(await says(office.approve(extension, ben))).toBe('no: Somebody else has to approve it.');
    await office.approve(extension, ana);
    await office.approve(extension, cem);
    await office.work();
    expect(await stands(extension)).toBe('done');
    expect((await office.bench.find(id)).standing).toMatchObject({
      state: 'applied',
      until: new Date('2026-11-22T13:15:00.000Z'),
    });
    const later = await office.draft({ extends: id, lastsMs: 60 * minute });
    expect(later).toMatchObject({ kind: 'ready', digest: expect.not.stringMatching(extension.proposal.digest) });
    await office.pass(44 * minute);
    expect(await stands(change)).toBe('applied');
    await office.pass(3 * minute);
    expect(await stands(change)).toBe('reverted');
    expect(office.bench.aws.effects.length).toBe(2);
  });

  test('that has ended is not extended, whoever approves that', async () => {
    const change = await office.applied();
    const { id } = change.proposal;
    const extension = await office.proposed({ extends: id, lastsMs: 60 * minute });
    await office.approve(extension, ben);
    await office.changes.undo(id, ana);
    expect(await says(office.approve(extension, cem))).toBe(
      'no: What this was to extend has ended: there is nothing to approve.',
    );
    expect(await says(office.propose({ extends: id, lastsMs: 90 * minute }))).toBe(
      'no: What this was to extend has ended: ask for it anew.',
    );
    expect(await office.changes.again(id, ana, true)).toBeNull();
  });

  test('of which nobody can tell whether it was done is settled by an approver who looked', async () => {
    const change = await office.approved();
    const { id } = change.proposal;
    const executing = { state: 'executing', votes: change.votes } as const;
    const calledAt = new Date(office.bench.clock.ms);
    await office.bench.changes.move({
      change: id,
      version: change.version,
      to: executing,
      ...along(change, executing, null, calledAt),
      attempt: { opens: 'do', deadline: calledAt, found: null },
    });
    await office.bench.happens(id, null, (_, at) => ({
      type: 'outcome',
      outcome: 'cannot-tell',
      says: 'no answer',
      at,
    }));
    expect(await says(office.changes.settle(id, ben, false))).toBe(
      'no: The call may still arrive: look once more, and say so in a minute.',
    );
    office.bench.clock.ms += 10 * minute;
    expect(await says(office.changes.settle(id, ana, true))).toBe('no: Somebody else has to decide that.');
    expect(await says(office.changes.settle(id, eve, true))).toMatch(/^no: You may not approve this/);
    expect(await says(office.changes.settle(id, ben, true))).toBe('yes: Noted: that is how it stands now.');
    const settled = await office.bench.find(id);
    expect(settled.standing).toMatchObject({ state: 'applied', until: new Date(calledAt.getTime() + 45 * minute) });
    expect(settled.executions[0]?.attempts.every(({ outcome }) => outcome !== null)).toBe(true);
    expect(await says(office.changes.settle(id, cem, false))).toBe('no: It is known already what came of it.');
  });

  test('is asked for again as it was, once it ended without being done', async () => {
    const change = await office.proposed();
    const { id } = change.proposal;
    expect(await office.changes.again(id, ben, false)).toBeNull();
    await office.changes.deny(id, ben, 'Not now');
    const form = await office.changes.again(id, cem, false);
    expect(form).toEqual({ ...office.wanted(), account: '123456789012', region: 'us-east-1', by: cem });
    expect(await office.proposed(form ?? {})).toMatchObject({
      proposal: { requester: cem, digest: change.proposal.digest },
    });
  });

  test('is asked for again once it was undone, as its card offers', async () => {
    const { id } = (await office.applied()).proposal;
    await office.changes.undo(id, ana);
    await office.work();
    expect(await office.bench.state(id)).toBe('reverted');
    expect(await office.changes.again(id, cem, false)).toMatchObject({ given: office.wanted().given, by: cem });
  });

  test('does not stay for good where AWS ends it by itself, until AWS has not', async () => {
    const { id } = (await office.applied({ remedy: 'test.mute' })).proposal;
    expect(await says(office.changes.keep(id, ben))).toBe(
      'no: AWS ends it at its time whatever we say: extend it instead.',
    );
    office.bench.aws.values.set(checkout, '77');
    await office.pass(46 * minute);
    expect(await office.bench.state(id)).toBe('revert-stopped');
    await office.changes.keep(id, ben);
    expect(await says(office.changes.keep(id, cem))).toBe('yes: It stays: nobody will undo it.');
  });

  test('of which nothing is left is done once it was made', async () => {
    const change = await office.applied({ remedy: 'test.stop' });
    expect(await stands(change)).toBe('done');
    expect(await says(office.changes.undo(change.proposal.id, ana))).toBe('no: There is nothing to undo: it is done.');
    expect(await office.draft({ given: { resource: checkout, to: '6' } })).toMatchObject({ kind: 'ready' });
  });

  test('and the switch: off by anybody, with a reason, on by who may approve', async () => {
    expect(await says(office.changes.turn(true, ben, ''))).toBe('no: Changes are turned on already.');
    expect(await says(office.changes.turn(false, eve, ' '))).toMatch(/^no: Say why/);
    expect(await says(office.changes.turn(false, eve, 'AWS is ill'))).toMatch(/^yes: All changes are turned off/);
    expect(await says(office.changes.turn(false, ben, 'x'))).toMatch(
      /^no: All changes are turned off by <@U0EVE>: AWS is ill/,
    );
    expect(await says(office.changes.turn(true, eve, ''))).toBe(
      'no: Only who may approve changes may turn them on again.',
    );
    office.directory.barred.set(ben, 'You have left.');
    expect(await says(office.changes.turn(true, ben, ''))).toBe('no: You have left.');
    expect(await says(office.changes.turn(true, cem, ''))).toMatch(/^yes: Changes are turned on/);
    expect(await office.changes.switch()).toMatchObject({ on: true, by: cem });
    expect(await office.records()).toEqual([
      `turned-off ${eve}`,
      `refused ${eve}`,
      `refused ${ben}`,
      `turned-on ${cem}`,
    ]);
  });

  test('and who may approve it in which account, by its id or its name', async () => {
    office.configure({
      approvals: [
        ...rule({ accounts: ['Staging'], users: ['U0EVE'], needed: 1 }),
        ...rule({ accounts: ['123456789012'], users: ['U0BEN'], needed: 1 }),
      ],
    });
    const who = async (account: string) => (await office.changes.whoMay('test.set', account))[0]?.approvers.says;
    expect([await who('prod'), await who('staging'), await who('210987654321')]).toEqual([
      '<@U0BEN>',
      '<@U0EVE>',
      '<@U0EVE>',
    ]);
    const change = await office.proposed();
    expect(await says(office.approve(change, eve))).toBe('no: You may not approve this: it takes <@U0BEN>.');
    expect(await says(office.approve(change, ben))).toBe('yes: Approved: it is being done now.');
  });

  test('and who may approve it, for each risk, before it is asked for', async () => {
    office.configure({
      approvals: [
        ...rule({ risks: ['low'], users: ['U0EVE'], needed: 1 }),
        ...rule({ risks: ['medium'], accountTags: { env: 'staging' } }),
      ],
      breakGlass: emergencies,
    });
    const who = await office.changes.whoMay('test.set', 'prod');
    expect(who.map(({ risk, approvers }) => `${risk}: ${approvers.says}`)).toEqual([
      'low: <@U0EVE>',
      'medium: nobody',
      'high: nobody',
    ]);
    const there = await office.changes.whoMay('test.set', 'Staging');
    expect(there[1]).toMatchObject({ risk: 'medium', approvers: { needed: 2, people: [ana, ben, cem, dia] } });
    office.configure({ approvals });
    const change = await office.proposed();
    expect(await office.changes.approvers(change)).toEqual({
      people: [ben, cem, dia],
      needed: 2,
      unreadable: [],
      says: '2 of <@U0BEN>, <@U0CEM> and <@U0DIA>',
    });
  });
});
