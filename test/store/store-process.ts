/**
 * A process of its own for tests of several: opens the store it is told, says `ready`, waits for a line, then does one
 * of the jobs below and prints what it did, a line each.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { openStore } from '#store';
import type { DurableStore } from '#store';
import { anInvestigation, finishedWith } from './an-investigation.ts';

const [job = '', databaseUrl = '', dataDir = ''] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin });
const told = () => once(lines, 'line');
/** Synchronous, so that what was said is out before the process is killed. */
const say = (line: string) => void writeSync(1, `${line}\n`);

const jobs: Record<string, (store: DurableStore) => Promise<void>> = {
  /** Claims the same 300 events as everyone else; says which it won. */
  claim: async (store) => {
    for (let i = 0; i < 300; i++) if (await store.claimEvent('command', `event-${i}`)) say(`event-${i}`);
  },
  /** Takes interrupted investigations until it is told to stop, and once more. */
  take: async (store) => {
    const stop = told().then(() => true);
    for (let stopped = false; ;) {
      for (const { id } of await store.takeInterrupted()) say(id);
      if (stopped) return;
      stopped = await Promise.race([stop, new Promise<false>((resolve) => setImmediate(resolve, false))]);
    }
  },
  /** Begins and ends investigations for ever; says each when the store has acknowledged both. */
  write: async (store) => {
    for (let i = 0; ; i++) {
      const id = `inv_${process.pid}_${i}`;
      await store.begin(anInvestigation({ id }));
      await store.finish(id, finishedWith(`written by ${id} `.repeat(500)));
      say(id);
    }
  },
  /** Only opens the store. */
  open: async () => {},
};

if (job === 'open') {
  say('ready');
  await told();
}
const store = await openStore({
  databaseUrl: databaseUrl || null,
  dataDir,
  owner: `process ${process.pid}`,
  log: pino({ level: 'silent' }),
});
if (job !== 'open') {
  say('ready');
  await told();
}
await jobs[job]?.(store);
await store.close();
lines.close();
