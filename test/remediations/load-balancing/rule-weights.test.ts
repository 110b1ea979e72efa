import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { ruleWeights } from '#remediations/load-balancing/rule-weights';
import type { Account } from '#simulation/account';
import { namesIn, protectedAmong } from '../../../src/changes/forbidden.ts';
import { configOf } from '../../app/small-config.ts';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { arns, balanced, changed, forward } from './balanced.ts';

const weights = (api: number, next: number) => forward({ [arns.api]: api, [arns.next]: next });
const rule = (...Actions: Action[]) =>
  changed(({ rules = {} }) => ({
    rules: { ...rules, [arns.listener]: (rules[arns.listener] ?? []).map((one) => ({ ...one, Actions })) },
  }));
const listener = (...DefaultActions: Action[]) =>
  changed(({ listeners = [] }) => ({ listeners: listeners.map((one) => ({ ...one, DefaultActions })) }));
const login: Action = {
  Type: 'authenticate-oidc',
  Order: 1,
  AuthenticateOidcConfig: {
    Issuer: 'https://id.example.com',
    AuthorizationEndpoint: 'https://id.example.com/a',
    TokenEndpoint: 'https://id.example.com/t',
    UserInfoEndpoint: 'https://id.example.com/u',
    ClientId: 'shop',
    Scope: 'openid',
    SessionTimeout: 604_800,
  },
};
const given = (to: string, which = arns.rule) => ({ rule: which, weights: to });
const fields = (resource: string, api: readonly [number, number], next: readonly [number, number]) => [
  { resource, field: 'Weight of checkout-api', before: api[0], after: api[1] },
  { resource, field: 'Weight of checkout-next', before: next[0], after: next[1] },
];
const after2 = { ...weights(100, 0), Order: 2 };

describeRemediation(
  ruleWeights,
  [
    {
      title: 'away from an empty group',
      given: given('checkout-api=100, checkout-next=0'),
      account: balanced(),
      changes: fields(arns.rule, [10, 100], [90, 0]),
      made: rule(weights(100, 0)),
      drift: rule({ ...weights(10, 90), ForwardConfig: { TargetGroups: weights(10, 90).ForwardConfig.TargetGroups } }),
      others: rule(weights(50, 50)),
    },
    {
      title: 'behind a login, whose secret is never given out',
      given: given(`${arns.api}=100 checkout-next=0`),
      account: rule(login, { ...weights(10, 90), Order: 2 })(balanced()),
      changes: fields(arns.rule, [10, 100], [90, 0]),
      made: rule(login, after2),
      drift: rule({ ...weights(10, 90), Order: 2 }),
      others: rule(login, { ...weights(1, 0), Order: 2 }),
    },
    {
      title: 'of the default rule, by the listener',
      given: given('checkout-next=0 checkout-api=1', arns.defaultRule),
      account: listener(weights(0, 100))(balanced()),
      changes: fields(arns.listener, [0, 1], [100, 0]),
      made: listener(weights(1, 0)),
      drift: listener(weights(1, 100)),
      others: listener(weights(7, 7)),
    },
  ],
  [
    { title: 'the same', given: given('checkout-api=10'), account: balanced(), says: /like that already/ },
    {
      title: 'to nobody',
      given: given('checkout-api=0 checkout-next=0'),
      account: balanced(),
      says: /No target group would get any requests/,
    },
    {
      title: 'to an empty group',
      given: given('checkout-next=100'),
      account: balanced(),
      says: /checkout-next has no healthy targets/,
    },
    {
      title: 'to a group that it does not have',
      given: given('basket=1'),
      account: balanced(),
      says: /has no target group basket, but checkout-api and checkout-next/,
    },
    {
      title: 'a rule with one group',
      given: given('checkout-api=1'),
      account: rule({ Type: 'forward', TargetGroupArn: arns.api })(balanced()),
      says: /does not share requests/,
    },
    {
      title: 'no such rule',
      given: given('checkout-api=1', arns.rule.replace('9683b2d02a6cabee', '9683b2d02a6cabff')),
      account: balanced(),
      says: /no such rule in account/,
    },
  ],
);

test.each(['checkout-next', 'targetgroup/checkout-api/*'])(
  'a group that is protected keeps its share: %s',
  async (name) => {
    const { preview } = await approved(ruleWeights, given('checkout-api=100 checkout-next=0'), { account: balanced() });
    expect(protectedAmong(namesIn(preview), configOf({ protected: [name] }))).toMatch(
      /^arn:.*:targetgroup\/checkout-.* is never/,
    );
  },
);

test('whose requests go elsewhere is said, and the call has all actions', async () => {
  const { preview } = await approved(ruleWeights, given('checkout-api=100 checkout-next=0'), { account: balanced() });
  expect(preview.blastRadius).toBe(
    'Requests for path /api/*: checkout-api gets 100% instead of 10% and checkout-next gets 0% instead of 90%. Clients stay with the group that they have for up to 3600 s.',
  );
  expect(preview.undo).toBe('The weights are set back: checkout-api 10 and checkout-next 90.');
  expect(preview.call).toBe(
    `aws elbv2 modify-rule --rule-arn ${arns.rule} --actions '${JSON.stringify([weights(100, 0)])}' --region eu-west-1`,
  );
});

test('what was changed between the approval and the call is left alone', async () => {
  const own = await approved(ruleWeights, given('checkout-api=100 checkout-next=0'), { account: balanced() });
  const doing = await own.doing(ruleWeights, own.resources);
  await own.others(rule(weights(5, 5)));
  await expect(own.bound.apply(doing)).rejects.toThrow('Somebody has changed the actions of the rule since.');
  expect(own.simulation.record().summary.mutations).toEqual([]);
});

test('the undo keeps what else was changed of the rule', async () => {
  const own = await approved(ruleWeights, given('checkout-api=100 checkout-next=0'), { account: balanced() });
  await own.bound.apply(await own.doing(ruleWeights, own.resources));
  const calm = (api: number, next: number): Action => ({
    ...weights(api, next),
    ForwardConfig: {
      ...weights(api, next).ForwardConfig,
      TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 60 },
    },
  });
  await own.others((account: Account) => rule(calm(100, 0))(account));
  await own.bound.undo?.(await own.doing(ruleWeights, own.resources, 'undo'));
  expect(own.account().elbv2?.rules?.[arns.listener]?.[0]?.Actions).toEqual([calm(10, 90)]);
});

test.each([
  [{}, ['rule', 'weights']],
  [given('checkout-api'), ['weights']],
  [given('checkout-api=1000'), ['weights']],
  [given('checkout-api=1 checkout-api=2'), ['weights']],
  [given('checkout-api=-1', arns.listener), ['rule', 'weights']],
])('a form that is wrong says so for each field: %j', (form, wrong) => {
  const parsed = ruleWeights.parse(form);
  expect(parsed.ok ? [] : Object.keys(parsed.wrong)).toEqual(wrong);
});
