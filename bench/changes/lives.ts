import type { Change } from '#store';
import { doNextJob } from '../../src/changes/worker.ts';
import { Mortal } from '../../test/changes/worker/mortal.ts';
import type { Ending } from '../../test/changes/worker/mortal.ts';
import type { Fate, SmallAws } from '../../test/changes/worker/small-aws.ts';
import { minute, openWorkbench } from '../../test/changes/worker/workbench.ts';
import type { Workbench } from '../../test/changes/worker/workbench.ts';
import { testDatabase } from '../../test/store/databases.ts';

/** What came of one life of a change. */
export interface Life {
  readonly state: string;
  /** How often the clock of the database was set, and how often a process died. */
  readonly clockSteps: number;
  readonly deaths: number;
  readonly problems: readonly string[];
}

const over = new Set(['denied', 'withdrawn', 'expired', 'stale', 'failed', 'reverted', 'kept', 'done']);
const lastsMs = 45 * minute;
const fates: readonly Fate[] = ['answered', 'answered', 'answered', 'lost-request', 'lost-answer', 'refused', 'late'];

/**
 * Lives the life of a change under a clock that is set back and ahead, with processes that die and calls that are lost;
 * what happens follows from the seed. AWS's own clock goes steadily, up to an hour beside ours.
 */
export async function live(seed: number, spoil: (aws: SmallAws) => void = () => {}): Promise<Life> {
  const random = numbersFrom(seed);
  const upTo = (most: number) => Math.floor(random() * most);
  await using bench = await openWorkbench(await testDatabase(null));
  bench.aws.aheadMs = upTo(120 * minute) - 60 * minute;
  bench.aws.fates.push(...Array.from({ length: 3 }, () => fates[upTo(fates.length)] ?? 'answered'));
  spoil(bench.aws);
  const { proposal } = await bench.propose({ resource: 'door', to: 'open' }, { lastsMs });
  const { id, digest } = proposal;
  const asked: { undoneByPerson: boolean } = { undoneByPerson: false };
  let [clockSteps, deaths] = [0, 0];
  for (let step = 0; step < 300 && !over.has(await bench.state(id)); step++) {
    const chance = random();
    if (chance < 0.08) {
      const ms = upTo(120 * minute) - 60 * minute;
      bench.clock.ms += ms;
      bench.aws.aheadMs -= ms;
      clockSteps++;
    } else if (chance < 0.35) {
      const by = ['T1.ben', 'T1.cem', 'T1.dora'][upTo(3)] ?? '';
      await bench.happens(id, by, (_, at) => ({ type: 'approve', by, digest, at })).catch(() => {});
    } else if (chance < 0.37) {
      const undone = await bench
        .happens(id, 'T1.ben', (_, at) => ({ type: 'revert', by: 'T1.ben', at }))
        .catch(() => null);
      asked.undoneByPerson ||= undone !== null;
    } else if (chance < 0.4) bench.aws.arrive();
    else bench.clock.ms += upTo(4 * minute);
    deaths += Number(await workOrDie(bench, random() < 0.3 ? 1 + upTo(25) : null, random() < 0.5 ? 'before' : 'after'));
  }
  bench.aws.arrive();
  // Whatever was put off because the clock was ahead then comes in the end.
  for (let hours = 0; hours < 6 && !over.has(await bench.state(id)); hours++) await bench.pass(60 * minute);
  const change = await bench.find(id);
  const problems = problemsOf(change, bench, asked.undoneByPerson);
  return { state: change.standing.state, clockSteps, deaths, problems };
}

/** Does what is due, or dies at one of the dealings: true when it did. */
async function workOrDie(bench: Workbench, at: number | null, ending: Ending): Promise<boolean> {
  const mortal = new Mortal(at ?? 0, ending);
  const shop = mortal.means(bench.shop());
  const end = new AbortController();
  try {
    while (await doNextJob(shop, end.signal));
  } catch (error) {
    if (!mortal.isOver) throw error;
  }
  if (mortal.isOver) bench.clock.ms += shop.pace.leaseMs + 1;
  return mortal.isOver;
}

/** What went wrong, a sentence each. All times are those that the database's clock showed then. */
function problemsOf(change: Change, { aws }: Workbench, undoneByPerson: boolean): readonly string[] {
  const { standing, votes, executions, proposal, movedAt } = change;
  const calls = (kind: 'do' | 'undo') => executions.find((one) => one.kind === kind)?.attempts ?? [];
  const done = aws.effects.filter(({ value }) => value !== null).length;
  const undone = aws.effects.length - done;
  const says = (wrong: boolean, problem: string) => (wrong ? [`${standing.state}: ${problem}`] : []);
  const approvedAt = Math.max(...votes.map(({ at }) => at.getTime()));
  const began = calls('do')[0]?.intentAt.getTime() ?? 0;
  return [
    ...says(!over.has(standing.state), 'it has come to no end'),
    ...says(done > 1, `done ${done} times`),
    ...says(undone > 1, `undone ${undone} times`),
    ...says(standing.state === 'reverted' && done !== 1, 'said to be undone, and never done'),
    ...says(done !== undone, 'what was done and what was undone do not agree'),
    ...says(done > 0 && votes.length < 2, 'done without two approvals'),
    ...calls('do').flatMap(({ intentAt }) =>
      says(intentAt.getTime() >= approvedAt + proposal.startWithinMs, 'begun after the time for it'),
    ),
    ...calls('undo').flatMap(({ intentAt }) =>
      says(!undoneByPerson && intentAt.getTime() < began + lastsMs, 'undone before its end'),
    ),
    ...says(
      standing.state === 'expired' &&
        movedAt < proposal.expiresAt &&
        movedAt.getTime() < approvedAt + proposal.startWithinMs,
      'expired before its time',
    ),
    ...aws.effects.flatMap(({ at, deadline }) => says(at >= deadline, 'carried out after its deadline')),
  ];
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
