/**
 * Measures what OpsMedic promises about time and memory, prints it and writes docs/benchmarks.md. Needs nothing but
 * this machine, and about twenty minutes of it, most of them for killing. Names of chapters as arguments measure only those, and write nothing.
 */
import { writeFile } from 'node:fs/promises';
import { accessLog } from './access-log.ts';
import { acks } from './acks.ts';
import { changesChaos } from './changes-chaos.ts';
import { changesClicks } from './changes-clicks.ts';
import { changesClocks } from './changes-clocks.ts';
import { changesForged } from './changes-forged.ts';
import { changesHistories } from './changes-histories.ts';
import { changesRaces } from './changes-races.ts';
import { page } from './figures.ts';
import type { Chapter } from './figures.ts';
import { latency } from './latency.ts';
import { startUp } from './start-up.ts';

const all: Readonly<Record<string, () => Promise<Chapter>>> = {
  latency,
  'start-up': startUp,
  'access-log': accessLog,
  acks,
  'changes-chaos': changesChaos,
  'changes-clocks': changesClocks,
  'changes-clicks': changesClicks,
  'changes-forged': changesForged,
  'changes-races': changesRaces,
  'changes-histories': changesHistories,
};

const asked = process.argv.slice(2);
const began = performance.now();
const chapters: Chapter[] = [];
for (const [name, measure] of Object.entries(all)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stderr.write(`measuring ${name} …\n`);
  chapters.push(await measure());
}
const text = page(chapters, new Date());
process.stdout.write(`${text}\n`);
process.stderr.write(`took ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
if (asked.length === 0) await writeFile(new URL('../docs/benchmarks.md', import.meta.url), text);
