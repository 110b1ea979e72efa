import { describe, expect, test } from 'vitest';
import type { Config } from '#config';
import type { Message } from '../../src/workspace/slack/index.ts';
import { cardThat, changing, letters, modalOf, proposed, worker } from './support/changing.ts';
import type { Changing } from './support/changing.ts';
import { hurriedClock, until } from './support/quick-clock.ts';
import { textIn, toldTo } from './support/rig.ts';
import type { Rig } from './support/rig.ts';

const minute = 60_000;

/** Everything one person was told alone, once it says this. */
async function told(at: Rig, person: Rig['alice'], says: RegExp): Promise<string> {
  const all = (): string => toldTo(at, person).map(textIn).join('\n');
  await until(`told ${says}`, () => says.test(all()));
  return all();
}

async function stateOf(at: Changing): Promise<string> {
  const [change] = await at.changes.list({ limit: 1 });
  return change?.standing.state ?? 'none';
}

async function applied(at: Changing): Promise<Message> {
  await at.bob.click(await proposed(at), 'press:approve');
  await cardThat(at, /About to start/u);
  await at.work();
  return cardThat(at, /In force until/u);
}

const rule: Config['approvals'][number] = {
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
};

describe('an approval', () => {
  test('of two who press at the same moment counts for both', async () => {
    const at = await changing('in process', { config: { approvals: [{ ...rule, needed: 2 }] } });
    const card = await proposed(at);
    await Promise.all([at.bob.click(card, 'press:approve'), at.carol.click(card, 'press:approve')]);
    await cardThat(at, /About to start\. .*Approved by U0(?:BOB|CAROL) +and +U0(?:BOB|CAROL)/u);
    expect(await stateOf(at)).toBe('approved');
  });

  test('of one who presses twice counts once', async () => {
    const at = await changing('in process', { config: { approvals: [{ ...rule, needed: 2 }] } });
    const card = await proposed(at);
    await Promise.all([at.bob.click(card, 'press:approve'), at.bob.click(card, 'press:approve')]);
    await told(at, at.bob, /Already on it|approved it already/u);
    await at.bob.click(await cardThat(at, /Waits for more approvals/u), 'press:approve');
    await told(at, at.bob, /approved it already/u);
    expect(await stateOf(at)).toBe('pending');
  });

  test('can be given in direct messages, and the message says then that it is decided', async () => {
    const at = await changing();
    await proposed(at);
    const direct = await cardThat(at, /Waits for approval/u, 'direct/U0CAROL');
    expect(textIn(direct)).not.toContain('Withdraw');
    await at.carol.click(direct, 'press:approve');
    await cardThat(at, /About to start\. .*Approved by U0CAROL/u);
    for (const user of ['U0BOB', 'U0CAROL']) {
      const after = await cardThat(at, /About to start/u, `direct/${user}`);
      expect(after.blocks?.some(({ type }) => type === 'actions')).toBe(false);
    }
  });

  test.each([
    ['deactivated', /deactivated/u],
    ['guest', /[Gg]uest/u],
    ['outsider', /this workspace/u],
  ] as const)('of an account that is that of a %s is refused, privately', async (standing, says) => {
    const at = await changing();
    const card = await proposed(at);
    const bob = at.slack.state.users.get('U0BOB');
    if (bob) bob.standing = standing;
    await at.pass(minute);
    await at.bob.click(card, 'press:approve');
    await told(at, at.bob, says);
    expect(await stateOf(at)).toBe('pending');
  });

  test('is refused to everybody else privately, with who could', async () => {
    const at = await changing();
    const card = await proposed(at);
    const before = at.slack.state.messages.filter(({ visibleTo }) => visibleTo === null).length;
    await at.dave.click(card, 'press:approve');
    expect(await told(at, at.dave, /may not approve/u)).toMatch(/U0BOB.*U0CAROL/su);
    expect(at.slack.state.messages.filter(({ visibleTo }) => visibleTo === null)).toHaveLength(before);
  });

  test('that comes too late is answered privately with what became of it', async () => {
    const at = await changing();
    const card = await proposed(at);
    const old = { ...card };
    await at.bob.click(card, 'press:deny');
    await at.bob.submit(await modalOf(at.bob, /Why not/u), { reason: 'It is the wrong function' });
    await cardThat(at, /Denied by U0BOB/u);
    await at.carol.click(old, 'press:approve');
    await told(at, at.carol, /denied.*wrong function/su);
    expect(await stateOf(at)).toBe('denied');
  });
});

describe('a decision', () => {
  test('against it is taken with its reason, from whoever may', async () => {
    const at = await changing();
    const card = await proposed(at);
    await at.dave.click(card, 'press:deny');
    const form = await modalOf(at.dave, /Set the value/u);
    await at.dave.submit(form, { reason: 'I do not like it' });
    await until('the form says no', () => /may not/u.test(JSON.stringify(at.dave.modal()?.body)));
    expect(await stateOf(at)).toBe('pending');
    await at.carol.click(card, 'press:deny');
    await at.carol.submit(await modalOf(at.carol, /Why not/u), { reason: 'Not during the sale' });
    await cardThat(at, /Denied by U0CAROL.*Not during the sale/su);
    expect(at.carol.modal()).toBeUndefined();
  });

  test('to withdraw it is for whoever asked', async () => {
    const at = await changing();
    const card = await proposed(at);
    await at.bob.click(card, 'press:withdraw');
    await told(at, at.bob, /Only who asked/u);
    await at.alice.click(card, 'press:withdraw');
    await cardThat(at, /Withdrawn by U0ALICE/u);
    expect(await stateOf(at)).toBe('withdrawn');
  });

  test('that nobody takes in time changes the card, and one press asks again', async () => {
    const at = await changing();
    await proposed(at);
    await at.pass(16 * minute);
    const expired = await cardThat(at, /Nobody decided in time/u);
    await at.alice.click(expired, 'press:again');
    const form = await modalOf(at.alice, /The call/u);
    expect(JSON.stringify(form.body)).toContain('It floods the database');
    await at.alice.submit(form, { reason: 'It still floods the database' });
    await until('there are two cards', () => letters(at, 'card').length === 2);
    expect(textIn(letters(at, 'card')[1])).toMatch(/^⏳.*still floods/su);
  });

  test('to keep it for good takes somebody who may approve it', async () => {
    const at = await changing();
    const card = await applied(at);
    await at.alice.click(card, 'press:keep');
    await told(at, at.alice, /Somebody else/u);
    await at.bob.click(card, 'press:keep');
    await cardThat(at, /Stays for good *, as +U0BOB/u);
    expect(at.bench.aws.values.get(worker)).toBe('5');
  });

  test('to put its end off is a proposal of its own', async () => {
    const at = await changing();
    const card = await applied(at);
    await at.alice.click(card, 'press:extend');
    const form = await modalOf(at.alice, /How much longer/u);
    await at.alice.submit(form, { reason: 'The leak is not found yet' });
    await until('there are two cards', () => letters(at, 'card').length === 2);
    const [, extension] = letters(at, 'card');
    expect(textIn(extension)).toMatch(/^⏳ Set the value.* longer/u);
    if (extension) await at.bob.click(extension, 'press:approve');
    await until('it is approved', () => /About to start/u.test(textIn(extension)));
    await at.work();
    await until('it is extended', () => /Extended/u.test(textIn(letters(at, 'card')[1])));
    expect(textIn(letters(at, 'card')[0])).toMatch(/^🟢/u);
  });

  test('about a call that nobody can tell of is left to whoever may approve', async () => {
    const at = await changing();
    await at.bob.click(await proposed(at), 'press:approve');
    await cardThat(at, /About to start/u);
    at.bench.aws.fates.push('late');
    await at.work();
    at.bench.aws.unreadable = true;
    await at.pass(3 * minute);
    const card = await cardThat(at, /no answer came/u);
    await at.dave.click(card, 'press:did-not');
    await until('Dave is told', () => toldTo(at, at.dave).length > 0);
    await at.carol.click(card, 'press:did-not');
    await until('Carol is told', () => toldTo(at, at.carol).length > 0);
    expect(await stateOf(at)).not.toBe('unknown');
  });
});

describe('whoever presses', () => {
  test('Details sees all of it alone, and the audit log says so', async () => {
    const at = await changing();
    await at.dave.click(await proposed(at), 'press:details');
    const details = await told(at, at.dave, /bound to/u);
    expect(details).toMatch(/test set .*checkout-worker 5/u);
    expect(details).toMatch(/[0-9a-f]{64}/u);
    const records = await at.bench.changes.auditRecords(null, 50);
    expect(records.map(({ what, actor }) => [what, actor])).toContainEqual(['details-opened', 'T0LOCAL.U0DAVE']);
  });

  test('a button of a note that is over finds it gone', async () => {
    const at = await changing();
    await applied(at);
    await at.pass(51 * minute);
    const note = await cardThat(at, /ends in/u, 'note/');
    expect(textIn(note)).toMatch(/Undo.*Extend/su);
    await at.alice.click(note, 'press:undo');
    await cardThat(at, /Being undone now/u);
    await until('the note asks no more', () => note.blocks?.every(({ type }) => type !== 'actions') === true);
  });

  test('while the database does not answer is told so', async () => {
    const broken = (): Promise<never> => Promise.reject(new Error('no database'));
    const at = await changing('in process', { over: (changes) => ({ ...changes, approve: broken }) });
    await at.bob.click(await proposed(at), 'press:approve');
    await told(at, at.bob, /cannot tell whether that counted/u);
    expect(await stateOf(at)).toBe('pending');
  });

  test('and waits longer than usual is told that it goes on, before it is decided', async () => {
    const gate = Promise.withResolvers<void>();
    const at = await changing('in process', {
      clock: hurriedClock,
      over: (changes) => ({
        ...changes,
        approve: async (...args) => {
          await gate.promise;
          return changes.approve(...args);
        },
      }),
    });
    await at.bob.click(await proposed(at), 'press:approve');
    await told(at, at.bob, /Looking up who may decide/u);
    expect(await stateOf(at)).toBe('pending');
    gate.resolve();
    await cardThat(at, /About to start/u);
  });

  test('where changes are off is told so', async () => {
    const at = await changing();
    const card = await proposed(at);
    await at.changes.turn(false, 'T0LOCAL.U0BOB', 'Too much is going on');
    await at.bob.click(card, 'press:approve');
    await told(at, at.bob, /Too much is going on/u);
    expect(await stateOf(at)).toBe('pending');
  });
});
