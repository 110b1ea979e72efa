import { live } from './changes/lives.ts';
import type { Life } from './changes/lives.ts';
import type { Chapter } from './figures.ts';

/** What came of many lives. */
export interface Lives {
  readonly byState: Readonly<Record<string, number>>;
  readonly clockSteps: number;
  readonly deaths: number;
  /** With the seed of the life in which it happened. */
  readonly problems: readonly string[];
}

/** Lives the lives of these seeds, one after the other. */
export async function liveAll(from: number, count: number, spoil?: Parameters<typeof live>[1]): Promise<Lives> {
  const lives: Life[] = [];
  for (let seed = from; seed < from + count; seed++) lives.push(await live(seed, spoil));
  const states = Map.groupBy(lives, ({ state }) => state);
  return {
    byState: Object.fromEntries([...states].map(([state, its]) => [state, its.length])),
    clockSteps: lives.reduce((sum, life) => sum + life.clockSteps, 0),
    deaths: lives.reduce((sum, life) => sum + life.deaths, 0),
    problems: lives.flatMap(({ problems }, i) => problems.map((problem) => `life ${from + i}: ${problem}`)),
  };
}

/** Whether changes end when they should while clocks are set, processes die and calls are lost. */
export async function changesClocks(): Promise<Chapter> {
  const lives = await liveAll(0, 500);
  const control = await liveAll(0, 100, (aws) => (aws.enforcesDeadlines = false));
  const states = Object.entries(lives.byState).map(([state, count]) => `${count} ${state}`);
  return {
    title: 'Changes, while clocks are set',
    figures: [
      {
        what: `500 lives: ${lives.clockSteps} steps of the clock, ${lives.deaths} deaths of processes`,
        value: states.join(', '),
      },
      { what: '500 lives: problems', value: String(lives.problems.length), target: '0' },
      ...lives.problems.slice(0, 10).map((problem) => ({ what: 'problem', value: problem })),
      {
        what: '100 lives, AWS does not heed deadlines: problems found',
        value: String(control.problems.length),
        target: 'not 0',
      },
    ],
    notes: [
      'Each life is that of one change, with random approvals, a clock of the database that goes by minutes and is set ' +
        "by up to an hour, back or ahead, AWS's own clock up to an hour beside it, and calls that are lost, late or " +
        'refused. A problem is: done or undone twice, begun after the time for it, undone before its end, expired ' +
        'before its time, carried out after its deadline, or at no end.',
    ],
  };
}
