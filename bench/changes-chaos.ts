import { engines } from '../test/store/databases.ts';
import { runTrial } from './changes/trial.ts';
import type { Trial, TrialResult } from './changes/trial.ts';
import type { Chapter, Figure } from './figures.ts';

const hour = 3_600_000;

/** Nothing goes wrong; each trial says what does. */
const peace: Trial = {
  kills: 0,
  freezes: 0,
  changes: 1,
  processes: 3,
  atOnce: 16,
  clockAheadMs: 0,
  leaseMs: 20_000,
  dieChance: 0,
  freezeChance: 0,
  frozenMs: [400, 4_400],
  killEveryMs: null,
  loseRequests: 0,
  loseAnswers: 0,
  spoil: null,
};

/** Processes are killed in the middle of their dealings and at any other moment; AWS loses requests and answers. */
export function killing(kills: number, parts: Partial<Trial> = {}): Trial {
  return { ...peace, kills, dieChance: 0.008, killEveryMs: 2_000, loseRequests: 17, loseAnswers: 13, ...parts };
}

/** Processes freeze just before a call, for less time than it may take or for longer, and AWS's clock is wrong. */
export function freezing(freezes: number, parts: Partial<Trial> = {}): Trial {
  return { ...peace, freezes, freezeChance: 0.3, leaseMs: 5_000, atOnce: 8, ...parts };
}

/** Trials of a protocol from which something was taken out: if these find nothing, the others prove nothing. */
export const controls: readonly (readonly [what: string, trial: Trial])[] = [
  ['judging a call before AWS would refuse it', freezing(10, { frozenMs: [1_200, 2_200], spoil: 'no-waiting' })],
  ['making a call without an answer again', { ...peace, changes: 12, atOnce: 8, loseAnswers: 3, spoil: 'repeats' }],
];

/** Runs a trial in an empty database of an engine, by its name. */
export async function tryOn(name: string, trial: Trial): Promise<TrialResult> {
  const start = engines.find(([known]) => known === name)?.[1];
  if (!start) throw new TypeError(`no engine ${name}`);
  const engine = await start();
  const database = await engine.createDatabase();
  try {
    return await runTrial(trial, database);
  } finally {
    await database.close();
    await engine.stop();
  }
}

/** Whether guarded changes are made exactly once, whatever becomes of the processes that make them. */
export async function changesChaos(): Promise<Chapter> {
  const figures: Figure[] = [];
  for (const [name] of engines) {
    figures.push(...figuresOf(`${name}, killed`, await tryOn(name, killing(300))));
    for (const ahead of [hour, -hour]) {
      const clock = `AWS's clock an hour ${ahead > 0 ? 'ahead' : 'behind'}`;
      figures.push(...figuresOf(`${name}, frozen, ${clock}`, await tryOn(name, freezing(30, { clockAheadMs: ahead }))));
    }
  }
  for (const [what, trial] of controls) {
    const { problems } = await tryOn('SQLite', trial);
    figures.push({ what: `control, ${what}: problems found`, value: String(problems.length), target: 'not 0' });
  }
  return {
    title: 'Changes, while processes die',
    figures,
    notes: [
      'Three processes serve the clicks of people who ask for changes and approve them twice at once, make the changes ' +
        'over the wire, and undo them after a minute; clocks run ten times as fast. A process is killed with SIGKILL ' +
        'before or after its dealings with the database and AWS, and at other moments; or it freezes with SIGSTOP ' +
        'between the intent of a call and the call. A problem is: a change done or undone twice, done without two ' +
        'approvals, lost, or at no end; a call without a stored intent or after its deadline; an account that is not ' +
        'as it was; an audit log that was altered.',
    ],
  };
}

function figuresOf(where: string, result: TrialResult): readonly Figure[] {
  const { kills, freezes, changes, effects, tooLate, problems } = result;
  const disturbed = freezes > 0 ? `${freezes} freezes, ${tooLate} calls refused as too late` : `${kills} kills`;
  return [
    { what: `${where}: ${disturbed}, ${changes.length} changes`, value: `${effects.length} calls carried out` },
    { what: `${where}: problems`, value: String(problems.length), target: '0' },
    ...problems.slice(0, 10).map((problem) => ({ what: `${where}: problem`, value: problem })),
  ];
}
