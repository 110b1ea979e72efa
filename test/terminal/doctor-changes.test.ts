import { expect, onTestFinished, test } from 'vitest';
import type { Account } from '#simulation/account';
import { startSimulation } from '#simulation/simulation';
import { checkChanges } from '../../commands/doctor/changes.ts';
import { app, now } from '../app/small-account.ts';
import { configOf, production, staging } from '../app/small-config.ts';

interface Setup {
  readonly aws?: Partial<Account>;
  /** Whether Slack knows the token; null where there is none. */
  readonly slack?: boolean | null;
  readonly changeRole?: string | null;
}

async function examine({ aws = {}, slack = true, changeRole = 'OpsMedicChange' }: Setup) {
  const { id, regions } = production;
  const region = regions[0] ?? '';
  const simulation = await startSimulation({ accounts: { [id]: { id, region, ...aws } }, clock: () => now });
  onTestFinished(() => simulation.close());
  const bot = simulation.credentialsFor(id);
  const role = changeRole === null ? {} : { changeRole: `arn:aws:iam::${id}:role/${changeRole}` };
  const found = await checkChanges({
    app: { ...app(), config: configOf({ accounts: [{ ...production, ...role }, staging] }) },
    env: {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_ACCESS_KEY_ID: bot.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bot.secretAccessKey,
      ...(slack === null ? {} : { SLACK_BOT_TOKEN: 'xoxb-1' }),
    },
    nodeVersion: 'v24.21.0',
    fetch: () =>
      Promise.resolve(Response.json(slack ? { ok: true, team_id: 'T0SHOP' } : { ok: false, error: 'invalid_auth' })),
    slackScopes: [],
    signal: AbortSignal.timeout(10_000),
  });
  const asked = simulation.record().calls.map(({ input }) => Object(input).SourceIdentity);
  return { found, asked };
}

test('a change role that lets the bot in is right, and is tried in the name of the workspace', async () => {
  const { found, asked } = await examine({});
  expect(found).toEqual([{ state: 'right', title: 'Changes in prod', says: 'the change role can be assumed' }]);
  expect(asked).toEqual(['T0SHOP.doctor']);
});

test.each<[string, Setup, RegExp]>([
  ['one that does not', { aws: { externalId: 'x' } }, /could not be assumed: .*TagSession/],
  ['AWS out of order', { aws: { faults: [{ kind: 'server-error' }] } }, /could not be assumed/],
])('%s is wrong, with the trust policy as the fix', async (_what, setup, says) => {
  const { found } = await examine(setup);
  expect(found).toMatchObject([
    {
      state: 'wrong',
      says: expect.stringMatching(says),
      fix: expect.stringContaining('iam --changes --trust --team T0SHOP'),
    },
  ]);
});

test.each<[string, Setup]>([
  ['no change role', { changeRole: null }],
  ['no token of Slack', { slack: null }],
  ['a token that Slack does not know', { slack: false }],
])('with %s it says nothing, and asks AWS for nothing', async (_what, setup) => {
  expect(await examine(setup)).toEqual({ found: [], asked: [] });
});
