import { beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '#store';
import { extensionOf } from '../../../src/changes/extension.ts';
import type { Workshop } from '../../../src/changes/worker/workshop.ts';
import { testDatabase } from '../../store/databases.ts';
import { setForATime } from './small-aws.ts';
import { minute, openWorkbench } from './workbench.ts';
import type { Workbench } from './workbench.ts';

const door = { resource: 'door', to: 'open' };
const id = 'chg_door_open';

describe('putting off the end of a change', () => {
  let bench: Workbench & AsyncDisposable;

  beforeEach(async () => {
    bench = await openWorkbench(await testDatabase(null));
    return () => bench[Symbol.asyncDispose]();
  });

  /** Asks for it, and has it approved. */
  async function extended(change: Change, lastsMs: number): Promise<string> {
    const preview = extensionOf(change, lastsMs, new Date(bench.clock.ms));
    if (!preview) throw new Error('there is no end to put off');
    const parts = { id: 'chg_later', preview, lastsMs, extends: change.proposal.id, leavesNothing: true };
    const proposed = await bench.propose(door, parts);
    await bench.approve(proposed.proposal.id);
    return proposed.proposal.id;
  }

  async function until(): Promise<number | null> {
    const { standing } = await bench.find(id);
    return standing.state === 'applied' ? (standing.until.getTime() - bench.clock.ms) / minute : null;
  }

  /** A remediation of which AWS keeps the end: told of it, and told again. */
  function endsByItself(): { readonly told: Date[]; readonly remedies: Workshop['remedies'] } {
    const told: Date[] = [];
    const remedy = {
      ...setForATime,
      ends: 'by-itself' as const,
      extend: async (...[, , doing]: Parameters<NonNullable<typeof setForATime.extend>>) => {
        await doing.write(setForATime.writes[0] as never, { resource: 'door', value: 'open' } as never);
        told.push(doing.until);
      },
    };
    return { told, remedies: new Map([[remedy.id, remedy]]) };
  }

  test('takes an approval of its own, touches nothing, and undoes the change at the new end', async () => {
    await bench.approved(door);
    await bench.work();
    await bench.pass(30 * minute);
    const later = await extended(await bench.find(id), 60 * minute);
    await bench.work();
    expect((await bench.find(later)).standing).toMatchObject({ state: 'done' });
    expect(await until()).toBe(60);
    expect(bench.aws.effects).toHaveLength(1);
    await bench.pass(59 * minute);
    expect(await bench.state(id)).toBe('applied');
    await bench.pass(2 * minute);
    expect(await bench.state(id)).toBe('reverted');
    expect(bench.aws.effects).toHaveLength(2);
  });

  test('does nothing when the change has ended meanwhile, or has another end by now', async () => {
    await bench.approved(door, { lastsMs: 2 * minute });
    await bench.work();
    const change = await bench.find(id);
    const later = await extended(change, 60 * minute);
    await bench.happens(id, 'T1.ben', (_, at) => ({ type: 'revert', by: 'T1.ben', at }));
    await bench.work();
    expect((await bench.find(later)).standing).toEqual({
      state: 'stale',
      says: 'what it would extend is not in force any more',
    });

    const window = await bench.approved({ resource: 'window', to: 'open' });
    await bench.work();
    const preview = extensionOf(await bench.find(window.proposal.id), 60 * minute, new Date(bench.clock.ms));
    const parts = { id: 'chg_2', lastsMs: 60 * minute, extends: window.proposal.id, leavesNothing: true };
    await bench.propose(window.proposal.given as typeof door, { ...parts, ...(preview ? { preview } : {}) });
    await bench.happens(window.proposal.id, null, (_, at) => ({
      type: 'extend',
      until: new Date(at.getTime() + 50 * minute),
      at,
    }));
    await bench.approve('chg_2');
    await bench.work();
    expect((await bench.find('chg_2')).standing).toEqual({ state: 'stale', says: 'its end is another one now' });
  });

  test('tells AWS where AWS keeps the end, and undoes it only if AWS has not', async () => {
    const { told, remedies } = endsByItself();
    bench.parts.remedies = remedies;
    await bench.approved(door);
    await bench.work();
    await bench.pass(30 * minute);
    const later = await extended(await bench.find(id), 60 * minute);
    await bench.work();
    expect(await bench.state(later)).toBe('done');
    expect(told.map((at) => at.getTime())).toEqual([bench.clock.ms + 60 * minute]);
    expect(await until()).toBe(60);
    await bench.pass(60 * minute);
    expect(await bench.state(id)).toBe('reverting');
    bench.aws.values.delete('door');
    await bench.pass(minute);
    expect(await bench.state(id)).toBe('reverted');
    expect(bench.aws.effects).toHaveLength(2);
  });

  test('ends what AWS should have ended and did not', async () => {
    bench.parts.remedies = endsByItself().remedies;
    await bench.approved(door);
    await bench.pass(46 * minute);
    expect(await bench.state(id)).toBe('reverting');
    await bench.pass(3 * minute);
    expect(await bench.state(id)).toBe('reverted');
    expect(bench.aws.effects.map(({ value }) => value)).toEqual(['open', null]);
  });

  test('tells AWS the same end again when nobody knows whether it heard', async () => {
    const { told, remedies } = endsByItself();
    bench.parts.remedies = remedies;
    await bench.approved(door);
    await bench.work();
    const at = bench.clock.ms;
    const later = await extended(await bench.find(id), 60 * minute);
    bench.aws.fates.push('lost-request', 'lost-answer');
    await bench.work();
    await bench.pass(5 * minute);
    expect(await bench.state(later)).toBe('done');
    // The two that were lost came to no end of their own.
    expect(told.map((end) => end.getTime())).toEqual([at + 60 * minute]);
    const { attempts = [] } = (await bench.find(later)).executions[0] ?? {};
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['cannot-tell', 'cannot-tell', 'took-effect']);
  });

  test.each<[string, () => Partial<Workshop>, string, string]>([
    [
      'it is frozen by now',
      () => ({ forbids: () => 'Nothing is changed at night.' }),
      'stale',
      'Nothing is changed at night',
    ],
    [
      'nobody can tell just now who may approve it',
      () => {
        const { rights } = bench.shop();
        return {
          rights: async (...asked) => {
            const looked = await rights(...asked);
            return { ...looked, rights: { ...looked.rights, enough: () => false }, uncertain: true };
          },
        };
      },
      'approved',
      '',
    ],
  ])('does not begin when %s', async (_, parts, state, says) => {
    await bench.approved(door);
    await bench.work();
    const later = await extended(await bench.find(id), 60 * minute);
    await bench.work(parts());
    const { standing } = await bench.find(later);
    expect([standing.state, 'says' in standing ? standing.says : '']).toEqual([state, says]);
    await bench.pass(minute);
    expect(await bench.state(later)).toBe(state === 'approved' ? 'done' : state);
  });

  test('tells AWS nothing more once changes were turned off', async () => {
    const { told, remedies } = endsByItself();
    bench.parts.remedies = remedies;
    await bench.approved(door);
    await bench.work();
    const later = await extended(await bench.find(id), 60 * minute);
    bench.aws.fates.push('lost-request');
    await bench.work();
    const because = [{ actor: 'T1.ben', what: 'off', ref: null, details: {} }] as const;
    await bench.changes.turn({ on: false, by: 'T1.ben', why: '', because });
    await bench.pass(5 * minute);
    expect((await bench.find(later)).standing).toEqual({ state: 'failed', says: 'Changes are turned off.' });
    expect(told).toEqual([]);
  });

  test('tells AWS nothing more of what was undone meanwhile', async () => {
    const { told, remedies } = endsByItself();
    bench.parts.remedies = remedies;
    await bench.approved(door);
    await bench.work();
    const later = await extended(await bench.find(id), 60 * minute);
    bench.aws.fates.push('lost-request');
    await bench.work();
    expect(await bench.state(later)).toBe('executing');
    await bench.happens(id, 'T1.ben', (_, at) => ({ type: 'revert', by: 'T1.ben', at }));
    await bench.pass(10 * minute);
    expect(await bench.state(id)).toBe('reverted');
    expect((await bench.find(later)).standing).toEqual({
      state: 'failed',
      says: 'What it would extend is not in force any more.',
    });
    expect(told).toEqual([]);
    expect(bench.aws.values.get('door')).toBeNull();
  });
});

describe('a change that leaves nothing to be undone', () => {
  test('is done at once, is looked at four times, and holds nothing', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door, { leavesNothing: true });
    await bench.pass(60 * minute);
    const change = await bench.find(id);
    expect(change.standing).toMatchObject({ state: 'done', note: null });
    expect(change.verified).toHaveLength(4);
    expect(bench.aws.effects).toHaveLength(1);
    bench.aws.values.delete('door');
    await bench.approved(door, { id: 'chg_again' });
    await bench.work();
    expect(await bench.state('chg_again')).toBe('applied');
  });
});

describe('work that got lost', () => {
  test('is found again', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    await bench.work();
    // As if somebody had thrown the job away.
    const at = new Date(bench.clock.ms);
    await bench.changes.schedule([{ kind: 'revert', ref: id, runAt: at, ifThere: 'replace' }]);
    const lease = await bench.changes.claimJob(1_000, ['revert']);
    if (lease) await bench.changes.settleJob(lease, { again: null });
    await bench.changes.schedule([{ kind: 'reconcile', ref: 'all', runAt: at }]);
    await bench.pass(50 * minute);
    expect(await bench.state(id)).toBe('applied');
    await bench.pass(10 * minute);
    expect(await bench.state(id)).toBe('reverted');
  });
});
