import { describe, expect, test } from 'vitest';
import { cardThat, changing, letters, modalOf, proposed, worker } from './support/changing.ts';
import { until } from './support/quick-clock.ts';
import { saidIn, textIn, toldTo } from './support/rig.ts';
import type { Mode, Rig } from './support/rig.ts';

const modes: readonly Mode[] = ['in process', 'http', 'socket'];

async function told(at: Rig, person: Rig['alice'], says: RegExp): Promise<string> {
  const all = (): string => toldTo(at, person).map(textIn).join('\n');
  await until(`is told ${says}`, () => says.test(all()));
  return all();
}

describe.each(modes)('asked %s', (mode) => {
  test('a change is proposed by one, approved by another, made, and undone at a press', async () => {
    const at = await changing(mode);
    const card = await proposed(at);
    expect(textIn(card)).toMatch(/^⏳ Set the value · checkout-worker · 1 h/u);
    expect(textIn(card)).toContain('It floods the database');
    await at.alice.click(card, 'press:approve');
    await told(at, at.alice, /Somebody else/u);
    await at.dave.click(card, 'press:approve');
    expect(await told(at, at.dave, /Who could|<@U0BOB>|U0BOB/u)).not.toBe('');
    await at.bob.click(card, 'press:approve');
    await cardThat(at, /About to start\. .*Approved by/su);
    await told(at, at.bob, /./u);
    await at.work();
    await cardThat(at, /^🟢.*In force until/su);
    expect(at.bench.aws.values.get(worker)).toBe('5');
    await at.alice.click(await cardThat(at, /In force/u), 'press:undo');
    await cardThat(at, /Being undone now/u);
    await at.work();
    await cardThat(at, /^⚪.*Undone/su);
    expect(at.bench.aws.values.get(worker)).toBeNull();
    expect(letters(at, 'card')).toHaveLength(1);
  });
});

describe('a proposal', () => {
  test('shows live what it would change, and follows what is typed', async () => {
    const at = await changing();
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await until('there is a button', () =>
      JSON.stringify(saidIn(at)[0]?.blocks ?? '').includes('Propose: Set the value'),
    );
    const [diagnosis] = saidIn(at);
    if (diagnosis) await at.alice.click(diagnosis, 'press:propose:0');
    const form = await modalOf(at.alice, /test set .*checkout-worker 5/u);
    expect(JSON.stringify(form.body)).toMatch(/Who may approve.*U0BOB/su);
    await at.alice.clickIn(form, { action: 'form:parameter', block: 'p:to' }, '7');
    const followed = await modalOf(at.alice, /test set .*checkout-worker 7/u);
    expect(await at.alice.submit(followed, { reason: 'It floods the database' })).toEqual({ kind: 'accepted' });
    await cardThat(at, /→ 7/u);
    expect(at.alice.modal()).toBeUndefined();
  });

  test('that cannot be undone is a command to copy', async () => {
    const at = await changing();
    await at.alice.slash(at.channel, '/diagnose', 'alb-502 checkout');
    await until('there is a button', () => JSON.stringify(saidIn(at)[0]?.blocks ?? '').includes('How to: Restore it'));
    const [diagnosis] = saidIn(at);
    if (diagnosis) await at.alice.click(diagnosis, 'press:propose:1');
    const form = await modalOf(at.alice, /aws test restore/u);
    expect(JSON.stringify(form.body)).toContain('It cannot be undone');
    await at.alice.submit(form, { 'p:resource/form:parameter': 'orders' });
    await modalOf(at.alice, /aws test restore orders/u);
    expect(saidIn(at)).toHaveLength(1);
  });
});
