import { afterAll, beforeAll, describe, test } from 'vitest';
import { startPostgres } from '../store/postgres-server.ts';
import type { PostgresServer } from '../store/postgres-server.ts';
import { closing } from './closing.ts';
import { rightTitles, startIncident } from './incident.ts';
import { emptyFolder, ready, start } from './program.ts';
import type { Environment } from './program.ts';
import { cardWith, saidBy, startWorkspace, textOf } from './workspace.ts';

/** Where the investigations are kept that must outlive the process. */
const stores: readonly (readonly [string, (folder: string) => Promise<Environment>])[] = [
  ['the embedded store', async (folder) => ({ OPSMEDIC_DATA: `${folder}/data` })],
  ['PostgreSQL', async () => ({ DATABASE_URL: await postgres.createDatabase() })],
];

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
});

describe.concurrent.each(stores)('a bot that was killed while it was looking, with %s', (_, settings) => {
  test('says so on its card when it is back, and Re-run finds the cause', { timeout: 180_000 }, async (context) => {
    const { expect } = context;
    const use = closing(context);
    const folder = await use(emptyFolder());
    const store = await settings(folder.path);
    const id = 'bad-rollout/checkout-500s';
    // Metrics never come, so that the first process has not finished when it is killed.
    const stuck = await use(
      startIncident(id, (account) => ({ ...account, faults: [{ service: 'cloudwatch', kind: 'hang' }] })),
    );
    const incident = await use(startIncident(id));
    const workspace = await use(startWorkspace('socket'));

    const first = await use(start(['serve'], folder.path, { ...workspace.env, ...store, ...stuck.env }));
    await ready(first, workspace.origin);
    await workspace.alice.slash(workspace.channel, '/diagnose', `alb-502 ${incident.scenario.ask}`);
    const running = await cardWith(workspace, /storefront-prod/u, 30_000);
    expect(textOf(running)).not.toContain('Re-run');
    first.signal('SIGKILL');
    expect(await first.exit).toEqual({ code: null, signal: 'SIGKILL' });

    const second = await use(start(['serve'], folder.path, { ...workspace.env, ...store, ...incident.env }));
    await ready(second, workspace.origin);
    const interrupted = await cardWith(workspace, /Re-run/u, 60_000);
    expect(interrupted.ts).toBe(running.ts);
    expect(textOf(interrupted)).toMatch(/storefront-prod · interrupted/u);

    await workspace.alice.click(interrupted, 'press:rerun');
    const diagnosed = await cardWith(workspace, /🔴/u, 60_000);
    expect(diagnosed.ts).not.toBe(running.ts);
    const headings = rightTitles(incident.scenario).map((title) => `🔴 storefront-prod · ${title}`);
    expect(headings).toContain(textOf(diagnosed).split('\n')[0]);
    expect(saidBy(workspace)).toHaveLength(2);
    second.signal('SIGTERM');
    expect(await second.exit).toEqual({ code: 0, signal: null });
  });
});
