import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Draft, Remedy } from '#changes';
import type { Config } from '#config';
import { proposalForm } from '../../src/slack/forms/proposal-form.ts';
import type { Seen } from '../../src/slack/forms/proposal-form.ts';
import { sentenceForm } from '../../src/slack/forms/small-forms.ts';
import { viewProblems } from '../../src/workspace/slack/validate.ts';
import type { Json, Message, View } from '../../src/workspace/slack/index.ts';
import { setForATime } from '../changes/worker/small-aws.ts';
import { cardThat, changing, letters, modalOf, proposed, worker } from './support/changing.ts';
import type { Changing } from './support/changing.ts';
import { changeOf, proposalOf, shownOf } from './support/changes.ts';
import { hostileText, secrets } from './support/hostile.ts';
import { until } from './support/quick-clock.ts';
import { saidIn, textIn, toldTo } from './support/rig.ts';

const day = 86_400_000;

async function diagnosed(at: Changing): Promise<Message> {
  await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
  await until('there is a button', () =>
    JSON.stringify(saidIn(at)[0]?.blocks ?? '').includes('Propose: Set the value'),
  );
  const [message] = saidIn(at);
  if (message === undefined) throw new Error('no card');
  return message;
}

async function formOf(at: Changing, shows = /The call/u): Promise<View> {
  await at.alice.click(await diagnosed(at), 'press:propose:0');
  return modalOf(at.alice, shows);
}

describe('the form of a change', () => {
  test('is opened by a command, filled in as it was typed', async () => {
    const at = await changing();
    const typed = `propose test.set resource=${worker} to=9 reason="It floods the database" lasts=15m`;
    await at.alice.slash(at.channel, '/opsmedic', typed);
    const form = await modalOf(at.alice, /checkout-worker 9/u);
    expect(JSON.stringify(form.body)).toMatch(/"initial_value":"It floods the database"/u);
    await at.alice.submit(form, {});
    const card = await cardThat(at, /Waits for approval/u);
    expect(textIn(card)).toMatch(/15 min.*→ 9/su);
    expect(card.threadTs).toBeNull();
  });

  test('is one press away where Slack opens none, as in a thread', async () => {
    const at = await changing();
    const root = await at.bob.say(at.channel, 'checkout is down?');
    await at.alice.say(at.channel, `@opsmedic propose test.set resource=${worker} to=9`, root.ts);
    await until('there is a button', () => /Open the form/u.test(toldTo(at, at.alice).map(textIn).join()));
    expect(toldTo(at, at.alice).map(textIn).join('\n')).toMatch(/value.*9/su);
    const question = toldTo(at, at.alice).at(-1);
    if (question) await at.alice.click(question, 'press:again');
    await at.alice.submit(await modalOf(at.alice, /checkout-worker 9/u), { reason: 'It floods the database' });
    expect((await cardThat(at, /Waits for approval/u)).threadTs).toBe(root.ts);
  });

  test('is refused while nothing is to be changed, and says until when', async () => {
    const now = Date.now();
    const freezes: Config['freezes'] = [
      { from: new Date(now - day).toISOString(), to: new Date(now + day).toISOString(), accounts: [], why: 'Holidays' },
    ];
    const at = await changing('in process', { config: { freezes } });
    const form = await formOf(at, /Cannot be asked for/u);
    expect(JSON.stringify(form.body)).toContain('Holidays');
    await at.alice.submit(form, { reason: 'It floods the database' });
    await modalOf(at.alice, /Holidays/u);
    expect(await at.changes.list({ limit: 1 })).toEqual([]);
  });

  test('links to the same change when that waits already', async () => {
    const at = await changing();
    await proposed(at);
    const form = await formOf(at, /Open its card/u);
    expect(JSON.stringify(form.body)).toMatch(/archives\/C0INCIDENTS\/p\d+/u);
  });

  test('is refused where nobody can approve', async () => {
    const at = await changing('in process', { config: { approvals: [] } });
    const form = await formOf(at, /Cannot be asked for/u);
    expect(JSON.stringify(form.body)).not.toContain('Who may approve');
  });

  test('shows what has changed meanwhile before it asks for something else than was seen', async () => {
    const at = await changing();
    const form = await formOf(at);
    at.bench.aws.values.set(worker, '3');
    await at.alice.submit(form, { reason: 'It floods the database' });
    const anew = await modalOf(at.alice, /"3"/u);
    expect(await at.changes.list({ limit: 1 })).toEqual([]);
    await at.alice.submit(anew, { reason: 'It floods the database' });
    await cardThat(at, /3 +→ +5/u);
  });

  test('that takes longer than Slack waits says that it is at it, and then what came of it', async () => {
    const gate = Promise.withResolvers<void>();
    const at = await changing('in process', {
      over: (changes) => ({
        ...changes,
        propose: async (...args) => {
          await gate.promise;
          return changes.propose(...args);
        },
      }),
    });
    const form = await formOf(at);
    await at.alice.submit(form, { reason: 'It floods the database' });
    await modalOf(at.alice, /once more/u);
    gate.resolve();
    await modalOf(at.alice, /Asked for/u);
    await cardThat(at, /Waits for approval/u);
    expect(await at.changes.list({ limit: 9 })).toHaveLength(1);
  });

  test('that Slack would not open in time can be opened by one more press', async () => {
    const at = await changing();
    const message = await diagnosed(at);
    at.slack.faults.add({ kind: 'refuse', method: 'views.open', error: 'expired_trigger_id' });
    await at.alice.click(message, 'press:propose:0');
    await until('there is a button', () => /Open the form/u.test(toldTo(at, at.alice).map(textIn).join()));
    const question = toldTo(at, at.alice).at(-1);
    if (question) await at.alice.click(question, 'press:again');
    const form = await modalOf(at.alice, /The call/u);
    expect(JSON.stringify(form.body)).toContain('Set the value');
  });

  test('says that AWS or the database does not answer, and works when it does again', async () => {
    let broken = true;
    const at = await changing('in process', {
      over: (changes) => ({
        ...changes,
        draft: (...args) => (broken ? Promise.reject(new Error('no database')) : changes.draft(...args)),
      }),
    });
    const form = await formOf(at, /Could not look/u);
    broken = false;
    await at.alice.clickIn(form, { action: 'form:parameter', block: 'p:to' }, '6');
    const mended = await modalOf(at.alice, /checkout-worker 6/u);
    expect(JSON.stringify(mended.body)).not.toContain('Could not look');
  });

  test('of an emergency takes a typed name, is done without approval, and leaves a review open', async () => {
    const breakGlass: Config['breakGlass'] = [
      {
        actions: ['*'],
        risks: [],
        accountTags: {},
        users: ['U0ALICE'],
        groups: [],
        onCall: false,
        lastsAtMost: '30m',
        duringFreezes: false,
      },
    ];
    const at = await changing('in process', { config: { breakGlass } });
    const form = await formOf(at, /Emergency: without approval/u);
    await at.alice.clickIn(form, 'form:glass');
    const long = await modalOf(at.alice, /Without approval.*Not complete yet/su);
    await at.alice.clickIn(long, 'form:lasts', String(15 * 60_000));
    const glass = await modalOf(at.alice, /Without approval.*Type the name of what is changed: .*The call/su);
    const reason = 'Checkout is down and nobody answers';
    const entries = { reason };
    expect(await at.alice.submit(glass, { ...entries, 'typed/form:typed': 'something' })).toMatchObject({
      kind: 'errors',
      errors: { typed: expect.stringContaining('Type the name') },
    });
    await at.alice.submit(await modalOf(at.alice, /Without approval/u), {
      ...entries,
      'typed/form:typed': 'checkout-worker',
    });
    await at.work();
    const card = await cardThat(at, /🚨 Without approval.*review is open/su);
    await at.work();
    await cardThat(at, /In force until/u);
    const direct = letters(at, 'direct/U0BOB');
    expect(direct).toHaveLength(1);
    expect(textIn(direct[0])).toMatch(/Without approval.*Close review/su);
    await at.bob.click(card, 'press:review');
    await at.bob.submit(await modalOf(at.bob, /What did you find/u), { reason: 'It was right' });
    await cardThat(at, /Reviewed by +U0BOB *: +It was right/u);
    expect(textIn(letters(at, 'card')[0])).not.toContain('Close review');
  });
});

const draft = (parts: Partial<Extract<Draft, { kind: 'ready' }>>): Draft => ({
  kind: 'ready',
  remedy: setForATime,
  where: { account: '123456789012', region: 'eu-west-1', partition: 'aws' },
  accountName: 'prod',
  preview: proposalOf().preview,
  digest: proposalOf().digest,
  risk: 'low',
  until: new Date('2026-11-22T03:16:00Z'),
  approvers: { people: ['T0LOCAL.U0BOB'], needed: 1, unreadable: [], says: '<@U0BOB>' },
  warnings: [],
  mayBreakGlass: true,
  toType: null,
  ...parts,
});

const hostileDraft: fc.Arbitrary<Draft> = fc.oneof(
  fc
    .record({ says: hostileText })
    .map(({ says }): Draft => ({ kind: 'refused', says, pending: null, mayBreakGlass: true })),
  fc
    .dictionary(hostileText, hostileText, { maxKeys: 30 })
    .map((wrong): Draft => ({ kind: 'wrong', remedy: setForATime, wrong })),
  fc
    .record({
      text: hostileText,
      fields: fc.array(
        fc.record({ resource: hostileText, field: hostileText, before: hostileText, after: hostileText }),
        {
          maxLength: 40,
        },
      ),
      warnings: fc.array(hostileText, { maxLength: 30 }),
      people: fc.array(hostileText, { maxLength: 60 }),
    })
    .map(({ text, fields, warnings, people }) =>
      draft({
        preview: {
          ...proposalOf().preview,
          changes: fields,
          call: text,
          undo: text,
          blastRadius: text,
          managedBy: text,
        },
        accountName: text,
        warnings,
        approvers: { people, needed: 1, unreadable: warnings, says: text },
      }),
    ),
);

const hostileRemedy: fc.Arbitrary<Remedy> = fc
  .record({
    text: hostileText,
    parameters: fc.uniqueArray(
      fc.record({
        name: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 }),
        label: hostileText,
        hint: hostileText,
        kind: fc.constantFrom('text' as const, 'number' as const, 'choice' as const),
        options: fc.array(hostileText, { maxLength: 150 }),
      }),
      { maxLength: 30, selector: ({ name }) => name },
    ),
  })
  .map(({ text, parameters }) => ({ ...setForATime, id: 'test.set', title: text, summary: text, parameters }));

describe('whatever is in it', () => {
  test('forms are taken by Slack and hold no secret', () => {
    fc.assert(
      fc.property(hostileRemedy, hostileDraft, hostileText, fc.boolean(), (remedy, made, text, breakGlass) => {
        const seen: Seen = { kind: 'draft', draft: made, pending: null, toType: breakGlass ? text : null };
        const given = Object.fromEntries(remedy.parameters.map(({ name, options }) => [name, options?.[0] ?? text]));
        const view = proposalForm({
          memo: {
            remedy: 'test.set',
            account: null,
            region: null,
            channel: 'C1',
            thread: null,
            investigation: null,
            extends: null,
            breakGlass,
            digest: null,
          },
          remedy,
          filled: { given, reason: text, lastsMs: null, typed: null },
          seen,
          problem: text,
        });
        expect(problemsOf(view)).toEqual([]);
        const shownTexts = JSON.stringify(view.blocks.filter(({ type }) => type !== 'input'));
        for (const secret of secrets) expect(shownTexts).not.toContain(secret);
      }),
      { numRuns: 120 },
    );
  });

  test('forms about a change that is there are taken, too', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const change = changeOf({ state: 'pending', votes: [] }, { reason: text, action: text });
        const view = sentenceForm('deny', 'chg_01TEST', shownOf(change, { accountName: text }));
        expect(problemsOf(view)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

function problemsOf(view: object): readonly string[] {
  const wire: Json = JSON.parse(JSON.stringify(view));
  return viewProblems(wire);
}
