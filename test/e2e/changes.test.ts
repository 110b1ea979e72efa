import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { startSimulation } from '../../src/simulation/simulation.ts';
import type { Message, Person, View } from '../../src/workspace/slack/index.ts';
import { closing } from './closing.ts';
import { scenarioCalled } from './incident.ts';
import { emptyFolder, ready, run, start, until } from './program.ts';
import { cardWith, saidBy, startWorkspace, textOf } from './workspace.ts';
import type { Transport, Workspace } from './workspace.ts';

const timeout = 240_000;
const patience = 60_000;

/** A bot of which Bob may approve changes, and an account in which a bad release was rolled out. */
async function bot(transport: Transport, context: TestContext) {
  const use = closing(context);
  const folder = await use(emptyFolder());
  const scenario = scenarioCalled('bad-rollout/checkout-500s');
  const { remedied } = scenario;
  if (!remedied) throw new Error('nothing remedies it');
  const { id, region } = scenario.account(new Date());
  const simulation = await use(
    startSimulation({ accounts: { [id]: { account: (now) => scenario.account(now), remedied } } }),
  );
  const workspace = await use(startWorkspace(transport));
  const role = (name: string) => `arn:aws:iam::${id}:role/${name}`;
  await writeFile(
    `${folder.path}/opsmedic.yaml`,
    [
      'accounts:',
      `  - { id: '${id}', name: shop, regions: [${region}], readRole: '${role('OpsMedicRead')}', changeRole: '${role('OpsMedicChange')}' }`,
      'approvals:',
      "  - { actions: ['*'], groups: [S0APPROVERS] }",
    ].join('\n'),
  );
  const credentials = simulation.credentialsFor(id);
  const env = {
    ...workspace.env,
    OPSMEDIC_DATA: `${folder.path}/data`,
    AWS_ENDPOINT_URL: simulation.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
  const program = await use(start(['serve'], folder.path, env));
  await ready(program, workspace.origin);
  const revision = (): string | undefined =>
    simulation.account(id).ecs?.services?.find(({ serviceName }) => serviceName === 'checkout-api')?.taskDefinition;
  return { scenario, workspace, program, folder, env, simulation, revision };
}

/** The newest card of a change, once it shows this, wherever it stands. */
function changeCard({ slack }: Workspace, shows: RegExp): Promise<Message> {
  const cards = () => slack.state.messages.filter(({ metadata }) => letterOf(metadata).endsWith('/card'));
  return until(
    `a card that shows ${shows}`,
    () => cards().findLast((card) => shows.test(textOf(card))),
    patience,
  ).catch((cause: unknown) => {
    throw new Error(`${String(cause)}\n${slack.state.messages.map(textOf).join('\n---\n')}`, { cause });
  });
}

function letterOf(metadata: Message['metadata']): string {
  const payload = metadata?.['event_payload'];
  return typeof payload === 'object' && payload !== null && 'letter' in payload ? String(payload.letter) : '';
}

function modalOf(person: Person, shows: RegExp): Promise<View> {
  return until(
    `a modal that shows ${shows}`,
    () => (shows.test(JSON.stringify(person.modal()?.body ?? '')) ? person.modal() : undefined),
    patience,
  );
}

function told({ slack }: Workspace, person: Person, says: RegExp): Promise<string> {
  const only = () => slack.state.messages.filter(({ visibleTo }) => visibleTo === person.user.id);
  return until(
    `${person.user.name} is told ${says}`,
    () =>
      only()
        .map(textOf)
        .find((text) => says.test(text)),
    patience,
  );
}

/** Re-run is pressed until it tells that it is over: for some seconds, what was read before serves again. */
async function recoveredAsked(workspace: Workspace, diagnosis: Message): Promise<void> {
  const cards = () =>
    saidBy(workspace)
      .map(textOf)
      .filter((text) => /Re-run/u.test(text));
  await until(
    'a re-run that has recovered',
    async () => {
      const known = cards().length;
      await workspace.alice.click(diagnosis, 'press:rerun');
      const all = await until('another card', () => (cards().length > known ? cards() : undefined), patience);
      return all.find((text) => text.startsWith('🟢 storefront-prod'));
    },
    patience,
  );
}

describe.each(['socket', 'http'] as const)('a change, over %s', (transport) => {
  test(
    'is proposed by one, refused to the same, approved by another, made, seen to help, and undone',
    { timeout },
    async (context) => {
      const { scenario, workspace, program, folder, env, simulation, revision } = await bot(transport, context);
      const { alice, channel, slack } = workspace;
      const bob = slack.person('bob');
      expect(revision()).toMatch(/:88$/u);

      await alice.slash(channel, '/diagnose', `alb-502 ${scenario.ask}`);
      const diagnosis = await cardWith(workspace, /Propose: Roll a service back/u, patience);
      await alice.click(diagnosis, 'press:propose:0');
      const form = await modalOf(alice, /checkout-api:88.*checkout-api:87.*U0BOB/su);
      expect(JSON.stringify(form.body)).toContain('aws ecs update-service');
      expect(await alice.submit(form, { reason: 'Half of the orders fail since revision 88' })).toEqual({
        kind: 'accepted',
      });

      const asked = await changeCard(workspace, /⏳.*Half of the orders fail/su);
      await alice.click(asked, 'press:approve');
      await told(workspace, alice, /Somebody else has to/u);
      expect(simulation.record().summary.mutations).toEqual([]);
      await bob.click(asked, 'press:approve');
      const inForce = await changeCard(workspace, /In force/u);
      expect(JSON.stringify(inForce.blocks)).toContain(bob.user.id);
      expect(revision()).toMatch(/:87$/u);

      await recoveredAsked(workspace, diagnosis);

      await bob.click(inForce, 'press:undo');
      await changeCard(workspace, /Undone/u);
      expect(revision()).toMatch(/:88$/u);
      expect(simulation.record().summary.mutations).toHaveLength(2);

      program.signal('SIGTERM');
      expect(await program.exit).toEqual({ code: 0, signal: null });
      const audit = await run(['audit', 'verify'], folder.path, env);
      expect(audit).toMatchObject({ code: 0, err: '' });
      const listed = await run(['changes', 'all', '--json'], folder.path, env);
      expect(JSON.parse(listed.out)).toMatchObject({
        changes: [{ remedy: 'ecs.roll-back', state: 'reverted', requester: 'T0LOCAL.U0ALICE' }],
      });
    },
  );
});
