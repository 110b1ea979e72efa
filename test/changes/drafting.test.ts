import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ana,
  approvals,
  ben,
  cem,
  checkout,
  dia,
  emergencies,
  names,
  openOffice,
  payments,
  refusal,
  rule,
} from './office.ts';
import type { Office } from './office.ts';
import { minute } from './worker/workbench.ts';

let office: Office & AsyncDisposable;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

describe('a draft', () => {
  test('shows what would be done, until when, and who may approve it', async () => {
    office.bench.aws.values.set(checkout, '3');
    const draft = await office.draft();
    expect(draft).toMatchObject({
      kind: 'ready',
      where: { account: '123456789012', region: 'us-east-1', partition: 'aws' },
      accountName: 'prod',
      preview: { changes: [{ resource: checkout, field: 'value', before: '3', after: '5' }] },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      risk: 'low',
      until: new Date('2026-11-22T12:45:00.000Z'),
      approvers: { needed: 2, unreadable: [], says: '2 of <@U0BEN>, <@U0CEM> and <@U0DIA>' },
      warnings: [],
      mayBreakGlass: false,
    });
    expect(draft.kind === 'ready' && names(draft.approvers)).toBe('ben cem dia');
    expect(await office.records()).toEqual([]);
    expect(office.bench.aws.effects).toEqual([]);
  });

  test('has another digest for another value, account, region and state that was found', async () => {
    const digest = async (given: Record<string, string>) => {
      const draft = await office.draft({ given });
      return draft.kind === 'ready' ? draft.digest : refusal(draft);
    };
    const before = await digest({ resource: checkout, to: '5' });
    expect(await digest({ resource: checkout, to: '5' })).toBe(before);
    const others = [
      await digest({ resource: checkout, to: '6' }),
      await digest({ resource: payments, to: '5' }),
      await digest({
        resource: checkout.replace('123456789012', '210987654321').replace('us-east-1', 'eu-west-1'),
        to: '5',
      }),
    ];
    office.bench.aws.values.set(checkout, '3');
    others.push(await digest({ resource: checkout, to: '5' }));
    expect(new Set([before, ...others]).size).toBe(5);
  });

  test('is shown while there is no reason yet, and is not proposed without one', async () => {
    expect(await office.draft({ reason: '' })).toMatchObject({ kind: 'ready' });
    expect(await office.propose({ reason: '  ' })).toMatchObject({
      ok: false,
      says: expect.stringMatching(/^Say why/),
    });
  });

  test('says what is wrong with a field beside the field', async () => {
    const wrong = async (parts: Parameters<Office['draft']>[0]) => {
      const draft = await office.draft(parts);
      return draft.kind === 'wrong' ? draft.wrong : refusal(draft);
    };
    expect(await wrong({ lastsMs: 3 * 3_600_000 })).toEqual({ lasts: 'It may last for 2 h at most.' });
    expect(await wrong({ lastsMs: 1 })).toEqual({ lasts: 'It has to last for a minute at least.' });
    expect(await wrong({ lastsMs: Number.NaN })).toEqual({ lasts: 'It has to last for a minute at least.' });
    expect(await wrong({ reason: 'x'.repeat(501) })).toEqual({ reason: 'At most 500 characters.' });
    expect(await wrong({ given: { resource: 'x', to: '5' } })).toEqual({
      account: 'Say in which account: prod or staging.',
    });
    expect(await wrong({ account: 'prdo' })).toEqual({ account: 'There is no account “prdo”: did you mean “prod”?' });
    expect(await wrong({ account: 'staging' })).toEqual({
      resource: 'That is of account 123456789012, not of staging.',
    });
    expect(await wrong({ region: 'eu-west-1' })).toEqual({ resource: 'That is in us-east-1, not in eu-west-1.' });
    expect(await wrong({ remedy: 'test.restore', given: {}, account: 'prod' })).toEqual({ resource: 'Name it.' });
  });

  test('finds the account of the channel, and the only one there is', async () => {
    const where = async (parts: Parameters<Office['draft']>[0]) => {
      const draft = await office.draft(parts);
      return draft.kind === 'ready' ? `${draft.where.account} ${draft.where.region}` : draft.kind;
    };
    const given = { resource: 'checkout', to: '5' };
    office.configure({ channels: [{ channel: 'C1', account: 'staging', region: 'eu-north-1', services: [] }] });
    expect(await where({ given })).toBe('210987654321 eu-north-1');
    expect(await where({ given, account: 'prod' })).toBe('123456789012 us-east-1');
    expect(await where({ given, region: 'eu-west-1' })).toBe('210987654321 eu-west-1');
    office.configure({ channels: [], accounts: office.config.accounts.slice(0, 1) });
    expect(await where({ given })).toBe('123456789012 us-east-1');
    office.configure({ accounts: [] });
    expect(await where({ given })).toBe('wrong');
  });

  test('of what cannot be undone is a command to copy, and is never proposed', async () => {
    const parts = { remedy: 'test.restore', account: 'prod', given: { resource: 'db' } };
    expect(await office.draft(parts)).toMatchObject({
      kind: 'by-hand',
      command: 'aws test restore db --region us-east-1',
      why: 'It cannot be undone.',
    });
    const says = 'OpsMedic does not do that itself: It cannot be undone.';
    expect(await office.propose(parts)).toEqual({ ok: false, says, change: null });
    expect(await office.bench.changes.list({ limit: 9 })).toEqual([]);
  });

  test('says that a group could not be read, and counts on the others', async () => {
    office.configure({ approvals: rule({ groups: ['S0OPS', 'S0GONE'], users: ['U0BEN'] }) });
    office.directory.groups.set('S0OPS', [cem, dia]);
    expect(await office.draft()).toMatchObject({
      kind: 'ready',
      approvers: { people: [ben, cem, dia], unreadable: ['S0GONE'] },
      warnings: ['S0GONE could not be read: those people cannot approve now.'],
    });
  });
});

describe('a change is refused', () => {
  const refused = async (parts: Parameters<Office['draft']>[0] = {}) => {
    const draft = await office.draft(parts);
    const answer = await office.propose(parts);
    expect(answer).toMatchObject({ ok: false, says: refusal(draft) });
    expect(await office.bench.changes.list({ limit: 9, states: ['approved', 'executing'] })).toEqual([]);
    return answer.says;
  };

  test('that nobody knows', async () => {
    expect(await refused({ remedy: 'test.unknown' })).toBe('OpsMedic knows no remedy “test.unknown”.');
  });

  test('where its account has no role for changes', async () => {
    office.bench.aws.roleIsThere = false;
    expect(await refused()).toBe('There is no change role.');
  });

  test('where that role lets nobody in', async () => {
    const { aws } = office.bench;
    const shut = { ...aws.access, trial: async () => 'The change role trusts somebody else' };
    Object.assign(aws, { access: shut });
    expect(await office.propose()).toMatchObject({ ok: false, says: 'The change role trusts somebody else.' });
    Object.assign(aws, { access: { ...shut, trial: () => Promise.reject(new Error('STS is down')) } });
    expect(await office.propose()).toMatchObject({ ok: true });
  });

  test('whose preview fails', async () => {
    office.bench.aws.values.set(checkout, 'gone');
    expect(await refused()).toBe('The resource is gone.');
    office.bench.aws.unreadable = true;
    expect(await refused()).toBe(
      "What it would do cannot be seen: OpsMedic's role for reading may not call test:GetValue.",
    );
  });

  test('whose preview does not come in time', async () => {
    const patience = new AbortController();
    const never = () => {
      patience.abort();
      return new Promise<never>(() => {});
    };
    Object.assign(office.bench.aws, { access: { ...office.bench.aws.access, reader: never } });
    const draft = office.changes.draft(office.wanted(), patience.signal);
    expect(refusal(await draft)).toBe('AWS did not answer in time, so nothing can be said about it: try again.');
  });

  test('whose preview finds something of another account, to which other rules apply', async () => {
    expect(await refused({ remedy: 'test.stray' })).toBe(
      'arn:aws:lambda:us-east-1:210987654321:function:checkout is not of account 123456789012.',
    );
  });

  test('when all changes are turned off between the look and the asking', async () => {
    const { aws } = office.bench;
    const trial = async () => {
      await office.changes.turn(false, cem, 'AWS is ill');
      return null;
    };
    Object.assign(aws, { access: { ...aws.access, trial } });
    expect(await office.propose()).toMatchObject({
      ok: false,
      says: expect.stringMatching(/^All changes are turned off/),
    });
  });

  test('for which the configuration has no rule', async () => {
    office.configure({ approvals: rule({ actions: ['alarms.*'] }) });
    expect(await refused()).toBe('Nobody may approve test.set in prod: the configuration has no rule for it.');
    office.configure({ approvals: [] });
    expect(await refused()).toBe('Nobody may approve test.set in prod: the configuration has no rule for it.');
  });

  test.each([
    [
      'there are too few people beside the requester',
      () => office.configure({ approvals: rule({ users: ['U0ANA', 'U0BEN'] }) }),
      'it takes 2 other than you, and only <@U0BEN> could.',
    ],
    [
      'there is nobody else',
      () => office.configure({ approvals: rule({ users: ['U0ANA'], needed: 1 }) }),
      'it takes 1 other than you, and nobody could.',
    ],
    [
      'those who may have left, or are guests',
      () => [ben, cem].forEach((person) => office.directory.barred.set(person, 'You have left.')),
      'it takes 2 other than you, and only <@U0DIA> could.',
    ],
    [
      'nobody can be looked up',
      () => [ben, cem, dia].forEach((person) => office.directory.barred.set(person, new Error('Slack is down'))),
      'it takes 2 other than you, and nobody could.',
    ],
    [
      'the group is empty',
      () => {
        office.configure({ approvals: rule({ users: [], groups: ['S0OPS'] }) });
        office.directory.groups.set('S0OPS', []);
      },
      'it takes 2 other than you, and nobody could.',
    ],
    [
      'the group was deleted or disabled',
      () => office.configure({ approvals: rule({ users: [], groups: ['S0OPS'], needed: 1 }) }),
      'it takes 1 other than you, and nobody could (S0OPS could not be read).',
    ],
    [
      'the group cannot be read, with an error',
      () => {
        office.configure({ approvals: rule({ users: [], groups: ['S0OPS'], needed: 1 }) });
        office.directory.groups.set('S0OPS', new Error('ratelimited'));
      },
      'it takes 1 other than you, and nobody could (S0OPS could not be read).',
    ],
    [
      'nobody knows who is on call',
      () => office.configure({ approvals: rule({ users: [], onCall: true, needed: 1 }) }),
      'it takes 1 other than you, and nobody could (on call could not be read).',
    ],
    [
      'the requester alone is on call',
      () => {
        office.configure({ approvals: rule({ users: [], onCall: true, needed: 1 }) });
        office.directory.onCall = [ana];
      },
      'it takes 1 other than you, and nobody could.',
    ],
    [
      'all of them come through one group where two groups are asked for',
      () => {
        office.configure({ approvals: rule({ users: [], groups: ['S0OPS', 'S0DEV'], differentGroups: true }) });
        office.directory.groups.set('S0OPS', [ben, cem, dia]);
        office.directory.groups.set('S0DEV', []);
      },
      'it takes 2 other than you, and only <@U0BEN>, <@U0CEM> and <@U0DIA> could.',
    ],
  ])('where %s', async (_where, happens, says) => {
    happens();
    expect(await refused()).toBe(`Nobody could get this approved now: ${says}`);
  });

  test('while nothing is to be changed in its account, and only there and then', async () => {
    const freeze = {
      from: '2026-11-22T10:00:00Z',
      to: '2026-11-22T14:00:00+01:00',
      accounts: ['Prod'],
      why: 'Black Friday',
    };
    office.configure({ freezes: [freeze] });
    expect(await refused()).toBe('Nothing is changed here until 2026-11-22 13:00 UTC: Black Friday.');
    expect(await office.draft({ account: 'staging', given: { resource: 'x', to: '5' } })).toMatchObject({
      kind: 'ready',
    });
    office.bench.clock.ms += 60 * minute;
    expect(await office.draft()).toMatchObject({ kind: 'ready' });
    office.configure({ freezes: [{ from: '2026-11-22T14:00:00Z', to: '2026-11-23T00:00:00Z', accounts: [] }] });
    expect(await office.draft()).toMatchObject({ kind: 'ready' });
  });

  test.each([
    ['by its ARN', checkout],
    ['by its name', 'checkout'],
    ['by a part of its name', 'check*'],
    ['in capitals', 'CHECKOUT'],
    ['by a pattern of ARNs', 'arn:aws:lambda:*:function:*'],
    ['by its kind', 'function:*'],
  ])('of what is protected %s', async (_how, pattern) => {
    office.configure({ protected: ['payments', pattern] });
    expect(await refused()).toBe(`${checkout} is never changed: “${pattern}” is protected by the configuration.`);
    office.configure({ protected: ['payments', 'checkou', 'c.*', '*payments'] });
    expect(await office.draft()).toMatchObject({ kind: 'ready' });
  });

  test('that waits already, and that is named', async () => {
    const first = await office.proposed();
    const second = await office.propose({ by: ben, reason: 'Me too.' });
    expect(second).toMatchObject({
      ok: false,
      says: '<@U0ANA> has asked for this already: it waits for approval.',
      change: null,
    });
    expect(await office.draft()).toMatchObject({ kind: 'refused', pending: { proposal: { id: first.proposal.id } } });
    await office.changes.withdraw(first.proposal.id, ana);
    expect(await office.draft()).toMatchObject({ kind: 'ready' });
  });

  test('while another one holds what it changes', async () => {
    const first = await office.applied();
    const draft = await office.draft({ given: { resource: checkout, to: '9' } });
    expect(draft).toMatchObject({
      kind: 'refused',
      says: 'checkout is being changed already by <@U0ANA>, until 12:45 UTC: undo or extend that first.',
      pending: { proposal: { id: first.proposal.id } },
    });
    await office.changes.undo(first.proposal.id, ben);
    await office.work();
    expect(await office.draft({ given: { resource: checkout, to: '9' } })).toMatchObject({ kind: 'ready' });
  });

  test.each([
    [
      'resource',
      { resource: 1 },
      'That would be too many changes of checkout: at most 1 may begin within 1 h. Wait, or do it by hand.',
      'ready',
    ],
    [
      'action',
      { action: 1 },
      'That would be too many changes by test.set: at most 1 may begin within 1 h. Wait, or do it by hand.',
      'refused',
    ],
    [
      'account',
      { account: 1 },
      'That would be too many changes in account 123456789012: at most 1 may begin within 1 h. Wait, or do it by hand.',
      'refused',
    ],
    [
      'all of them',
      { total: 1 },
      'That would be too many changes: at most 1 may begin within 1 h. Wait, or do it by hand.',
      'refused',
    ],
  ])('beyond the limit for %s, until the hour is over', async (_of, limits, says, another) => {
    const change = await office.applied();
    await office.changes.undo(change.proposal.id, ana);
    await office.work();
    office.configure({ limits: { ...office.config.limits, ...limits } });
    expect(await refused()).toBe(says);
    expect((await office.draft({ given: { resource: payments, to: '5' } })).kind).toBe(another);
    office.bench.clock.ms += 61 * minute;
    expect(await office.draft()).toMatchObject({ kind: 'ready' });
  });

  test('while too many of the same person wait, until one is decided; others may ask', async () => {
    office.configure({ limits: { ...office.config.limits, pending: 2 } });
    const first = await office.proposed({ given: { resource: payments, to: '5' } });
    await office.proposed({ given: { resource: payments, to: '6' } });
    expect(await refused()).toBe(
      '2 changes of yours wait for approval already, which is as many as one person may have waiting: withdraw one, or wait until it is decided.',
    );
    expect(await office.draft({ by: ben })).toMatchObject({ kind: 'ready' });
    await office.changes.withdraw(first.proposal.id, ana);
    expect(await office.draft()).toMatchObject({ kind: 'ready' });
  });

  test('also when many of the same person arrive at once', async () => {
    office.configure({ limits: { ...office.config.limits, pending: 2 } });
    const given = (to: number) => ({ given: { resource: checkout, to: String(to) } });
    const answers = await Promise.all([1, 2, 3, 4, 6].map((to) => office.propose(given(to))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
    expect(await office.bench.changes.list({ states: ['pending'], limit: 9 })).toHaveLength(2);
  });

  test('while all changes are turned off, with who did it and why', async () => {
    await office.changes.turn(false, cem, 'AWS is ill.');
    expect(await refused()).toBe(
      'All changes are turned off by <@U0CEM>: AWS is ill. What was changed is still undone at its end.',
    );
  });

  test('of somebody who may decide about nothing', async () => {
    office.directory.barred.set(ana, 'Guests may not do that.');
    expect(await refused()).toBe('Guests may not do that.');
    office.directory.barred.set(ana, new Error('Slack is down'));
    expect(await refused()).toBe('It could not be checked just now who you are: try again in a minute.');
  });

  test('that is not what the person saw any more', async () => {
    const draft = await office.draft();
    office.bench.aws.values.set(checkout, '7');
    const digest = draft.kind === 'ready' ? draft.digest : null;
    expect(await office.propose({}, digest)).toMatchObject({
      ok: false,
      says: expect.stringMatching(/^It is not as you saw/),
    });
    office.bench.aws.values.delete(checkout);
    expect(await office.propose({}, digest)).toMatchObject({ ok: true });
  });
});

describe('broken glass', () => {
  const parts = { breakGlass: true, lastsMs: null, typed: 'checkout', reason: 'Everybody else is asleep.' };

  test('is only for those, those changes and those times that the configuration says', async () => {
    expect(refusal(await office.draft(parts))).toBe('The configuration lets nobody make this change without approval.');
    office.configure({ breakGlass: emergencies });
    expect(await office.draft(parts)).toMatchObject({
      kind: 'ready',
      until: new Date('2026-11-22T12:30:00Z'),
      mayBreakGlass: true,
    });
    expect(refusal(await office.draft({ ...parts, by: ben }))).toBe(
      'You may not make this change without approval: only <@U0ANA> may.',
    );
    expect(refusal(await office.draft({ ...parts, remedy: 'test.risky' }))).toMatch(/^The configuration lets nobody/);
    expect(await office.draft({ ...parts, lastsMs: 45 * minute })).toMatchObject({
      wrong: { lasts: 'It may last for 30 min at most.' },
    });
    office.directory.barred.set(ana, 'You have left.');
    expect(refusal(await office.draft(parts))).toBe('You have left.');
  });

  test('takes a reason, and the name of what is changed typed by hand', async () => {
    office.configure({ breakGlass: emergencies });
    expect(await office.draft({ ...parts, reason: 'asleep' })).toMatchObject({
      wrong: { reason: 'At least 20 characters: somebody has to review it.' },
    });
    for (const typed of [null, '', 'payments', 'checkou']) {
      const toType = 'Type the name of what is changed: checkout.';
      expect(await office.draft({ ...parts, typed })).toMatchObject({ kind: 'ready', toType });
      expect(await office.propose({ ...parts, typed })).toEqual({ ok: false, says: toType, change: null });
    }
    expect(await office.draft({ ...parts, typed: ` ${checkout} ` })).toMatchObject({ kind: 'ready', toType: null });
  });

  test('is offered where nobody could approve, and does not help against protection, limits or the switch', async () => {
    office.configure({ breakGlass: emergencies, approvals: [] });
    expect(await office.draft()).toMatchObject({ kind: 'refused', mayBreakGlass: true });
    expect(await office.draft(parts)).toMatchObject({ kind: 'ready' });
    office.configure({ protected: ['checkout'] });
    expect(refusal(await office.draft(parts))).toMatch(/is never changed/);
    office.configure({
      protected: [],
      freezes: [{ from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z', accounts: [] }],
    });
    expect(refusal(await office.draft(parts))).toBe('Nothing is changed here until 2026-11-23 00:00 UTC.');
    office.configure({ breakGlass: emergencies.map((one) => ({ ...one, duringFreezes: true })) });
    expect(await office.draft(parts)).toMatchObject({ kind: 'ready' });
    await office.changes.turn(false, cem, 'AWS is ill');
    expect(refusal(await office.draft(parts))).toMatch(/^All changes are turned off/);
  });

  test('is told to the others who may do it, where nobody may approve such a change', async () => {
    const others = emergencies.map((one) => ({ ...one, users: ['U0ANA', 'U0EVE'] }));
    office.configure({ breakGlass: others, approvals: [] });
    const id = (await office.propose(parts)).change?.proposal.id ?? '';
    expect(await office.bench.changes.message(id, 'note/glass-broken')).toMatchObject({ body: { to: ['U0EVE'] } });
    expect(await office.bench.changes.message(id, 'direct/U0EVE')).not.toBeNull();
    expect(await office.bench.changes.message(id, 'direct/U0ANA')).toBeNull();
  });

  test('is done at once, told to everybody who may approve, and open for review until somebody else closes it', async () => {
    office.configure({ breakGlass: emergencies });
    const answer = await office.propose(parts);
    const id = answer.change?.proposal.id ?? '';
    expect(answer).toMatchObject({ ok: true, says: 'Approved: it is being done now.' });
    expect(await office.bench.changes.message(id, 'note/glass-broken')).toMatchObject({
      body: { by: 'U0ANA', to: ['U0BEN', 'U0CEM', 'U0DIA'], ask: 'review', broadcast: true },
    });
    expect(await office.bench.changes.message(id, 'direct/U0BEN')).toMatchObject({ place: { channel: 'U0BEN' } });
    await office.work();
    expect(office.bench.aws.values.get(checkout)).toBe('5');
    const close = (by: string, note = 'It was right.') => office.changes.closeReview(id, by, note);
    expect(await close(ana)).toMatchObject({ ok: false, says: 'Somebody else has to review it.' });
    expect(await close('T1.U0EVE')).toMatchObject({
      ok: false,
      says: expect.stringMatching(/^You may not approve this/),
    });
    expect(await close(ben, ' ')).toMatchObject({ ok: false, says: 'Say what came of the review.' });
    expect((await office.changes.list({ reviewOpen: true, limit: 9 })).length).toBe(1);
    expect(await close(ben)).toMatchObject({
      ok: true,
      change: { review: { state: 'closed', by: ben, note: 'It was right.' } },
    });
    expect(await close(cem)).toMatchObject({ ok: false, says: 'It has been reviewed already.' });
    expect(await office.records()).toEqual(
      expect.arrayContaining([`glass-broken ${ana}`, `approved ${ana}`, `reviewed ${ben}`]),
    );
  });

  test('is not kept for good by who broke it, and does not run once the right to break it is gone', async () => {
    office.configure({ breakGlass: emergencies });
    const { change } = await office.propose(parts);
    office.configure({ breakGlass: [] });
    await office.work();
    expect(await office.bench.state(change?.proposal.id ?? '')).toBe('stale');
    expect(office.bench.aws.effects).toEqual([]);

    office.configure({ breakGlass: emergencies, approvals });
    const second = await office.propose(parts);
    await office.work();
    const id = second.change?.proposal.id ?? '';
    expect(await office.changes.keep(id, ana)).toMatchObject({ ok: false, says: 'Somebody else has to decide that.' });
    expect(await office.changes.keep(id, ben)).toMatchObject({ ok: true });
  });
});
