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
import { asked, happened } from './a-proposal.ts';
import { anInvestigation, finishedWith } from './an-investigation.ts';
import { bringAbout } from './racing.ts';

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
  /** Approves every waiting change, each with a double click; denies every third as well; then starts what it can. */
  decide: async ({ changes }) => {
    const by = `T1.${process.pid}`;
    const ids = (await changes.list({ limit: 500 })).map(({ proposal }) => proposal);
    for (const { id, digest } of ids) {
      const clicks = [0, 1].map(() => bringAbout(changes, id, (at) => ({ type: 'approve', by, digest, at }), by));
      if (/[036]$/.test(id)) clicks.push(bringAbout(changes, id, (at) => ({ type: 'deny', by, reason: 'no', at }), by));
      for (const state of await Promise.all(clicks)) if (/^[a-z]+$/.test(state)) say(`${state} ${id}`);
    }
    for (const { id, digest } of ids) {
      const state = await bringAbout(changes, id, (at) => ({ type: 'start', digest, difference: '', at }), by);
      if (state === 'executing') say(`executing ${id}`);
    }
  },
  /** Proposes the same changes as everyone else; says which it brought in. */
  propose: async ({ changes }) => {
    for (let i = 0; i < 50; i++) {
      const id = `chg_${process.pid}_${i}`;
      if ((await changes.propose(asked({ id, digest: `digest ${i}` }))).ok) say(`digest ${i}`);
    }
  },
  /** Does jobs and sends messages until there are none left. */
  work: async ({ changes }) => {
    for (;;) {
      const lease = await changes.claimJob(60_000);
      if (lease && (await changes.settleJob(lease, { again: null }))) say(`job ${lease.ref}`);
      const letter = await changes.claimMessage(60_000);
      if (letter && (await changes.settleMessage(letter, { sent: '1.1' }))) say(`message ${letter.ref}`);
      if (!lease && !letter) return;
    }
  },
  /** Proposes and withdraws for ever; says each move when the store has acknowledged it. */
  move: async ({ changes }) => {
    for (let i = 0; ; i++) {
      const id = `chg_${process.pid}_${i}`;
      await changes.propose(asked({ id }));
      await changes.move({
        change: id,
        version: 1,
        to: { state: 'withdrawn' },
        because: [happened('withdrawn', id, { details: { text: 'x'.repeat(5000) } })],
        schedule: [{ kind: 'tell', ref: id, runAt: new Date(0) }],
      });
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
