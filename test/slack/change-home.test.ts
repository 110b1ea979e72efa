import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeDetails } from '../../src/slack/cards/change/details.ts';
import { noteCard } from '../../src/slack/cards/change/note.ts';
import { home } from '../../src/slack/cards/home.ts';
import { fit } from '../../src/slack/fit.ts';
import type { Json, Message, Person } from '../../src/workspace/slack/index.ts';
import { viewProblems } from '../../src/workspace/slack/validate.ts';
import { cardThat, changing, letters, proposed } from './support/changing.ts';
import type { Changing } from './support/changing.ts';
import { changeOf, shownOf, standings } from './support/changes.ts';
import { hostileText, secrets } from './support/hostile.ts';
import { until } from './support/quick-clock.ts';
import { saidIn, textIn, toldTo } from './support/rig.ts';
import { shown as read } from './support/shown.ts';

const minute = 60_000;

async function homeThat(person: Person, shows: RegExp): Promise<string> {
  const text = (): string => JSON.stringify(person.home()?.body ?? '');
  await until(`a home shows ${shows}`, () => shows.test(text()));
  return text();
}

describe('the home tab', () => {
  test('shows what waits for its reader, and an approval there is as good as on the card', async () => {
    const at = await changing();
    await proposed(at);
    await at.bob.openHome();
    expect(await homeThat(at.bob, /Waits for you/u)).toMatch(
      /Set the value · checkout-worker · 1 h.*floods the database/su,
    );
    const view = at.bob.home();
    if (view) await at.bob.clickIn(view, 'press:approve');
    await cardThat(at, /About to start/u);
    await until('nothing waits for Bob', () => !JSON.stringify(at.bob.home()?.body).includes('Waits for you'));
    const told = at.slack.messages('D0BOB').map(textIn).join('\n');
    expect(told).toMatch(/Approved/u);
  });

  test('shows what is in force with its end, and undoes it at a press', async () => {
    const at = await changing();
    await at.bob.click(await proposed(at), 'press:approve');
    await cardThat(at, /About to start/u);
    await at.work();
    await cardThat(at, /In force until/u);
    await at.alice.openHome();
    await homeThat(at.alice, /In force.*\{ago\}/su);
    const view = at.alice.home();
    if (view) await at.alice.clickIn(view, 'press:undo');
    await cardThat(at, /Being undone now/u);
    expect((await at.changes.list({ limit: 1 }))[0]?.standing).toMatchObject({
      state: 'reverting',
      by: 'T0LOCAL.U0ALICE',
    });
  });

  test('follows what happens elsewhere while somebody has it open', async () => {
    const at = await changing();
    await at.bob.openHome();
    await homeThat(at.bob, /Nothing waits for you/u);
    const card = await proposed(at);
    expect(await homeThat(at.bob, /Waits for you/u)).toContain('checkout-worker');
    await at.alice.click(card, 'press:withdraw');
    expect(await homeThat(at.bob, /Nothing waits for you/u)).not.toContain('checkout-worker');
  });

  test('shows nothing to whom it does not concern', async () => {
    const at = await changing();
    await proposed(at);
    await at.dave.openHome();
    expect(await homeThat(at.dave, /Nothing waits for you/u)).not.toContain('checkout-worker');
  });

  test('says when the changes could not be looked up', async () => {
    const at = await changing('in process', {
      over: (changes) => ({ ...changes, list: () => Promise.reject(new Error('no database')) }),
    });
    await at.alice.openHome();
    expect(await homeThat(at.alice, /could not be looked up/u)).toContain('Your last investigations');
  });
});

/** Every button of a message. */
function buttonsOf(message: Message): readonly string[] {
  return [...JSON.stringify(message.blocks ?? []).matchAll(/"action_id":"(press:[^"]+)"/gu)].flatMap(
    ([, id]) => id ?? [],
  );
}

/** Presses a button, and waits until whoever pressed sees something happen. */
async function answered(at: Changing, person: Person, message: Message, button: string): Promise<void> {
  const count = (): number => toldTo(at, person).length + at.slack.messages(`D${person.user.id.slice(1)}`).length;
  const before = count();
  await person.click(message, button);
  await until(`${button} is answered`, () => count() > before || person.modal() !== undefined);
  for (let view = person.modal(); view !== undefined; view = person.modal()) await person.closeModal(view);
}

describe('no button is dead', () => {
  test('on what was current once, for whoever presses it', async () => {
    const at = await changing();
    const copies: Message[] = [];
    const keep = (...messages: readonly Message[]): void => void copies.push(...messages.map((each) => ({ ...each })));
    keep(await proposed(at), await cardThat(at, /Waits/u, 'direct/U0BOB'), ...saidIn(at));
    await at.bob.click(letters(at, 'card')[0] ?? copies[0]!, 'press:approve');
    keep(await cardThat(at, /About to start/u));
    await at.work();
    keep(await cardThat(at, /In force until/u));
    await at.pass(51 * minute);
    keep(await cardThat(at, /ends in/u, 'note/'));
    await at.pass(10 * minute);
    keep(await cardThat(at, /^⚪.*Undone at its end/su));
    let pressed = 0;
    for (const message of copies)
      for (const button of buttonsOf(message).filter((each) => !/rerun|next/u.test(each)))
        for (const person of [at.alice, at.carol, at.dave]) {
          await answered(at, person, message, button);
          pressed += 1;
        }
    expect(pressed).toBeGreaterThan(50);
    expect(at.bench.aws.effects).toHaveLength(2);
  });
});

describe('whatever a change says of itself', () => {
  test('details, notes and the home tab are taken by Slack and give nothing away', () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.constantFrom(...standings),
        fc.integer({ min: 1, max: 12 }),
        (text, standing, many) => {
          const attempts = Array.from({ length: many }, (_, n) => ({
            n,
            intentAt: new Date(),
            deadline: new Date(),
            found: null,
            outcome: 'cannot-tell' as const,
            says: text,
            awsRequestId: text,
            closedAt: null,
          }));
          const change = changeOf(
            standing,
            { reason: text, action: text },
            { executions: [{ kind: 'do', token: 't', startedAt: new Date(), attempts }], review: { state: 'open' } },
          );
          const shown = shownOf(change, { accountName: text, names: new Map([['U0BOB', text]]), anchor: text });
          const all = Array.from({ length: many }, () => shown);
          const note = { says: text, by: text, to: [text, 'U0BOB'], ask: 'decide', broadcast: true } as const;
          for (const card of [changeDetails(shown), noteCard(note, shown)]) {
            const says = `${read(card)}${card.text}`;
            for (const secret of secrets) expect(says).not.toContain(secret);
          }
          const sections = home(
            {
              waiting: all.slice(0, 8),
              asked: all.slice(0, 8),
              inForce: all.slice(0, 8),
              toReview: all.slice(0, 8),
              missing: text,
            },
            [],
            'opsmedic',
          );
          const blocks = sections.flatMap((section) => fit(section).blocks);
          const view: Json = JSON.parse(JSON.stringify({ type: 'home', blocks: blocks.slice(0, 100) }));
          expect(viewProblems(view)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
