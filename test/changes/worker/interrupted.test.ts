import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doNextJob } from '../../../src/changes/worker.ts';
import { engines } from '../../store/databases.ts';
import type { TestEngine } from '../../store/databases.ts';
import { Mortal } from './mortal.ts';
import type { Ending } from './mortal.ts';
import { minute, openWorkbench } from './workbench.ts';
import type { Workbench } from './workbench.ts';

/** So long the change is in force, so that it is undone within the test. */
const lastsMs = 6 * minute;

interface Ended {
  /** Whether the process came to the dealing at which it was to end. */
  readonly reached: boolean;
  readonly state: string;
  /** What AWS carried out, in order. */
  readonly effects: readonly (string | null)[];
  readonly tooLate: number;
}

/** A whole life of a change, of which the first process ends at its n-th dealing and a second one does the rest. */
async function live(bench: Workbench, at: number, ending: Ending): Promise<Ended> {
  const { proposal } = await bench.approved({ resource: 'door', to: 'open' }, { lastsMs });
  const mortal = new Mortal(at, ending);
  const first = livesUntil(mortal, bench, proposal.id);
  await Promise.race([first, mortal.ended]);
  // Its lease runs out, and another process takes over.
  bench.clock.ms += bench.shop().pace.leaseMs + 1;
  await bench.pass(lastsMs + 8 * minute);
  mortal.thaw();
  await first;
  await bench.pass(2 * minute);
  return {
    reached: mortal.isOver,
    state: await bench.state(proposal.id),
    effects: bench.aws.effects.map(({ value }) => value),
    tooLate: bench.aws.tooLate,
  };
}

async function livesUntil(mortal: Mortal, bench: Workbench, id: string): Promise<void> {
  const shop = mortal.means(bench.shop());
  const end = new AbortController();
  try {
    for (;;) {
      while (await doNextJob(shop, end.signal));
      if (mortal.isOver || (await bench.state(id)) === 'reverted') return;
      bench.clock.ms += minute;
    }
  } catch (error) {
    if (!mortal.isOver) throw error;
  }
}

/** What must be true of every life, however it was interrupted. */
const once = { state: 'reverted', effects: ['open', null] };

describe.each(engines)('a change, on %s,', (name, start) => {
  let engine: TestEngine;

  beforeAll(async () => {
    engine = await start();
  }, 60_000);
  afterAll(() => engine.stop());

  test.each(['before', 'after', 'frozen'] as const)(
    'is made once and undone once, wherever a process ends: %s',
    async (ending) => {
      let points = 0;
      let tooLate = 0;
      // Each of its dealings here; on PostgreSQL, where all is the same but slower, some of them.
      for (let at = 1; ; at += name === 'SQLite' ? 1 : 11) {
        await using bench = await openWorkbench(await engine.createDatabase());
        const ended = await live(bench, at, ending);
        expect({ at, ...ended }).toMatchObject({ at, ...once });
        if (!ended.reached) break;
        points++;
        tooLate += ended.tooLate;
      }
      expect(points).toBeGreaterThan(name === 'SQLite' ? 40 : 4);
      // Who froze just before one of the two calls wakes up too late, and AWS refuses it.
      const seen = name === 'SQLite' ? tooLate : null;
      expect(seen).toBe(name === 'SQLite' ? (ending === 'frozen' ? 2 : 0) : null);
    },
    120_000,
  );
});

describe('these tests find what is wrong where', () => {
  /** At how many points of its life a change is made or undone more than once. */
  const doubles = async (spoil: (bench: Workbench) => void): Promise<number> => {
    const engine = await (engines[0]?.[1] ?? fail)();
    let found = 0;
    for (let at = 1; ; at++) {
      await using bench = await openWorkbench(await engine.createDatabase());
      spoil(bench);
      const ended = await live(bench, at, 'frozen').catch((error: unknown) => String(error));
      if (typeof ended === 'string' || ended.effects.length > 2) found++;
      else if (!ended.reached) return found;
    }
  };

  test('AWS does not refuse what comes after the deadline', async () => {
    expect(await doubles(({ aws }) => (aws.enforcesDeadlines = false))).toBeGreaterThanOrEqual(2);
  }, 60_000);

  test('all is judged by our own clock, and that of AWS is an hour behind', async () => {
    const spoil = ({ aws }: Workbench) => {
      aws.aheadMs = -60 * minute;
      aws.timeIsOurs = true;
    };
    expect(await doubles(spoil)).toBeGreaterThanOrEqual(2);
  }, 60_000);
});

function fail(): never {
  throw new Error('no engine');
}
