import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, test } from 'vitest';
import { startPostgres } from '../store/postgres-server.ts';
import type { PostgresServer } from '../store/postgres-server.ts';
import { closing } from './closing.ts';
import { startIncident } from './incident.ts';
import { emptyFolder, freePort, ready, start, until } from './program.ts';
import { startWorkspace } from './workspace.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const second = 1000;
/** How long after each change of shift one of the replicas is killed: before, while and after it is posted. */
const kills = [1, 4, 7].map((after) => after * second);

test(
  'each change of shift is told once by two replicas, of which one is killed at each, and drafted once before',
  { timeout: 240_000 },
  async (context) => {
    const { expect } = context;
    const use = closing(context);
    const folder = await use(emptyFolder());
    const incident = await use(startIncident('bad-rollout/checkout-500s'));
    const workspace = await use(startWorkspace('socket'));
    const { slack } = workspace;

    // Long enough for both to have started before the first change.
    const changes = kills.map((_, index) => Date.now() + (15 + index * 14) * second);
    const times = [Date.now() - 3_600_000, ...changes, Date.now() + 36_000_000].map((at) => new Date(at).toISOString());
    const shifts = times.slice(0, -1).map((from, index) => ({
      user: index % 2 === 0 ? 'U0ALICE' : 'U0BOB',
      from,
      to: times[index + 1],
    }));
    const config = `${folder.path}/opsmedic.yaml`;
    await writeFile(config, JSON.stringify({ onCall: { shifts }, handoff: { channels: ['#incidents'] } }));
    const DATABASE_URL = await postgres.createDatabase();
    const replica = async () => {
      const port = await freePort();
      const settings = { ...workspace.env, ...incident.env, DATABASE_URL, OPSMEDIC_CONFIG: config, PORT: String(port) };
      const program = await use(start(['serve'], folder.path, settings));
      return { program, up: ready(program, `http://127.0.0.1:${port}`) };
    };
    const letters = (kind: string) =>
      slack.state.messages.flatMap(({ metadata }) => {
        const letter = String(Object(metadata?.['event_payload']).letter ?? '');
        return letter.includes(`/handoff/${kind}/`) ? [letter] : [];
      });

    const [mortal, other] = await Promise.all([replica(), replica()]);
    await Promise.all([mortal.up, other.up]);
    let victim = mortal;
    for (const [index, change] of changes.entries()) {
      await pause(Math.max(0, change + (kills[index] ?? 0) - Date.now()));
      victim.program.signal('SIGKILL');
      await victim.program.exit;
      victim = await replica();
    }
    await until('all are posted', () => (letters('posted').length >= changes.length ? true : undefined), 60_000);
    await victim.up;
    // Whoever would tell one of them again has had the time to.
    await pause(6 * second);
    expect(letters('posted')).toHaveLength(changes.length);
    expect(new Set(letters('posted')).size).toBe(changes.length);
    expect(letters('more')).toHaveLength(changes.length);
    expect(new Set(letters('draft')).size).toBe(letters('draft').length);
  },
);
