import { describe, expect, test } from 'vitest';
import { cardThat, changing, proposed } from './support/changing.ts';
import type { Changing } from './support/changing.ts';
import { until } from './support/quick-clock.ts';
import { textIn, toldTo } from './support/rig.ts';
import type { Rig } from './support/rig.ts';

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

/** Another organisation joins the channel in which the change was asked for. */
function share(at: Changing): void {
  const channel = at.slack.channel('incidents');
  at.slack.state.channels.set(channel.id, { ...channel, shared: true });
}

describe('where another organisation reads along, an approval', () => {
  test('in the channel is refused', async () => {
    const at = await changing();
    const card = await proposed(at);
    share(at);
    await at.bob.click(card, 'press:approve');
    await told(at, at.bob, /another organisation/u);
    expect(await stateOf(at)).toBe('pending');
  });

  test('in a direct message is refused too', async () => {
    const at = await changing();
    await proposed(at);
    share(at);
    await at.carol.click(await cardThat(at, /Waits for approval/u, 'direct/U0CAROL'), 'press:approve');
    await told(at, at.carol, /channel of that change is shared with another organisation/u);
    expect(await stateOf(at)).toBe('pending');
  });
});

describe('a typed decision', () => {
  test.each(['deny', 'withdraw', 'undo', 'keep', 'took-effect', 'did-not', 'review'])(
    'to %s is refused in a channel that is shared with another organisation',
    async (deed) => {
      const at = await changing();
      await proposed(at);
      share(at);
      const [change] = await at.changes.list({ limit: 1 });
      await at.alice.slash(at.channel, '/opsmedic', `changes ${deed} ${change?.proposal.id} reason=why`);
      await told(at, at.alice, /This channel is shared with another organisation/u);
      expect(await stateOf(at)).toBe('pending');
    },
  );

  test('to turn changes off is refused there, and to look at them is not', async () => {
    const at = await changing();
    await proposed(at);
    share(at);
    await at.bob.slash(at.channel, '/opsmedic', 'changes off reason=why');
    await told(at, at.bob, /This channel is shared with another organisation/u);
    expect(await at.changes.switch()).toMatchObject({ on: true });
    await at.alice.slash(at.channel, '/opsmedic', 'changes');
    await told(at, at.alice, /Waiting/u);
  });

  test('in a channel of our own is taken', async () => {
    const at = await changing();
    await proposed(at);
    const [change] = await at.changes.list({ limit: 1 });
    await at.alice.slash(at.channel, '/opsmedic', `changes withdraw ${change?.proposal.id}`);
    await cardThat(at, /Withdrawn/u);
    expect(await stateOf(at)).toBe('withdrawn');
  });
});
