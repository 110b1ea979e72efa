import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { StoreError } from '#store';
import type { ChangesStore } from '#store';
import type { Standing } from '../../../src/approval/standing.ts';
import { runChanges } from '../../../src/changes/worker.ts';
import { LeaseLost } from '../../../src/changes/worker/workshop.ts';
import { testDatabase } from '../../store/databases.ts';
import { setForATime } from './small-aws.ts';
import { minute, openWorkbench } from './workbench.ts';
import type { Workbench } from './workbench.ts';

const door = { resource: 'door', to: 'open' };
const id = 'chg_door_open';

/** A database that refuses whatever a test says it refuses. */
function troubled(store: ChangesStore, refuses: (method: string, given: readonly unknown[]) => boolean): ChangesStore {
  return new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]): Promise<unknown> => {
        if (refuses(String(name), given)) throw new StoreError('The disk of the data directory is full.');
        return Reflect.apply(method, target, given);
      };
    },
  });
}

describe('when the database fails', () => {
  test('nothing is done to AWS while the intent cannot be stored, and it is done later', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    let full = true;
    const store = troubled(bench.changes, (method) => full && method === 'move');
    await bench.work({ store });
    expect(bench.aws.effects).toEqual([]);
    expect(await bench.state(id)).toBe('approved');
    full = false;
    await bench.pass(minute, { store });
    expect(await bench.state(id)).toBe('applied');
    expect(bench.aws.effects).toHaveLength(1);
  });

  test('a call whose outcome cannot be stored is read back, and not made again', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    let full = true;
    const store = troubled(
      bench.changes,
      (method, [move]) => full && method === 'move' && JSON.stringify(move).includes('"closes"'),
    );
    await bench.work({ store });
    expect(await bench.state(id)).toBe('executing');
    expect(bench.aws.effects).toHaveLength(1);
    full = false;
    await bench.pass(3 * minute, { store });
    expect(await bench.state(id)).toBe('applied');
    expect(bench.aws.effects).toHaveLength(1);
  });

  test('the worker says so, waits, and goes on when it is back', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    let [gone, refused] = [true, 0];
    const store = troubled(bench.changes, () => {
      if (gone) refused++;
      return gone;
    });
    const said: string[] = [];
    const stop = new AbortController();
    const pause = async (_: number, signal: AbortSignal) => {
      await sleep(1, undefined, { signal });
    };
    const log = pino({}, { write: (line: string) => void said.push(line) });
    const worker = runChanges({ ...bench.shop({ store, log }), pause }, stop.signal);
    await vi.waitUntil(() => refused >= 3);
    expect(bench.aws.effects).toEqual([]);
    gone = false;
    await vi.waitUntil(async () => (await bench.state(id)) === 'applied', { timeout: 10_000 });
    stop.abort();
    await worker;
    expect(said.join('')).toContain('guarded changes wait for the database');
    expect(said.join('')).toContain('is full');
  });
});

describe('when a remediation itself is broken', () => {
  const broken = (method: 'undone' | 'verify') => {
    const fail = () => Promise.reject(new TypeError('undefined is not a function'));
    return new Map([[setForATime.id, { ...setForATime, [method]: fail }]]);
  };

  test('a person is asked to undo the change', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    bench.parts.remedies = broken('undone');
    await bench.approved(door);
    await bench.pass(70 * minute);
    expect((await bench.find(id)).standing).toMatchObject({
      state: 'revert-stopped',
      says: 'undefined is not a function',
    });
  });

  test('others are reconciled all the same', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    await bench.approved({ resource: 'window', to: 'open' });
    await bench.work();
    bench.aws.values.delete('window');
    const readBack: typeof setForATime.readBack = (params, ...rest) =>
      JSON.stringify(params).includes('door')
        ? Promise.reject(new TypeError('broken'))
        : setForATime.readBack(params, ...rest);
    bench.parts.remedies = new Map([[setForATime.id, { ...setForATime, readBack }]]);
    await bench.changes.schedule([{ kind: 'reconcile', ref: 'all', runAt: new Date(bench.clock.ms) }]);
    await bench.pass(minute);
    expect(await bench.changes.message('chg_window_open', 'note/overwritten')).not.toBeNull();
  });

  test('its effect is not looked at for ever', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    let looks = 0;
    bench.parts.remedies = broken('verify');
    bench.parts.log = pino({}, { write: (line: string) => void (looks += Number(line.includes('a job of a change'))) });
    await bench.approved(door, { lastsMs: 300 * minute });
    await bench.pass(200 * minute);
    expect(looks).toBe(4 * 11);
    expect(await bench.state(id)).toBe('applied');
  });
});

describe('when the program ends', () => {
  test('what is under way is finished first, and nothing new is begun', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    await bench.propose({ resource: 'window', to: 'open' });
    const stop = new AbortController();
    const { access } = bench.aws;
    const shop = bench.shop({
      access: {
        ...access,
        writer: async (...asked) => {
          stop.abort();
          await bench.approve('chg_window_open');
          return access.writer(...asked);
        },
      },
    });
    const pause = async (ms: number, signal: AbortSignal) => {
      await sleep(ms, undefined, { signal });
    };
    await runChanges({ ...shop, pause, pace: { ...shop.pace, hands: 1 } }, stop.signal);
    expect(await bench.state(id)).toBe('applied');
    expect(await bench.state('chg_window_open')).toBe('approved');
  });
});

describe('when the clock of the database is set', () => {
  test.each([
    ['back by an hour', -60],
    ['ahead by an hour', 60],
  ])('%s, a change is made once, and undone once', async (_, step) => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    await bench.work();
    bench.clock.ms += step * minute;
    bench.aws.aheadMs -= step * minute;
    await bench.pass(46 * minute);
    const soFar = await bench.state(id);
    expect(soFar).toBe(step < 0 ? 'applied' : 'reverted');
    await bench.pass(61 * minute);
    expect(await bench.state(id)).toBe('reverted');
    expect(bench.aws.effects.map(({ value }) => value)).toEqual(['open', null]);
  });

  test('between the intent of a call and its outcome, the clock of AWS decides', async () => {
    for (const step of [-60, 60]) {
      await using bench = await openWorkbench(await testDatabase(null));
      bench.aws.fates.push('late');
      await bench.approved(door);
      await bench.work();
      // Ours is set, that of AWS goes on as it did.
      bench.clock.ms += step * minute;
      bench.aws.aheadMs -= step * minute;
      await bench.work();
      expect(await bench.state(id)).toBe('unknown');
      bench.clock.ms += 10_000;
      bench.aws.arrive();
      await bench.pass(70 * minute);
      expect(bench.aws.effects[0]).toMatchObject({ value: 'open' });
      expect(['applied', 'reverted']).toContain(await bench.state(id));
    }
  });

  test('an approval that ran out is not begun, and one that has not yet is', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    bench.clock.ms += 5 * minute;
    await bench.work();
    expect(await bench.state(id)).toMatch(/^(expired|stale)$/);
    expect(bench.aws.effects).toEqual([]);
  });
});

describe('a change that was interrupted before its call, which is certain', () => {
  /** The process dies as it is about to make the call; something happens; another process goes on. */
  const interrupted = async (happens: (bench: Workbench) => unknown): Promise<[Standing, number]> => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    const { access } = bench.aws;
    const dying = async () => Promise.reject(new LeaseLost('the process is gone'));
    const gone = bench.work({
      access: { ...access, writer: async (...asked) => ({ ...(await access.writer(...asked)), write: dying }) },
      store: troubled(bench.changes, (_, [move]) => JSON.stringify(move)?.includes('"closes"') ?? false),
    });
    await gone.catch(() => {});
    await happens(bench);
    await bench.pass(2 * minute);
    return [(await bench.find(id)).standing, bench.aws.effects.length];
  };

  test('is made then, if all is as it was', async () => {
    expect(await interrupted(() => {})).toMatchObject([{ state: 'applied' }, 1]);
  });

  test.each<[string, (bench: Workbench) => unknown, string]>([
    [
      'changes were turned off',
      ({ changes }) =>
        changes.turn({
          on: false,
          by: 'T1.ben',
          why: '',
          because: [{ actor: 'T1.ben', what: 'off', ref: null, details: {} }],
        }),
      'It was interrupted, and not begun again: changes are turned off.',
    ],
    [
      'it was frozen',
      ({ parts }) => (parts.forbids = () => 'Nothing is changed at night.'),
      'It was interrupted, and not begun again: Nothing is changed at night.',
    ],
    [
      'who approved it has lost the right',
      (bench) => {
        const { rights } = bench.shop();
        bench.parts.rights = async (...asked) => {
          const looked = await rights(...asked);
          return { ...looked, rights: { ...looked.rights, against: () => 'You have left.' } };
        };
      },
      'It was interrupted, and not begun again: who approved it may not do so any more.',
    ],
    [
      'the time for it is over',
      ({ clock }) => (clock.ms += 5 * minute),
      'It was interrupted, and not begun again: the time for it is over.',
    ],
  ])('is not made when %s', async (_, happens, says) => {
    const [standing, effects] = await interrupted(happens);
    expect(standing).toMatchObject({ state: 'failed', says: expect.stringContaining(says) });
    expect(effects).toBe(0);
  });
});

describe('an undo that cannot be made', () => {
  test('is left to a person also while lost work is looked for', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    await bench.work();
    await bench.changes.schedule([{ kind: 'reconcile', ref: 'all', runAt: new Date(bench.clock.ms) }]);
    bench.aws.roleIsThere = false;
    await bench.pass(45 * minute);
    expect(await bench.state(id)).toBe('reverting');
    await bench.pass(30 * minute);
    expect((await bench.find(id)).standing).toMatchObject({
      state: 'revert-stopped',
      says: 'The change role could not be assumed.',
    });
  });

  test('is left to a person also when nobody can tell what became of a call that a process died over', async () => {
    await using bench = await openWorkbench(await testDatabase(null));
    await bench.approved(door);
    await bench.pass(44 * minute);
    const { access } = bench.aws;
    const dying = async () => Promise.reject(new LeaseLost('the process is gone'));
    bench.clock.ms += 2 * minute;
    await bench
      .work({
        access: { ...access, writer: async (...asked) => ({ ...(await access.writer(...asked)), write: dying }) },
        store: troubled(bench.changes, (_, [move]) => JSON.stringify(move)?.includes('"closes"') ?? false),
      })
      .catch(() => {});
    expect(await bench.state(id)).toBe('reverting');
    const blind = { access: { ...access, time: () => Promise.reject(new Error('AWS is out of reach')) } };
    await bench.pass(40 * minute, blind);
    expect((await bench.find(id)).standing).toMatchObject({ state: 'revert-unknown', says: 'AWS is out of reach' });
    await bench.pass(10 * minute);
    expect(await bench.state(id)).toBe('reverted');
  });
});
