import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { contentOf } from '../../src/simulation/answers/s3-content.ts';
import { closing } from './closing.ts';
import { rightTitles, startIncident } from './incident.ts';
import type { Incident } from './incident.ts';
import { emptyFolder, get, ready, start } from './program.ts';
import type { Program } from './program.ts';
import { cardWith, replyTo, saidBy, startWorkspace, textOf } from './workspace.ts';
import type { Transport, Workspace } from './workspace.ts';

const timeout = 180_000;

async function bot(transport: Transport, context: TestContext) {
  const use = closing(context);
  const folder = await use(emptyFolder());
  const incident = await use(startIncident('bad-rollout/checkout-500s'));
  const workspace = await use(startWorkspace(transport));
  const env = { ...workspace.env, ...incident.env, OPSMEDIC_DATA: `${folder.path}/data` };
  const program = await use(start(['serve'], folder.path, env));
  await ready(program, workspace.origin);
  return { incident, workspace, program };
}

/** What ECS says of the deployment that broke the service. */
function rolloutReason({ account }: Incident): string {
  const [service] = account.ecs?.services?.filter(({ serviceName }) => serviceName === 'checkout-api') ?? [];
  return service?.deployments?.find(({ status }) => status === 'PRIMARY')?.rolloutStateReason ?? '';
}

/** Everything that the load balancer logged. */
async function accessLog({ account }: Incident): Promise<string> {
  const objects = Object.values(account.s3 ?? {}).flat();
  const files = await Promise.all(objects.map((object) => text(contentOf({ ...object, gzip: false }))));
  return files.join('');
}

async function counted({ origin }: Workspace, line: RegExp): Promise<number> {
  const metrics = await get(`${origin}/metrics`);
  return Number(line.exec(metrics?.body ?? '')?.[1] ?? NaN);
}

/** Each line that the program logged; throws where one is not JSON. */
function logged(program: Program): readonly Record<string, unknown>[] {
  const lines = program.err().trimEnd().split('\n');
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

describe.each(['socket', 'http'] as const)('the bot as a process, over %s', (transport) => {
  test(
    'answers a slash command with a card and its evidence, can be watched, and ends when told to',
    { timeout },
    async (context) => {
      const { incident, workspace, program } = await bot(transport, context);
      const { account, scenario } = incident;
      await workspace.alice.slash(workspace.channel, '/diagnose', `alb-502 ${scenario.ask}`);

      const card = await cardWith(workspace, /Re-run/u, 60_000);
      const headline = textOf(card);
      expect(rightTitles(scenario).map((title) => `🔴 storefront-prod · ${title}`)).toContain(headline.split('\n')[0]);
      expect(headline).toContain(`${account.id} · ${account.region}`);
      const evidence = textOf(await replyTo(workspace, card, 30_000));
      expect(evidence).toContain('checkout-api:87 to checkout-api:88');
      expect(rolloutReason(incident)).toContain('ecs-svc/');
      expect(evidence).toContain(rolloutReason(incident));
      expect(await accessLog(incident)).toContain(
        /(?:https|h2) \S+Z app\/storefront-prod\/.* 500 500 /u.exec(evidence)?.[0],
      );
      expect([saidBy(workspace).length, saidBy(workspace, card.ts).length]).toEqual([1, 1]);

      const { origin } = workspace;
      expect(await get(`${origin}/healthz`)).toEqual({ status: 200, body: '{"alive":true}\n' });
      expect(await get(`${origin}/readyz`)).toEqual({ status: 200, body: '{"ready":true}\n' });
      expect(await counted(workspace, /^opsmedic_investigations_total\{.*kind="diagnosed".*\} (\d+)$/mu)).toBe(1);
      expect(
        await counted(workspace, /^opsmedic_aws_calls_total\{service="elbv2",outcome="ok"\} (\d+)$/mu),
      ).toBeGreaterThan(3);

      expect(await counted(workspace, /^opsmedic_slack_calls_total\{outcome="ok"\} (\d+)$/mu)).toBeGreaterThan(2);

      program.signal('SIGTERM');
      expect(await program.exit).toEqual({ code: 0, signal: null });
      expect(program.out()).toBe('');
      const messages = logged(program).map(({ msg }) => msg);
      expect(messages).toEqual(expect.arrayContaining(['connected to Slack', 'ready', 'finished', 'stopping']));
      for (const secret of [...workspace.secrets, incident.env['AWS_SESSION_TOKEN']])
        expect(program.err()).not.toContain(secret);
    },
  );
});

test('over HTTP, what Slack has not signed is refused', { timeout }, async (context) => {
  const { workspace, program } = await bot('http', context);
  const forged = new URLSearchParams({ command: '/diagnose', text: 'alb-502 storefront-prod', user_id: 'U0ALICE' });
  const headers = {
    'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
    'x-slack-signature': `v0=${'0'.repeat(64)}`,
  };
  const { status } = await fetch(`${workspace.origin}/slack/events`, { method: 'POST', headers, body: forged });
  expect(status).toBe(401);
  program.signal('SIGTERM');
  expect(await program.exit).toEqual({ code: 0, signal: null });
  expect(saidBy(workspace)).toEqual([]);
});
