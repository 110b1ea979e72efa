import { expect, test } from 'vitest';
import type { MetricSeries } from '#simulation/account';
import { rollBackAlias } from '#remediations/lambda/roll-back-alias';
import { describeRemediation } from '../every-remediation.ts';
import { approved } from '../practice.ts';
import { aliased, changed, liveArn as live, tenMinutes } from './functions.ts';

const given = { function: 'checkout', alias: 'live', version: '41' };

const pointed = (FunctionVersion: string, weights?: Readonly<Record<string, number>>) =>
  changed(({ aliases = [] }) => ({
    aliases: aliases.map(({ RoutingConfig: before, ...each }) => {
      if (each.Name !== 'live') return { ...each, ...(before && { RoutingConfig: before }) };
      return { ...each, FunctionVersion, ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }) };
    }),
  }));

describeRemediation(
  rollBackAlias,
  [
    {
      title: 'from a bad version',
      given,
      account: aliased(),
      changes: [{ resource: live, field: 'FunctionVersion', before: '42', after: '41' }],
      made: pointed('41'),
      drift: pointed('43'),
      others: pointed('43'),
    },
    {
      title: 'in the midst of a canary',
      given,
      account: aliased({ RoutingConfig: { AdditionalVersionWeights: { 43: 0.1 } } }),
      changes: [
        { resource: live, field: 'FunctionVersion', before: '42', after: '41' },
        { resource: live, field: 'AdditionalVersionWeights', before: '10 % of calls to 43', after: null },
      ],
      made: pointed('41'),
      drift: pointed('42', { 43: 0.5 }),
      others: pointed('41', { 43: 0.1 }),
    },
    {
      title: 'ending a canary alone',
      given: { ...given, version: '42' },
      account: aliased({ RoutingConfig: { AdditionalVersionWeights: { 43: 0.1 } } }),
      changes: [{ resource: live, field: 'AdditionalVersionWeights', before: '10 % of calls to 43', after: null }],
      made: pointed('42'),
      drift: pointed('42', { 43: 1 }),
      others: pointed('43'),
    },
  ],
  [
    { title: 'no such alias', given: { ...given, alias: 'prod' }, account: aliased(), says: /has no alias prod/ },
    { title: 'no such version', given: { ...given, version: '39' }, account: aliased(), says: /has no version 39/ },
    {
      title: 'there already',
      given: { ...given, version: '42' },
      account: aliased(),
      says: /points to version 42 already/,
    },
    {
      title: 'a version that failed',
      given: { ...given, version: '40' },
      account: aliased(),
      says: /Version 40 .* is failed/,
    },
  ],
);

test('who writes the alias between the last look and the call wins: AWS refuses ours', async () => {
  const own = await approved(rollBackAlias, given, { account: aliased() });
  const doing = await own.doing(rollBackAlias, own.resources);
  await own.others(pointed('43'));
  await expect(own.bound.apply(doing)).rejects.toMatchObject({ name: 'WriteFailure', outcome: 'refused' });
  expect(own.account()).toEqual(pointed('43')(aliased()));
});

test('putting the version back that was rolled back from is not done without a person', async () => {
  const own = await approved(rollBackAlias, given, { account: aliased() });
  expect(await own.bound.objection(await own.look(rollBackAlias))).toMatch(/^Version 42 is the one/);
});

const of = { FunctionName: 'checkout', Resource: 'checkout:live' };

test.each<[string, string, readonly MetricSeries[]]>([
  [
    'seen',
    '1.0 % of 400 calls failed; before it were 50.0 % of 500.',
    [tenMinutes('Invocations', 100, 100, of), tenMinutes('Errors', 50, 1, of)],
  ],
  [
    'not-seen',
    '49.0 % of 400 calls failed; before it were 50.0 % of 500.',
    [tenMinutes('Invocations', 100, 100, of), tenMinutes('Errors', 50, 49, of)],
  ],
  [
    'worse',
    '50.0 % of 400 calls failed; before it were 2.0 % of 500.',
    [tenMinutes('Invocations', 100, 100, of), tenMinutes('Errors', 2, 50, of)],
  ],
  [
    'cannot-tell',
    '0.0 % of 400 calls failed; before it were 0.0 % of 500.',
    [tenMinutes('Invocations', 100, 100, of), tenMinutes('Errors', 0, 0, of)],
  ],
  ['cannot-tell', 'CloudWatch has no calls of the alias since then yet.', []],
])('its effect is %s: %s', async (effect, says, metrics) => {
  const own = await approved(rollBackAlias, given, { account: aliased({}, metrics) });
  const since = new Date(own.now().getTime() - 5 * 60_000);
  expect(await own.bound.verify(since, await own.look(rollBackAlias))).toEqual({ effect, says });
});

test.each([
  [{ ...given, alias: '41' }, { alias: 'Say the name of an alias.' }],
  [{ ...given, version: '$LATEST' }, { version: 'Say the number of a published version.' }],
])('a form that is wrong says so: %j', (wrong, says) => {
  expect(rollBackAlias.parse(wrong)).toEqual({ ok: false, wrong: says });
});
