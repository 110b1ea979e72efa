import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { emptyFolder, start, ready, until } from '../test/e2e/program.ts';
import { cardWith, saidBy } from '../test/e2e/workspace.ts';
import { megabytes, ratio, seconds } from './figures.ts';
import type { Chapter, Figure } from './figures.ts';
import { memoryOf, startBot } from './running-bot.ts';
import type { RunningBot } from './running-bot.ts';
import { startSimulatedAws } from './simulated-aws.ts';
import { median, times } from './statistics.ts';

const runs = 3;
/** Investigations at the same time whose memory is looked at. */
const atOnce = 5;

/** How soon the bot can be asked, and how much memory it takes. */
export async function startUp(): Promise<Chapter> {
  const bare = median(await times(runs, nodeAlone));
  const local = median(await times(runs, localReady));
  const aws = await startSimulatedAws({ kind: 'scenario', id: 'bad-rollout/checkout-500s' });
  try {
    const socket = await times(runs - 1, async () => {
      const bot = await startBot('socket', aws.env);
      await bot.close();
      return bot.readyMs;
    });
    const bot = await startBot('socket', aws.env);
    const connected = median([...socket, bot.readyMs]);
    try {
      return {
        title: 'Starting, and memory',
        figures: [
          { what: 'Start to ready ÷ start of Node.js itself, with tokens', value: ratio(connected / bare) },
          { what: 'Start to ready, with tokens (Socket Mode)', value: seconds(connected) },
          { what: 'Start to ready, local workspace and simulated AWS included', value: seconds(local) },
          ...(await memory(bot, aws.ask)),
        ],
        notes: [
          `Medians of ${runs} starts, until \`/readyz\` answers 200. Memory is the resident set of the bot, with tokens.`,
        ],
      };
    } finally {
      await bot.close();
    }
  } finally {
    await aws.close();
  }
}

/** Node.js with nothing to do. */
async function nodeAlone(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' }), 'close');
  return performance.now() - began;
}

async function localReady(): Promise<number> {
  const folder = await emptyFolder();
  const began = performance.now();
  const program = await start(['serve'], folder.path, { PORT: '0', OPSMEDIC_DATA: `${folder.path}/data` });
  try {
    const address = (): string | undefined => /http:\/\/127\.0\.0\.1:\d+/u.exec(program.out())?.[0];
    await ready(program, await until('the welcome', address, 60_000));
    return performance.now() - began;
  } finally {
    await program.close();
    await folder.close();
  }
}

async function memory({ program, workspace }: RunningBot, ask: string): Promise<readonly Figure[]> {
  const diagnose = (): Promise<void> => workspace.alice.slash(workspace.channel, '/diagnose', `alb-502 ${ask}`);
  const finished = (count: number): Promise<unknown> => {
    const done = (): true | undefined =>
      saidBy(workspace).filter(({ blocks }) => JSON.stringify(blocks).includes('Re-run')).length === count || undefined;
    return until(`${count} diagnoses`, done, 60_000);
  };
  await diagnose();
  await cardWith(workspace, /Re-run/u, 60_000);
  const one = await memoryOf(program);
  await Promise.all(Array.from({ length: atOnce }, diagnose));
  await finished(1 + atOnce);
  const several = await memoryOf(program);
  if (one === null || several === null) return [{ what: 'Memory', value: 'not told by this system' }];
  return [
    { what: 'Most memory while diagnosing', value: megabytes(one.peak) },
    { what: `Most memory while diagnosing ${atOnce} at the same time`, value: megabytes(several.peak) },
  ];
}
