import { race } from '../test/changes/races.ts';
import type { Raced } from '../test/changes/races.ts';
import { engines } from '../test/store/databases.ts';
import type { TestEngine } from '../test/store/databases.ts';
import { seconds } from './figures.ts';
import type { Chapter, Figure } from './figures.ts';

const races = 2_000;
const processes = 3;
/** Spoilt on purpose. */
const control = 200;

/**
 * Replicas that race: the same changes asked for, approved with double clicks, denied and withdrawn in all of them at
 * once, while each looks for work. Throws when anything was decided or made twice.
 */
export async function changesRaces(): Promise<Chapter> {
  const figures: Figure[] = [];
  for (const [name, start] of engines) {
    const engine = await start();
    try {
      figures.push(...(await racesIn(engine)).map(({ what, ...figure }) => ({ what: `${name}: ${what}`, ...figure })));
    } finally {
      await engine.stop();
    }
  }
  return {
    title: 'Races of replicas for the same change',
    figures,
    notes: [
      `${processes} processes on one database ask for the same changes at once, then approve each of them with double clicks of two people in every process; every third is denied, too, and every seventh withdrawn. All of them look for approved changes to make.`,
    ],
  };
}

async function racesIn(engine: TestEngine): Promise<readonly Figure[]> {
  const began = performance.now();
  const { clicks, ended, wonBy, wrong } = await raceIn(engine, races, false);
  const ms = performance.now() - began;
  if (wrong.length > 0) throw new Error(wrong.slice(0, 20).join('\n'));
  const spoilt = await raceIn(engine, control, true);
  if (spoilt.wrong.length === 0) throw new Error('The check finds nothing.');
  const { applied = 0, denied = 0, withdrawn = 0 } = ended;
  return [
    { what: 'races, clicks', value: `${races}, ${clicks}` },
    { what: 'approved and made, denied, withdrawn', value: `${applied}, ${denied}, ${withdrawn}` },
    { what: 'decided twice, made twice or told wrongly', value: String(wrong.length), target: '0' },
    { what: 'decisions by process', value: wonBy.join(', ') },
    {
      what: `found by the check in ${control} races when nobody heeds who was faster`,
      value: String(spoilt.wrong.length),
    },
    { what: 'time', value: seconds(ms) },
  ];
}

async function raceIn(engine: TestEngine, count: number, spoilt: boolean): Promise<Raced> {
  const database = await engine.createDatabase();
  try {
    return await race(database, count, { processes, spoilt });
  } finally {
    await database.close();
  }
}
