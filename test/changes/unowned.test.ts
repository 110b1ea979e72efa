import { describe, expect, test } from 'vitest';
import type { Unaccounted } from '#changes';
import { remedies } from '#remediations';
import { seekers, whoMade } from '#remediations/unowned/index';
import type { Preview } from '#playbook';
import type { Account } from '#simulation/account';
import type { Change } from '#store';
import { unaccountedFrom } from '../../src/changes/unowned.ts';
import { practice } from '../remediations/practice.ts';
import { aProposal } from '../store/a-proposal.ts';

const region = 'us-east-1';
const id = '123456789012';
const now = new Date('2026-11-22T10:00:30Z');
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const alarmArn = (name: string) => `arn:aws:cloudwatch:${region}:${id}:alarm:${name}`;
const functionArn = (name: string) => `arn:aws:lambda:${region}:${id}:function:${name}`;
const aclArn = `arn:aws:wafv2:${region}:${id}:regional/webacl/shop/a1b2`;
const balancerArn = `arn:aws:elasticloadbalancing:${region}:${id}:loadbalancer/app/checkout/50dc6c495c0c9188`;
const watched = (MetricName: string) => ({
  MetricName,
  SampledRequestsEnabled: true,
  CloudWatchMetricsEnabled: true,
});
const AlarmActions = [`arn:aws:sns:${region}:${id}:pages`];

/** An account in which somebody has left a change of each kind behind. */
const untidy: Account = {
  id,
  region,
  cloudwatch: {
    metricAlarms: [
      {
        AlarmName: 'checkout-5xx',
        AlarmArn: alarmArn('checkout-5xx'),
        StateValue: 'ALARM',
        ActionsEnabled: false,
        AlarmActions,
        AlarmConfigurationUpdatedTimestamp: before(300),
      },
      { AlarmName: 'loud', AlarmArn: alarmArn('loud'), StateValue: 'OK', ActionsEnabled: true, AlarmActions },
      // It never told anybody anything.
      { AlarmName: 'dumb', AlarmArn: alarmArn('dumb'), StateValue: 'OK', ActionsEnabled: false, AlarmActions: [] },
    ],
    muteRules: [
      {
        Name: 'for-tonight',
        Rule: { Schedule: { Expression: 'at(2026-11-22T09:50)', Duration: 'PT1H' } },
        MuteTargets: { AlarmNames: ['loud'] },
        updatedAt: before(11),
      },
      {
        Name: 'every-night',
        Rule: { Schedule: { Expression: 'cron(0 2 * * *)', Duration: 'PT1H' } },
        MuteTargets: { AlarmNames: ['loud'] },
        status: 'ACTIVE',
      },
    ],
  },
  lambda: {
    functions: ['checkout', 'billing', 'free'].map((name) => ({ FunctionName: name, FunctionArn: functionArn(name) })),
    reservedConcurrency: { checkout: 5, billing: 0 },
  },
  wafv2: {
    webAcls: [
      {
        Name: 'shop',
        Id: 'a1b2',
        ARN: aclArn,
        DefaultAction: { Allow: {} },
        VisibilityConfig: watched('shop'),
        Rules: [
          {
            Name: 'common',
            Priority: 0,
            OverrideAction: { None: {} },
            Statement: {
              ManagedRuleGroupStatement: {
                VendorName: 'AWS',
                Name: 'AWSManagedRulesCommonRuleSet',
                RuleActionOverrides: [{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }],
              },
            },
            VisibilityConfig: watched('common'),
          },
        ],
      },
    ],
  },
  'arc-zonal-shift': {
    shifts: [
      {
        zonalShiftId: 'shift-1',
        resourceIdentifier: balancerArn,
        awayFrom: 'use1-az1',
        startTime: before(20),
        expiryTime: before(-40),
        status: 'ACTIVE',
        comment: 'errors in one zone',
      },
    ],
  },
  cloudtrail: {
    events: [
      {
        EventId: '1',
        EventName: 'PutFunctionConcurrency20171031',
        EventTime: before(90),
        EventSource: 'lambda.amazonaws.com',
        Username: 'kim',
        Resources: [{ ResourceName: 'checkout', ResourceType: 'AWS::Lambda::Function' }],
      },
    ],
  },
};

async function unaccounted(account: Account, ours: readonly Change[] = []): Promise<Unaccounted> {
  const { access, where } = await practice({ account, begin: now });
  const store = { now: async () => now, list: async () => ours };
  const look = unaccountedFrom({ store, access, remedies, seekers, whoMade, places: [where] });
  return look(AbortSignal.timeout(20_000));
}

/** A change of ours that is in force. */
function ours(changeId: string, action: string, resource: string, found: Preview['found'] = {}): Change {
  const proposal = aProposal({ id: changeId, action });
  return {
    proposal: { ...proposal, preview: { ...proposal.preview, resources: [resource], found } },
    askedAt: now,
    standing: { state: 'applied', votes: [], until: before(-30), note: null },
    version: 5,
    movedAt: now,
    votes: [],
    executions: [],
    verified: [],
    review: null,
  };
}

describe('temporary changes that none of ours accounts for', () => {
  test('are found with what they do, since and until when, and by whom', async () => {
    const { found, blind } = await unaccounted(untidy);
    expect(blind).toEqual([]);
    expect(found.map(({ kind, says, since, until, by }) => ({ kind, says, since, until, by }))).toEqual([
      {
        kind: 'mute-rule',
        says: 'The mute rule for-tonight keeps alarms quiet.',
        since: before(11).toISOString(),
        until: null,
        by: null,
      },
      {
        kind: 'alarm-actions-disabled',
        says: 'The alarm checkout-5xx tells nobody: its actions are disabled, and it is ringing.',
        since: before(300).toISOString(),
        until: null,
        by: null,
      },
      {
        kind: 'reserved-concurrency',
        says: 'The function checkout may run 5 times at once and no more.',
        since: before(90).toISOString(),
        until: null,
        by: 'kim',
      },
      {
        kind: 'reserved-concurrency',
        says: 'The function billing is stopped: its reserved concurrency is 0.',
        since: null,
        until: null,
        by: null,
      },
      {
        kind: 'waf-rule-counting',
        says: 'The rule SizeRestrictions_BODY in common of the web ACL shop only counts.',
        since: null,
        until: null,
        by: null,
      },
      {
        kind: 'zonal-shift',
        says: 'Traffic of checkout is kept away from use1-az1.',
        since: before(20).toISOString(),
        until: before(-40).toISOString(),
        by: null,
      },
    ]);
  });

  test('are not those that a change in force made', async () => {
    const { found } = await unaccounted(untidy, [
      ours('chg_1', 'lambda.limit-concurrency', functionArn('checkout')),
      ours('chg_2', 'alarms.disable-actions', alarmArn('checkout-5xx')),
      // Of the same function, and something else.
      ours('chg_3', 'lambda.limit-event-source', functionArn('billing')),
    ]);
    expect(found.map(({ resource }) => resource)).toEqual([
      `arn:aws:cloudwatch:${region}:${id}:alarm-mute-rule:for-tonight`,
      functionArn('billing'),
      aclArn,
      balancerArn,
    ]);
  });

  test('are not a mute rule that was made for a change, by its name', async () => {
    const made = (name: string): Account => ({
      ...untidy,
      cloudwatch: {
        muteRules: [
          {
            Name: name,
            Rule: { Schedule: { Expression: 'at(2026-11-22T09:50)', Duration: 'PT1H' } },
            MuteTargets: { AlarmNames: ['loud'] },
          },
        ],
      },
    });
    const remedy = remedies.get('alarms.mute');
    const [arn = ''] =
      remedy?.kind === 'guarded' ? (remedy.makes?.('chg_1', { account: id, region, partition: 'aws' }) ?? []) : [];
    const name = arn.split(':').at(-1) ?? '';
    const kinds = async (account: Account) =>
      (await unaccounted(account, [ours('chg_1', 'alarms.mute', alarmArn('loud'))])).found.map(({ kind }) => kind);
    expect(await kinds(made(name))).not.toContain('mute-rule');
    expect(await kinds(made('somebody-elses'))).toContain('mute-rule');
  });

  test.each([
    ['that rule', { rule: 'common', inGroup: 'SizeRestrictions_BODY' }, []],
    ['another one of the group', { rule: 'common', inGroup: 'NoUserAgent_HEADER' }, [aclArn]],
    ['one of another group', { rule: 'known-bad', inGroup: 'SizeRestrictions_BODY' }, [aclArn]],
    ['one of the web ACL itself', { rule: 'common', inGroup: null }, [aclArn]],
  ])('are not hidden by what we have a web ACL count, unless it is the same rule: %s', async (_, found, left) => {
    const account = { id, region, ...(untidy.wafv2 && { wafv2: untidy.wafv2 }) };
    const inForce = [ours('chg_1', 'waf.count-rule', aclArn, { arn: aclArn, setting: null, ...found })];
    expect((await unaccounted(account, inForce)).found.map(({ resource }) => resource)).toEqual(left);
  });

  test('are said to be hidden where they cannot be read', async () => {
    const { found, blind } = await unaccounted({
      ...untidy,
      denies: ['cloudwatch:DescribeAlarms', 'lambda:GetFunctionConcurrency', 'cloudtrail:LookupEvents'],
    });
    expect(found.map(({ kind }) => kind)).toEqual(['mute-rule', 'waf-rule-counting', 'zonal-shift']);
    expect(blind).toMatchObject([
      { fact: 'unowned.alarm-actions-disabled', why: 'denied', action: 'cloudwatch:DescribeAlarms' },
      { fact: 'unowned.reserved-concurrency', why: 'denied', action: 'lambda:GetFunctionConcurrency' },
    ]);
  });

  test('are looked for once a minute at most', async () => {
    const { access, where, simulation, pass, now: present } = await practice({ account: untidy, begin: now });
    const store = { now: async () => present(), list: async () => [] };
    const look = unaccountedFrom({ store, access, remedies, seekers, whoMade, places: [where] });
    const first = await look(AbortSignal.timeout(20_000));
    const { calls } = simulation.record();
    pass(59_000);
    expect(await look(AbortSignal.timeout(20_000))).toEqual(first);
    expect(simulation.record().calls).toHaveLength(calls.length);
    pass(2_000);
    await look(AbortSignal.timeout(20_000));
    expect(simulation.record().calls.length).toBeGreaterThan(calls.length);
  });

  test('are not those of a change that began or ended while we looked', async () => {
    for (const lists of [
      [[ours('chg_1', 'lambda.limit-concurrency', functionArn('checkout'))], []],
      [[], [ours('chg_1', 'lambda.limit-concurrency', functionArn('checkout'))]],
    ]) {
      const { access, where } = await practice({ account: untidy, begin: now });
      const left = [...lists];
      const store = { now: async () => now, list: async () => left.shift() ?? [] };
      const look = unaccountedFrom({ store, access, remedies, seekers, whoMade, places: [where] });
      const { found } = await look(AbortSignal.timeout(20_000));
      expect(found.map(({ resource }) => resource)).not.toContain(functionArn('checkout'));
    }
  });

  test('are none in a tidy account, of which no function is asked one by one', async () => {
    const { access, where, simulation } = await practice({
      account: { id, region, lambda: { functions: [{ FunctionName: 'free', FunctionArn: functionArn('free') }] } },
      begin: now,
    });
    const store = { now: async () => now, list: async () => [] };
    const look = unaccountedFrom({ store, access, remedies, seekers, whoMade, places: [where] });
    expect(await look(AbortSignal.timeout(20_000))).toEqual({ found: [], blind: [] });
    expect(simulation.record().summary.byOperation).not.toHaveProperty('lambda.GetFunctionConcurrency');
  });
});
